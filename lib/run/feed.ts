import type { Step } from '../journal/journal.js';
import type { Money } from '../money/money.js';
import { begin } from '../session/begin.js';
import type { Actor, AgentCommand, Event } from '../session/event.js';
import { fieldsOf } from '../session/fields.js';
import { reduce } from '../session/reduce.js';
import type {
  CardMask,
  CardSeen,
  ChargeOutcome,
  Choice,
  Field,
  FieldError,
  Mode,
  Phase,
  Presence,
  Result,
  Session,
} from '../session/state.js';

/** What happened, for whoever watches a capture. Nothing here says more of a card than its mask. */
export type Happening =
  | { readonly is: 'phase'; readonly phase: Phase['name'] }
  | { readonly is: 'fieldStarted'; readonly field: Field; readonly attempt: number; readonly entry: 1 | 2 }
  | { readonly is: 'keys'; readonly field: Field; readonly keys: number }
  | { readonly is: 'fieldDone'; readonly field: Field; readonly card?: CardSeen; readonly doubled?: true }
  /** Of a number that was done before it was known where it ends: once. */
  | { readonly is: 'card'; readonly card: CardMask }
  | {
      readonly is: 'fieldFailed';
      readonly field: Field;
      readonly error: FieldError;
      readonly doubled?: true;
    }
  | { readonly is: 'question'; readonly choice: Choice }
  /** The caller agreed: to the debit, by the text of this version; or that the method is kept for next time. */
  | { readonly is: 'consent'; readonly to: 'mandate'; readonly version: string; readonly amount: Money }
  | { readonly is: 'consent'; readonly to: 'keep' }
  /** A program asked for it, and it was obeyed. */
  | { readonly is: 'commanded'; readonly do: AgentCommand['do']; readonly by: Actor }
  /** `why`: what the agent had, or was to have, cannot be had; this is in its place. */
  | { readonly is: 'presence'; readonly presence: Presence; readonly why?: string }
  | { readonly is: 'amount'; readonly amount: Money }
  | { readonly is: 'mode'; readonly mode: Mode }
  /** An earlier payment of the same call, of unknown outcome, is made after all: `start` alone sends this one. */
  | { readonly is: 'earlierApproved'; readonly order: string }
  | { readonly is: 'outcome'; readonly outcome: ChargeOutcome }
  | { readonly is: 'ended'; readonly result: Result };

/** `seq` counts from 1 without a gap; `keys` is passing: it has the number of what came before it and is not replayed. */
export interface FeedEvent {
  readonly sessionId: string;
  readonly seq: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly happening: Happening;
  /** Fields still to be keyed. */
  readonly remaining: readonly Field[];
}

/** Letters of a reason, some of which are another program's words. */
const MOST_WHY = 200;

