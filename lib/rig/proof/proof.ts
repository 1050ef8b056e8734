import type { KeyPress } from '../phone.js';
import { until } from '../until.js';
import { readWav } from '../wav.js';
import { PROOF_CARD, type TestCard } from './card.js';
import { copiesInMemory } from './memory.js';
import { pay } from './payment.js';
import { openScene } from './scene.js';
import type { Sighting } from './sighting.js';

export interface ProofRun {
  readonly dtmf: 'rfc4733' | 'inband';
  /** `bleed`: the tone is also in the audio around each RFC 4733 key, as cheap gateways leave it. */
  readonly keys?: 'signal' | 'bleed';
  readonly card?: TestCard;
  /** As `HUSHPAY_AMOUNT`. */
  readonly amount?: string;
  /** A mistake of the service, and no other: see `hushpay.ts`. */
  readonly vault?: 'keeps-code';
  /** Sections of the service's configuration. */
  readonly config?: Readonly<Record<string, unknown>>;
}

export interface Proven {
  readonly places: readonly Sighting[];
  /** Keys heard as tones in what the caller's phone said. */
  readonly keysSaid: number;
  /** Result of the session. */
  readonly result: string;
}

/** A whole payment on a real call, then a look everywhere. `protection: false` is the control run. */
export async function runProof(run: ProofRun, protection: boolean): Promise<Proven> {
  const scene = await openScene({ dtmf: run.dtmf, protection, config: run.config, vault: run.vault });
  try {
    const { phones, hushpay } = scene;
    if (!phones) throw new Error('no phones');
    const card = run.card ?? PROOF_CARD;
    const before = await copiesInMemory(hushpay.pid, card);
    const call = await phones.call({
      from: 'caller',
      to: '100',
      variables: { HUSHPAY_AMOUNT: run.amount ?? '25.00', HUSHPAY_REFERENCE: 'INV-1042' },
    });
    const { watch, result } = await pay(scene, call, { card, keys: press(run), before });
    await call.hangUp();
    await recordingsWritten(scene.pbx.recordings(call.number));
    return { places: await watch.look(), keysSaid: await watch.keysSaid(), result };
  } finally {
    await scene.stop();
  }
}

/** How the caller presses in this run. */
export function press({ dtmf, keys }: Pick<ProofRun, 'dtmf' | 'keys'>): KeyPress {
  if (dtmf === 'inband') return { mode: 'tones', onMs: 120, offMs: 120 };
  return keys === 'bleed' ? { mode: 'bleed', bleedMs: 40 } : {};
}

/** Resolves when the recordings of a call that is over do not grow any more. */
export async function recordingsWritten(directory: string): Promise<void> {
  let before = -1;
  await until('the recordings to be written', 5000, () => {
    const length = ['caller', 'agent'].reduce(
      (sum, side) => sum + readWav(`${directory}/${side}.wav`).length,
      0,
    );
    const still = length === before;
    before = length;
    return still;
  });
}
