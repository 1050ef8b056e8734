import { wordsIn } from '../speech/languages.js';
import type {
  BankField,
  CardMask,
  Field,
  FieldPolicy,
  Method,
  PlainField,
  Session,
  StoredMethod,
} from './state.js';

const BANK: readonly BankField[] = ['bank-routing-number', 'bank-account-number'];

/** What the present method needs to be asked for, in order. What is known is not asked. */
export function fieldsOf(session: Session): readonly Field[] {
  const { policy, terms, using } = session;
  if (using) return using.method === 'credit-card' && policy.codeForStored ? ['security-code'] : [];
  if (methodOf(session) === 'ach-debit') return BANK;
  return policy.order.filter((field) => field !== 'postal-code' || !terms.postalCode);
}

/** The next field to ask for; undefined when all is keyed or passed over. */
export function nextField(session: Session): Field | undefined {
  const { done, skipped } = session;
  return fieldsOf(session).find((field) => !done.includes(field) && !skipped.includes(field));
}

export function policyFor({ policy }: Session, field: Field): FieldPolicy {
  return policy.fields[field];
}

/** Undefined until no more digits can belong to the number. */
export function maskOf({ card }: Pick<Session, 'card'>): CardMask | undefined {
  return card?.last4 === undefined ? undefined : { ...card, last4: card.last4 };
}

/** Whether the card can be passed on without the field. */
export function maySkip(session: Session, field: Field): boolean {
  // It is the proof that who calls has the stored card at hand.
  if (field === 'security-code' && session.using && session.policy.codeForStored) return false;
  return policyFor(session, field).optional;
}

/** What can be taken on this call: an account can be keyed only when it is known whose it is. */
export function methodsOf(session: Session): readonly Method[] {
  const { policy, terms } = session;
  return policy.methods.filter(
    (method) => method === 'credit-card' || (terms.holder !== undefined && canDebit(session)),
  );
}

/** Whether the method that was asked for by name cannot be had: no other is taken in its place. */
export function isMethodless(session: Session): boolean {
  const { using, terms, chosen } = session;
  return !using && !chosen && terms.method !== undefined && !methodsOf(session).includes(terms.method);
}

/** An account is debited at once, in dollars: nothing is held on it, and it is not stored without a debit. */
function canDebit({ terms }: Session): boolean {
  return (terms.mode ?? 'charge') === 'charge' && terms.currency === 'USD';
}

/** The stored methods that this payment can be made with, in the order they are offered. */
export function offersOf(session: Session): readonly StoredMethod[] {
  const { stored = [] } = session.terms;
  return stored.filter(({ method }) => method === 'credit-card' || canDebit(session));
}

/** What is being paid with. */
export function methodOf(session: Session): Method {
  const { using, terms, chosen } = session;
  const methods = methodsOf(session);
  const settled = methods.find((method) => method === (chosen ?? terms.method));
  return using?.method ?? settled ?? methods[0] ?? 'credit-card';
}

/** Times that a field may be spoken; afterwards only its keys are asked for. */
const SPOKEN_TRIES = 2;

/** Whether the caller may say the field now. An amount and a customer number are only keyed. */
export function maySpeak({ policy, terms, voice }: Session, field: Field): boolean {
  if (!policy.speech || terms.entry !== 'ivr' || terms.keysOnly || voice.off || isPlain(field)) return false;
  // A recogniser may know the language, but its words for digits are not known here.
  if (!wordsIn(terms.language)) return false;
  return voice.field !== field || voice.tries < SPOKEN_TRIES;
}

const PLAIN: readonly Field[] = [
  'customer-number',
  'payment-amount',
  'tip-amount',
  'caller-postal-code',
  'caller-pin',
];

/** Whether a field is none of the method's. */
export function isPlain(field: Field): field is PlainField {
  return PLAIN.includes(field);
}
