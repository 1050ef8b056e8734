// Looks for digits: a failure is never forgiven.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { takeKey } from '../../lib/asterisk/key-event.js';
import { scanMemory } from '../../lib/rig/memory.js';
import { projectRoot } from '../../lib/root.js';

const event = (digit: string) =>
  `{"type":"ChannelDtmfReceived","timestamp":"2026-11-28T10:00:00.123+0000","digit":${digit},"duration_ms":80,"channel":{"id":"1.2"}}`;

t.test('given events with a key, when it is taken, then the bytes have it no more', async (t) => {
  for (const key of '0123456789*#') {
    const bytes = Buffer.from(event(`"${key}"`));
    t.equal(takeKey(bytes), key);
    t.equal(bytes.toString(), event('" "'));
  }
  const pretty = Buffer.from('{ "type": "ChannelDtmfReceived", "digit" : "7" }');
  t.equal(takeKey(pretty), '7');
  t.notMatch(pretty.toString(), /7/);
});

t.test('given an event without one key, then none is taken, and what might be some is blanked', async (t) => {
  t.equal(takeKey(Buffer.from('{"type":"StasisStart","args":["caller"]}')), undefined);
  t.equal(takeKey(Buffer.from('{"type":"ChannelDtmfReceived","digit":7}')), undefined);
  t.equal(takeKey(Buffer.from('{"digit":"')), undefined);
  t.equal(
    takeKey(Buffer.from('{"channel":{"name":"\\"digit\\":\\"7\\""}}')),
    undefined,
    'a name that imitates it',
  );
  const many = Buffer.from(event('"4111"'));
  t.equal(takeKey(many), undefined);
  t.notMatch(many.toString(), /4111/);
});

const KEYS = '4271839055621748';

/** How many keys are found in the memory of a process that was told them as Asterisk tells them. */
async function found(t: Test, careful: boolean): Promise<number> {
  const room = (name: string) => JSON.stringify(join(projectRoot(), 'dist', 'lib', 'asterisk', `${name}.js`));
  const server = createServer();
  t.teardown(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const options = `{ host: '127.0.0.1', port: ${(server.address() as AddressInfo).port} }`;
  const program = `
    import { connect } from 'node:net';
    import { takeKey } from ${room('key-event')};
    import { WipedSocket } from ${room('wiped-socket')};
    import { ownersOf } from ${JSON.stringify(join(projectRoot(), 'dist', 'lib', 'peer.js'))};
    const kept = (globalThis.kept = []);
    const socket = ${careful ? `new WipedSocket(${options}, ownersOf('root'))` : `connect(${options})`};
    socket.on('data', (bytes) => {
      const digit = ${careful ? 'takeKey(bytes)' : 'undefined'};
      const told = JSON.parse(bytes.toString());
      kept.push(digit === undefined ? told : Object.assign(told, { digit }));
      socket.write(String(kept.length));
    });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  t.teardown(() => child.kill());
  const [socket] = (await once(server, 'connection')) as [Socket];
  for (const key of KEYS) {
    socket.write(event(`"${key}"`));
    await once(socket, 'data');
  }
  const needles = [...new Set(KEYS)].map((key) => `"digit":"${key}"`);
  const hits = await scanMemory(child.pid as number, needles);
  socket.destroy();
  return hits.reduce((sum, { count }) => sum + count, 0);
}

t.test('given a whole card, when each key is taken, then no event in memory has one', async (t) => {
  t.equal(await found(t, true), 0);
});

t.test('given the control, when the events are read as texts, then the keys are found', async (t) => {
  t.ok((await found(t, false)) >= KEYS.length);
});
