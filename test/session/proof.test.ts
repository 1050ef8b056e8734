import t from 'tap';
import type { Terms } from '../../lib/session/state.js';
import { LINE, Table } from './fixture.js';

const usd = (minor: number) => ({ minor, currency: 'USD' });
const DUE: Partial<Terms> = { due: usd(12_000), minimum: usd(2000) };

function asked(proof: Terms['proof'], change: Partial<Terms> = {}): Table {
  const terms = { entry: 'ivr', amount: undefined, ...(proof && { proof }), ...change } as const;
  return new Table(terms, { line: { ...LINE, languages: [] } }).enter();
}

const FIELDS = {
  'postal-code': 'caller-postal-code',
  pin: 'caller-pin',
  'customer-number': 'customer-number',
} as const;

for (const [proof, field] of Object.entries(FIELDS)) {
  t.test(
    `given a caller to be proved by ${proof}, when it is right, then only then what is owed is told`,
    async (t) => {
      const table = asked(proof as Terms['proof']);
      t.match(table.phase, { name: 'capturing', field });
      t.same(table.said(), ['prompt caller enter']);
      table.happens({ type: 'fieldDone', field });
      t.equal(table.phase.name, 'identifying');
      t.ok(table.did().includes('identify'));
      table.happens({ type: 'identified', terms: DUE });
      t.same(table.said(), ['prompt caller choose-amount']);
      t.equal(table.session.terms.proof, undefined);
    },
  );
}

t.test(
  'given wrong answers, then the caller is asked again, and after the last one the call goes on without',
  async (t) => {
    const table = asked('pin');
    for (const attempt of [2, 3]) {
      table
        .happens({ type: 'fieldDone', field: 'caller-pin' })
        .happens({ type: 'notIdentified', why: 'not-found' });
      t.match(table.phase, { name: 'capturing', field: 'caller-pin', attempt });
      t.match(
        table.last.commands.find(({ type }) => type === 'prompt'),
        { prompt: { error: 'wrong-answer' } },
      );
    }
    table
      .happens({ type: 'fieldDone', field: 'caller-pin' })
      .happens({ type: 'notIdentified', why: 'not-found' });
    t.same(table.said(), ['prompt caller too-many-attempts']);
    t.equal(table.session.result, 'too-many-failed-attempts');
  },
);

for (const [what, play, said, result] of [
  [
    'too many in all',
    (table: Table) =>
      table
        .happens({ type: 'fieldDone', field: 'caller-pin' })
        .happens({ type: 'notIdentified', why: 'limited' }),
    ['prompt caller limited'],
    'too-many-failed-attempts',
  ],
  [
    'a lookup that does not answer',
    (table: Table) =>
      table
        .happens({ type: 'fieldDone', field: 'caller-pin' })
        .happens({ type: 'notIdentified', why: 'unavailable' }),
    ['prompt caller gateway-down'],
    'payment-connector-error',
  ],
  [
    'a hang-up',
    (table: Table) => table.happens({ type: 'partyHungUp', side: 'caller' }),
    [],
    'caller-hung-up',
  ],
] as const) {
  t.test(
    `given a caller to be proved, when there is ${what}, then nothing of the account is told`,
    async (t) => {
      const table = play(asked('pin'));
      t.same(table.said(), said);
      t.equal(table.session.result, result);
    },
  );
}

t.test('given a caller to be proved who is silent, then the call goes on without', async (t) => {
  const table = asked('postal-code');
  for (let i = 0; i < 3; i++) table.happens({ type: 'timedOut', timer: 'firstKey' });
  t.same(table.said(), ['prompt caller too-many-attempts']);
});

t.test(
  'given an amount of the dialplan, then stored methods are still told only after the proof',
  async (t) => {
    const table = asked('pin', { amount: usd(2500) });
    t.match(table.phase, { name: 'capturing', field: 'caller-pin' });
    const stored = [{ token: 'tok', method: 'credit-card', card: { brand: 'visa', last4: '1111' } }] as const;
    table
      .happens({ type: 'fieldDone', field: 'caller-pin' })
      .happens({ type: 'identified', terms: { stored } });
    t.same(table.said(), ['prompt caller stored-method']);
  },
);

t.test('given a least amount, then less is not to be keyed, but all that is owed always is', async (t) => {
  const limits = (terms: Partial<Terms>, answer?: number) => {
    const table = new Table(
      { entry: 'ivr', amount: undefined, least: usd(500), ...terms },
      {
        parts: { allowed: true, other: false },
      },
    ).enter();
    if (answer) table.happens({ type: 'callerChose', answer });
    return table.last.commands.find(({ type }) => type === 'collect');
  };
  t.match(limits({}), { limits: { minimumMinor: 500 } });
  t.match(limits({ due: usd(12_000) }, 2), { limits: { minimumMinor: 500, maximumMinor: 12_000 } });
  t.match(limits({ due: usd(400) }, 2), { limits: { minimumMinor: 400, maximumMinor: 400 } });
  t.match(limits({ due: usd(12_000), minimum: usd(200) }, 2), { limits: { minimumMinor: 200 } });
});
