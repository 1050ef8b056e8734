import { connect, createServer, type Socket } from 'node:net';
import t, { type Test } from 'tap';
import { type AgiRequest, createAgiListener } from '../../lib/asterisk/agi.js';
import { agiProof } from '../../lib/config/agi-key.js';
import { until } from '../../lib/rig/until.js';
import { Lines } from './lines.js';

const KEY = '0123456789abcdef';
/** The word to who is refused has been played. */
const PLAYED = ['200 result=0 endpos=8000\n'];
const ENVIRONMENT = environment(agiProof(KEY, '12.3'));

function environment(proof: string, more = ''): string {
  return `agi_network: yes\nagi_network_script: handoff/${proof}\nagi_channel: PJSIP/agent-1\nagi_uniqueid: 12.3\n${more}\n`;
}

/** The side of Asterisk: sends the environment, answers each command with the next of `answers`. */
function asterisk(port: number, answers: readonly string[], said = ENVIRONMENT) {
  const socket: Socket = connect(port, '127.0.0.1');
  const commands: string[] = [];
  const waiting = [...answers];
  let ended = false;
  socket.setEncoding('utf8');
  socket.write(said);
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

async function listener(
  t: Test,
  handler: (request: AgiRequest) => Promise<void>,
  limits: { readonly deadlineMs?: number; readonly headerMs?: number } = {},
) {
  const lines = new Lines();
  const agi = createAgiListener({ host: '127.0.0.1', port: 0, key: KEY, handler, log: lines.log, ...limits });
  await agi.start();
  t.teardown(() => agi.stop());
  const port = await until('the listener', 2_000, () => agi.port());
  return { agi, port, lines };
}

t.test('given a channel, commands are quoted, answers are read and the session ends', async (t) => {
  const seen: unknown[] = [];
  const { port } = await listener(t, async (request) => {
    seen.push(request.script, request.channelName, request.channelId);
    await request.setVariable('HUSHPAY_PEER', 'a "b" \\');
    await request.streamFile('hushpay/agent-unavailable');
    await request.alive();
    seen.push(await request.exec('NoSuch', ''));
    await request.exec('Refused', '').catch((error) => seen.push(error.message));
    seen.push(await request.createSpeech('engine'));
  });
  const side = asterisk(port, [
    '200 result=1\n',
    'HANGUP\n200 result=0 endpos=100\n',
    '200 result=0\n',
    '200 result=-2\n',
    '520-Invalid command syntax.  Proper usage follows:\nUsage: EXEC <application>\n520 End of proper usage.\n',
    '200 result=1\n',
  ]);
  await side.ended();
  t.strictSame(seen, [
    'handoff',
    'PJSIP/agent-1',
    '12.3',
    -2,
    'AGI EXEC Refused: 520-Invalid command syntax.  Proper usage follows:',
    true,
  ]);
  t.strictSame(side.commands, [
    'SET VARIABLE HUSHPAY_PEER "a \\"b\\" \\\\"\n',
    'STREAM FILE hushpay/agent-unavailable ""\n',
    'NOOP\n',
    'EXEC NoSuch ""\n',
    'EXEC Refused ""\n',
    'SPEECH CREATE engine\n',
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

  const hanging = await listener(t, () => new Promise(() => undefined), { deadlineMs: 100 });
  await asterisk(hanging.port, []).ended();

  const flooded = await listener(t, async () => undefined);
  await asterisk(flooded.port, [], `agi_x: ${'y'.repeat(40_000)}`).ended();
  await asterisk(flooded.port, [], 'agi_x: y\n'.repeat(500)).ended();
  t.equal(flooded.agi.health().up, true);
});

t.test('given the channel hangs up, what waits for it rejects', async (t) => {
  let fault: unknown;
  const { port } = await listener(t, async (request) => {
    await request.alive().catch((error) => {
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
  const agi = createAgiListener({
    host: '127.0.0.1',
    port,
    key: KEY,
    handler: async () => undefined,
    log: lines.log,
  });
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

t.test('given a request without the key, then it is refused, in the ear and the log', async (t) => {
  const proof = agiProof(KEY, '12.3');
  const table = {
    'no proof': environment('').replace('handoff/', 'handoff'),
    'another key': environment(agiProof('another', '12.3')),
    'a proof of another channel': environment(agiProof(KEY, '12.4')),
    'a proof with more behind it': environment(`${proof}0`),
    'a proof of another channel, whose name is put in by an argument': environment(
      agiProof(KEY, '12.4'),
      'agi_arg_1: x\nagi_uniqueid: 12.4\n',
    ),
    'no channel': 'agi_network_script: handoff/\n\n',
  };
  for (const [name, said] of Object.entries(table)) {
    const handled: string[] = [];
    const { port, lines } = await listener(t, async ({ channelId }) => void handled.push(channelId));
    const side = asterisk(port, PLAYED, said);
    await side.ended();
    t.same(handled, [], name);
    t.same(side.commands, ['STREAM FILE hushpay/agent-unavailable ""\n'], name);
    t.match(lines.all.filter((line) => line.startsWith('warn')).join(), /key of this installation/, name);
    t.notMatch(lines.all.join(), proof, 'no proof is in the log');
  }
});

t.test('given a hundred requests without the key, then few lines tell of them', async (t) => {
  const { port, lines } = await listener(t, async () => undefined);
  for (let count = 0; count < 100; count++) await asterisk(port, PLAYED, environment('')).ended();
  t.equal(lines.all.filter((line) => line.includes('refused')).length, 10);
});

t.test('given a channel that is in a session, then another that names it is refused', async (t) => {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let served = 0;
  const { port, lines } = await listener(t, async () => {
    served += 1;
    await held;
  });
  const first = asterisk(port, []);
  await until('the session', 2_000, () => served === 1);
  await asterisk(port, PLAYED).ended();
  t.match(lines.all.join(), /has a session already/);
  first.socket.destroy();
  await until('the next of this channel', 2_000, () => {
    asterisk(port, PLAYED);
    return served === 2;
  });
  release();
});

t.test('given connections that send nothing or no end, then others are served', async (t) => {
  let served = 0;
  const { port, lines, agi } = await listener(
    t,
    async () => {
      served += 1;
    },
    { headerMs: 300 },
  );
  const silent = Array.from({ length: 150 }, () => asterisk(port, [], ''));
  const endless = Array.from({ length: 150 }, () => asterisk(port, [], `agi_x: ${'y'.repeat(16_000)}`));
  await asterisk(port, []).ended();
  t.equal(served, 1, 'the youngest has its turn');
  await Promise.all([...silent, ...endless].map((one) => one.ended()));
  t.ok(lines.all.filter((line) => line.includes('no AGI environment')).length <= 10);
  t.equal(agi.health().up, true);
  lines.all.length = 0;
  await asterisk(port, [], '').ended();
  t.same(lines.all, [], 'who only looks whether somebody listens is not told of');
});
