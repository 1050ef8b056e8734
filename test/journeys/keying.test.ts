// Looks for digits: a failure is never forgiven.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { createJournal } from '../../lib/journal/store.js';
import { createLog } from '../../lib/log.js';
import { captureRtp } from '../../lib/rig/capture.js';
import { pause } from '../../lib/rig/until.js';
import { Conversation } from './conversation.js';
import { holdConnections } from './idle.js';
import { holdsOver, keepKeying, Leaks, NOTHING, spyOn } from './keying.js';
import { Newcomer } from './newcomer.js';
import { openStage } from './stage.js';
import { timesHeard } from './words.js';

t.setTimeout(240_000);
const TIMERS = { firstKey: 60, betweenKeys: 30, amountKey: 60, decide: 60, find: 3 };
const stage = await openStage({ config: { ivr: { enabled: true }, capture: { timers: TIMERS } } });
const journal = createJournal(
  { client: 'sqlite3', file: stage.hushpay.journalFile, lockDeadline: 10 },
  createLog({ level: 'error' }, { write: () => undefined }),
);
await journal.open();
t.teardown(() => journal.close());

const wireFile = (name: string) => join(stage.pbx.directory, `${name}.pcap`);

/** From the death of the service until the dialplan has noticed: three looks, and some for a busy machine. */
const NOTICED_MS = 20_000;
/** Longer than the words to stop and the time without keys. */
const LONG_MS = 6000;
/** The agent hears why every ten seconds, so within this time twice. */
const TWICE_MS = 12_000;

/** A call in a capture whose caller keys, and goes on keying. */
async function keying(mode: 'signal' | 'bleed' = 'signal') {
  const call = await Conversation.handedOff(stage);
  const leaks = await Leaks.of(call);
  const keys = keepKeying(call.call.caller, { mode });
  return { call, keys, leaks };
}

/** The caller in the dialplan's quiet wait: muted, and with nobody. */
async function inQuietWait(call: Conversation): Promise<boolean> {
  return (await call.channel('caller')).dialplan.context === 'hushpay-quiet';
}

async function waits(call: Conversation, ms: number): Promise<void> {
  const deadline = Date.now() + ms;
  while (!(await inQuietWait(call))) {
    if (Date.now() > deadline) throw new Error('the caller is not in the quiet wait');
    await pause(100);
  }
}

t.test('given callers who go on keying, when the service is killed and started again', async (t) => {
  const wire = await captureRtp(wireFile('restart'));
  const [one, two, none] = [
    await keying(),
    await keying('bleed'),
    await Conversation.handedOff(stage, {}, 'askingAmount'),
  ];
  // Before the dialplan has noticed, however long Node takes to load.
  const next = await stage.hushpay.prepareNext();
  await stage.hushpay.kill();
  for (const call of [one.call, two.call, none]) call.rewind();
  const since = Date.now();
  await next.go();
  await none.together(8000);
  t.comment(`who keyed nothing is back after ${Date.now() - since} ms`);
  const apart = [one, two].map(async ({ call }) => {
    await call.told('caller', 'no-more-keys');
    await call.told('agent', 'agent-keys-coming');
    await t.rejects(call.together(LONG_MS), 'then they stay apart');
  });
  await Promise.all(apart);
  const stopped = await one.keys.stop();
  await one.call.together(10_000);
  t.ok(Date.now() - stopped > 1900, `together ${Date.now() - stopped} ms after the last key`);
  await two.keys.stop();
  await two.call.steer('9');
  await two.call.together(1500);
  t.pass('the agent takes the caller back with 9');
  const said = await one.call.talk();
  await Promise.all([one.call.hangUp(), two.call.hangUp(), none.hangUp()]);
  t.equal(await one.call.talked(said), 'both');
  const packets = await wire.stop();
  for (const { leaks } of [one, two]) t.same(await leaks.found(packets), NOTHING);
});

t.test('given 80 idle connections to a healthy service, when a caller keys on', async (t) => {
  const wire = await captureRtp(wireFile('idle'));
  const { call, keys, leaks } = await keying();
  const release = holdConnections(stage.pbx.readyPort, 80);
  await pause(12_000);
  t.notOk(await inQuietWait(call), 'then the watch lets the payment go on');
  release();
  await call.steer('*#');
  await call.told('agent', 'agent-keys-coming');
  await keys.stop();
  await call.steer('9');
  await call.together(1500);
  await call.hangUp();
  const steps = await journal.steps(call.session);
  const decision = steps.findLast(({ event }) => event.type === 'agentPressed');
  t.match(decision, { event: { key: '9', at: Number } }, 'the decision of the agent is in the journal');
  t.same(await leaks.found(await wire.stop()), NOTHING);
});

