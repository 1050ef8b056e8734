import { RATE } from '../../lib/rig/wav.js';

/**
 * Every sound of the bench is a tone of its own from its first sample on, at a multiple of 50 Hz, so that in a packet
 * of 20 ms each is seen without the others. A voice packet in which none of them is heard is silence or comfort.
 */
export const TONES = { prompt: 1000, outcome: 1250, caller: 450, agent: 650 } as const;

/** Which of the tones a voice packet carries. */
export type Heard = Readonly<Record<keyof typeof TONES, boolean>>;

/** A tone counts from this amplitude on; the bench's sounds have 7300, silence has 0 and comfort noise far less. */
const LEAST = 1000;

const LINEAR = Int16Array.from({ length: 256 }, (_, code) => {
  const bits = ~code & 255;
  const magnitude = ((((bits & 15) << 3) + 132) << ((bits >> 4) & 7)) - 132;
  return bits & 128 ? -magnitude : magnitude;
});

/** What is heard in the payload of one packet of µ-law. */
export function heardIn(payload: Uint8Array): Heard {
  return {
    prompt: amplitude(payload, TONES.prompt) >= LEAST,
    outcome: amplitude(payload, TONES.outcome) >= LEAST,
    caller: amplitude(payload, TONES.caller) >= LEAST,
    agent: amplitude(payload, TONES.agent) >= LEAST,
  };
}

/** Goertzel's algorithm. */
function amplitude(payload: Uint8Array, hz: number): number {
  if (payload.length === 0) return 0;
  const turn = 2 * Math.cos((2 * Math.PI * hz) / RATE);
  let last = 0;
  let before = 0;
  for (const code of payload) {
    const next = (LINEAR[code] ?? 0) + turn * last - before;
    before = last;
    last = next;
  }
  const power = last * last + before * before - turn * last * before;
  return (2 * Math.sqrt(Math.max(0, power))) / payload.length;
}
