import type { Money } from '../money/money.js';
import type { Event } from './event.js';
import type { Session } from './state.js';

/**
 * Whether the amount is another than the one that the caller has heard, and must be told to them before it is charged.
 * One that was never told is `raised` too: nothing is charged that nobody has heard.
 */
export function untold({ terms, amountTold }: Session): 'raised' | 'lowered' | undefined {
  const { amount, mode } = terms;
  if (!amount || mode === 'tokenise' || isSame(amount, amountTold)) return undefined;
  const lower = amountTold?.currency === amount.currency && amount.minor < amountTold.minor;
  return lower ? 'lowered' : 'raised';
}

export function isSame(one: Money, other: Money | undefined): boolean {
  return one.minor === other?.minor && one.currency === other.currency;
}

/** What the caller's own key cuts short counts as heard, and keying ahead is not held up by it. */
const BY_THE_CALLER: ReadonlySet<Event['type']> = new Set([
  'callerPressed',
  'fieldProgressed',
  'fieldCleared',
  'fieldDone',
  'heard',
  'callerChose',
  'callerInterrupted',
  'helpAsked',
]);

/**
 * The first amount that is named to the caller is told when its prompt has ended, or when the caller has cut the prompt short
 * by a key. Not so where an agent or a program has cut it short, and not where it names what one of them has changed: a
 * caller who is keying just then has heard nothing of it.
 */
export function namedAmount({ naming, playing }: Session, event: Event): Money | undefined {
  if (!naming || playing.caller !== naming.promptId) return undefined;
  const over = event.type === 'promptFinished' && event.promptId === naming.promptId && !event.failed;
  return over || (!naming.changed && !event.ahead && BY_THE_CALLER.has(event.type))
    ? naming.amount
    : undefined;
}

/** The caller's key had cut short, and so counted as heard, what could not be played at all: that has told nothing. */
export function takenBack({ toldBy }: Session, event: Event): boolean {
  return event.type === 'promptFinished' && event.failed === true && event.promptId === toldBy;
}
