import t from 'tap';
import { pause } from '../../lib/rig/until.js';
import { Conversation, whole } from './conversation.js';
import { paysAlone } from './pays-alone.js';
import { CARD, openStage } from './stage.js';
import { soundHeard } from './words.js';

/** Transfers by the feature codes of Asterisk itself, as agents of FreePBX have them: `*1` blind, `*2` after asking. */
t.setTimeout(150_000);
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
