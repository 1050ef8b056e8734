/** The sandbox's time: the machine's, moved ahead by tests and demonstrations. Epoch milliseconds. */
export interface Clock {
  now(): number;
  /** Milliseconds to go ahead; a clock never goes back. */
  advance(ms: number): void;
}

export function createClock(): Clock {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    advance: (ms) => {
      ahead += Math.max(0, ms);
    },
  };
}
