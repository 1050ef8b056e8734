import type { AgiRequest } from './agi.js';
import { behind, type Entry } from './entry.js';

/** What is answered to a caller at the door of the payment line. */
export type Answer =
  | { readonly kind: 'admitted'; readonly session: string }
  | {
      readonly kind: 'turned-away';
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
  await request.setVariable('HUSHPAY_RESULT', answer.result);
  await request.setVariable('HUSHPAY_NEXT', answer.next);
  if (answer.say) await request.streamFile(`hushpay/${answer.say}`);
}

export interface LineSetting {
  /** Name of the Stasis application. */
  readonly app: string;
  /** After this many seconds the call goes on, whatever hangs. */
  readonly longStop: number;
}

/**
 * `AGI(…/pay)`: the whole payment line inside one AGI(), for dialplans that are to have no Stasis() and no Gosub() of
 * ours. The same steps as the context `hushpay-ivr`, whose `return` also helps out here: when the service dies, the
 * watch sends the caller there, and it goes on behind the AGI() that is known by HUSHPAY_BACK. `accompany` runs the stay
 * in our application, more than once where the caller is listened to in between.
 */
export async function payByAgi(
  request: AgiRequest,
  entry: Entry,
  { app, longStop }: LineSetting,
  admit: () => Promise<Answer>,
  accompany: (session: string, stay: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const back = behind(entry.place);
  request.unhurried();
  await request.setVariable('HUSHPAY_RESULT', 'payment-connector-error');
  await request.setVariable('HUSHPAY_NEXT', 'agent');
  await request.setVariable('HUSHPAY_IVR', 'agi');
  await request.setVariable('HUSHPAY_BACK', back);
  if (!entry.answered) await request.exec('Answer', '');
  // The watch first: should the service die from here on, it is what unmutes the caller.
  await request.setVariable('HUSHPAY_WATCHED', 'yes');
  const watch = `Local/${uriEncoded(request.channelName)}@hushpay-watch/n`;
  await request.exec('TryExec', `Originate(${watch},app,Wait,${longStop},,5,ab(hushpay-watch^quiet^1))`);
  await request.exec('Set', 'MUTEAUDIO(in)=on');
  try {
    const answer = await admit();
    if (answer.kind === 'turned-away') return await answerAtDoor(request, answer);
    await request.exec('Set', `TIMEOUT(absolute)=${longStop}`);
    await accompany(answer.session, async () => {
      await request.exec('Stasis', `${app},caller,${answer.session}`);
    });
    await request.exec('Set', 'TIMEOUT(absolute)=0');
  } finally {
    await request.exec('Set', 'MUTEAUDIO(in)=off');
    await request.setVariable('HUSHPAY_WATCHED', '');
    await request.setVariable('HUSHPAY_IVR', '');
  }
}

/** As the dialplan's `URIENCODE()`: what is left is no character that the dialplan means something by. */
function uriEncoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
