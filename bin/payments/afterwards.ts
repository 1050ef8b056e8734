import { type Afterwards, withAfterwards } from '../../lib/journal/afterwards.js';
import type { Journal, Payment } from '../../lib/journal/journal.js';

/** A payment, and what the caller said after it. */
export type Told = Payment & Afterwards;

export async function told(journal: Journal, payments: readonly Payment[]): Promise<Told[]> {
  const ids = payments.map(({ sessionId }) => sessionId).filter((id) => id !== '');
  return withAfterwards(payments, await journal.sessions({ ids }));
}
