import fc from 'fast-check';
import t from 'tap';
import type { CardCapture, KeyOutcome } from '../../lib/card/capture.js';
import { createCapture } from '../../lib/card/vault.js';
import type { Field } from '../../lib/session/state.js';

const AT = Date.UTC(2026, 10, 15);
const LIMITS = { currency: 'USD', minimumMinor: 1, maximumMinor: 1_000_000 };

const digits = (minLength: number, maxLength = minLength) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength, maxLength }).map((list) => list.join(''));
const rhythm = fc.integer({ min: 40, max: 1900 });
/** A pause that nobody makes within a field keyed in this rhythm. */
const pauseOf = (every: number) => Math.min(Math.max(2 * every, 1000), 4000) + 1;

/** Keys in their rhythm into the fields that are opened one after another. */
class Keys {
  readonly capture: CardCapture = createCapture({ brands: ['visa'], required: ['expiration-date'] });
  at = AT;

  open(field: Field, again = false): this {
    this.capture.open(field, again, LIMITS);
    return this;
  }

  /** `after`: from the key before to the first. Milliseconds. */
  key(keys: string, every: number, after = every): KeyOutcome[] {
    return [...keys].map((key, i) => {
      this.at += i === 0 ? after : every;
      return this.capture.press(key, this.at);
    });
  }
}

interface Ended {
  readonly field: Field;
  readonly right: fc.Arbitrary<string>;
  /** Too long or wrong, and it closes by itself with the last key. */
  readonly wrong?: fc.Arbitrary<string>;
  /** Asked for afterwards, and what is keyed there. */
  readonly next: readonly [field: Field, keys: string];
  /** Digits that are too much of it and could not be the next field. */
  readonly most: number;
  /** What the field holds. */
  readonly held?: (keys: Keys) => unknown;
  readonly twice?: true;
}

const routing = fc.constantFrom('011000015', '021000021', '071101307', '071000013');
const DATE = ['expiration-date', '1230'] as const;
const accountOf = ({ capture }: Keys) => {
  capture.open('bank-routing-number');
  for (const key of '011000015') capture.press(key, AT + 1_000_000);
  return String(capture.takeAccount('checking')?.accountNumber);
};
const hash = (right: fc.Arbitrary<string>) => right.map((keys) => `${keys}#`);
/** As long as it can be and no longer: it is over, and no such number. */
const whole = digits(20);

/** Every field but number, date and code, which have `overrun.test.ts`. */
const FIELDS: readonly Ended[] = [
  {
    field: 'postal-code',
    right: digits(5),
    next: DATE,
    most: 8,
    held: ({ capture }) => String(capture.take()?.postalCode),
  },
  {
    field: 'bank-routing-number',
    right: routing,
    wrong: fc.constantFrom('131000019', '011000016', '000000000'),
    next: ['bank-account-number', '1000000045#'],
    most: 3,
    held: ({ capture }) => String(capture.takeAccount('checking')?.routingNumber),
  },
  { field: 'bank-account-number', right: digits(17), next: DATE, most: 8, held: accountOf },
  { field: 'bank-account-number', right: hash(digits(4, 16)), next: DATE, most: 0, held: accountOf },
  { field: 'bank-account-number', right: digits(17), next: DATE, most: 8, held: accountOf, twice: true },
  {
    field: 'bank-account-number',
    right: hash(digits(4, 16)),
    next: DATE,
    most: 8,
    held: accountOf,
    twice: true,
  },
  {
    field: 'customer-number',
    right: hash(digits(4, 12)),
    wrong: whole,
    next: DATE,
    most: 8,
    held: ({ capture }) => capture.takeCustomerNumber(),
  },
  ...(['caller-postal-code', 'caller-pin'] as const).map((field) => ({
    field,
    right: hash(digits(4, 12)),
    wrong: whole,
    next: DATE,
    most: 8,
    held: ({ capture }: Keys) => capture.takeProof(field),
  })),
  ...(['payment-amount', 'tip-amount'] as const).map((field) => ({
    field,
    right: fc.constantFrom('25#', '12*50#', '7000#'),
    wrong: fc.constant('9999999999'),
    next: DATE,
    most: 8,
  })),
];

