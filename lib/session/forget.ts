import type { Draft } from './draft.js';

/** A new card starts clean: the mask and the answer of the one before are in the journal. */
export function afresh(d: Draft): void {
  d.stop('decide', 'prompt');
  forgetAccount(d);
  d.set({ card: undefined, using: undefined, done: [], skipped: [], outcome: undefined, result: undefined });
  d.set({ chosen: undefined, accountType: undefined, mandate: undefined });
  d.hush('agent');
  d.start('capture', d.session.policy.captureMs);
}

/**
 * An account that is not wanted any more leaves the vault. Its debit is a transaction of its own and needs it no more;
 * where nobody knows yet whether there is one, nothing is touched.
 */
export function forgetAccount(d: Draft): void {
  const { account, outcome } = d.session;
  if (!account) return;
  // Written down in any case: what stays now, or is not reached now, is removed when the debit is known.
  d.method = { change: 'unwanted', token: account };
  if (outcome?.kind === 'unknown') return;
  d.set({ account: undefined });
  d.do({ type: 'forget', token: account });
}

/** Whatever is still heard belongs to nothing. */
export function noLonger(d: Draft): void {
  if (d.session.voice.listening) d.set({ voice: { ...d.session.voice, listening: false } });
}
