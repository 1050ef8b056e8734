import type { Hushpay, LogLine } from '../hushpay.js';
import type { Moment } from './timeline.js';
import { isTone, wordsOf } from './words.js';

type Said = Omit<Moment, 'at'>;

const FIELDS: readonly (readonly [RegExp, string])[] = [
  [/payment-card-number(-brief)?$/, 'card number'],
  [/expiration-date(-brief)?$/, 'expiration date'],
  [/security-code(-amex|-unknown)?(-brief)?$/, 'security code'],
];

/** Turns the service's log into moments of the timeline: what is played, which is not yet what is heard. */
export function narrate(hushpay: Hushpay, tell: (said: Said) => void): void {
  const state = { phase: '', field: '' };
  hushpay.onLine((line) => {
    const said = line.msg === 'step' ? step(line, state) : other(line, state);
    if (line.msg === 'step') state.phase = String(line.phase);
    if (said) tell(said);
  });
}

interface State {
  phase: string;
  /** What was asked for last. */
  field: string;
}

function step({ event, phase }: LogLine, before: State): Said | undefined {
  if (event === 'fieldDone') return { hushpay: `has the ${before.field}` };
  if (event === 'fieldFailed') return { hushpay: `the ${before.field} was not right` };
  if (phase === before.phase) return undefined;
  switch (phase) {
    case 'handingOff':
      return { hushpay: 'takes both out of their conversation, mutes the caller' };
    case 'askingAmount':
      return { hushpay: 'asks the agent for the amount' };
    case 'charging':
      return { hushpay: 'has a token for the card and forgets it, writes the intent down, charges' };
    case 'deciding':
      return { hushpay: 'lets the agent choose' };
    case 'ended':
      return {
        caller: 'is with the agent again',
        agent: 'is with the caller again',
        hushpay: 'is out of the call',
      };
    default:
      return undefined;
  }
}

function other({ msg, side, media, outcome, orderId }: LogLine, state: State): Said | undefined {
  if (msg === 'charged') return { hushpay: `${outcome}: order ${orderId}` };
  if (msg !== 'prompt') return undefined;
  const words = wordsOf(media);
  if (side === 'agent') return { agent: isTone(words) ? 'is played a soft tick' : `is played “${words}”` };
  const last = Array.isArray(media) ? String(media.at(-1)) : '';
  const asked = FIELDS.find(([pattern]) => pattern.test(last))?.[1];
  if (asked) state.field = asked;
  return {
    caller: `is played “${words}”`,
    agent: 'is played that too',
    ...(asked ? { hushpay: `asks for the ${asked}` } : {}),
  };
}
