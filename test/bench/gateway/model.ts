import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { Tally } from '../../model/play.js';

/** What the model's runs came to. */
export interface Modelled {
  readonly tally: Tally;
  /** Each a scenario after which the books differ. */
  readonly violations: readonly string[];
  /** Seconds. */
  readonly took: number;
}

const RUNS = 10_000;

/** The model in its long form, shared out over the cores. */
export async function measureModel(runs = RUNS): Promise<Modelled> {
  const began = performance.now();
  const workers = Math.min(cpus().length, 4);
  const script = new URL('./model-script.js', import.meta.url);
  const parts = await Promise.all(
    Array.from({ length: workers }, async (_, n) => {
      const share = Math.floor(runs / workers) + (n < runs % workers ? 1 : 0);
      // The SDK writes to standard error what the faults do to its searches.
      const child = fork(script, [String(share)], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
      const answer = once(child, 'message') as Promise<[{ tally: Tally; violation?: string }]>;
      const died = once(child, 'exit').then(([code]) =>
        Promise.reject(new Error(`the model ended with ${code}`)),
      );
      died.catch(() => undefined);
      const [part] = await Promise.race([answer, died]);
      child.kill('SIGKILL');
      return part;
    }),
  );
  const tally = new Tally();
  for (const part of parts) {
    for (const name of Object.keys(part.tally) as (keyof typeof NUMBERS)[]) tally[name] += part.tally[name];
  }
  const violations = parts.flatMap(({ violation }) => violation ?? []);
  return { tally, violations, took: (performance.now() - began) / 1000 };
}

const NUMBERS = {
  runs: 0,
  killed: 0,
  approved: 0,
  declined: 0,
  looked: 0,
  refunded: 0,
  voided: 0,
  captured: 0,
  returned: 0,
  whole: 0,
  spoilt: 0,
};
