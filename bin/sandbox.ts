import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { HushpayError } from '../lib/errors.js';
import { loadSandboxConfig } from '../lib/sandbox/config.js';
import { startSandbox } from '../lib/sandbox/sandbox.js';

interface Flags {
  readonly listen: string;
  readonly tls: boolean;
  readonly memory?: boolean;
  readonly data?: string;
  readonly config?: string;
  readonly json?: boolean;
  readonly dieWithParent?: boolean;
}

/** `hushpay sandbox`: a local Braintree. Its log goes to stderr, what a program needs to stdout. */
export function sandboxCommand(): Command {
  return new Command('sandbox')
    .description('run a local Braintree sandbox that the real SDK can talk to')
    .option('--listen <host:port>', 'where to listen; port 0 takes a free one', '127.0.0.1:0')
    .option('--no-tls', 'plain HTTP')
    .option('--memory', 'keep nothing on disk')
    .option('--data <directory>', 'where to keep database and certificates', '.hushpay/sandbox')
    .option('--config <file>', 'merchants, rules, index delay and faults (YAML)')
    .option('--json', 'print merchant and address as one line of JSON')
    .option('--die-with-parent', 'end when standard input closes')
    .action(run);
}

async function run(flags: Flags): Promise<void> {
  const [, host = '', port = ''] = /^(.+):(\d+)$/.exec(flags.listen) ?? [];
  if (!host)
    throw new InvalidArgumentError(`--listen ${flags.listen}: give host and port, such as 127.0.0.1:0`);
  const directory = flags.memory ? undefined : resolve(flags.data ?? join('.hushpay', 'sandbox'));
  if (directory) makeDirectory(directory);
  const sandbox = await startSandbox({
    config: loadSandboxConfig(flags.config),
    host: host.replace(/^\[|\]$/g, ''),
    port: Number(port),
    tls: flags.tls,
    directory,
    log: (line) => process.stderr.write(`${JSON.stringify(line)}\n`),
  });
  const { merchantId, publicKey, privateKey } = sandbox.merchant;
  const { url } = sandbox;
  const ca = sandbox.caFile ?? sandbox.ca;
  process.stdout.write(
    flags.json
      ? `${JSON.stringify({ merchant: { merchantId, publicKey, privateKey }, url, ca })}\n`
      : `Braintree sandbox on ${url}\n  merchantId ${merchantId}\n  publicKey  ${publicKey}\n  privateKey ${privateKey}\n  authority  ${sandbox.caFile ?? (ca ? 'in memory; use --json to see it' : 'none, plain HTTP')}\n`,
  );
  await new Promise<void>((resolveStop) => {
    process.once('SIGTERM', resolveStop);
    process.once('SIGINT', resolveStop);
    if (flags.dieWithParent) {
      process.stdin.on('close', resolveStop).on('end', resolveStop).resume();
    }
  });
  await sandbox.stop();
  process.stdin.destroy();
}

function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new HushpayError('file-not-written', `${directory}: ${code}; --data names another directory`);
  }
}