t.test('given callers who go on keying, or hold one key, when the service stays dead', async (t) => {
  const wire = await captureRtp(wireFile('dead'));
  const [one, two, moved] = [await keying(), await keying('bleed'), await keying('bleed')];
  const lines = await Promise.all(
    ['600', '601'].map((to) => Conversation.onLine(stage, { to, variables: { HUSHPAY_AMOUNT: '25.00' } })),
  );
  const lineKeys = lines.map((line) => keepKeying(line.call.caller));
  const [holds, control] = [await Conversation.handedOff(stage), await Conversation.handedOff(stage)];
  const [held, unprotected] = [await Leaks.of(holds), await Leaks.of(control)];
  const spy = await spyOn(stage);
  await stage.hushpay.kill();
  const over = [holdsOver(holds), holdsOver(control, { thrown: false })];
  for (const { call } of [one, two]) await waits(call, NOTICED_MS);
  for (const line of lines) await waits(line, NOTICED_MS);
  await waits(moved.call, NOTICED_MS);
  const place = { Context: 'from-caller', Exten: '311', Priority: '1' };
  const { name: Channel } = await moved.call.channel('caller');
  await stage.pbx.server.ami.action('Redirect', { Channel, ...place });
  await pause(TWICE_MS);
  for (const call of [one.call, two.call, moved.call, ...lines]) {
    t.ok(await inQuietWait(call), 'then the caller stays muted and alone');
  }
  await Promise.all(over);
  const stopped = await one.keys.stop();
  await one.call.together(8000);
  t.ok(Date.now() - stopped > 1900, `together ${Date.now() - stopped} ms after the last key`);
  t.equal(await spy.hears(), 0, 'no key is heard by who listens to the caller');
  const later = Date.now();
  await holds.press('7');
  await two.keys.stop();
  const { name } = await two.call.channel('caller');
  await two.call.steer('9');
  await two.call.together(1500);
  await Promise.all(lineKeys.map((keys) => keys.stop()));
  for (const line of lines)
    t.same(await line.wentOn('HUSHPAY_RESULT', 'HUSHPAY_NEXT'), ['payment-connector-error', 'agent']);
  const rings = stage.phones.rings('third');
  await moved.keys.stop();
  const newcomer = await Newcomer.of(await rings);
  t.ok(await newcomer.talksWith(moved.call), 'whom an operator moved is heard where it was sent');
  t.equal(await moved.call.variable('caller', 'TIMEOUT(absolute)'), '0', 'and its call is not limited');
  await newcomer.leave(t);
  const said = await one.call.talk();
  const alone = await Promise.all(lines.map((line) => line.says('caller', 1000)));
  await Promise.all([one.call, two.call, moved.call, holds, control, ...lines].map((call) => call.hangUp()));
  t.equal(await one.call.talked(said), 'both');
  for (const [i, line] of lines.entries())
    t.ok(await line.recorded(alone[i] ?? 0), 'who is alone is heard again');
  t.ok(await one.call.heardSound('caller', 'no-more-keys'), 'the caller hears to stop');
  const told = timesHeard(await one.call.recording('agent'), 'agent-keys-coming');
  t.ok(told >= 2, `the agent hears why, again after ten seconds: ${told} times`);
  const log = readFileSync(join(stage.pbx.logDir, 'full'), 'utf8');
  const decision = `takes the caller ${name} back by its own decision`;
  t.ok(log.includes(decision), 'and who took the caller back stands in the log of Asterisk');
  const packets = await wire.stop();
  for (const { leaks } of [one, two]) t.same(await leaks.found(packets), NOTHING);
  const before = await held.found(packets.filter(({ at }) => at < later));
  t.same(before, NOTHING, 'a key that was held down while the caller came back is nowhere');
  t.ok((await held.found(packets)).signals > 0, 'and one of the conversation comes through');
  t.ok((await unprotected.found(packets)).signals > 0, 'the control: it is signalled to the agent');
});
