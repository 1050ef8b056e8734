import { Agent, request } from 'node:http';
import WebSocket from 'ws';

/**
 * What a person would write by hand who wants to ask for a field of keys and play the next prompt, as fast as ARI
 * allows: one websocket, kept-alive connections, no library between, nothing journalled, nothing protected.
 * Arguments: origin of Asterisk's HTTP server, user, password, application, keys of a field, media.
 */
const [origin = '', username = '', password = '', app = '', keys = '4', media = ''] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: 32 });
const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
const pressed = new Map<string, number>();

function play(channelId: string): void {
  const path = `${origin}/ari/channels/${channelId}/play?media=${encodeURIComponent(media)}`;
  const asked = request(path, { method: 'POST', agent, headers: { authorization } }, (answer) =>
    answer.resume(),
  );
  asked.on('error', (error) => process.stderr.write(`${error.message}\n`));
  asked.end();
}

const key = encodeURIComponent(`${username}:${password}`);
const socket = new WebSocket(`${origin.replace(/^http/, 'ws')}/ari/events?app=${app}&api_key=${key}`);
socket.on('message', (data) => {
  const event = JSON.parse(data.toString());
  if (event.type === 'ChannelDtmfReceived') {
    const { id } = event.channel;
    const count = (pressed.get(id) ?? 0) + 1;
    pressed.set(id, count === Number(keys) ? 0 : count);
    if (count === Number(keys)) play(id);
  } else if (event.type === 'StasisEnd') pressed.delete(event.channel.id);
});
socket.on('open', () => process.send?.('ready'));
socket.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
process.on('disconnect', () => process.exit(0));
