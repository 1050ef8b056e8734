import fc from 'fast-check';
import type { MovementKind } from '../../lib/journal/journal.js';
import { DEADLINE_MS } from './world.js';

/** A misbehaviour of the sandbox, once. */
export interface Trouble {
  readonly kind:
    | 'delay'
    | 'silence'
    | 'drop'
    | 'reset'
    | 'status'
    | 'cut'
    | 'truncate'
    | 'blank'
    | 'duplicate';
  readonly when: 'before' | 'after';
  readonly ms?: number;
  readonly status?: number;
}

/** The process dies at its so many-th call of a door from now, before it is made or after it was answered. */
export interface Kill {
  readonly calls: number;
  readonly moment: 'before' | 'after';
}

export type Step =
  | {
      readonly do: 'pay';
      readonly minor: number;
      /** USD unless told. */
      readonly currency?: string;
      readonly trouble?: Trouble;
      readonly kill?: Kill;
    }
  | { readonly do: 'authorise'; readonly minor: number; readonly trouble?: Trouble; readonly kill?: Kill }
  | {
      readonly do: 'move';
      readonly kind: MovementKind;
      /** Which of the payments so far, modulo their number. */
      readonly which: number;
      /** Of what was paid, in hundredths; undefined: all that is left. */
      readonly share?: number;
      readonly more: boolean;
      readonly trouble?: Trouble;
      readonly kill?: Kill;
    }
  /** The same command once more, as after a kill. */
  | { readonly do: 'moveAgain' }
  /** The bank settles what it has. */
  | { readonly do: 'settle' }
  /** The bank sends back what has settled, a payment or a refund; `again`: it is then sent to the bank once more. */
  | { readonly do: 'return'; readonly which: number; readonly again: boolean }
  /** What the gateway has told comes: all of it, or all but the newest, the newest first, or twice. */
  | {
      readonly do: 'hear';
      readonly how: 'all' | 'most' | 'backwards' | 'twice';
      readonly trouble?: Trouble;
      readonly kill?: Kill;
    }
  /** From now on the record of a payment cannot be read, or only its amount cannot. */
  | { readonly do: 'spoil'; readonly which: number; readonly how: 'record' | 'amount' }
  | { readonly do: 'reconcile'; readonly trouble?: Trouble; readonly kill?: Kill }
  /** Another instance begins while this one is at work. */
  | { readonly do: 'takeOver' }
  /** Seconds. */
  | { readonly do: 'wait'; readonly seconds: number };

const when = fc.constantFrom('before' as const, 'after' as const);

/** What is answered too late costs its time, so there is less of it. */
const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom('drop', 'reset', 'cut', 'truncate', 'blank', 'duplicate'),
      when,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('status'),
      when,
      status: fc.constantFrom(500, 502, 503, 504),
    }),
  },
  // A rate limit is answered instead of executing.
  {
    weight: 1,
    arbitrary: fc.constant({ kind: 'status' as const, when: 'before' as const, status: 429 }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('delay'), when, ms: fc.constant(DEADLINE_MS + 60) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('silence'), when }) },
) as fc.Arbitrary<Trouble>;

const maybe = fc.option(trouble, { nil: undefined, freq: 2 });

/** `most`: as many calls as such a step makes. */
const kill = (most: number): fc.Arbitrary<Kill | undefined> =>
  fc.option(fc.record({ calls: fc.integer({ min: 1, max: most }), moment: when }), {
    nil: undefined,
    freq: 2,
  });

/** Approved, declined by the bank, failed, rejected by the gateway. Minor units. */
const minor = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 199_999 }) },
  { weight: 3, arbitrary: fc.constantFrom(200_000, 204_600, 300_000, 500_100) },
);

const moveOf = (kind: fc.Arbitrary<MovementKind>): fc.Arbitrary<Step> =>
  fc.record({
    do: fc.constant('move' as const),
    kind,
    which: fc.nat(9),
    share: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
    more: fc.boolean(),
    trouble: maybe,
    kill: kill(4),
  });

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('pay' as const), minor, trouble: maybe, kill: kill(12) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('pay' as const),
      minor: fc.integer({ min: 1, max: 1999 }),
      currency: fc.constantFrom('JPY', 'ISK'),
      trouble: maybe,
      kill: kill(12),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('return' as const), which: fc.nat(9), again: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('hear' as const),
      how: fc.constantFrom('all', 'most', 'backwards', 'twice'),
      trouble: maybe,
      kill: kill(3),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('spoil' as const),
      which: fc.nat(9),
      how: fc.constantFrom('record', 'amount'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('authorise' as const), minor, trouble: maybe, kill: kill(3) }),
  },
  { weight: 6, arbitrary: moveOf(fc.constantFrom('refund', 'refund', 'void', 'capture')) },
  { weight: 2, arbitrary: fc.constant({ do: 'moveAgain' as const }) },
  { weight: 2, arbitrary: fc.constant({ do: 'settle' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('reconcile' as const), trouble: maybe, kill: kill(4) }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'takeOver' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      seconds: fc.constantFrom(1, 10, 30, 120, 400, 1000),
    }),
  },
) as fc.Arbitrary<Step>;

const steps: fc.Arbitrary<readonly Step[]> = fc.array(step, { maxLength: 6 });

/** A payment of the past, and one thing that is done with it. */
const after = (past: readonly Step[], kind: MovementKind): fc.Arbitrary<readonly Step[]> =>
  fc.tuple(moveOf(fc.constant(kind)), steps).map(([first, more]) => [...past, first, ...more]);

const PAID: Step = { do: 'pay', minor: 19_99 };

/** Paid in whatever money, settled, and sent back by the bank. */
const returned: fc.Arbitrary<readonly Step[]> = fc
  .tuple(fc.constantFrom('USD', 'JPY', 'ISK'), fc.boolean(), steps)
  .map(([currency, again, more]) => [
    { do: 'pay', minor: 1999, currency },
    { do: 'settle' },
    { do: 'return', which: 0, again },
    ...more,
  ]);

/** What happens in one run. Half of them begin with what a movement needs, which chance seldom brings about. */
export const scenario: fc.Arbitrary<readonly Step[]> = fc.oneof(
  { weight: 3, arbitrary: fc.array(step, { minLength: 1, maxLength: 9 }) },
  { weight: 1, arbitrary: after([PAID, { do: 'settle' }], 'refund') },
  { weight: 1, arbitrary: after([PAID], 'void') },
  { weight: 1, arbitrary: returned },
  { weight: 1, arbitrary: after([{ do: 'authorise', minor: 50_00 }], 'capture') },
);
