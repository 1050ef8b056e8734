import fc from 'fast-check';
import t from 'tap';
import { type Settlement, supersedes } from '../../lib/journal/settlement.js';
import type { TransactionStatus } from '../../lib/money/transaction-status.js';

/** States as they follow one another at Braintree, each with its time. */
const WAYS: readonly (readonly TransactionStatus[])[] = [
  ['authorized', 'submitted_for_settlement', 'settling', 'settled'],
  ['authorized', 'submitted_for_settlement', 'settlement_pending', 'settled', 'settlement_declined'],
  ['authorized', 'submitted_for_settlement', 'settling', 'settlement_declined'],
  ['authorized', 'submitted_for_settlement', 'settlement_pending', 'settled', 'returned'],
  ['authorized', 'voided'],
  ['authorized', 'authorization_expired'],
];

t.test('given the states of a transaction in any order and repeated, then the last one stands', async (t) => {
  const told = fc.constantFrom(...WAYS).chain((way) => {
    const all: Settlement[] = way.map((status, i) => ({ status, at: 1000 + i }));
    return fc.tuple(
      fc.constant(all.at(-1)),
      fc
        .tuple(fc.shuffledSubarray(all, { minLength: all.length }), fc.array(fc.constantFrom(...all)))
        .map(([once, more]) => [...once, ...more]),
    );
  });
  fc.assert(
    fc.property(told, ([last, heard]) => {
      let known: Settlement | undefined;
      for (const next of heard) if (supersedes(known, next)) known = next;
      return known?.status === last?.status;
    }),
    { numRuns: 2000 },
  );
  t.pass('2000 orders of telling');
});