/** What a step means for who watches. `before` is undefined at the first. Pure. */
export function happenings(before: Session | undefined, after: Session, event: Event): Happening[] {
  const list: Happening[] = [];
  const [was, is] = [before?.phase, after.phase];
  if (event.type === 'fieldProgressed') {
    return is.name === 'capturing' ? [{ is: 'keys', field: is.field, keys: is.keys }] : [];
  }
  if (event.type === 'agentCommanded' && event.by) {
    list.push({ is: 'commanded', do: event.command.do, by: event.by });
  }
  const open = was?.name === 'capturing' ? was.field : undefined;
  if (event.type === 'fieldDone' && open === event.field) {
    const { field, card } = event;
    list.push({ is: 'fieldDone', field, ...(card && { card }), ...(event.doubled && { doubled: true }) });
  }
  const ended = event.type === 'numberEnded' || event.type === 'numberExtended';
  if (ended && after.card !== before?.card) list.push({ is: 'card', card: event.card });
  if (event.type === 'fieldFailed' && open === event.field) {
    const { field, error } = event;
    list.push({ is: 'fieldFailed', field, error, ...(event.doubled && { doubled: true }) });
  }
  if (event.type === 'timedOut' && event.timer === 'firstKey' && open) {
    list.push({ is: 'fieldFailed', field: open, error: 'timeout' });
  }
  list.push(...consents(before, after));
  const unheard = event.type === 'heard' && (event.outcome === 'unclear' || event.outcome === 'silence');
  if (unheard && open === event.field && was !== is) {
    list.push({
      is: 'fieldFailed',
      field: open,
      error: event.outcome === 'unclear' ? 'not-understood' : 'timeout',
    });
  }
  if (before && event.type === 'presenceRefused' && was?.name !== 'ended')
    list.push({ is: 'presence', presence: after.presence, why: event.why.slice(0, MOST_WHY) });
  else if (before && before.presence !== after.presence)
    list.push({ is: 'presence', presence: after.presence });
  const { amount, mode } = after.terms;
  const other = amount?.minor !== before?.terms.amount?.minor;
  if (before && amount && other) list.push({ is: 'amount', amount });
  if (before && mode && mode !== before.terms.mode) list.push({ is: 'mode', mode });
  if (after.earlier && !before?.earlier) list.push({ is: 'earlierApproved', order: after.earlier.order });
  if (after.outcome && after.outcome !== before?.outcome)
    list.push({ is: 'outcome', outcome: after.outcome });
  if (was?.name !== is.name) list.push({ is: 'phase', phase: is.name });
  if (is.name === 'capturing' && is !== was && is.keys === 0) {
    list.push({ is: 'fieldStarted', field: is.field, attempt: is.attempt, entry: is.entry });
  }
  if (is.name === 'choosing' && is !== was) list.push({ is: 'question', choice: is.choice });
  if (is.name === 'ended' && was?.name !== 'ended') {
    list.push({ is: 'ended', result: after.result ?? 'internal-error' });
  }
  return list;
}

function consents(before: Session | undefined, { mandate, keepWanted }: Session): Happening[] {
  const list: Happening[] = [];
  if (mandate && mandate !== before?.mandate) {
    const { version, amount } = mandate;
    list.push({ is: 'consent', to: 'mandate', version, amount });
  }
  if (keepWanted && keepWanted !== before?.keepWanted) list.push({ is: 'consent', to: 'keep' });
  return list;
}

/** Numbers the happenings of one session; `told` of them were numbered before. */
export class Feed {
  #seq: number;

  constructor(told = 0) {
    this.#seq = told;
  }

  step(before: Session | undefined, after: Session, event: Event): FeedEvent[] {
    const remaining = remainingOf(after);
    return happenings(before, after, event).map((happening) => {
      if (lasts(happening)) this.#seq++;
      return { sessionId: after.id, seq: this.#seq, at: event.at, happening, remaining };
    });
  }
}

/** Fields still to be keyed; none where nothing is being keyed. */
export function remainingOf(session: Session): readonly Field[] {
  const { done, skipped, phase } = session;
  if (phase.name !== 'capturing' && phase.name !== 'choosing') return [];
  return fieldsOf(session).filter((field) => !done.includes(field) && !skipped.includes(field));
}

/** What the journal has of a session: how it was left, and everything that lasts of what was told. */
export interface Relived {
  readonly session: Session;
  readonly events: readonly FeedEvent[];
}

/** Undefined where the steps do not begin with the hand-off. Pure. */
export function relive(steps: readonly Pick<Step, 'event'>[]): Relived | undefined {
  const feed = new Feed();
  const events: FeedEvent[] = [];
  let session: Session | undefined;
  for (const { event } of steps) {
    const before: Session | undefined = session;
    if (event.type === 'handOffRequested') session = begin(event).session;
    else if (session) session = reduce(session, event).session;
    if (session)
      events.push(...feed.step(before, session, event).filter(({ happening }) => lasts(happening)));
  }
  return session && { session, events };
}

/** The feed of a journalled session, from the event after `since`. */
export function replay(steps: readonly Pick<Step, 'event'>[], since = 0): FeedEvent[] {
  return relive(steps)?.events.filter(({ seq }) => seq > since) ?? [];
}

/** Whether a happening has a number of its own and is told again to who comes later. */
export function lasts(happening: Happening): boolean {
  return happening.is !== 'keys';
}
