import type { Draft } from './draft.js';
import { methodOf } from './fields.js';
import { announce } from './leave.js';
import type { Question } from './questions.js';
import type { Session } from './state.js';
import { wrapped } from './wrap-up.js';

/** Whether there is something that could be kept, and the caller is to be asked. */
export function mayKeep({ policy, using, kept, account, keepable }: Session): boolean {
  return policy.keep && !using && kept === undefined && (account !== undefined || keepable);
}

export const KEEP: Question = {
  answers: () => 2,
  prompt: (session) => ({ key: 'keep-method', method: methodOf(session) }),
  once: true,
  decided(d, answer) {
    if (answer === 1) keep(d);
    else wrapped(d, 'keep-method');
  },
};

/** The caller wants it: an account stays where it is, a card goes into the vault by its second token. */
function keep(d: Draft): void {
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
  announce(d, { caller: { key: 'kept', method }, agent: { key: 'agent-kept' } }, 'wrapUp');
}

/** The payment is made all the same. */
export function methodNotKept(d: Draft): void {
  told(d);
  announce(d, { caller: { key: 'not-kept', method: methodOf(d.session) } }, 'wrapUp');
}

function told(d: Draft): void {
  d.do({ type: 'wipe' });
  d.set({ wrapped: [...d.session.wrapped, 'keep-method'] });
}
