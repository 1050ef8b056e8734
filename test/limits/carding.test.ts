import t from 'tap';
import { attempt } from '../../lib/limits/attempt.js';
import { type Counter, ended } from '../../lib/limits/counter.js';
import { paymentClaims, type Settings, type Subjects } from '../../lib/limits/rules.js';
import { SETTINGS } from './settings.js';

const AT = 1_763_759_000_000;
const DAY = 86_400_000;

/** Even chances from 0 to 1, the same in every run (mulberry32). */
function chance(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let x = Math.imul(a ^ (a >>> 15), 1 | a);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The payment line with its counters in memory; `pay` answers what was said. */
function line(settings: Settings = SETTINGS) {
  const counters = new Map<string, Counter>();
  let [ids, at] = [0, AT];
  return {
    later: (ms: number) => (at += ms),
    pay(subjects: Subjects, good: boolean): string {
      const id = `o${++ids}`;
      const claims = paymentClaims('line', subjects, settings);
      const { verdict, counters: judged } = attempt(counters, claims, id, at);
      for (const [subject, counter] of judged) counters.set(subject, counter);
      if (verdict.kind === 'refused') return verdict.rule;
      for (const { subject } of claims) {
        const counter = counters.get(subject);
        if (counter) counters.set(subject, ended(counter, id, good ? 'good' : 'bad'));
      }
      return 'allowed';
    },
  };
}

interface Thief {
  readonly live: number;
  /** Payments with a good card of their own, after each two that are stolen, each from another caller id. */
  readonly own: number;
  readonly settings?: Settings;
}

/** Of 1,000 stolen cards, one in 3 s, each from another caller id: how many are judged until one is refused, and in all. */
function carding({ live, own, settings }: Thief) {
  const { pay, later } = line(settings);
  const random = chance(7);
  let [judged, before] = [0, 0];
  let slowed = false;
  for (let i = 0; i < 1000; i++) {
    later(3000);
    const said = pay({ caller: `c${i}`, card: `k${i}`, issuer: `b${i}` }, random() < live);
    if (said === 'allowed') judged += 1;
    slowed ||= said !== 'allowed';
    if (!slowed) before = judged;
    for (let n = 0; i % 2 && n < own; n++) {
      later(3000);
      pay({ caller: `own${i}.${n}`, card: 'own', issuer: 'own' }, true);
    }
  }
  return { before, judged };
}

t.test('given stolen cards, when a good one is paid with between, then the line is as slow', async (t) => {
  for (const live of [0.01, 0.1]) {
    for (const own of [0, 1, 10]) {
      const { before, judged } = carding({ live, own });
      t.comment(
        `${live * 100} % live, own card ${own}: ${before} judged before the line is slowed, ${judged} in all`,
      );
      t.ok(before <= 32, `${before} until the first is refused`);
    }
  }
  // The share by itself, where one card may be of any number of callers.
  const settings = { ...SETTINGS, line: { ...SETTINGS.line, callersPerCard: 150 } };
  for (const own of [1, 10]) t.ok(carding({ live: 0.01, own, settings }).before <= 32, `own card ${own}`);
  // Many of the cards are good: so few are declined that no share of 70 % tells it, and one of 50 % does.
  t.equal(carding({ live: 0.5, own: 0 }).judged, 1000, 'what these limits cannot find');
  for (const own of [0, 1, 10]) {
    const { before, judged } = carding({ live: 0.5, own, settings: { ...SETTINGS, percent: 50 } });
    t.comment(`50 % live, percent 50, own card ${own}: ${before} before, ${judged} in all`);
    t.ok(before <= 120, `${before} until the first is refused`);
  }
});

t.test(
  'given one card of ever other callers, then the fifth is refused; who was there goes on',
  async (t) => {
    const { pay, later } = line();
    for (const caller of ['a', 'b', 'c', 'd', 'a']) {
      t.equal(pay({ caller, card: 'own', issuer: 'i' }, true), 'allowed', caller);
    }
    t.equal(pay({ caller: 'e', card: 'own', issuer: 'i' }, true), 'line.card-callers');
    t.equal(pay({ caller: 'e', card: 'other', issuer: 'i' }, true), 'allowed', 'with another card');
    later(2 * DAY);
    t.equal(pay({ caller: 'f', card: 'own', issuer: 'i' }, true), 'allowed', 'it is over');
  },
);

t.test('given approvals of one caller, when many, then they are one in the share of all', async (t) => {
  const { pay, later } = line({ ...SETTINGS, line: { ...SETTINGS.line, cards: 150 } });
  let refused = 0;
  for (let i = 0; i < 100; i++) {
    later(3000);
    pay({ caller: 'own', card: `good${i}`, issuer: 'own' }, true);
    if (pay({ caller: `c${i}`, card: `k${i}`, issuer: `b${i}` }, false) !== 'allowed') refused += 1;
  }
  t.ok(refused > 50, `${refused} of 100`);
});

t.test('given strangers who fail with one issuer, then who has paid before is not kept out', async (t) => {
  const { pay, later } = line();
  t.equal(pay({ caller: 'known', card: 'mine', issuer: 'bank' }, true), 'allowed');
  for (let i = 0; i < 11; i++) {
    later(5000);
    pay({ caller: `x${i}`, card: `y${i}`, issuer: 'bank' }, false);
  }
  t.equal(pay({ caller: 'new', card: 'new', issuer: 'bank' }, true), 'line.issuer', 'the control');
  t.equal(pay({ caller: 'known', card: 'mine', issuer: 'bank' }, true), 'allowed');
});

t.test('given an ordinary day of 500 callers, then nobody is refused', async (t) => {
  for (const [seed, declines] of [
    [1, 0.1],
    [2, 0.12],
    [3, 0.15],
  ] as const) {
    const { pay, later } = line();
    const random = chance(seed);
    const refused: string[] = [];
    for (let i = 0; i < 500; i++) {
      // Ten hours of them, at any distance.
      later(random() * 2 * 72_000);
      const subjects = { caller: `c${i}`, card: `k${i}`, issuer: `b${Math.floor(random() ** 2 * 40)}` };
      // A decline is tried again, with another card.
      const said = [pay(subjects, random() >= declines)];
      if (random() < declines) said.push(pay({ ...subjects, card: `l${i}` }, random() >= declines));
      refused.push(...said.filter((one) => one !== 'allowed'));
    }
    t.same(refused, [], `${declines * 100} % declined`);
  }
});
