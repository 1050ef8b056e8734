import type { AgiRequest } from './agi.js';
import { behind, type Entry } from './entry.js';

/** What is answered to a caller at the door of the payment line. */
export type Answer =
  | { readonly kind: 'admitted'; readonly session: string }
  | {
      readonly kind: 'turned-away';
      /** Of this call, still unknown: what becomes of it is told by its number. */
      readonly order?: string;
      readonly result: string;
      readonly next: string;
      readonly say?: string;
    };

/**
 * `AGI(…/ivr)`, asked by our own context: tells it the session that it is to send the caller to, or why there is
 * none. The caller is there already and hears nothing meanwhile, so this answers as soon as it can.
 */
export async function answerAtDoor(request: AgiRequest, answer: Answer): Promise<void> {
  if (answer.kind === 'admitted') {
    await request.setVariable('HUSHPAY_SESSION', answer.session);
    return;
  }
  await request.setVariable('HUSHPAY_REFUSED', 'yes');
  await request.setVariable('HUSHPAY_RESULT', answer.result);
  if (answer.order) await request.setVariable('HUSHPAY_ORDER', answer.order);
  await request.setVariable('HUSHPAY_NEXT', answer.next);
  if (answer.say) await request.streamFile(`hushpay/${answer.say}`);
}

/** What the AGI() of a dialplan was given: amount, currency and reference. */
const GIVEN = ['HUSHPAY_GIVEN_1', 'HUSHPAY_GIVEN_2', 'HUSHPAY_GIVEN_3'] as const;

/**
 * `AGI(…/pay)`, for dialplans that are to have no Gosub() of ours: the caller goes on in our own context, which mutes it,
 * asks us again with `AGI(…/stay)`, and has the way back when this service dies. It comes back behind its own AGI().
 */
export async function sendToLine(
  request: AgiRequest,
  { place }: Entry,
  given: readonly string[],
): Promise<void> {
  await request.setVariable('HUSHPAY_BACK', behind(place));
  for (const [i, name] of GIVEN.entries()) {
    // A line break counts as a space everywhere, and AGI can hand on none.
    await request.setVariable(name, (given[i] ?? '').replace(/[\r\n]+/g, ' '));
  }
  await request.exec('Goto', 'hushpay-ivr,pay,1');
}

/**
 * `AGI(…/stay)`, asked by our own context: the payment line inside one AGI(), around which a caller can be listened to.
 * `accompany` runs the stay in our application, more than once where the caller is listened to in between.
 */
export async function stayByAgi(
  request: AgiRequest,
  app: string,
  admit: () => Promise<Answer>,
  accompany: (session: string, stay: () => Promise<void>) => Promise<void>,
): Promise<void> {
  request.unhurried();
  const answer = await admit();
  if (answer.kind === 'turned-away') return await answerAtDoor(request, answer);
  await request.setVariable('HUSHPAY_SESSION', answer.session);
  await accompany(answer.session, async () => {
    await request.exec('Stasis', `${app},caller,${answer.session}`);
  });
}
