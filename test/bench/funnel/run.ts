import type { HushpayOptions } from '../../../lib/rig/hushpay.js';
import type { Rig } from '../rig.js';
import type { Script } from './script.js';
import { Visit, VOICES } from './visit.js';

/** Timers as short as the scripts allow, so that hundreds of callers are through in minutes. */
export const FUNNEL_CONFIG = {
  capture: { timers: { firstKey: 3, betweenKeys: 2, lastKey: 1, decide: 4, stillProcessing: 2 } },
  braintree: { deadline: 3, findDeadline: 3 },
  reconcile: { every: 1 },
} as const satisfies HushpayOptions['config'];

/** Long enough to hang up in, for everybody. Milliseconds. */
const TOKENISING_MS = 600;
/** One in so many of those who talk to an agent afterwards is listened to. */
const LISTENED_EACH = 4;
/** A little apart, as people do not call in step. Milliseconds. */
const APART_MS = 250;

/** How it went with one caller. */
export interface Went {
  readonly index: number;
  readonly script: Script;
  readonly sessions: readonly string[];
  readonly results: readonly string[];
  /** From the feature code or the answer to the end of the last session, milliseconds. */
  readonly took: number;
  /** What did not come to pass. */
  readonly faults: string[];
}

/** All callers, at most `atOnce` at a time; `progress` is told how many are through. */
export async function playAll(
  rig: Rig,
  scripts: readonly Script[],
  atOnce: number,
  progress: (done: number, went: Went) => void = () => undefined,
  keys?: { readonly onMs: number; readonly offMs: number },
): Promise<Went[]> {
  if (atOnce > VOICES.length) throw new Error(`at most ${VOICES.length} callers at once`);
  await rig.bank.fault({ route: 'graphql*', kind: 'delay', ms: TOKENISING_MS });
  const all: Went[] = [];
  const left = scripts.entries();
  const talkers = new Map<string, number>();
  const worker = async (place: number) => {
    await new Promise((resolve) => setTimeout(resolve, place * APART_MS));
    for (const [index, script] of left) {
      const count = talkers.get(script.foretold.place) ?? 0;
      talkers.set(script.foretold.place, count + 1);
      const went = await playOne(new Visit(rig, script, place, keys), index, count % LISTENED_EACH === 0);
      all.push(went);
      progress(all.length, went);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, (_, place) => worker(place)));
  return all.sort((one, other) => one.index - other.index);
}

async function playOne(visit: Visit, index: number, listens: boolean): Promise<Went> {
  const faults: string[] = [];
  const note = (error: unknown) => {
    faults.push((error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '');
  };
  await visit.play(listens).catch((error: unknown) => {
    note(error);
    faults.push(`the caller pressed ${visit.keyed} keys, the service was told of ${visit.reported}`);
  });
  await visit.leave().catch(note);
  return {
    index,
    script: visit.script,
    sessions: visit.sessions.map(({ id }) => id),
    results: visit.results,
    took: visit.ended - visit.began,
    faults,
  };
}
