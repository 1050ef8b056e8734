import { judged, made, say, steps } from '../desk.js';
import { openRig } from '../rig.js';
import { writeSection } from '../sections.js';
import { measureTalk, type TalkLevel } from './measure.js';
import { talkReport, talkTargets } from './report.js';

const LEVELS = [1, 5, 10] as const;

/** Measures the section `talk` and writes it. */
export async function talk(): Promise<void> {
  const rig = await openRig({});
  steps.push(() => rig.close());
  const levels: TalkLevel[] = [];
  for (const calls of LEVELS) {
    say(`caller and agent talk while keys are pressed, ${calls} at once`);
    levels.push(await measureTalk(rig, calls));
  }
  await rig.close();
  const text = talkReport(levels, made());
  writeSection('talk', text);
  process.stdout.write(text);
  judged(talkTargets(levels));
}
