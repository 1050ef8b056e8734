import { cpus, loadavg } from 'node:os';
import { missed, type Target } from './targets.js';

/** A capture ended because of a missing permission, or a target was missed. */
export const FAILED = 1;

/** What is to be taken down again, the last first. */
export const steps: (() => Promise<unknown>)[] = [];
export const undo = async () => {
  for (const step of steps.splice(0).reverse()) await step().catch(() => undefined);
};

export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** The number that follows an option of the command line. */
export function numberAfter(option: string): number | undefined {
  const at = process.argv.indexOf(option);
  return at < 0 ? undefined : Number(process.argv[at + 1]);
}

/** Says what was missed, and ends with 1 then. */
export function judged(targets: readonly Target[]): void {
  for (const target of targets.filter(missed)) {
    say(`missed: ${target.what}: ${target.measured.toFixed(2)} ${target.unit}, limit ${target.limit}`);
    process.exitCode = FAILED;
  }
}

/** When, on what, and how busy it was. */
export function made(): string {
  const [load = 0] = loadavg();
  const busy = load > cpus().length ? ' **The machine was busy with other work.**' : '';
  const date = new Date().toISOString().slice(0, 16).replace('T', ' ');
  return `Measured on ${date}, ${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node ${process.version}; load average ${load.toFixed(2)}.${busy}`;
}
