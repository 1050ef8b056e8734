import fc from 'fast-check';
import t from 'tap';
import { attempt, standing } from '../../lib/limits/attempt.js';
import {
  type Claim,
  type Counter,
  counterAt,
  type End,
  ended,
  expiresAt,
  LONGEST_LOCK_MS,
  MOST_ENTRIES,
  type Rule,
  type Verdict,
} from '../../lib/limits/counter.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const AT = 1_763_759_000_000;

const FAILURES: Rule = {
  name: 'failures',
  counts: 'failures',
  most: 5,
  windowMs: 24 * HOUR,
  lockMs: HOUR,
  backOff: { free: 3, firstMs: MINUTE },
};
const CARDS: Rule = { name: 'cards', counts: 'marks', most: 3, windowMs: 24 * HOUR, lockMs: HOUR };
const RATE: Rule = { name: 'rate', counts: 'rate', most: 4, percent: 75, windowMs: HOUR, lockMs: HOUR };

/** The counters as a store would keep them: through JSON after every step. */
class Store {
  counters = new Map<string, Counter>();
  #ids = 0;

  try(at: number, rules: readonly Rule[], mark?: string, subject = 'caller:a'): Verdict {
    return this.claims(at, [{ subject, rules, ...(mark && { mark }) }]);
  }

  claims(at: number, claims: readonly Claim[]): Verdict {
    const { verdict, counters } = attempt(this.counters, claims, `id${++this.#ids}`, at);
    for (const [subject, counter] of counters)
      this.counters.set(subject, JSON.parse(JSON.stringify(counter)));
    return verdict;
  }

  end(how: End, id = `id${this.#ids}`): void {
    for (const [subject, counter] of this.counters) this.counters.set(subject, ended(counter, id, how));
  }
}

/** Minutes since the beginning, the card, how it ended, and what is expected of it. */
type Row = readonly [minute: number, card: string, end: End | 'open', expected: string];

const refused = (verdict: Verdict, from: number) =>
  verdict.kind === 'allowed'
    ? 'allowed'
    : `${verdict.rule} ${verdict.locked ? 'locks' : 'waits'} to ${(verdict.until - from) / MINUTE}`;

