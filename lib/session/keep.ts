import type { Draft } from './draft.js';
import { methodOf } from './fields.js';

/** The caller wants it: an account stays where it is, a card goes into the vault by its second token. */
export function keep(d: Draft): void {
  const { id, terms, account } = d.session;
  d.set({ keepWanted: d.at });
  if (account) {
    d.set({ account: undefined });
    d.method = { change: 'kept', token: account };
    return methodKept(d, account);
  }
  const token = `${id}-k`;
  d.to({ name: 'keeping', token });
  d.method = { change: 'intended', token };
  d.start('stillProcessing', d.session.policy.stillProcessingMs);
  d.do({ type: 'store', token, customer: terms.customer ?? id, spare: true });
}

export function methodKept(d: Draft, token: string): void {
  d.method = { change: 'kept', token };
  d.set({ kept: token });
  const method = methodOf(d.session);
  told(d);
  const words = { caller: { key: 'kept', method }, agent: { key: 'agent-kept' } } as const;
  d.next({ type: 'announce', words, afterwards: 'wrapUp' });
}

/** The payment is made all the same. */
export function methodNotKept(d: Draft): void {
  told(d);
  const words = { caller: { key: 'not-kept', method: methodOf(d.session) } } as const;
  d.next({ type: 'announce', words, afterwards: 'wrapUp' });
}

function told(d: Draft): void {
  d.do({ type: 'wipe' });
  d.set({ wrapped: [...d.session.wrapped, 'keep-method'] });
}
