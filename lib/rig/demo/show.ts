import { relative } from 'node:path';
import type { TestCard } from '../proof/card.js';
import { type Proven, runProof } from '../proof/proof.js';
import { openScene } from '../proof/scene.js';
import { compare, holds, type Sighting } from '../proof/sighting.js';
import { Progress } from './progress.js';
import { perform } from './story.js';
import { painter, widthOf, wrapped } from './style.js';
import { proofTable } from './table.js';
import { type Moment, Timeline } from './timeline.js';

export interface Show {
  readonly json: boolean;
  readonly card: TestCard;
  readonly amount: string;
  /** How the session must end; not looked at unless told. */
  readonly expected?: string;
  /** False: no run without protection beside it. */
  readonly control: boolean;
  readonly config?: Readonly<Record<string, unknown>>;
}

/** Plays the story, looks everywhere, runs the control, prints it all. Answers whether the proof holds. */
export async function show(options: Show): Promise<boolean> {
  const { json, card, amount, config } = options;
  const out = process.stdout;
  const paint = painter(out);
  const width = widthOf(out);
  const timeline = new Timeline(width, paint);
  const print = (text: string) => out.write(`${text}\n`);
  const object = (value: object) => print(JSON.stringify(value));
  const progress = new Progress(process.stderr);

  const scene = await openScene({
    dtmf: 'rfc4733',
    protection: true,
    config,
    tell: (step) => progress.say(`Starting ${step} …`),
  }).finally(() => progress.done());
  let control: Promise<Proven | undefined> = Promise.resolve(undefined);
  let places: readonly Sighting[];
  let result = '';
  try {
    if (!json) {
      for (const line of wrapped(INTRODUCTION, width - 2)) print(paint('faint', line));
      print(`\n${timeline.head()}`);
    }
    const paid = await perform(scene, {
      card,
      amount,
      tell: (moment: Moment) =>
        json ? object({ type: 'timeline', ...moment }) : print(timeline.moment(moment)),
      onPaid: () => {
        const run = { dtmf: 'rfc4733', keys: 'bleed', card, amount, config } as const;
        if (options.control) control = runProof(run, false);
        // Its failure is told where it is awaited.
        control.catch(() => undefined);
      },
    });
    result = paid.result;
    progress.say('Looking for digits of the card everywhere …');
    places = await paid.watch.look();
    if (options.control) progress.say('The same call once more with the protection off, as the control …');
    const unprotected = await control;
    if (unprotected) places = compare(places, unprotected.places);
  } finally {
    progress.done();
    await control.catch(() => undefined);
    await scene.stop();
  }

  const told =
    result === (options.expected ?? 'success') || (!options.expected && result.startsWith('payment-'));
  const proven = holds(places) && told;
  if (json) object({ type: 'proof', result: proven ? 'success' : 'failure', places });
  else {
    print(`\n${proofTable(places, width, paint)}`);
    if (!told) print(paint('bad', `  The session ended with ${result}, which is not how this story goes.`));
    print(
      paint(
        'faint',
        `\n  Recordings, logs and database of this call: ${relative(process.cwd(), scene.pbx.directory)}`,
      ),
    );
  }
  return proven;
}

const INTRODUCTION =
  'A real call between two phones on a private Asterisk. The phone sends its keys as RFC 4733 events and lets their tones bleed into the audio, which is the harder case. The card is a test card.';
