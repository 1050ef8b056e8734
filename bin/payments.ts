import { existsSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Config } from '../lib/config/schema.js';
import { HushpayError } from '../lib/errors.js';
import type { Journal, Payment, PaymentFilter, PaymentStatus, Step } from '../lib/journal/journal.js';
import { createJournal } from '../lib/journal/store.js';
import { createLog } from '../lib/log.js';
import { decimalAmount } from '../lib/money/currency.js';
import { type ConfigOption, configOption, readConfig } from './options.js';

const STATUSES: readonly PaymentStatus[] = [
  'intended',
  'approved',
  'declined',
  'refused',
  'failed',
  'unknown',
];

interface ListOptions extends ConfigOption, PaymentFilter {
  readonly json?: boolean;
}

/** `hushpay payments`: what the journal knows. It works beside the running service. */
export function paymentsCommand(): Command {
  const command = new Command('payments').description('look at payments, and find out about unknown ones');
  command
    .command('list')
    .description('newest first')
    .addOption(configOption())
    .addOption(new Option('--status <status>', 'only those').choices(STATUSES))
    .option('--reference <reference>', 'only those with this reference')
    .option('--since <time>', 'from this time on, such as 2026-11-21 or 2026-11-21T14:00', time)
    .option('--until <time>', 'before this time', time)
    .option('--limit <count>', 'at most so many', count, 50)
    .option('--json', 'one object a line')
    .action(list);
  command
    .command('show')
    .description('all that is known of one payment, with every step of its call')
    .argument('<order>', 'its order id')
    .addOption(configOption())
    .option('--json', 'one object')
    .action(show);
  command
    .command('reconcile')
    .description('ask Braintree now about payments whose outcome is unknown')
    .addOption(configOption())
    .option('--json', 'one object a line')
    .action(reconcile);
  return command;
}

async function list({ config: file, json, ...filter }: ListOptions): Promise<void> {
  await withJournal(file, async (journal) => {
    for (const payment of await journal.payments(filter))
      print(json ? JSON.stringify(payment) : line(payment));
  });
}

async function show(orderId: string, { config: file, json }: ListOptions): Promise<void> {
  await withJournal(file, async (journal) => {
    const payment = await journal.payment(orderId);
    if (!payment) {
      process.stderr.write(`There is no payment ${orderId} in the journal.\n`);
      process.exitCode = 1;
      return;
    }
    const steps = await journal.steps(payment.sessionId);
    if (json) return print(JSON.stringify({ payment, steps }));
    for (const [name, value] of details(payment)) print(`${name.padEnd(12)} ${value}`);
    print('');
    for (const step of steps) print(trace(step, steps[0]?.event.at ?? step.event.at));
  });
}

async function reconcile({ config: file, json }: ListOptions): Promise<void> {
  await withJournal(file, async (journal, config) => {
    if (config.environment === 'local' && !config.sandbox.url) {
      process.stderr.write(
        `The sandbox belongs to the running service, which asks it every ${config.reconcile.every} s by itself.\n`,
      );
      process.exitCode = 1;
      return;
    }
    const { openGateway } = await import('../lib/gateway/open.js');
    const { Reconciler } = await import('../lib/run/reconcile.js');
    const log = createLog({ level: 'warn' });
    const { gateway } = await openGateway(config, (level, message, fields) =>
      log[level](fields ?? {}, message),
    );
    try {
      const before = await journal.unsettled();
      const reconciler = new Reconciler({
        journal,
        gateway,
        log,
        everyMs: 0,
        // A person has asked: nothing is too old.
        giveUpAfterMs: Number.POSITIVE_INFINITY,
        owned: () => false,
        now: Date.now,
      });
      const settled = await reconciler.round();
      for (const { orderId } of before) {
        const payment = await journal.payment(orderId);
        if (payment) print(json ? JSON.stringify(payment) : line(payment));
      }
      if (!json) print(`${settled} of ${before.length} became known`);
      if (settled < before.length) process.exitCode = 1;
    } finally {
      await gateway.stop();
    }
  });
}

async function withJournal(
  file: string,
  work: (journal: Journal, config: Config) => Promise<void>,
): Promise<void> {
  const config = await readConfig(file);
  const { database } = config;
  if (database.client === 'sqlite3' && !existsSync(database.file)) {
    throw new HushpayError(
      'journal-unavailable',
      `${database.file} is not there; has the service been started?`,
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

function line(payment: Payment): string {
  const { orderId, createdAt, status, reference, code, text } = payment;
  const words = [
    new Date(createdAt).toISOString(),
    orderId,
    status.padEnd(8),
    money(payment).padStart(14),
    card(payment).padEnd(16),
    reference ?? '-',
    [code, text].filter(Boolean).join(' '),
  ];
  return words.join('  ').trimEnd();
}

function details(payment: Payment): [string, string][] {
  const rows: [string, string | undefined][] = [
    ['order', payment.orderId],
    ['session', payment.sessionId],
    ['status', payment.status],
    ['amount', money(payment)],
    ['card', card(payment)],
    ['transaction', payment.transactionId],
    ['code', payment.code],
    ['text', payment.text],
    ['reference', payment.reference],
    ['description', payment.description],
    ['created', new Date(payment.createdAt).toISOString()],
    ['settled', payment.settledAt === undefined ? undefined : new Date(payment.settledAt).toISOString()],
    ['looked for', payment.foundAt === undefined ? undefined : looks(payment.finds, payment.foundAt)],
  ];
  return rows.filter((row): row is [string, string] => row[1] !== undefined);
}

function looks(finds: number, at: number): string {
  return `${finds} times without an answer, last ${new Date(at).toISOString()}`;
}

function trace({ seq, event, phase }: Step, start: number): string {
  const words: string[] = [event.type];
  for (const name of ['side', 'field', 'keys', 'error', 'timer', 'promptId'] as const) {
    const value = (event as Readonly<Record<string, unknown>>)[name];
    if (typeof value === 'string' || typeof value === 'number') words.push(String(value));
  }
  if ('outcome' in event) words.push(event.outcome.kind);
  const seconds = `+${((event.at - start) / 1000).toFixed(3)}`;
  return `${String(seq).padStart(4)} ${seconds.padStart(9)}  ${phase.padEnd(16)}  ${words.join(' ')}`;
}

function money({ amount }: Payment): string {
  return `${decimalAmount(amount)} ${amount.currency}`;
}

function card({ card }: Payment): string {
  return card ? `${card.brand} ${card.last4}` : '-';
}

function time(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new InvalidArgumentError('give a time such as 2026-11-21 or 2026-11-21T14:00');
  return at;
}

function count(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError('give a whole number');
  return Number(text);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
