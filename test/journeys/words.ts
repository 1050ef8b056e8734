import { readSound, soundPath } from '../../lib/prompts/sound.js';
import { soundsDirectory } from '../../lib/prompts/texts.js';
import { RATE, readWav } from '../../lib/rig/wav.js';

/** How much of a sound is looked for. */
const EXCERPT = RATE / 4;
/** Likeness (cosine) from which a sound is taken as heard: what passed a telephone line is above 0.95. */
const SURE = 0.8;

/** Whether a sound file of ours is in a recording: its loudest quarter of a second, sample by sample. */
export function soundHeard(recording: string, name: string): boolean {
  return timesHeard(recording, name) > 0;
}

/** How often it is in there. */
export function timesHeard(recording: string, name: string): number {
  const path = soundPath(soundsDirectory('en'), name);
  if (!path) throw new Error(`there is no sound ${name}`);
  const sought = loudest(unbroken(readSound(path).samples));
  return alike(unbroken(readWav(recording)), sought);
}

/** A busy machine tears holes of 20 ms into what a phone hears, even into the words that are looked for. */
const HOLE = RATE / 100;
const NOISE = 20;

/** The sound without its silence, which holes are. */
function unbroken(samples: Int16Array): Int16Array {
  const kept: number[] = [];
  let silent = 0;
  for (const sample of samples) {
    silent = Math.abs(sample) < NOISE ? silent + 1 : 0;
    kept.push(sample);
    if (silent === HOLE) kept.length -= HOLE;
    else if (silent > HOLE) kept.length--;
  }
  return Int16Array.from(kept);
}

function loudest(samples: Int16Array): Float64Array {
  let best = 0;
  let most = -1;
  for (let from = 0; from + EXCERPT <= samples.length; from += EXCERPT / 4) {
    const energy = samples.subarray(from, from + EXCERPT).reduce((sum, value) => sum + value * value, 0);
    if (energy <= most) continue;
    most = energy;
    best = from;
  }
  return Float64Array.from(samples.subarray(best, best + EXCERPT));
}

/** Places of `samples` that are like `sought`, whose likeness of 1 is the same but for its loudness. */
function alike(samples: Int16Array, sought: Float64Array): number {
  const { length } = sought;
  const own = Math.sqrt(sought.reduce((sum, value) => sum + value * value, 0));
  let energy = 0;
  let places = 0;
  let next = 0;
  for (let i = 0; i < samples.length; i++) {
    const entering = samples[i] ?? 0;
    const leaving = samples[i - length] ?? 0;
    energy += entering * entering - (i >= length ? leaving * leaving : 0);
    const from = i - length + 1;
    // Silence is like nothing, and cheap to pass over.
    if (from < next || energy < length * 400) continue;
    let product = 0;
    for (let j = 0; j < length; j++) product += (samples[from + j] ?? 0) * (sought[j] ?? 0);
    if (product / (own * Math.sqrt(energy)) <= SURE) continue;
    places++;
    next = i + 1;
  }
  return places;
}
