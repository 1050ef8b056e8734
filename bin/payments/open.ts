import { existsSync } from 'node:fs';
import type { Config } from '../../lib/config/schema.js';
import { HushpayError } from '../../lib/errors.js';
import type { Gateway } from '../../lib/gateway/gateway.js';
import type { Journal } from '../../lib/journal/journal.js';
import { createJournal } from '../../lib/journal/store.js';
import { createLog } from '../../lib/log.js';
import type { LookPorts } from '../../lib/run/looks.js';
import { readConfig } from '../options.js';

/** Opens the journal beside the service, which goes on writing it. */
export async function withJournal(
  file: string,
  work: (journal: Journal, config: Config) => Promise<void>,
): Promise<void> {
  const config = await readConfig(file);
  const { database } = config;
  if (database.client === 'sqlite3' && !existsSync(database.file)) {
    throw new HushpayError(
      'journal-unavailable',
      `there is no journal at ${database.file} yet: the service makes it at its first start (systemctl start hushpay)`,
    );
  }
  const journal = createJournal(database, createLog({ level: 'error' }));
  await journal.open();
  try {
    await work(journal, config);
  } finally {
    await journal.close();
  }
}

/** Whether Braintree, or what stands for it, can be asked from here at all. */
export function canAsk({ environment, sandbox }: Config): boolean {
  return environment !== 'local' || sandbox.url !== undefined;
}

/** As `withJournal`, with a gateway of our own. Says so and sets the exit code where there can be none. */
export async function withGateway(
  file: string,
  work: (ports: LookPorts, config: Config) => Promise<void>,
): Promise<void> {
  await withJournal(file, async (journal, config) => {
    if (!canAsk(config)) {
      return fail(
        `The sandbox belongs to the running service, which asks it every ${config.reconcile.every} s by itself. To try this with environment: local, start \`hushpay sandbox\`, write its address into sandbox.url and the keys it prints under braintree, and restart the service.`,
      );
    }
    const { openGateway } = await import('../../lib/gateway/open.js');
    const log = createLog({ level: 'warn' });
    const opened: { gateway: Gateway } = await openGateway(config, (level, message, fields) =>
      log[level](fields ?? {}, message),
    );
    try {
      await work({ journal, gateway: opened.gateway, log, now: Date.now }, config);
    } finally {
      await opened.gateway.stop();
    }
  });
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function fail(text: string, code = 1): void {
  process.stderr.write(`${text}\n`);
  process.exitCode = code;
}
