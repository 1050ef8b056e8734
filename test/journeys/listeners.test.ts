// Looks for digits: a failure is never forgiven.
import t, { type Test } from 'tap';
import { keysHeard, tone } from '../../lib/rig/listen.js';
import { multimonSamples } from '../../lib/rig/multimon.js';
import type { Phone } from '../../lib/rig/phone.js';
import { readWav } from '../../lib/rig/wav.js';
import { Conversation, whole } from './conversation.js';
import { CARD, openStage, type Stage } from './stage.js';

t.setTimeout(150_000);

/** Supervisors on the caller's channel (41x) and on the agent's (42x): listening, whispering, barging in. */
const BEFORE = ['410', '412', '421'];
const MEANWHILE = ['411', '420', '422'];

interface Run {
  readonly spies: ReadonlyMap<string, Int16Array>;
  readonly said: { readonly caller: number; readonly agent: number };
  /** Key events on the wire to the supervisor who listens to the caller from the beginning. */
  readonly signalled: number;
  readonly call: Conversation;
}

/** A payment that supervisors listen to, with keys whose tones are in the audio as well. */
async function paid(t: Test, stage: Stage): Promise<Run> {
  const call = await Conversation.begin(stage, { variables: { HUSHPAY_AMOUNT: '25.00' } });
  const phones = new Map<string, Phone>();
  const listen = async (to: string) => phones.set(to, await stage.phones.dial('third', to, to));
  for (const to of BEFORE) await listen(to);
  // What is keyed in the conversation is heard: the ears are there.
  await call.call.caller.press('0', { mode: 'bleed' });
  await call.handOff();
  for (const to of MEANWHILE) await listen(to);
  const rtp = await (phones.get('410') as Phone).watchRtp();
  // Tones alone, which no phone signals here and Asterisk does not take for keys: nothing but the mute hides them.
  await call.call.caller.press('9999', { mode: 'tones' });
  for (const keys of [CARD.number, CARD.expiry, CARD.code]) {
    await call.call.caller.press(keys, { mode: 'bleed' });
  }
  t.equal(await call.result(), 'success');
  const packets = await rtp.stop();
  await call.together(3000);
  // One after the other: a supervisor hears both.
  const said = { caller: await call.says('caller'), agent: await call.says('agent') };
  await call.hangUp();
  const spies = new Map<string, Int16Array>();
  for (const [to, phone] of phones) {
    await phone.hangUp();
    spies.set(to, readWav(await whole(phone)));
  }
  const toSpy = packets.filter(({ direction, event }) => direction === 'received' && event !== undefined);
  return { spies, said, signalled: toSpy.length, call };
}

t.test(
  'given supervisors listening from before and from the middle, when a card is keyed, then none hears a key',
  async (t) => {
    const { spies, said, signalled, call } = await paid(t, await openStage());
    t.ok(await call.heard('agent', said.caller), 'both talk after the return');
    t.ok(await call.heard('caller', said.agent));
    t.equal(signalled, 0, 'no key is signalled to a supervisor');
    for (const [to, sound] of spies) {
      const keys = keysHeard(sound).map(({ key }) => key);
      t.ok(
        keys.every((key) => key === '0'),
        `${to}: no key of the payment (${keys.join('')})`,
      );
      t.equal(keys.length > 0, BEFORE.includes(to), `${to}: what was keyed before it, if it was there`);
      t.match(await multimonSamples(sound), /^0*$/, `${to}: nor for the other detector`);
      t.ok(tone(sound, said.caller, 100).length > 0, `${to} hears the caller after the return`);
      t.ok(tone(sound, said.agent, 100).length > 0, `${to} hears the agent after the return`);
    }
  },
);

t.test(
  'given the control without the mute, then a supervisor on the caller’s channel hears the card',
  async (t) => {
    const { spies } = await paid(t, await openStage({ protection: false }));
    const keys = keysHeard(spies.get('410') ?? new Int16Array()).map(({ key }) => key);
    t.ok(keys.filter((key) => key === '1').length >= 15, `${keys.join('')} heard`);
    t.ok(keys.filter((key) => key === '9').length >= 4, 'and the tones alone');
  },
);
