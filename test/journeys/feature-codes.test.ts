import { join } from 'node:path';
import t from 'tap';
import { pause, until, within } from '../../lib/rig/until.js';
import { RATE, readWav, wholeWav } from '../../lib/rig/wav.js';
import { Conversation, whole } from './conversation.js';
import { paysAlone } from './pays-alone.js';
import { CARD, openStage } from './stage.js';
import { soundHeard } from './words.js';

/** Transfers by the feature codes of Asterisk itself, as agents of FreePBX have them: `*1` blind, `*2` after asking. */
t.setTimeout(300_000);
const stage = await openStage({ config: { ivr: { enabled: true } } });
const KEYS = { onMs: 100, offMs: 100 } as const;
/** Asterisk says "transfer" and waits for the number. */
const ASKED_MS = 2000;

async function transferred(code: string): Promise<{ readonly call: Conversation; readonly from: number }> {
  const call = await Conversation.begin(stage, { to: '101' });
  const from = stage.hushpay.lines.length;
  await call.call.agent.press(code, KEYS);
  await pause(ASKED_MS);
  await call.call.agent.press('602#', KEYS);
  return { call, from };
}

t.test('given an agent who presses blindxfer, then the caller pays on the line', async (t) => {
  const { call, from } = await transferred('*1');
  await call.follow(from);
  await call.call.agent.ended;
  await paysAlone(t, stage, call);
});

t.test(
  'given an agent who presses atxfer, then it hears that it is to hand over, and when it does, the caller pays on the line',
  async (t) => {
    const { call, from } = await transferred('*2');
    await call.call.agent.hearsSound(5000);
    await call.call.agent.hearsQuiet(20_000);
    await call.call.agent.hangUp();
    await call.follow(from);
    await paysAlone(t, stage, call);
    t.ok(soundHeard(await whole(call.call.agent), 'ivr-consult'));
  },
);

t.test(
  'given a caller handed over by atxfer, when it keys the way back, then that agent is rung',
  async (t) => {
    const { call, from } = await transferred('*2');
    await call.call.agent.hearsSound(5000);
    await call.call.agent.hearsQuiet(20_000);
    await call.call.agent.hangUp();
    await call.follow(from);
    await call.told('caller', 'welcome', 'ivr-greeting');
    const again = stage.phones.answered(call.call.number);
    await call.press('**');
    t.equal(await call.result(), 'caller-interrupted-with-star');
    const agent = await within('the agent to be rung again', 15_000, again);
    t.equal(agent.line, 'agent');
    t.equal((await call.channel('caller')).dialplan.context, 'hushpay-back', 'by who had transferred it');
    await call.hangUp();
    await agent.hangUp();
  },
);

t.test('given a paid call, when the agent presses atxfer, then a colleague has the caller', async (t) => {
  const call = await Conversation.begin(stage, { to: '101', variables: { HUSHPAY_AMOUNT: '25.00' } });
  const files = stage.pbx.recordings(call.call.number);
  const { name } = await call.channel('caller');
  const bridged = join(files, 'bridged.wav');
  await stage.pbx.server.ami.action('MixMonitor', { Channel: name, File: bridged, options: 'b' });
  await call.handOff();
  const from = Date.now();
  await call.key();
  t.equal(await call.result(), 'success');
  const paying = Date.now() - from;
  await call.together(5000);
  const rung = stage.phones.rings('third');
  await call.call.agent.press('*2', KEYS);
  await pause(ASKED_MS);
  await call.call.agent.press('310#', KEYS);
  const colleague = await rung;
  await pause(1000);
  await call.call.agent.hangUp();
  await Promise.all([call.says('caller', 4000), colleague.hearsSound(6000)]);
  t.pass('the colleague hears the caller');
  await Promise.all([colleague.tone(1900, 4000), call.call.caller.hearsSound(6000)]);
  await call.hangUp();
  await colleague.hangUp();
  await until('both recordings to be whole', 5000, () =>
    [bridged, join(files, 'caller.wav')].every(wholeWav),
  );
  const [without, all] = [bridged, join(files, 'caller.wav')].map(
    (path) => (1000 * readWav(path).length) / RATE,
  );
  t.ok(
    without && all && all - without > paying / 2,
    `MixMonitor’s b leaves the payment out: ${without} ms of ${all}, and ${paying} of payment`,
  );
});

t.test('given a payment with an agent, when it presses a code for a transfer, then it goes on', async (t) => {
  const call = await Conversation.begin(stage, { to: '101', variables: { HUSHPAY_AMOUNT: '25.00' } });
  await call.handOff();
  await call.press(CARD.number.slice(0, 4));
  for (const code of ['*1', '*2']) await call.call.agent.press(code, KEYS);
  await call.press(CARD.number.slice(4));
  await call.key({ expiry: CARD.expiry, code: CARD.code });
  t.equal(await call.result(), 'success');
  await call.together(5000);
  const said = await call.talk();
  await call.hangUp();
  t.equal(await call.talked(said), 'both');
});
