import { Command, InvalidArgumentError } from 'commander';
import { moneyText } from '../../lib/journal/allowance.js';
import type { Difference } from '../../lib/run/accounts.js';
import { reportOn } from '../../lib/run/report.js';
import { type ConfigOption, configOption } from '../options.js';
import { fail, print, withGateway } from './open.js';

interface ReportOptions extends ConfigOption {
  readonly date: string;
  readonly json?: boolean;
}

export function reportCommand(): Command {
  return new Command('report')
    .description("compare a day's settlement at Braintree with the journal, to the cent")
    .addOption(configOption())
    .option(
      '--date <day>',
      'day of the settlement, such as 2026-11-21; yesterday unless told',
      day,
      yesterday(),
    )
    .option('--json', 'one object')
    .action(async ({ config: file, date, json }: ReportOptions) => {
      await withGateway(file, async (ports) => {
        const report = await reportOn(ports, date);
        if (report.kind === 'unreachable') {
          return fail(`Braintree did not answer, so nothing can be said: ${report.text}`);
        }
        const { matched, pending, returned, open, methods, differences } = report;
        const accounted = differences.length === 0 && open.length === 0;
        if (!accounted) process.exitCode = 1;
        if (json) return print(JSON.stringify({ ...report, accounted }));
        print(`Settlement of ${date}`);
        for (const { kind, currency, count, minor } of matched) {
          print(`  ${kind === 'sale' ? 'taken' : 'given back'}: ${count}, ${moneyText({ minor, currency })}`);
        }
        if (matched.length === 0) print('  nothing in both books');
        for (const { subject, amount } of pending) {
          print(`  not settled yet: ${subject}, ${moneyText(amount)}`);
        }
        for (const { subject, amount, returned: back } of returned) {
          print(
            `  TAKEN BACK by the bank: ${subject}, ${moneyText(amount)}${back?.code ? `, ${back.code}` : ''}`,
          );
        }
        for (const subject of open) print(`  outcome unknown, being looked for: ${subject}`);
        for (const { token, sessionId, createdAt } of methods) {
          const since = new Date(createdAt).toISOString().slice(0, 10);
          print(`  in the vault, being removed since ${since}: ${token}, session ${sessionId}`);
        }
        for (const difference of differences) print(`  DIFFERENCE: ${differenceText(difference)}`);
        print(accounted ? 'all accounted for' : verdict(differences.length, open.length));
      });
    });
}

function verdict(differences: number, open: number): string {
  const parts = [
    differences > 0 ? `${differences} ${differences === 1 ? 'difference' : 'differences'}` : '',
    open > 0 ? `${open} with an unknown outcome` : '',
  ];
  return `NOT all accounted for: ${parts.filter(Boolean).join(', ')}`;
}

function differenceText(difference: Difference): string {
  switch (difference.kind) {
    case 'not-in-journal': {
      const { transactionId, orderId, theirs, of } = difference;
      const order = orderId ? `, order ${orderId}` : '';
      return `Braintree has a ${of} of ${moneyText(theirs)} that the journal has not: transaction ${transactionId}${order}`;
    }
    case 'not-at-braintree': {
      const { subject, ours, transactionId } = difference;
      return `the journal has ${subject} of ${moneyText(ours)} that Braintree has not: transaction ${transactionId}`;
    }
    case 'amount': {
      const { subject, ours, theirs } = difference;
      return `${subject}: ${moneyText(ours)} in the journal, ${moneyText(theirs)} at Braintree${gap(difference)}`;
    }
    case 'status': {
      const { subject, ours, theirs, amount } = difference;
      return `${subject} of ${moneyText(amount)}: ${ours} in the journal, ${theirs} at Braintree`;
    }
    case 'unreadable': {
      const { subject, transactionId, ours, theirs } = difference;
      const own = subject ? `, ${subject}${ours ? ` of ${moneyText(ours)} in the journal` : ''}` : '';
      return `Braintree's transaction ${transactionId} cannot be read${own}: ${theirs}`;
    }
    case 'sum': {
      const { account, of, ours, theirs } = difference;
      return `${of}s of account ${account}: the batch says ${theirs}, its transactions are ${ours ? moneyText(ours) : 'none'}`;
    }
  }
}

function gap({ ours, theirs }: Extract<Difference, { kind: 'amount' }>): string {
  if (ours.currency !== theirs.currency) return '';
  const minor = Math.abs(theirs.minor - ours.minor);
  return `, ${moneyText({ minor, currency: ours.currency })} ${theirs.minor > ours.minor ? 'more' : 'less'}`;
}

function day(text: string): string {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text) {
    throw new InvalidArgumentError('give a day such as 2026-11-21');
  }
  return text;
}

function yesterday(): string {
  return new Date(Date.now() - 24 * 3600_000).toISOString().slice(0, 10);
}
