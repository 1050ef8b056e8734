import { Command } from 'commander';
import { type ConfigOption, configOption } from '../options.js';
import { told } from './afterwards.js';
import { addFilters, type FilterOptions, filterOf } from './filters.js';
import { fail, print, withJournal } from './open.js';
import { line } from './print.js';

interface ListOptions extends ConfigOption, FilterOptions {
  readonly json?: boolean;
}

export function listCommand(): Command {
  const command = new Command('list').description('newest first').addOption(configOption());
  return addFilters(command, 50)
    .option('--json', 'one object a line')
    .action(async ({ config: file, json, ...options }: ListOptions) => {
      await withJournal(file, async (journal, { payment: { currency } }) => {
        const filter = filterOf(options, currency);
        if (typeof filter === 'string') return fail(filter);
        const payments = await told(journal, await journal.payments(filter));
        if (payments.length === 0 && !json) process.stderr.write('no payments\n');
        for (const payment of payments) print(json ? JSON.stringify(payment) : line(payment));
      });
    });
}
