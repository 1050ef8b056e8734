import type { Call } from '../phones.js';
import type { TestCard } from '../proof/card.js';
import { copiesInMemory } from '../proof/memory.js';
import { type Deed, type Paid, pay } from '../proof/payment.js';
import { press, recordingsWritten } from '../proof/proof.js';
import type { Scene } from '../proof/scene.js';
import { Moments } from './moments.js';
import { narrate } from './narrator.js';
import type { Moment } from './timeline.js';
import { PHRASES, type Phrase, voiceOf } from './voices.js';
import { grouped } from './words.js';

export interface Story {
  readonly card: TestCard;
  /** As `HUSHPAY_AMOUNT`, in dollars. */
  readonly amount: string;
  readonly tell: (moment: Moment) => void;
  /** The payment is over; they talk on. */
  readonly onPaid?: () => void;
}

/** How soon the other side must hear that somebody speaks. Milliseconds. */
const HEARD_WITHIN_MS = 4000;

/** A call from its first hello to the goodbye, told as it happens. Resolves when its recordings are written. */
export async function perform(scene: Scene, story: Story): Promise<Paid> {
  const { phones, hushpay, pbx } = scene;
  if (!phones) throw new Error('no phones');
  const { card, amount } = story;
  const before = await copiesInMemory(hushpay.pid, card);
  const began = Date.now();
  const moments = new Moments(story.tell);
  const tell = (said: Omit<Moment, 'at'>) => moments.add({ at: (Date.now() - began) / 1000, ...said });

  tell({ caller: 'dials the shop', agent: 'the phone rings' });
  const call = await phones.call({
    from: 'caller',
    to: '100',
    variables: { HUSHPAY_AMOUNT: amount, HUSHPAY_REFERENCE: 'INV-1042' },
  });
  tell({ agent: 'picks up', hushpay: 'has no part in the call' });
  const say = (who: 'caller' | 'agent', phrase: Phrase) => speak(scene, call, who, phrase, tell);
  await say('agent', PHRASES.hello);
  await say('caller', PHRASES.helloWorld);
  await say('agent', PHRASES.moment);

  narrate(hushpay, tell);
  const paid = await pay(scene, call, {
    card,
    keys: press({ dtmf: 'rfc4733', keys: 'bleed' }),
    before,
    betweenFieldsMs: 900,
    tell: (deed) => tell(deedSaid(deed, card, pbx.feature)),
  });
  story.onPaid?.();
  await say('caller', PHRASES.thanks);
  await say('agent', PHRASES.goodbye);
  await call.hangUp();
  tell({ caller: 'hangs up', agent: 'hangs up' });
  moments.flush();
  await recordingsWritten(pbx.recordings(call.number));
  return paid;
}

/** One speaks; that the other hears it is seen at the other's phone. */
async function speak(
  scene: Scene,
  call: Call,
  who: 'caller' | 'agent',
  phrase: Phrase,
  tell: (said: Omit<Moment, 'at'>) => void,
): Promise<void> {
  const other = who === 'caller' ? 'agent' : 'caller';
  const heard = call[other].hearsSound(HEARD_WITHIN_MS).then(
    () => true,
    () => false,
  );
  const said = call[who].play(voiceOf(scene, who, phrase));
  const words = { [who]: `says “${phrase.words}”` };
  tell({ ...words, [other]: (await heard) ? 'hears it' : 'hears nothing' });
  await said;
  await call[other].hearsQuiet(HEARD_WITHIN_MS).catch(() => undefined);
}

function deedSaid(deed: Deed, card: TestCard, feature: string): Omit<Moment, 'at'> {
  if (deed.does === 'heard') {
    return { agent: deed.count === 0 ? 'has heard none of the keys' : `has heard ${deed.count} keys!` };
  }
  if (deed.who === 'agent') {
    const why = deed.keys === feature ? 'to take a payment' : 'to go back to the caller';
    return { agent: `presses ${deed.keys} ${why}` };
  }
  const digits = card[deed.field];
  return {
    caller: `keys ${deed.field === 'number' ? grouped(digits) : digits}`,
    agent: deed.field === 'number' ? grouped('●'.repeat(digits.length)) : '●'.repeat(digits.length),
  };
}
