import type { Chance } from '../bench/funnel/seed.js';

/** One call, as it is to come. All is drawn beforehand, so that it is the same whatever happens to others. */
export interface CallPlan {
  readonly number: number;
  /** Milliseconds since midnight. */
  readonly at: number;
  readonly way: 'agent' | 'line';
  readonly card: { readonly number: string; readonly expiry: string; readonly code: string };
  readonly minor: number;
  /** One in ten: keys, once asked, without ever stopping. */
  readonly persists: boolean;
  /** Number, date and code in one go. */
  readonly ahead: boolean;
  /** What goes wrong with the first number. */
  readonly slip: 'none' | 'wrong' | 'half' | 'more';
  /** Shortest and longest time from one key to the next, milliseconds. Never as long as the quiet wait. */
  readonly pace: readonly [number, number];
  /** Until the agent presses the code, from the beginning of the call. Milliseconds. */
  readonly talkMs: number;
  /** Keys that are still pressed after "please stop". */
  readonly moreKeys: number;
  /** From the beginning of the payment on, where it happens. Milliseconds. */
  readonly callerLeaves?: number;
  readonly agentLeaves?: number;
  readonly agentCancels?: number;
  /** The service is killed then, for so long; another takes over; it dies at its so many-th call of a door. */
  readonly kill?: { readonly after: number; readonly forMs: number };
  readonly takeOver?: number;
  readonly strike?: { readonly calls: number; readonly moment: 'before' | 'after' };
  /** The agent takes the caller back at the so many-th word that keys are coming. */
  readonly impatient: number;
  /** How long a caller who never stops goes on. */
  readonly persistsMs: number;
}

/** Calls an hour, from midnight, of a contact centre. */
const HOURS = [1, 1, 1, 1, 1, 2, 4, 10, 20, 28, 30, 28, 24, 26, 28, 28, 24, 18, 12, 8, 5, 3, 2, 1];
const HOUR_MS = 3600_000;

/** Of the provider's test numbers those of which seven digits tell something. */
const CARDS = ['4012888888881881', '4009348888881881', '4005519200000004', '5105105105105100'];
/** Approved, declined, failed at the bank. */
const AMOUNTS = [2500, 1999, 4900, 120_00, 31_50, 8100, 2000_00, 3000_00];

/** The calls of one day, in order. */
export function planOf(chance: Chance): CallPlan[] {
  const times = HOURS.flatMap((count, hour) =>
    Array.from({ length: count }, () => hour * HOUR_MS + chance.whole(0, HOUR_MS - 1)),
  ).toSorted((a, b) => a - b);
  return times.map((at, number) => callOf(chance, at, number));
}

function callOf(chance: Chance, at: number, number: number): CallPlan {
  const oneIn = (n: number) => chance.whole(1, n) === 1;
  const maybe = (n: number, least: number, most: number) => {
    const drawn = chance.whole(least, most);
    return oneIn(n) ? drawn : undefined;
  };
  const least = chance.whole(120, 400);
  return {
    number,
    at,
    way: oneIn(3) ? 'line' : 'agent',
    card: { number: chance.one(CARDS), expiry: '1131', code: String(chance.whole(300, 799)) },
    minor: chance.one(AMOUNTS),
    persists: number % 10 === 7,
    ahead: oneIn(6),
    slip: chance.one(['none', 'none', 'none', 'none', 'none', 'wrong', 'half', 'more'] as const),
    pace: [least, least + chance.whole(50, 900)],
    talkMs: chance.whole(4000, 40_000),
    moreKeys: chance.whole(0, 4),
    ...definedOnly({
      callerLeaves: maybe(12, 500, 60_000),
      agentLeaves: maybe(25, 500, 60_000),
      agentCancels: maybe(20, 2000, 30_000),
      takeOver: maybe(14, 500, 45_000),
    }),
    ...(oneIn(7) && {
      kill: { after: chance.whole(300, 40_000), forMs: chance.one([300, 900, 2500, 6000, 20_000]) },
    }),
    ...(oneIn(10) && {
      strike: { calls: chance.whole(1, 14), moment: chance.one(['before', 'after'] as const) },
    }),
    impatient: chance.one([2, 4, 99]),
    persistsMs: chance.whole(20_000, 150_000),
  };
}

function definedOnly<T extends object>(given: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as never;
}
