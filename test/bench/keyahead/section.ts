import { judged, made, say, steps } from '../desk.js';
import { openRig } from '../rig.js';
import { writeSection } from '../sections.js';
import { measureKeyAhead } from './measure.js';
import { keyAheadReport, keyAheadTargets } from './report.js';

/** Payments keyed ahead, by each way. */
const PAYMENTS = 20;

/** Measures the section `keyahead` and writes it. */
export async function keyahead(): Promise<void> {
  const rig = await openRig({});
  steps.push(() => rig.close());
  say('payments keyed ahead, agent-assisted');
  const assisted = await measureKeyAhead(rig, 'assisted', PAYMENTS);
  say('payments keyed ahead, on the payment line');
  const line = await measureKeyAhead(rig, 'line', PAYMENTS);
  await rig.close();
  const text = keyAheadReport({ assisted, line }, made());
  writeSection('keyahead', text);
  process.stdout.write(text);
  judged(keyAheadTargets({ assisted, line }));
}