const bare = (keys: string) => keys.replace('#', '');

/** The field is done with the last of these keys, and each was one of its own. */
function fills(outcomes: readonly KeyOutcome[], what: string): KeyOutcome {
  const kinds = outcomes.map((one) => (one.kind === 'progress' ? `${one.keys}` : one.kind));
  const own = outcomes.map((_, i) => (i === outcomes.length - 1 ? 'done' : `${i + 1}`));
  if (kinds.join() !== own.join()) throw new Error(`${what}: ${kinds.join()}`);
  return outcomes.at(-1) as KeyOutcome;
}

for (const { field, right, wrong, next, most, held, twice } of FIELDS) {
  const how = twice ? 'keyed twice' : most === 0 ? 'ended by #' : 'of any rhythm';
  t.test(`given ${field} ${how}, then what is too much of it fills nothing else`, async (t) => {
    let dropped = 0;
    fc.assert(
      fc.property(
        right,
        wrong ?? fc.constant(''),
        rhythm,
        digits(0, most),
        fc.constantFrom('', '#', '##'),
        (keys, failed, every, extra, late) => {
          const pause = pauseOf(every);
          const caller = new Keys().open(field);
          const over = (after: string) => {
            // Digits behind a `#` are the next field, keyed ahead; another `#` is nothing.
            const more = after.endsWith('#') ? late : extra;
            dropped += more.length;
            caller.key(more, every);
          };
          if (failed) {
            const last = caller.key(failed, every).at(-1);
            if (last?.kind !== 'invalid') throw new Error(`${failed}: ${last?.kind}`);
            caller.open(field);
            over(failed);
          }
          const done = fills(caller.key(keys, every, pause), field);
          if (twice) {
            caller.open(field, true);
            over(keys);
            // As long as the first: it closes by itself, whatever the first was ended by.
            fills(caller.key(bare(keys), every, pause), `${field} again`);
          }
          caller.open(next[0]);
          over(twice ? bare(keys) : keys);
          fills(caller.key(next[1], every, pause), next[0]);
          if (field.endsWith('-amount')) {
            if (done.kind !== 'done' || !done.amount) throw new Error('no amount');
            return;
          }
          const kept = held?.(caller);
          if (kept !== bare(keys)) throw new Error(`${field} holds ${kept}`);
        },
      ),
      { numRuns: 150 },
    );
    t.ok(dropped > 50, `the runs do overrun (${dropped})`);
  });
}

t.test('given a question after any field, then what is keyed on answers nothing', async (t) => {
  const closed = fc.oneof(
    ...FIELDS.filter(({ most }) => most > 0).map(({ field, right, wrong }) =>
      fc.tuple(fc.constant(field), wrong ?? right),
    ),
    fc.tuple(fc.constant<Field>('payment-card-number'), fc.constant('4111111111111111')),
    fc.tuple(fc.constant<Field>('expiration-date'), fc.constant('1230')),
  );
  let asked = 0;
  fc.assert(
    fc.property(closed, rhythm, digits(1, 8), ([field, keys], every, extra) => {
      if (keys.endsWith('#')) return;
      const caller = new Keys().open(field);
      const last = caller.key(keys, every).at(-1)?.kind;
      // What is wrong is asked again at once; a question comes after what is right.
      if (last !== 'done') return;
      asked++;
      for (const outcome of caller.key(extra, every)) {
        if (outcome.kind !== 'overrun') throw new Error(`${field} ${extra}: ${outcome.kind}`);
      }
      const after = caller.key('1', every, pauseOf(every)).at(-1)?.kind;
      if (after !== 'ignored' && after !== 'extended') throw new Error(`an answer is ${after}`);
    }),
    { numRuns: 600 },
  );
  t.ok(asked > 50, `there were questions (${asked})`);
});
