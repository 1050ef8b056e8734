import { judged, made, numberAfter, say, steps } from '../desk.js';
import { openRig } from '../rig.js';
import { writeSection } from '../sections.js';
import { summary } from '../statistics.js';
import { auditLeft, auditPayments } from './audit.js';
import { measureBeside } from './plain-read.js';
import { population } from './population.js';
import { funnelReport, funnelTargets } from './report.js';
import { FUNNEL_CONFIG, playAll } from './run.js';

const CALLERS = 500;
/** Callers at once. */
const AT_ONCE = 9;
/** Hasty callers beside as many on a plain dialplan. */
const BESIDE = 6;

/** Measures the section `funnel` and writes it; `--callers N` for fewer, `--seed N` for others. */
export async function funnel(): Promise<void> {
  const seed = numberAfter('--seed') ?? Date.now() % 1_000_000;
  const callers = numberAfter('--callers') ?? CALLERS;
  const rig = await openRig(FUNNEL_CONFIG);
  steps.push(() => rig.close());
  say('beside a plain dialplan');
  const beside = await measureBeside(rig, BESIDE);
  say(
    `payment line ${Math.round(summary(beside.line).median)} ms, plain ${Math.round(summary(beside.plain).median)} ms`,
  );
  say(`${callers} callers of seed ${seed}`);
  const began = Date.now();
  const all = await playAll(rig, population(callers, seed), AT_ONCE, (done, { index, script, faults }) => {
    if (faults.length > 0) say(`${index}, ${script.way}, ${script.kind}: ${faults.join('; ')}`);
    if (done % 25 === 0) say(`${done} of ${callers}`);
  });
  const seconds = (Date.now() - began) / 1000;
  await auditPayments(rig, all);
  const results = { all, left: await auditLeft(rig), beside, seed, atOnce: AT_ONCE, seconds };
  const text = funnelReport(results, made());
  writeSection('funnel', text);
  process.stdout.write(text);
  judged(funnelTargets(results));
}
