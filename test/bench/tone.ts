import { RATE } from '../../lib/rig/wav.js';
import { samplesOf, ULAW } from '../../lib/talk/g711.js';

/**
 * Every sound of the bench is a tone of its own from its first sample on, at a multiple of 50 Hz, so that in a packet
 * of 20 ms each is seen without the others. A voice packet in which none of them is heard is silence or comfort.
 */
export const TONES = { prompt: 1000, outcome: 1250, caller: 450, agent: 650 } as const;

/** Which of the tones a voice packet carries. */
export type Heard = Readonly<Record<keyof typeof TONES, boolean>>;

/** A tone counts from this amplitude on; the bench's sounds have 7300, silence has 0 and comfort noise far less. */
const LEAST = 1000;

/** What is heard in the payload of one packet of µ-law. */
export function heardIn(payload: Uint8Array): Heard {
  const samples = samplesOf(ULAW, payload) ?? new Int16Array(0);
  return {
    prompt: amplitude(samples, TONES.prompt) >= LEAST,
    outcome: amplitude(samples, TONES.outcome) >= LEAST,
    caller: amplitude(samples, TONES.caller) >= LEAST,
    agent: amplitude(samples, TONES.agent) >= LEAST,
  };
}

/** Goertzel's algorithm. */
function amplitude(samples: Int16Array, hz: number): number {
  if (samples.length === 0) return 0;
  const turn = 2 * Math.cos((2 * Math.PI * hz) / RATE);
  let last = 0;
  let before = 0;
  for (const sample of samples) {
    const next = sample + turn * last - before;
    before = last;
    last = next;
  }
  const power = last * last + before * before - turn * last * before;
  return (2 * Math.sqrt(Math.max(0, power))) / samples.length;
}
