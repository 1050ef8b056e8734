import { createInterface } from 'node:readline/promises';
import { fail } from './open.js';

/**
 * Whether it is really meant: `--yes`, or a person who says so at a terminal. A program that can be asked nothing is
 * refused. Says what was missing.
 */
export async function confirmed(question: string, yes: boolean | undefined): Promise<boolean> {
  if (yes) return true;
  if (!process.stdin.isTTY) {
    fail(`${question}\nNothing was done: there is nobody to ask here. Add --yes if it is meant.`);
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${question} [y/N] `);
    if (/^y(es)?$/i.test(answer.trim())) return true;
    fail('Nothing was done.');
    return false;
  } finally {
    terminal.close();
  }
}
