import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Scene } from '../proof/scene.js';
import { readWav, wavBytes } from '../wav.js';

/** A phrase that Asterisk's own sounds can say. */
export interface Phrase {
  readonly sound: string;
  readonly words: string;
}

export const PHRASES = {
  hello: { sound: 'hello', words: 'Hello.' },
  helloWorld: { sound: 'hello-world', words: 'Hello, world.' },
  moment: { sound: 'one-moment-please', words: 'One moment, please.' },
  thanks: { sound: 'auth-thankyou', words: 'Thank you.' },
  goodbye: { sound: 'vm-goodbye', words: 'Goodbye.' },
} as const satisfies Record<string, Phrase>;

/** How much slower, and so deeper, the agent speaks than the caller. */
const DEEPER = 0.84;

/** Media of a phrase in the voice of the caller, or in a deeper one for the agent. */
export function voiceOf(scene: Scene, who: 'caller' | 'agent', { sound }: Phrase): string {
  if (who === 'caller') return `sound:${sound}`;
  const samples = readWav(join(scene.pbx.soundsDir, 'en', `${sound}.wav`));
  const deep = new Int16Array(Math.floor(samples.length / DEEPER));
  for (let i = 0; i < deep.length; i++) {
    const at = i * DEEPER;
    const left = samples[Math.floor(at)] ?? 0;
    deep[i] = Math.round(left + ((samples[Math.floor(at) + 1] ?? left) - left) * (at % 1));
  }
  const path = join(scene.pbx.directory, `agent-${sound}`);
  writeFileSync(`${path}.wav`, wavBytes(deep));
  return `sound:${path}`;
}