const TABLE: Readonly<Record<string, readonly [rules: readonly Rule[], rows: readonly Row[]]>> = {
  'given four cards that are all good, then the fourth is refused and a lock begins': [
    [CARDS],
    [
      [0, 'a', 'good', 'allowed'],
      [1, 'b', 'good', 'allowed'],
      [2, 'c', 'good', 'allowed'],
      [3, 'a', 'good', 'allowed'],
      [4, 'd', 'good', 'cards locks to 64'],
      [5, 'a', 'good', 'cards waits to 64'],
      [64, 'd', 'good', 'allowed'],
    ],
  ],
  'given failures, then each after the third is waited for twice as long, and the sixth locks': [
    [FAILURES],
    [
      [0, 'a', 'bad', 'allowed'],
      [0, 'a', 'bad', 'allowed'],
      [0, 'a', 'bad', 'allowed'],
      [0.5, 'a', 'bad', 'allowed'],
      [1, 'a', 'bad', 'failures waits to 1.5'],
      [1.5, 'a', 'bad', 'allowed'],
      [3, 'a', 'bad', 'failures locks to 63'],
      [63, 'a', 'bad', 'allowed'],
    ],
  ],
  'given what is good or never was, then it counts against nobody': [
    [FAILURES],
    Array.from({ length: 12 }, (_, i): Row => [i, 'a', i % 2 ? 'good' : 'void', 'allowed']),
  ],
  'given a lock that was earned again at once, then it is twice as long': [
    [{ ...CARDS, most: 1 }],
    [
      [0, 'a', 'bad', 'allowed'],
      [1, 'b', 'bad', 'cards locks to 61'],
      [61, 'c', 'bad', 'allowed'],
      [62, 'd', 'bad', 'cards locks to 182'],
      [182, 'e', 'bad', 'allowed'],
      [183, 'f', 'bad', 'cards locks to 423'],
    ],
  ],
  'given a share of failures, then it locks from the least number on and not before': [
    [RATE],
    [
      [0, '', 'bad', 'allowed'],
      [0, '', 'bad', 'allowed'],
      [0, '', 'bad', 'allowed'],
      [0, '', 'good', 'allowed'],
      [1, '', 'bad', 'rate locks to 61'],
    ],
  ],
  'given attempts in flight, then a share has them as failures after 90 s only': [
    [RATE],
    [
      [0, '', 'open', 'allowed'],
      [0, '', 'open', 'allowed'],
      [0, '', 'open', 'allowed'],
      [0, '', 'open', 'allowed'],
      [1.5, '', 'void', 'rate locks to 61.5'],
    ],
  ],
  'given unknown outcomes, then a share leaves them out': [
    [RATE],
    Array.from({ length: 20 }, (_, i): Row => [3 * i, '', 'unknown', 'allowed']),
  ],
  'given unknown outcomes, then they are failures where those are counted': [
    [{ ...FAILURES, most: 2 }],
    [
      [0, 'a', 'unknown', 'allowed'],
      [0, 'a', 'open', 'allowed'],
      [0, 'a', 'void', 'failures locks to 60'],
    ],
  ],
  'given attempts of one mark, then a share has them as one': [
    [RATE],
    [
      ...Array.from({ length: 9 }, (): Row => [0, 'a', 'bad', 'allowed']),
      [0, 'b', 'bad', 'allowed'],
      [0, 'c', 'good', 'allowed'],
      [0, 'd', 'good', 'allowed'],
      [0, 'd', 'bad', 'allowed'],
      [0, 'c', 'bad', 'allowed'],
      [0, 'e', 'bad', 'rate locks to 60'],
    ],
  ],
  'given a share of failures below the limit, then nothing is locked': [
    [RATE],
    Array.from({ length: 20 }, (_, i): Row => [i, '', i % 2 ? 'bad' : 'good', 'allowed']),
  ],
};

for (const [name, [rules, rows]] of Object.entries(TABLE)) {
  t.test(name, async (t) => {
    const store = new Store();
    for (const [minute, card, end, expected] of rows) {
      const verdict = store.try(AT + minute * MINUTE, rules, card || undefined);
      t.equal(refused(verdict, AT), expected, `minute ${minute}`);
      if (verdict.kind === 'allowed' && end !== 'open') store.end(end);
    }
  });
}

t.test('given an attempt that one of its claims refuses, then it is counted for none', async (t) => {
  const store = new Store();
  const both = (card: string) => [
    { subject: 'caller:a', mark: card, rules: [{ ...CARDS, most: 1 }] },
    { subject: `card:${card}`, rules: [FAILURES] },
  ];
  t.equal(store.claims(AT, both('one')).kind, 'allowed');
  t.match(store.claims(AT, both('two')), { kind: 'refused', subject: 'caller:a', locked: true });
  t.same(store.counters.get('card:two')?.entries, []);
});

t.test('given a rule that spares the known, then they pass its lock until they fail', async (t) => {
  const store = new Store();
  const claims = (caller: string): Claim[] => [
    { subject: `caller:${caller}`, rules: [FAILURES] },
    { subject: 'way:line', mark: caller, spares: `caller:${caller}`, rules: [{ ...RATE, most: 2 }] },
  ];
  store.claims(AT, claims('known'));
  store.end('good');
  for (const caller of ['a', 'b', 'c', 'd', 'e']) {
    if (store.claims(AT, claims(caller)).kind === 'allowed') store.end('bad');
  }
  t.match(store.claims(AT + 1, claims('new')), { kind: 'refused', subject: 'way:line' });
  t.match(store.claims(AT + 1, claims('a')), { kind: 'refused', subject: 'way:line' }, 'who has failed');
  t.same(store.claims(AT + 1, claims('known')), { kind: 'allowed' });
  t.match(store.claims(AT + 1, claims('known')), { kind: 'refused' }, 'not while one of theirs is open');
  store.end('good', 'id9');
  t.match(store.counters.get('caller:known')?.entries, [{ good: true }, { good: true }]);
  t.same(store.claims(AT + 2, claims('known')), { kind: 'allowed' });
  store.end('bad');
  t.match(store.claims(AT + 2, claims('known')), { kind: 'refused' });
});

