import type { Test } from 'tap';
import type { Conversation } from './conversation.js';
import { CARD, type Stage } from './stage.js';

const TOLD = ['RESULT', 'NEXT', 'PAID', 'LAST4'].map((name) => `HUSHPAY_${name}`);

/** A caller who was transferred to the payment line pays 25.00 there with a good card, and its dialplan goes on. */
export async function paysAlone(t: Test, { bank }: Stage, call: Conversation): Promise<void> {
  await call.told('caller', 'welcome', 'ivr-greeting');
  await call.key();
  await call.told('caller', 'confirmation');
  await call.press('2');
  t.equal(await call.result(), 'success');
  t.same(await call.wentOn(...TOLD), ['success', 'end', '25.00', CARD.number.slice(-4)]);
  t.match(await bank.transactions(call.session), [{ amount: '25.00' }], 'paid once');
  await call.hangUp();
}
