// Looks for digits: a failure is never forgiven.
import t from 'tap';
import { cut, keysHeard, tone } from '../../lib/rig/listen.js';
import { multimonSamples } from '../../lib/rig/multimon.js';
import { pause } from '../../lib/rig/until.js';
import { readWav } from '../../lib/rig/wav.js';
import { Conversation } from './conversation.js';
import { CARD, openStage } from './stage.js';

t.setTimeout(120_000);
const stage = await openStage({ dtmf: 'inband' });

t.test(
  'given talk and keys that are tones alone, when a card is keyed, then it is paid and nobody hears a key',
  async (t) => {
    const call = await Conversation.begin(stage, {
      variables: { HUSHPAY_AMOUNT: '25.00', HUSHPAY_PRESENCE: 'talk' },
    });
    await call.handOff();
    const before = await call.talk();
    for (const keys of [CARD.number, CARD.expiry, CARD.code]) {
      await call.call.caller.press(keys, { mode: 'tones', onMs: 120, offMs: 120 });
      await pause(200);
    }
    t.equal(await call.result(), 'success');
    await call.hangUp();
    t.equal(await call.talked(before), 'both');
    const agent = readWav(await call.recording('agent'));
    const [first] = tone(agent, before.caller);
    const payment = cut(agent, first?.fromMs ?? 0, Number.POSITIVE_INFINITY);
    t.same(keysHeard(payment), [], 'the agent hears no key');
    t.equal(await multimonSamples(payment), '');
    const said = await multimonSamples(readWav(call.call.caller.recording.said));
    t.equal(
      said,
      CARD.number + CARD.expiry + CARD.code,
      'the control: they are in what the caller’s phone says',
    );
  },
);
