import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import { HushpayError } from '../lib/errors.js';
import { projectRoot } from '../lib/root.js';
import { CONFIG_FAULT } from './exit.js';

/** Each command is loaded when it is asked for, so that the small ones start at once. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./start.js')).startCommand(),
  demo: async () => (await import('./demo.js')).demoCommand(),
  doctor: async () => (await import('./doctor.js')).doctorCommand(),
  payments: async () => (await import('./payments.js')).paymentsCommand(),
  sessions: async () => (await import('./sessions.js')).sessionsCommand(),
  limits: async () => (await import('./limits.js')).limitsCommand(),
  dialplan: async () => (await import('./dialplan.js')).dialplanCommand(),
  config: async () => (await import('./config.js')).configCommand(),
  migrate: async () => (await import('./migrate.js')).migrateCommand(),
  prompts: async () => (await import('./prompts.js')).promptsCommand(),
  sandbox: async () => (await import('./sandbox.js')).sandboxCommand(),
};

const { version } = JSON.parse(readFileSync(join(projectRoot(), 'package.json'), 'utf8')) as {
  version: string;
};

const program = new Command('hushpay')
  .description('Card payments on a live Asterisk call that nobody hears, records or logs.')
  .version(version)
  .showHelpAfterError();

const asked = process.argv.slice(2).find((word) => !word.startsWith('-'));
const only = asked === undefined ? undefined : COMMANDS[asked];
const loaders = only ? [only] : Object.values(COMMANDS);
for (const command of await Promise.all(loaders.map((load) => load()))) program.addCommand(command);

// Who reads our output may have seen enough, as `head` does: that is no fault.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}

try {
  await program.parseAsync();
} catch (error) {
  // A fault is for the administrator, anything else for whoever mends the bug.
  process.stderr.write(`${said(error)}\n`);
  process.exitCode = error instanceof HushpayError && error.code === 'config-invalid' ? CONFIG_FAULT : 1;
}

function said(error: unknown): string {
  if (error instanceof HushpayError || error instanceof CommanderError) return error.message;
  return (error as Error)?.stack ?? String(error);
}
