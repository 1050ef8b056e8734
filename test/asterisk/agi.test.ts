import { connect, createServer, type Socket } from 'node:net';
import t, { type Test } from 'tap';
import { type AgiRequest, createAgiListener } from '../../lib/asterisk/agi.js';
import { until } from '../../lib/rig/until.js';
import { Lines } from './lines.js';

const ENVIRONMENT =
  'agi_network: yes\nagi_network_script: handoff\nagi_channel: PJSIP/agent-1\nagi_uniqueid: 12.3\n\n';

/** The side of Asterisk: sends the environment, answers each command with the next of `answers`. */
function asterisk(port: number, answers: readonly string[], environment = ENVIRONMENT) {
  const socket: Socket = connect(port, '127.0.0.1');
  const commands: string[] = [];
  const waiting = [...answers];
  let ended = false;
  socket.setEncoding('utf8');
  socket.write(environment);
  socket.on('data', (chunk: string) => {
    commands.push(chunk);
    const answer = waiting.shift();
    if (answer !== undefined) socket.write(answer);
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    ended = true;
  });
  return { socket, commands, ended: () => until('the AGI session to end', 3_000, () => ended) };
}

async function listener(t: Test, handler: (request: AgiRequest) => Promise<void>, deadlineMs?: number) {
  const lines = new Lines();
  const agi = createAgiListener({ host: '127.0.0.1', port: 0, handler, log: lines.log, deadlineMs });
  await agi.start();
  t.teardown(() => agi.stop());
  const port = await until('the listener', 2_000, () => agi.port());
  return { agi, port, lines };
}

t.test('given a channel, commands are quoted, answers are read and the session ends', async (t) => {
  const seen: unknown[] = [];
  const { port } = await listener(t, async (request) => {
    seen.push(request.script, request.channelName, request.channelId);
    seen.push(await request.getVariable('BRIDGEPEER'));
    seen.push(await request.getVariable('NOTHING'));
    seen.push(await request.evaluate('${A} "x"', 'PJSIP/caller-1'));
    await request.setVariable('HUSHPAY_PEER', 'a b');
    await request.streamFile('hushpay/agent-unavailable');
    seen.push(await request.exec('NoSuch', ''));
  });
  const side = asterisk(port, [
    '200 result=1 (PJSIP/caller-1)\n',
    '200 result=0\n',
    '200 result=1 (two\nlines (of) it)\n',
    '200 result=1\n',
    'HANGUP\n200 result=0 endpos=100\n',
    '200 result=-2\n',
  ]);
  await side.ended();
  t.strictSame(seen, [
    'handoff',
    'PJSIP/agent-1',
    '12.3',
    'PJSIP/caller-1',
    undefined,
    'two\nlines (of) it',
    -2,
  ]);
  t.strictSame(side.commands, [
    'GET VARIABLE BRIDGEPEER\n',
    'GET VARIABLE NOTHING\n',
    'GET FULL VARIABLE "${A} \\"x\\"" PJSIP/caller-1\n',
    'SET VARIABLE HUSHPAY_PEER "a b"\n',
    'STREAM FILE hushpay/agent-unavailable ""\n',
    'EXEC NoSuch ""\n',
  ]);
});

t.test('given a value with a line break, no command is sent', async (t) => {
  let fault = '';
  const { port } = await listener(t, async (request) => {
    await request.setVariable('X', 'a\nHANGUP').catch((error) => {
      fault = String(error);
    });
  });
  const side = asterisk(port, []);
  await side.ended();
  t.match(fault, /line break/);
  t.strictSame(side.commands, []);
});

t.test('given a handler that fails, hangs or a peer without end, the session is ended', async (t) => {
  const failing = await listener(t, () => Promise.reject(new Error('broken')));
  await asterisk(failing.port, []).ended();
  t.match(failing.lines.all.join(), /broken/);

  const hanging = await listener(t, () => new Promise(() => undefined), 100);
  await asterisk(hanging.port, []).ended();

  const flooded = await listener(t, async () => undefined);
  await asterisk(flooded.port, [], `agi_x: ${'y'.repeat(40_000)}`).ended();
  await asterisk(flooded.port, [], 'agi_x: y\n'.repeat(500)).ended();
  t.equal(flooded.agi.health().up, true);
});

t.test('given the channel hangs up, what waits for it rejects', async (t) => {
  let fault: unknown;
  const { port } = await listener(t, async (request) => {
    await request.getVariable('X').catch((error) => {
      fault = error;
    });
  });
  const side = asterisk(port, []);
  await until('the command', 2_000, () => side.commands.length > 0);
  side.socket.destroy();
  await until('the fault', 2_000, () => fault);
  t.match(String(fault), /ended its AGI session/);
});

t.test('given the port in use, it says so and listens once it is free', async (t) => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const address = other.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const lines = new Lines();
  const agi = createAgiListener({ host: '127.0.0.1', port, handler: async () => undefined, log: lines.log });
  t.teardown(() => agi.stop());
  await agi.start();
  await until('the fault', 2_000, () => agi.health().detail.includes('EADDRINUSE'));
  t.equal(agi.health().up, false);
  t.match(lines.all.join(), /another instance running/);
  other.close();
  await until('the port', 3_000, () => agi.health().up);
  await asterisk(port, []).ended();
});

t.test(
  'given a session under way when the listener stops, then it has its time to end, and no more',
  async (t) => {
    for (const graceMs of [0, 5000]) {
      let begun = false;
      let release: () => void = () => undefined;
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      const { agi, port } = await listener(t, async (request) => {
        begun = true;
        await held;
        await request.setVariable('MUTEAUDIO(in)', 'off');
      });
      const side = asterisk(port, ['200 result=1\n']);
      await until('the session', 2_000, () => begun);
      const stopped = agi.stop(graceMs);
      if (graceMs > 0) release();
      await Promise.all([stopped, side.ended()]);
      release();
      const unmuted = side.commands.some((command) => command.includes('MUTEAUDIO'));
      t.equal(unmuted, graceMs > 0, `${graceMs} ms`);
    }
  },
);
