import fc from 'fast-check';
import type { Protection } from './instance.js';
import { play, Tally } from './play.js';
import { type Step, scenario } from './scenario.js';
import { World } from './world.js';

export interface Wishes {
  readonly runs: number;
  readonly protection?: Protection;
  /** Random unless told; it is in what is found. */
  readonly seed?: number;
  /** Counts what happened. */
  readonly tally?: Tally;
}

/** A world is used for so many runs: its lists grow, and everything is compared each time. */
const RUNS_A_WORLD = 100;

/** Plays random scenarios until the books differ. Answers with the shortest scenario that makes them, or undefined. */
export async function violation({
  runs,
  protection,
  seed,
  tally = new Tally(),
}: Wishes): Promise<string | undefined> {
  let world = await World.open(protection);
  const property = fc.asyncProperty(scenario, async (steps: readonly Step[]) => {
    if (tally.runs > 0 && tally.runs % RUNS_A_WORLD === 0) {
      await world.close();
      world = await World.open(protection);
    }
    const wrong = await play(world, steps, tally);
    if (wrong.length > 0) throw new Error(wrong.join('; '));
  });
  try {
    const checked = await fc.check(property, {
      numRuns: runs,
      // Of what must fail, no shortest example is wanted.
      endOnFailure: protection !== undefined,
      ...(seed === undefined ? {} : { seed }),
    });
    if (!checked.failed) return undefined;
    const { counterexample, errorInstance } = checked;
    return `seed ${checked.seed}, run ${checked.numRuns}: ${errorInstance} with ${JSON.stringify(counterexample)}`;
  } finally {
    await world.close();
  }
}
