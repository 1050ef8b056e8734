import type { AgiRequest } from '../asterisk/agi.js';
import type { Entry } from '../asterisk/entry.js';
import type { Switchboard } from '../asterisk/switchboard.js';
import { callerNumber } from './caller-number.js';
import type { LineFacts } from './ivr.js';
import { DETAILS, detailsOf } from './terms.js';

/** What is asked beside the details: who calls, what was dialled, and the arguments of the one line. */
const CALL = [
  '${CALLERID(num)}',
  '${CALLERID(num-pres)}',
  '${CALLERID(dnid)}',
  '${HUSHPAY_IVR}',
  '${ARG1}',
  '${ARG2}',
  '${ARG3}',
] as const;

/** What `AGI(…/pay)` was given, kept until our own context asks (`lib/asterisk/line.ts`). */
const KEPT = ['${HUSHPAY_GIVEN_1}', '${HUSHPAY_GIVEN_2}', '${HUSHPAY_GIVEN_3}'] as const;

/** A caller at the payment line as Asterisk tells it; nothing of it is the word of who speaks AGI with us. */
export async function lineFacts(
  { channelId, script }: Pick<AgiRequest, 'channelId' | 'script'>,
  { args }: Entry,
  switchboard: Pick<Switchboard, 'read'>,
): Promise<LineFacts> {
  const values = await switchboard.read(channelId, [...CALL, ...DETAILS]);
  const [number = '', presentation = '', dialled = '', way, ...rest] = values;
  // A caller who was handed over came by no Gosub of ours: what it has as arguments is another's.
  const gosub = way === 'agi' ? [] : rest.slice(0, 3);
  const own = script === 'stay' ? await switchboard.read(channelId, KEPT) : gosub;
  const [amount = '', currency = '', ...reference] = args;
  return {
    callerId: callerNumber(number, presentation),
    dialled,
    given: script === 'pay' ? [amount, currency, reference.join(',')] : own,
    details: detailsOf(rest.slice(3)),
  };
}
