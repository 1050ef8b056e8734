import t, { type Test } from 'tap';
import { createSwitchboard, type SwitchboardOptions } from '../../lib/asterisk/switchboard-asterisk.js';
import { startPbx } from '../../lib/rig/pbx.js';
import { until } from '../../lib/rig/until.js';
import { Lines } from './lines.js';
import { Events, optionsOf } from './seat.js';
import { Wire } from './wire.js';

t.setTimeout(120_000);
const pbx = await startPbx();
t.teardown(() => pbx.stop());
const httpPort = pbx.server.plan.httpPort;

/** What would kill the service: nothing of a door may end up here. */
const escaped: unknown[] = [];
process.on('unhandledRejection', (error) => escaped.push(error));
process.on('uncaughtException', (error) => escaped.push(error));
const printed: string[] = [];
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = ((chunk: string, ...rest: never[]) => {
  if (!/^[\s#]*(ok|not ok|TAP|#|\d+\.\.|---|\.\.\.|Subtest)/.test(String(chunk))) printed.push(String(chunk));
  return write(chunk, ...rest);
}) as typeof process.stdout.write;

function begin(t: Test, change: (options: SwitchboardOptions) => SwitchboardOptions = (same) => same) {
  const lines = new Lines();
  const events = new Events();
  const board = createSwitchboard(change(optionsOf(pbx, lines.log)));
  t.teardown(() => board.stop());
  const door = (name: string) => board.health().find((health) => health.door === name);
  const up = (name: string) =>
    until(`${name} up`, 10_000, () => (door(name)?.up ? door(name)?.detail : undefined));
  const detail = (name: string, text: RegExp) =>
    until(`${name}: ${text}`, 10_000, () => {
      const found = door(name);
      return found && !found.up && text.test(found.detail);
    });
  return { lines, events, board, up, detail };
}

async function wired(t: Test) {
  const wire = new Wire(httpPort);
  t.teardown(() => wire.close());
  await wire.open();
  const url = `http://127.0.0.1:${wire.port}`;
  const through = (options: SwitchboardOptions): SwitchboardOptions => ({
    ...options,
    deadlineMs: 500,
    ari: { ...options.ari, url },
    ami: { ...options.ami, url },
  });
  return { wire, through };
}

t.test('given a wrong password, it says so in both doors, and goes on once it is right', async (t) => {
  const wrong = begin(t, (options) => ({
    ...options,
    ari: { ...options.ari, password: 'wrong' },
    ami: { ...options.ami, password: 'wrong' },
  }));
  await wrong.board.start(wrong.events.take);
  await wrong.detail('ari', /refused the ARI user/);
  await wrong.detail('ami', /refused the AMI user/);
  t.match(wrong.lines.all.join('\n'), /warn Asterisk refused the ARI user/);
  t.notMatch(wrong.lines.all.join('\n'), /wrong/, 'the password is not logged');

  // Credentials are each door's own, though ari-client keeps them for the whole process.
  const right = begin(t);
  await right.board.start(right.events.take);
  await right.up('ari');
  await right.up('ami');
  await wrong.detail('ari', /refused the ARI user/);
  await t.rejects(wrong.board.survey('PJSIP/agent-1', ''), { code: 'ari-refused' });
});

t.test('given Asterisk is absent at first, it is found by itself', async (t) => {
  const { wire, through } = await wired(t);
  await wire.close();
  const { board, events, lines, up, detail } = begin(t, through);
  await board.start(events.take);
  await detail('ari', /does not answer on the ARI address/);
  await detail('ami', /does not answer on the AMI address/);
  await t.rejects(board.survey('PJSIP/agent-1', ''), { code: 'ari-unreachable' });
  const leg = { channelId: 'x', channelName: 'PJSIP/x-1' };
  await t.rejects(board.redirect('hp0123456789abc', leg, leg), { code: 'ari-unreachable' });
  await board.forget('hp0123456789abc');
  await wire.open();
  await up('ari');
  await up('ami');
  t.equal(events.of('connected').length, 1);
  t.equal(
    lines.all.filter((line) => /ARI address.*Trying again/.test(line)).length,
    1,
    'one line, not one a try',
  );
});

t.test('given the connection breaks, it comes back and tells who is present', async (t) => {
  const { wire, through } = await wired(t);
  const { board, events, up } = begin(t, through);
  await board.start(events.take);
  await up('ari');
  wire.breakAll();
  const lost = await events.next('disconnected');
  const back = await events.next('connected', (event) => event.at >= lost.at);
  t.ok(back.at - lost.at < 2_000, `back after ${back.at - lost.at} ms`);
  t.strictSame(back.present, []);
});

t.test('given silence on the line, calls end at their deadline and the watchdog gives it up', async (t) => {
  const { wire, through } = await wired(t);
  const { board, events, up, detail } = begin(t, through);
  await board.start(events.take);
  await up('ari');
  wire.fallSilent(true);
  const began = Date.now();
  await t.rejects(board.survey('PJSIP/agent-1', ''), { code: 'ari-deadline' });
  t.ok(Date.now() - began < 1_000);
  await events.next('disconnected', undefined, 12_000);
  await detail('ari', /longer than the deadline/);
  wire.fallSilent(false);
  await events.next('connected', (event) => event.at > began);
  await up('ari');
});

t.test('given a second instance, the first is told once and stays away', async (t) => {
  const first = begin(t);
  await first.board.start(first.events.take);
  await first.up('ari');
  const second = begin(t);
  await second.board.start(second.events.take);
  await second.up('ari');
  await first.events.next('replaced');
  await first.detail('ari', /another instance has taken over/);
  // Longer than ari-client's own retry, which would take the application back.
  const lasting = Date.now();
  await until('time to pass', 3_000, () => Date.now() - lasting > 700);
  t.equal(second.events.of('replaced').length, 0);
  t.equal(second.events.of('disconnected').length, 0);
  t.equal(first.events.of('replaced').length, 1);
  const leg = { channelId: 'x', channelName: 'PJSIP/x-1' };
  await t.rejects(first.board.redirect('hp0123456789abc', leg, leg), { code: 'ari-unreachable' });
});

t.test('given stop() while the line is down, it ends at once and stays down', async (t) => {
  const { wire, through } = await wired(t);
  const { board, events, up } = begin(t, through);
  await board.start(events.take);
  await up('ari');
  await wire.close();
  await events.next('disconnected');
  const began = Date.now();
  await board.stop();
  t.ok(Date.now() - began < 600);
  await wire.open();
  const told = events.all.length;
  const lasting = Date.now();
  await until('time to pass', 3_000, () => Date.now() - lasting > 500);
  t.equal(events.all.length, told);
});

t.test('given Asterisk restarts, both doors come back', async (t) => {
  const { board, events, up } = begin(t);
  await board.start(events.take);
  await up('ari');
  await up('ami');
  const restarted = pbx.restart();
  const lost = await events.next('disconnected');
  await restarted;
  await events.next('connected', (event) => event.at >= lost.at, 10_000);
  await up('ari');
  t.same(await board.survey('PJSIP/agent-1', ''), { kind: 'refused', reason: 'no-caller' });
  await up('ami');
});

t.test('given all of that, nothing escaped the doors and nothing was printed', async (t) => {
  t.strictSame(escaped, []);
  t.strictSame(
    printed.filter((line) => line.includes('Swagger')),
    [],
  );
});
