// Looks for digits: a failure is never forgiven.
import { join } from 'node:path';
import t from 'tap';
import { captureRtp } from '../../lib/rig/capture.js';
import { keysHeard } from '../../lib/rig/listen.js';
import { pause, until } from '../../lib/rig/until.js';
import { readWav, wholeWav } from '../../lib/rig/wav.js';
import { Conversation } from './conversation.js';
import { holdsOver, keepKeying, Leaks, NOTHING, spyOn } from './keying.js';
import { openStage } from './stage.js';

/** The dialplan of somebody who has set the long stop by hand, shorter than a payment; keys are tones in the sound. */
t.setTimeout(200_000);
const LONG_STOP = 8;
const timers = { firstKey: 60, betweenKeys: 30 };
/** Who never stops is given up after this, when no agent waits for it. Seconds. */
const GIVEN_UP = 10;
const stage = await openStage({
  dtmf: 'inband',
  longStopSeconds: LONG_STOP,
  quietEndSeconds: GIVEN_UP,
  config: { ivr: { enabled: true }, capture: { timers }, shutdown: { grace: 1 } },
});

async function keying() {
  const call = await Conversation.handedOff(stage);
  return { call, leaks: await Leaks.of(call), keys: keepKeying(call.call.caller) };
}

t.test('given a caller who goes on keying, when the long stop is reached in a capture', async (t) => {
  const wire = await captureRtp(join(stage.pbx.directory, 'long-stop.pcap'));
  const { call, keys, leaks } = await keying();
  await t.rejects(call.together((LONG_STOP + 8) * 1000), 'then both stay apart');
  const stopped = await keys.stop();
  await call.together(8000);
  t.ok(Date.now() - stopped > 1900, `together ${Date.now() - stopped} ms after the last key`);
  const said = await call.talk();
  await call.hangUp();
  t.equal(await call.talked(said), 'both');
  t.ok(await call.heardSound('agent', 'agent-keys-coming'), 'the agent hears why');
  t.same(await leaks.found(await wire.stop()), NOTHING);
});

t.test('given one key held down over the way back, then its tone is nowhere', async (t) => {
  const { server } = stage.pbx;
  const held = async (name: string, protection: boolean) => {
    const wire = await captureRtp(join(stage.pbx.directory, `${name}.pcap`));
    const call = await Conversation.handedOff(stage);
    const [leaks, spy] = [await Leaks.of(call), await spyOn(stage)];
    await holdsOver(call);
    const said = protection && (await call.talk());
    const spied = await spy.hears();
    await call.hangUp();
    if (said) t.equal(await call.talked(said), 'both');
    return { ...(await leaks.found(await wire.stop())), spied };
  };
  t.same(await held('held', true), { ...NOTHING, spied: 0 });
  // The control: who throws late keys away cannot come, and the call goes on all the same.
  await server.ami.command('dialplan remove extension keys@hushpay-late');
  const control = await held('held-control', false);
  t.ok(control.sent > 0, `without that the agent is sent the tone: ${control.sent}`);
  await server.ami.command('dialplan reload');
});

t.test('given a noise like keys and nobody who waits, then the call ends, muted to its end', async (t) => {
  const wire = await captureRtp(join(stage.pbx.directory, 'noise.pcap'));
  const left = await keying();
  const line = await Conversation.onLine(stage, { to: '600', variables: { HUSHPAY_AMOUNT: '25.00' } });
  const noise = [left.keys, keepKeying(line.call.caller)];
  const waiting = (call: Conversation) => async () =>
    (await call.channel('caller')).dialplan.context === 'hushpay-quiet';
  await until('both to be in the quiet wait', (LONG_STOP + 10) * 1000, async () =>
    (await Promise.all([waiting(left.call)(), waiting(line)()])).every(Boolean),
  );
  const since = Date.now();
  await left.call.call.agent.hangUp();
  await Promise.all([left.call.call.caller.ended, line.call.caller.ended]);
  t.ok(Date.now() - since < 2 * GIVEN_UP * 1000, `ended after ${Date.now() - since} ms`);
  await Promise.allSettled(noise.map((keys) => keys.stop()));
  t.ok(await line.heardSound('caller', 'goodbye'), 'with a word');
  t.same(await left.leaks.found(await wire.stop()), NOTHING);
  const recorded = join(stage.pbx.recordings(line.call.number), 'caller-in.wav');
  await until('the recording of the caller to be whole', 10_000, () => wholeWav(recorded));
  t.same(keysHeard(readWav(recorded)), []);
});

t.test('given a caller who goes on keying, when the service is stopped', async (t) => {
  const wire = await captureRtp(join(stage.pbx.directory, 'stop.pcap'));
  const { call, keys, leaks } = await keying();
  const ended = stage.hushpay.kill('SIGTERM');
  await call.told('agent', 'agent-cancelled');
  await t.rejects(call.together(8000), 'then both stay apart');
  await keys.stop();
  await call.together(8000);
  await ended;
  await pause(300);
  await call.hangUp();
  t.same(await leaks.found(await wire.stop()), NOTHING);
});
