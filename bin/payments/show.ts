import { Command } from 'commander';
import { type ConfigOption, configOption } from '../options.js';
import { told } from './afterwards.js';
import { fail, print, withJournal } from './open.js';
import { details, trace } from './print.js';

export function showCommand(): Command {
  return new Command('show')
    .description('all that is known of one payment, with every step of its call')
    .argument('<order>', 'its order id')
    .addOption(configOption())
    .option('--json', 'one object')
    .action(async (orderId: string, { config: file, json }: ConfigOption & { readonly json?: boolean }) => {
      await withJournal(file, async (journal) => {
        const account = await journal.account(orderId);
        if (!account) return fail(`There is no payment ${orderId} in the journal.`);
        const [payment = account.payment] = await told(journal, [account.payment]);
        const { sessionId } = payment;
        const steps = sessionId ? await journal.steps(sessionId) : [];
        if (json) return print(JSON.stringify({ ...account, payment, steps }));
        for (const [name, value] of details({ ...account, payment })) print(`${name.padEnd(12)} ${value}`);
        print('');
        for (const step of steps) print(trace(step, steps[0]?.event.at ?? step.event.at));
      });
    });
}
