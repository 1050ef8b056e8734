import type { ErrorCode } from '../errors.js';
import { ERRORS, HushpayError } from '../errors.js';
import { isOpen } from '../hours/hours.js';
import { openExchange, type Place } from '../lookup/exchange.js';
import { faultOf } from '../lookup/http.js';
import { placeOf } from '../lookup/open.js';
import type { Finding } from './finding.js';
import type { Patient } from './patient.js';

/**
 * Does the account lookup answer, and take our token? Asked with HEAD and without a body: nothing is looked up and
 * nothing changes there. Its server need not know HEAD, as 404 and 405 are answers too; whether it answers questions
 * rightly is not known by that.
 */
export async function checkLookup({ config }: Patient): Promise<Finding[]> {
  if (!config.ivr.enabled) return [];
  let place: Place | undefined;
  try {
    place = await placeOf(config);
  } catch (error) {
    if (error instanceof HushpayError) return [findingOf('lookup-tls', error.message)];
    throw error;
  }
  if (!place) return [];
  const { host } = new URL(place.url);
  const exchange = openExchange(place);
  try {
    const answer = await exchange.send('HEAD');
    if (answer.kind === 'broke') return [findingOf(answer.cause, answer.text)];
    const { status } = answer;
    if (status < 300 || (status >= 400 && status < 500 && status !== 401 && status !== 403)) return [];
    // Of what cannot do HEAD.
    if (status === 501) return [];
    const { cause, text } = faultOf(status);
    return [findingOf(cause, `${host}: ${text}`)];
  } finally {
    exchange.stop();
  }
}

function findingOf(cause: ErrorCode, text: string): Finding {
  return {
    id: cause.replace('lookup-', 'lookup.'),
    severity: 'critical',
    what: `The account lookup does not work: ${text}`,
    why: 'The payment line cannot find out what a caller owes.',
    fix: ERRORS[cause],
  };
}

/** Would a caller find the payment line open? `at` is epoch milliseconds. */
export function checkHours({ config }: Patient, at = Date.now()): Finding[] {
  const { enabled, hours, whenClosed } = config.ivr;
  if (!enabled || isOpen(hours, at)) return [];
  return [
    {
      id: 'ivr.closed',
      severity: 'info',
      what: `The payment line is closed now (ivr.hours, in ${hours.timezone})`,
      why: whenClosed === 'agent' ? 'Callers go on to an agent.' : 'Callers are told so, and the call ends.',
      fix: 'Nothing, if that is meant.',
    },
  ];
}
