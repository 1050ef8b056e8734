import { join } from 'node:path';
import type { Test } from 'tap';
import { captureRtp } from '../../lib/rig/capture.js';
import { pause, until } from '../../lib/rig/until.js';
import { Conversation } from './conversation.js';
import { keepKeying, Leaks, NOTHING } from './keying.js';
import { Newcomer } from './newcomer.js';
import type { Stage } from './stage.js';

/** Longer than the words to stop and the time without keys. */
export const LONG_MS = 6000;
/** From the last key: the time without keys, and the words to their end. */
const BACK_MS = 10_000;
export const TIMERS = { firstKey: 60, betweenKeys: 30, decide: 60, find: 3 };
const PAYS = { HUSHPAY_AMOUNT: '25.00' };

export type Mode = 'signal' | 'bleed';

/** A caller who goes on keying in a call that has come to `phase`. */
export async function keying(call: Conversation, mode: Mode = 'signal') {
  const leaks = await Leaks.of(call);
  return { call, leaks, keys: keepKeying(call.call.caller, { mode }) };
}
export type Keyer = Awaited<ReturnType<typeof keying>>;

export async function capturing(stage: Stage, mode: Mode = 'signal', variables = {}): Promise<Keyer> {
  return keying(await Conversation.handedOff(stage, { ...PAYS, ...variables }), mode);
}

export function wireOf(stage: Stage, name: string) {
  return captureRtp(join(stage.pbx.directory, `${name}.pcap`));
}

/** Nobody is joined while keys come; all are when they stop, and then talk. Nothing was heard of a key. */
export async function apartUntilQuiet(
  t: Test,
  keyers: readonly Keyer[],
  wire: Awaited<ReturnType<typeof wireOf>>,
): Promise<void> {
  await Promise.all(keyers.map(({ call }) => t.rejects(call.together(LONG_MS), 'they stay apart')));
  await joinedWhenQuiet(t, keyers);
  const packets = await wire.stop();
  for (const { leaks } of keyers) t.same(await leaks.found(packets), NOTHING);
}

async function joinedWhenQuiet(t: Test, keyers: readonly Keyer[]): Promise<void> {
  const joined = keyers.map(async ({ call, keys }) => {
    const stopped = await keys.stop();
    await call.together(BACK_MS);
    t.ok(Date.now() - stopped > 1900, `together ${Date.now() - stopped} ms after the last key`);
    const said = await call.talk();
    await call.hangUp();
    t.equal(await call.talked(said), 'both');
  });
  await Promise.all(joined);
}

/** Another process takes over, in a capture, a decision and a charge. */
export async function takeover(t: Test, stage: Stage): Promise<void> {
  const { hushpay, bank } = stage;
  const next = await hushpay.prepareNext();
  const declined = await Conversation.handedOff(stage, { HUSHPAY_AMOUNT: '2000.00' });
  await declined.key();
  await declined.phase('deciding', 30_000);
  const charging = await Conversation.handedOff(stage, PAYS);
  const orderId = `${charging.session}-1`;
  await bank.fault({
    route: 'transaction.create',
    orderId,
    kind: 'delay',
    when: 'after',
    ms: 6000,
    times: 1,
  });
  await charging.key();
  await charging.phase('charging');
  const wire = await wireOf(stage, 'takeover');
  const keyers = await Promise.all([capturing(stage, 'bleed'), keying(declined), keying(charging, 'bleed')]);
  await until('keys to come', 5000, () =>
    hushpay.lines.some(({ session, event }) => session === charging.session && event === 'callerPressed'),
  );
  const ended = hushpay.ended();
  for (const { call } of keyers) call.rewind();
  await next.go();
  t.equal(await ended, 75, 'the first process has ended');
  await Promise.all(keyers.map(({ call }) => call.told('caller', 'no-more-keys')));
  await apartUntilQuiet(t, keyers, wire);
}

/** The agent's phone transfers; the newcomer cancels, and waits until it is quiet. */
export async function transferred(t: Test, stage: Stage): Promise<void> {
  const { call, keys } = await capturing(stage, 'bleed');
  // Before it is in a bridge Asterisk refuses to transfer it.
  await call.told('caller', 'welcome');
  const rings = stage.phones.rings('third');
  await call.call.agent.transfer('310');
  const third = await rings;
  const newcomer = await Newcomer.of(third);
  await call.step('agentReplaced');
  await call.call.agent.hangUp();
  await third.press('*#', { onMs: 120, offMs: 150 });
  await call.told('agent', 'agent-keys-coming');
  await pause(2000);
  t.equal((await call.channel('caller')).dialplan.app_name, 'Stasis', 'the caller is still kept apart');
  await keys.stop();
  t.equal(await call.result(), 'transaction-cancelled');
  t.ok(await newcomer.talksWith(call), 'the caller and the newcomer talk');
  await newcomer.leave(t);
  await call.call.caller.ended;
}

/** Resolves when the caller is in the quiet wait, and still is `LONG_MS` later. */
async function waitsOn(t: Test, call: Conversation): Promise<void> {
  const waiting = async () => (await call.channel('caller')).dialplan.context === 'hushpay-quiet';
  await until('the caller to be in the quiet wait', 12_000, waiting);
  await pause(LONG_MS);
  t.ok(await waiting(), 'the caller waits as long as it keys');
}

/** An operator sends the caller to a colleague. */
export async function sentAway(t: Test, stage: Stage): Promise<void> {
  const { call, keys } = await capturing(stage, 'bleed');
  const { name } = await call.channel('caller');
  const place = { Context: 'from-caller', Exten: '311', Priority: '1' };
  await stage.pbx.server.ami.action('Redirect', { Channel: name, ...place });
  await waitsOn(t, call);
  const rings = stage.phones.rings('third');
  await keys.stop();
  const newcomer = await Newcomer.of(await rings);
  t.ok(await newcomer.talksWith(call), 'the caller is heard where it was sent');
  await newcomer.leave(t);
  await call.hangUp();
}

/** The caller is parked: nobody's place, so that it comes back to the agent. */
export async function parked(t: Test, stage: Stage): Promise<void> {
  const wire = await wireOf(stage, 'parked');
  const keyer = await capturing(stage, 'signal');
  const { name } = await keyer.call.channel('caller');
  await stage.pbx.server.ami.action('Park', { Channel: name });
  await keyer.call.told('agent', 'agent-caller-left');
  await apartUntilQuiet(t, [keyer], wire);
}

/** The agent hangs up: the caller goes on in the dialplan, where somebody could hear it. */
export async function leftAlone(t: Test, stage: Stage): Promise<void> {
  const wire = await wireOf(stage, 'left-alone');
  const keyer = await capturing(stage, 'signal', { HUSHPAY_AFTER: 'from-caller,900,1' });
  const { call, keys, leaks } = keyer;
  await call.call.agent.hangUp();
  await call.told('caller', 'agent-left');
  await waitsOn(t, call);
  await keys.stop();
  await until(
    'the caller to go on',
    BACK_MS,
    async () => (await call.channel('caller')).dialplan.exten === '900',
  );
  await call.hangUp();
  t.same(await leaks.found(await wire.stop()), NOTHING);
}
