import { spawn } from 'node:child_process';
import { existsSync, openSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { within } from '../../../lib/rig/until.js';
import { startSandboxProcess } from '../../../lib/sandbox-process.js';
import type { Charges } from './charges-script.js';

const TASKSET = '/usr/bin/taskset';
const LONGEST_MS = 600_000;

/** Charges a second and memory, of one process on one core, against a sandbox that has the others. */
export async function measureCharges(directory: string): Promise<Charges> {
  const config = join(directory, 'charges-sandbox.yaml');
  // The same amount with the same card, again and again.
  writeFileSync(config, 'rules: { duplicates: false }\n');
  const sandbox = await startSandboxProcess(['--memory', '--config', config], {
    log: openSync('/dev/null', 'w'),
  });
  try {
    const pinned = existsSync(TASKSET) && cpus().length > 1;
    if (pinned)
      spawn(TASKSET, ['-a', '-cp', `1-${cpus().length - 1}`, String(sandbox.pid)], { stdio: 'ignore' });
    const script = fileURLToPath(new URL('./charges-script.js', import.meta.url));
    const node = [process.execPath, '--expose-gc', script];
    const [program = '', ...args] = pinned ? [TASKSET, '-c', '0', ...node] : node;
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.end(JSON.stringify(sandbox));
    let out = '';
    child.stdout.on('data', (data) => {
      out += data;
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    try {
      const code = await within('the charges to be made', LONGEST_MS, ended);
      if (code !== 0) throw new Error(`the charges ended with ${code}`);
      return JSON.parse(out) as Charges;
    } finally {
      child.kill('SIGKILL');
    }
  } finally {
    await sandbox.stop();
  }
}
