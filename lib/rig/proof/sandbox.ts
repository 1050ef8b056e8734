import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { SandboxProcess } from '../../sandbox-process.js';
import { within } from '../until.js';

/** A sandbox of which everything it writes can be looked at. */
export interface WatchedSandbox extends SandboxProcess {
  readonly directory: string;
  readonly logFile: string;
}

/** Starts `hushpay sandbox` with its store and its log below `directory`. It ends when this process does. */
export async function startWatchedSandbox(directory: string): Promise<WatchedSandbox> {
  mkdirSync(directory, { recursive: true });
  const logFile = join(directory, 'sandbox.log');
  const log = openSync(logFile, 'a');
  const program = fileURLToPath(new URL('../../../bin/hushpay.js', import.meta.url));
  const args = ['sandbox', '--listen', '127.0.0.1:0', '--json', '--die-with-parent', '--data', directory];
  const child = spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'pipe', log] });
  closeSync(log);
  child.stdin?.on('error', () => undefined);
  const { stdout } = child;
  if (!stdout) throw new Error('the sandbox has no output');
  const line = once(createInterface({ input: stdout }), 'line');
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the sandbox ended with code ${code}:\n${readFileSync(logFile, 'utf8')}`);
  });
  ended.catch(() => undefined);
  const [first] = await within('the sandbox to start', 20_000, Promise.race([line, ended])).catch((error) => {
    child.kill('SIGKILL');
    throw error;
  });
  const { merchant, url, ca } = JSON.parse(String(first));
  return {
    ...merchant,
    url,
    ca: readFileSync(ca, 'utf8'),
    pid: child.pid ?? 0,
    directory,
    logFile,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}
