import { type Command, InvalidArgumentError, Option } from 'commander';
import { PAYMENT_STATUSES, type PaymentFilter, type PaymentStatus } from '../../lib/journal/payment.js';
import { CURRENCIES, parseAmount } from '../../lib/money/currency.js';

/** As commander hands them over. */
export interface FilterOptions {
  readonly status?: PaymentStatus;
  readonly reference?: string;
  readonly since?: number;
  readonly until?: number;
  readonly amount?: string;
  readonly currency?: string;
  readonly last4?: string;
  readonly agent?: string;
  readonly transaction?: string;
  readonly limit?: number;
}

/** The filters that `list` and `export` share. */
export function addFilters(command: Command, limit?: number): Command {
  return command
    .addOption(new Option('--status <status>', 'only those').choices([...PAYMENT_STATUSES]))
    .option('--reference <reference>', 'only those with this reference')
    .option('--since <time>', 'from this time on, such as 2026-11-21 or 2026-11-21T14:00', time)
    .option('--until <time>', 'before this time', time)
    .option('--amount <amount>', 'only those of this amount, such as 19.99')
    .option('--currency <code>', 'only those in this currency, such as USD', currency)
    .option('--last4 <digits>', 'only those with a card or bank account that ends so', last4)
    .option('--agent <agent>', 'only those that this agent took: a telephone such as PJSIP/100, or a name')
    .option(
      '--transaction <id>',
      "only the one with this transaction of Braintree's, or a refund or capture of it",
    )
    .option('--limit <count>', 'at most so many', count, limit);
}

/** The journal's filter. An amount is in `usual` where no currency is told. A string says what is wrong. */
export function filterOf(options: FilterOptions, usual: string): PaymentFilter | string {
  const { status, reference, since, until, amount, last4, agent, transaction, limit } = options;
  const filter = { status, reference, since, until, last4, agent, limit, transactionId: transaction };
  if (amount === undefined) return { ...filter, currency: options.currency };
  const currency = options.currency ?? usual;
  const parsed = parseAmount(amount, currency);
  if (!parsed.ok) return `${amount} is not an amount of ${currency}.`;
  return { ...filter, currency, minor: parsed.money.minor };
}

export function time(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new InvalidArgumentError('give a time such as 2026-11-21 or 2026-11-21T14:00');
  return at;
}

export function count(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError('give a whole number');
  return Number(text);
}

function currency(text: string): string {
  const code = text.toUpperCase();
  if (!CURRENCIES.includes(code)) throw new InvalidArgumentError('give a code of ISO 4217 such as USD');
  return code;
}

function last4(text: string): string {
  if (!/^(\d{2}|\d{4})$/.test(text)) {
    throw new InvalidArgumentError('give four digits, of a bank account two');
  }
  return text;
}
