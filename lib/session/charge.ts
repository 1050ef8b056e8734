import { mayKeep } from './choices.js';
import type { Tokenise } from './command.js';
import type { Draft } from './draft.js';
import { maskOf, methodOf } from './fields.js';
import type { Said } from './internal.js';
import { isLimited, resultOf, variablesOf } from './result.js';
import type { ChargeOutcome, Phase, Session } from './state.js';
import { untold } from './told.js';
import { approvedWords } from './words.js';

/** The caller waits for the gateway. */
const WAITING: ReadonlySet<Phase['name']> = new Set([
  'tokenising',
  'storing',
  'verifying',
  'keeping',
  'charging',
  'finding',
]);

/** All is known of the method: what was keyed becomes a token first, a stored one is charged at once. */
export function transact(d: Draft): void {
  d.stop('firstKey', 'betweenKeys', 'field', 'choice', 'capture');
  d.say('caller', { key: 'processing' });
  d.say('agent', { key: 'agent-tick' });
  d.start('stillProcessing', d.session.policy.stillProcessingMs);
  const tokenise = keyed(d.session);
  if (!tokenise) return charge(d);
  d.to({ name: 'tokenising' });
  d.do(tokenise);
}

function keyed(session: Session): Tokenise | undefined {
  const { using, done, policy, terms, accountType = 'checking' } = session;
  if (using) return done.includes('security-code') ? { type: 'tokenise', of: 'code' } : undefined;
  if (methodOf(session) === 'ach-debit') return { type: 'tokenise', of: 'account', accountType };
  const spare = policy.keep && terms.mode !== 'tokenise';
  return { type: 'tokenise', of: 'card', ...(spare && { spare }) };
}

/** What was keyed is a token now. */
export function tokenised(d: Draft, keepable = false): void {
  if (d.phase.name !== 'tokenising') return;
  d.set({ keepable });
  const { id, charges, terms, using } = d.session;
  if (!using && methodOf(d.session) === 'ach-debit') return d.next({ type: 'verifyAccount' });
  if (terms.mode !== 'tokenise') return untold(d.session) ? notTold(d) : charge(d);
  const token = `${id}-${charges + 1}`;
  d.to({ name: 'storing', token });
  d.method = { change: 'intended', token };
  d.do({ type: 'store', token, customer: terms.customer ?? id });
}

/** What had told the amount has proved not to have been played. */
function notTold(d: Draft): void {
  const text = 'The caller could not be told the amount, so nothing was sent';
  nothingSent(d, { kind: 'failed', cause: 'internal-error', text });
}

/** The intent goes to the journal with its order id, then the charge goes out. */
export function charge(d: Draft): void {
  const { id, terms, using, account, done } = d.session;
  const token = using?.token ?? account;
  if (!terms.amount) throw new Error('charge without an amount');
  const charges = d.session.charges + 1;
  const orderId = `${id}-${charges}`;
  const { amount, reference, description, postalCode } = terms;
  const kind = terms.mode === 'authorise' ? ({ kind: 'authorisation' } as const) : undefined;
  d.set({ charges });
  d.to({ name: 'charging', orderId });
  d.payment = {
    change: 'intended',
    orderId,
    ...kind,
    amount,
    card: maskOf(d.session),
    reference,
    description,
  };
  d.do({
    type: 'note',
    variables: variablesOf({ ...d.session, outcome: undefined, result: 'outcome-unknown' }),
  });
  d.do({
    type: 'charge',
    orderId,
    ...kind,
    ...(token && { token }),
    ...(using && done.includes('security-code') && { code: true as const }),
    amount,
    reference,
    description,
    ...(postalCode && { postalCode }),
  });
}

/** The method is in the vault: no money has moved, and none is to. */
export function stored(d: Draft, token: string): void {
  if (!('token' in d.phase) || d.phase.token !== token) return;
  if (d.phase.name === 'verifying') return charge(d);
  if (d.phase.name === 'keeping') return d.next({ type: 'methodKept', token });
  d.do({ type: 'wipe' });
  d.method = { change: 'kept', token };
  d.set({ kept: token, result: 'success' });
  tellStored(d);
}

export function tellStored(d: Draft): void {
  const agent = { key: 'agent-stored', card: maskOf(d.session) } as const;
  d.next({ type: 'announce', words: { caller: { key: 'stored' }, agent }, afterwards: 'return' });
}

export function notStored(d: Draft, token: string, outcome: ChargeOutcome): void {
  if (!('token' in d.phase) || d.phase.token !== token) return;
  if (d.phase.name === 'verifying') return d.next({ type: 'accountNotVerified', outcome });
  // Nobody is told of a card that comes into the vault after this: then it is removed.
  d.method = { change: outcome.kind === 'unknown' ? 'unwanted' : 'absent', token };
  if (d.phase.name === 'keeping') return d.next({ type: 'methodNotKept' });
  const text = 'Nobody knows whether the card was stored, so it is removed; nothing was charged';
  const failed = { kind: 'failed', cause: 'store-unknown', text } as const;
  nothingSent(d, outcome.kind === 'unknown' ? failed : outcome);
}

/** The answer for an order is known, or it is known that it is not: settle it, and tell both. */
export function settle(d: Draft, orderId: string, outcome: ChargeOutcome): void {
  d.payment = { change: 'settled', orderId, outcome };
  d.set({ outcome, result: resultOf(outcome) });
  const asked = outcome.kind === 'approved' && mayKeep(d.session);
  d.do({ type: 'wipe', ...(asked && { spare: true as const }) });
  if (outcome.kind === 'unknown') d.do({ type: 'reconcile', orderId });
  tellOutcome(d, outcome);
}

/** Tells an outcome to whoever is there: the caller kindly, the agent with the reason. */
export function tellOutcome(d: Draft, outcome: ChargeOutcome): void {
  const { session } = d;
  const choice = d.present('caller') && d.present('agent') && !session.closing;
  const afterwards = AFTERWARDS[outcome.kind];
  d.next({ type: 'announce', words: wordsOf(outcome, session, choice), afterwards });
}

const AFTERWARDS = {
  approved: 'wrapUp',
  declined: 'decide',
  refused: 'decide',
  failed: 'return',
  unknown: 'return',
} as const;

function wordsOf(outcome: ChargeOutcome, session: Session, choice: boolean): Said {
  switch (outcome.kind) {
    case 'approved':
      return approvedWords(session);
    case 'declined': {
      const { code, severity } = outcome;
      const agent = { key: 'agent-declined', code, severity, choice } as const;
      return { caller: { key: 'declined', code, severity }, agent };
    }
    case 'refused': {
      const agent = { key: 'agent-refused', reason: outcome.reason, choice } as const;
      return { caller: { key: 'declined', reason: outcome.reason }, agent };
    }
    case 'failed':
      return {
        caller: { key: isLimited(outcome) ? 'limited' : 'failed' },
        agent: { key: 'agent-failed', cause: outcome.cause },
      };
    case 'unknown':
      return { caller: { key: 'unknown' }, agent: { key: 'agent-unknown' } };
  }
}

/** No token, or no journalled intent: nothing was sent and there is no order to settle. */
export function nothingSent(d: Draft, outcome: ChargeOutcome): void {
  d.do({ type: 'wipe' });
  d.set({ outcome, result: resultOf(outcome) });
  tellOutcome(d, outcome);
}

export function stillProcessing(d: Draft): void {
  if (!WAITING.has(d.phase.name)) return;
  d.say('caller', { key: 'still-processing' });
  d.start('stillProcessing', d.session.policy.stillProcessingMs);
}