t.test('given a good attempt, when it is told as unknown later, then it stays good', async (t) => {
  const store = new Store();
  store.try(AT, [FAILURES]);
  store.end('good');
  store.end('unknown');
  t.match(store.counters.get('caller:a')?.entries, [{ good: true, end: undefined }]);
});

t.test('given a caller at the door, then only what is locked or waited for is told', async (t) => {
  const store = new Store();
  const claim = [{ subject: 'caller:a', rules: [CARDS, FAILURES] }];
  for (const card of ['a', 'b', 'c']) store.try(AT, [CARDS, FAILURES], card);
  t.same(standing(store.counters, claim, AT), { kind: 'allowed' }, 'the third card may be tried again');
  store.try(AT, [CARDS, FAILURES], 'd');
  t.match(standing(store.counters, claim, AT), { kind: 'refused', rule: 'cards', locked: false });
  t.same(standing(store.counters, claim, AT + HOUR), { kind: 'allowed' });
});

t.test('given a clock that is set back, then what is left to wait is neither more nor less', async (t) => {
  const store = new Store();
  for (const card of ['a', 'b', 'c', 'd']) store.try(AT, [CARDS], card);
  const back = AT - 365 * 24 * HOUR;
  t.match(store.try(back, [CARDS], 'e'), { kind: 'refused', until: back + HOUR });
  t.match(store.try(back + HOUR, [CARDS], 'e'), { kind: 'allowed' });
});

t.test('given very many attempts, then the counter stays small and the lock is bounded', async (t) => {
  const store = new Store();
  for (let i = 0; i < 3 * MOST_ENTRIES; i++) store.try(AT + i, [{ ...RATE, most: 10_000 }]);
  t.equal(store.counters.get('caller:a')?.entries.length, MOST_ENTRIES);
  let at = AT + HOUR;
  for (let i = 0; i < 40; i++) {
    for (const card of ['x', 'y']) {
      const verdict = store.try(at, [{ ...CARDS, most: 1 }], `${card}${i}`);
      if (verdict.kind === 'refused') at = verdict.until;
    }
  }
  const lock = store.counters.get('caller:a')?.locks.cards;
  t.ok(lock && lock.until - lock.since <= LONGEST_LOCK_MS);
});

t.test('given any attempts, ends and clocks, then no limit is passed between two locks', async () => {
  const step = fc.record({
    card: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    end: fc.constantFrom('good' as const, 'bad' as const, 'bad' as const, 'void' as const),
    ms: fc.oneof(fc.integer({ min: 0, max: 10 * MINUTE }), fc.integer({ min: -HOUR, max: 3 * HOUR })),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const store = new Store();
      let at = AT;
      let moved = 0;
      let cards = new Set<string>();
      let failures = 0;
      for (const { card, end, ms } of steps) {
        at += ms;
        moved += Math.abs(ms);
        const verdict = store.try(at, [CARDS, FAILURES], card);
        if (verdict.kind === 'refused') {
          if (verdict.until <= at) return false;
          // Both can be reached with the same attempt; only one is told.
          const locks = store.counters.get('caller:a')?.locks ?? {};
          if (locks.cards?.since === at) cards = new Set();
          if (locks.failures?.since === at) failures = 0;
          continue;
        }
        if (end !== 'void') cards.add(card);
        if (end === 'bad') failures++;
        store.end(end);
        // Within a day nothing leaves the window: what was counted since the last lock is all that there is.
        if (moved < 20 * HOUR && (cards.size > CARDS.most || failures > FAILURES.most)) return false;
      }
      const counter = store.counters.get('caller:a');
      const rules = [CARDS, FAILURES];
      return !counter || expiresAt(counterAt(counter, at), rules) >= at;
    }),
    { numRuns: 500 },
  );
});
