import type { Field, FieldPolicy, Session } from './state.js';

/** What the present method needs to be asked for, in order. What is known is not asked. */
export function fieldsOf({ policy, terms, using }: Session): readonly Field[] {
  if (using) return [];
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

/** Whether the card can be passed on without the field. */
export function maySkip(session: Session, field: Field): boolean {
  return policyFor(session, field).optional;
}
