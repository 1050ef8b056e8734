import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { type SandboxProcess, startSandboxProcess } from '../../sandbox-process.js';

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
  try {
    return { ...(await startSandboxProcess(['--data', directory], { log })), directory, logFile };
  } finally {
    closeSync(log);
  }
}
