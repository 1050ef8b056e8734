import t from 'tap';
import type { Transaction } from '../../lib/gateway/gateway.js';
import { compareBooks, type Entry } from '../../lib/run/accounts.js';

const usd = (minor: number) => ({ minor, currency: 'USD' });
const DAY = '2026-11-24';

const entry = (more: Partial<Entry> = {}): Entry => ({
  subject: 'hpa-1',
  kind: 'sale',
  transactionId: 'tx1',
  amount: usd(1999),
  createdAt: 0,
  expected: true,
  status: 'approved',
  ...more,
});

const theirs = (more: Partial<Transaction> = {}): Transaction => ({
  transactionId: 'tx1',
  kind: 'sale',
  orderId: 'hpa-1',
  status: 'settled',
  outcome: { kind: 'approved', transactionId: 'tx1' },
  amount: usd(1999),
  told: '19.99 USD',
  merchantAccountId: 'shop',
  refundIds: [],
  captureIds: [],
  settlementBatchId: `${DAY}_shop_1`,
  batch: DAY,
  disputeIds: [],
  ...more,
});

const record = (amount: string, kind: 'sale' | 'credit' = 'sale') => ({
  merchantAccountId: 'shop',
  brand: 'visa' as const,
  kind,
  count: 1,
  amount,
});

const asked = (found?: Partial<Transaction>) =>
  new Map([
    [
      'tx1',
      found ? ({ kind: 'found', transaction: theirs(found) } as const) : ({ kind: 'not-found' } as const),
    ],
  ]);

const books = {
  day: DAY,
  entries: [entry()],
  theirs: [theirs()],
  records: [record('19.99')],
  asked: new Map(),
  unreadable: [],
};

const TABLE: readonly (readonly [string, Parameters<typeof compareBooks>[0], object])[] = [
  ['the same in both', books, { differences: [], pending: [], matched: [{ count: 1, minor: 1999 }] }],
  [
    'a cent more there',
    { ...books, theirs: [theirs({ amount: usd(2000) })], records: [record('20.00')] },
    { differences: [{ kind: 'amount', ours: usd(1999), theirs: usd(2000) }], matched: [] },
  ],
  [
    'another currency there',
    { ...books, theirs: [theirs({ amount: { minor: 1999, currency: 'EUR' } })] },
    { differences: [{ kind: 'amount' }] },
  ],
  [
    'money there of what was voided here',
    { ...books, entries: [entry({ expected: false, status: 'voided' })] },
    { differences: [{ kind: 'status', ours: 'voided', theirs: 'settled' }] },
  ],
  [
    'money there of what is unknown here',
    { ...books, entries: [entry({ expected: false, status: 'unknown', transactionId: '' })] },
    { differences: [{ kind: 'status', ours: 'unknown', transactionId: 'tx1' }] },
  ],
  [
    'another transaction with our order id',
    { ...books, entries: [entry({ transactionId: 'tx2', batch: '2026-11-01' })] },
    { differences: [{ kind: 'not-in-journal', transactionId: 'tx1' }] },
  ],
  [
    'a batch sum that is not its transactions',
    { ...books, records: [record('19.98')] },
    { differences: [{ kind: 'sum', account: 'shop', ours: usd(1999), theirs: '19.98' }] },
  ],
  ['a batch in several lines', { ...books, records: [record('9.99'), record('10.00')] }, { differences: [] }],
  [
    'a batch of an account of which nothing is listed',
    { ...books, entries: [], theirs: [] },
    { differences: [{ kind: 'sum', theirs: '19.99' }] },
  ],
  [
    'ours in the batch of that day, theirs not',
    { ...books, theirs: [], records: [], entries: [entry({ batch: DAY })] },
    { differences: [{ kind: 'not-at-braintree', subject: 'hpa-1' }] },
  ],
  [
    'ours in the batch of another day',
    { ...books, theirs: [], records: [], entries: [entry({ batch: '2026-11-23' })] },
    { differences: [], pending: [] },
  ],
  [
    'ours unknown to them',
    { ...books, theirs: [], records: [], asked: asked() },
    { differences: [{ kind: 'not-at-braintree' }] },
  ],
  [
    'ours on the way',
    {
      ...books,
      theirs: [],
      records: [],
      asked: asked({ status: 'settling', settlementBatchId: undefined, batch: undefined }),
    },
    { differences: [], pending: [{ subject: 'hpa-1' }] },
  ],
  [
    'ours declined at settlement',
    { ...books, theirs: [], records: [], asked: asked({ status: 'settlement_declined' }) },
    { differences: [{ kind: 'status', theirs: 'settlement_declined' }] },
  ],
];

for (const [name, given, expected] of TABLE) {
  t.test(`given ${name}, when compared, then that is said`, async (t) => {
    const found = compareBooks(given);
    t.match(found, expected);
    const wanted = (expected as { differences: unknown[] }).differences.length;
    t.equal(found.differences.length, wanted);
  });
}
