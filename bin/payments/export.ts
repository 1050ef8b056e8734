import { open, rename } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { csvRecord } from '../../lib/csv.js';
import { moneyText } from '../../lib/journal/allowance.js';
import { decimalAmount, decimalsOf } from '../../lib/money/currency.js';
import { type ConfigOption, configOption } from '../options.js';
import { type Told, told } from './afterwards.js';
import { addFilters, type FilterOptions, filterOf } from './filters.js';
import { fail, withJournal } from './open.js';

interface ExportOptions extends ConfigOption, FilterOptions {
  readonly format: 'csv' | 'json';
  readonly output?: string;
}

export function exportCommand(): Command {
  const command = new Command('export').description('payments for a spreadsheet or a program');
  return addFilters(command.addOption(configOption()))
    .addOption(new Option('--format <format>', 'csv or json').choices(['csv', 'json']).default('csv'))
    .option('--output <file>', 'to this file, readable by its owner only; otherwise to standard output')
    .action(async ({ config: file, format, output, ...options }: ExportOptions) => {
      await withJournal(file, async (journal, { payment: { currency } }) => {
        const filter = filterOf(options, currency);
        if (typeof filter === 'string') return fail(filter);
        const payments = (await told(journal, await journal.payments(filter))).toReversed();
        const text =
          format === 'json'
            ? `${JSON.stringify(payments, undefined, 1)}\n`
            : [csvRecord(COLUMNS.map(([name]) => name)), ...payments.map(record)].join('');
        if (output === undefined) process.stdout.write(text);
        else await write(output, text);
      });
    });
}

/** Whole or not at all: who reads the file never sees a half of it. */
async function write(file: string, text: string): Promise<void> {
  const partial = `${file}.${process.pid}.part`;
  const handle = await open(partial, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(partial, file);
}

const money = (pick: (payment: Told) => number) => (payment: Told) => {
  const amount = { ...payment.amount, minor: pick(payment) };
  // One whose currency has left ISO 4217 keeps nobody from the others: what it says cannot be taken for a decimal.
  return decimalsOf(amount.currency) === undefined ? moneyText(amount) : decimalAmount(amount);
};
const time = (at: number | undefined) => (at === undefined ? undefined : new Date(at).toISOString());

const COLUMNS: readonly (readonly [string, (payment: Told) => string | number | undefined])[] = [
  ['order', (payment) => payment.orderId],
  ['kind', (payment) => payment.kind],
  ['status', (payment) => payment.status],
  ['amount', money((payment) => payment.amount.minor)],
  ['currency', (payment) => payment.amount.currency],
  ['captured', money((payment) => payment.captured)],
  ['refunded', money((payment) => payment.refunded)],
  ['voided', money((payment) => payment.voided)],
  ['brand', (payment) => payment.card?.brand],
  ['last4', (payment) => payment.card?.last4],
  ['reference', (payment) => payment.reference],
  ['description', (payment) => payment.description],
  ['transaction', (payment) => payment.transactionId],
  ['code', (payment) => payment.code],
  ['text', (payment) => payment.text],
  ['created', (payment) => time(payment.createdAt)],
  ['settled', (payment) => time(payment.settledAt)],
  ['settlement', (payment) => payment.settlement?.status],
  ['batch', (payment) => payment.settlement?.batch],
  ['dispute', (payment) => payment.dispute],
  ['subscription', (payment) => payment.subscriptionId],
  ['returned', money((payment) => payment.returned)],
  ['return_code', (payment) => payment.settlement?.code],
  ['risk', (payment) => payment.risk?.decision],
  ['risk_score', (payment) => payment.risk?.score],
  ['risk_reasons', (payment) => payment.risk?.reasons?.join(' ')],
  ['session', (payment) => payment.sessionId || undefined],
  ['agent_device', (payment) => payment.agent?.device],
  ['agent_name', (payment) => payment.agent?.name],
  ['mandate', (payment) => payment.mandate?.version],
  ['mandate_agreed', (payment) => time(payment.mandate?.at)],
  ['keep_agreed', (payment) => time(payment.keepAgreedAt)],
  ['receipt', (payment) => payment.receipt],
  ['score', (payment) => payment.score],
];

function record(payment: Told): string {
  return csvRecord(COLUMNS.map(([, value]) => value(payment)));
}
