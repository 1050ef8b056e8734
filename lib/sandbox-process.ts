import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface SandboxProcess {
  readonly url: string;
  /** Certificate authority, PEM. */
  readonly ca: string;
  readonly merchantId: string;
  readonly publicKey: string;
  readonly privateKey: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** How long a sandbox may take to listen. Milliseconds. */
const STARTS_WITHIN_MS = 20_000;

/**
 * Starts `hushpay sandbox` beside this process. Another process, because the card arrives there in clear and must
 * never be in the service's memory; it ends when ours does.
 */
export async function startSandboxProcess(
  args: readonly string[] = [],
  options: { /** File descriptor its log goes to; ours unless told. */ readonly log?: number } = {},
): Promise<SandboxProcess> {
  const program = fileURLToPath(new URL('../bin/hushpay.js', import.meta.url));
  const child = spawn(
    process.execPath,
    [program, 'sandbox', '--listen', '127.0.0.1:0', '--json', '--die-with-parent', ...args],
    { stdio: ['pipe', 'pipe', options.log ?? 'inherit'] },
  );
  // Its end is told by `exit`; a write to it afterwards must not be a bug of ours.
  child.stdin?.on('error', () => undefined);
  if (!child.stdout) throw new Error('the sandbox has no output');
  const lines = createInterface({ input: child.stdout });
  const first = await new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('the sandbox did not start in time')), STARTS_WITHIN_MS);
    const settle = (act: () => void) => {
      clearTimeout(late);
      act();
    };
    lines.once('line', (line) => settle(() => resolve(line)));
    child.once('error', (error) => settle(() => reject(error)));
    child.once('exit', (code) => settle(() => reject(new Error(`the sandbox ended with code ${code}`))));
  }).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  const { merchant, url, ca } = JSON.parse(first);
  return {
    url,
    ca: typeof ca === 'string' && existsSync(ca) ? readFileSync(ca, 'utf8') : ca,
    merchantId: merchant.merchantId,
    publicKey: merchant.publicKey,
    privateKey: merchant.privateKey,
    pid: child.pid ?? 0,
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}
