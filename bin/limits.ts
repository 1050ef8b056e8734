import { Command } from 'commander';
import { fingerprintBy } from '../lib/card/fingerprint.js';
import type { Locked } from '../lib/journal/journal.js';
import { subjectsOf } from '../lib/run/limits.js';
import { limitsKey } from '../lib/run/limits-key.js';
import { type ConfigOption, configOption } from './options.js';
import { fail, print, withJournal } from './payments/open.js';

/** `hushpay limits`: who is locked out for trying too often, and how that is ended. */
export function limitsCommand(): Command {
  return new Command('limits')
    .description('who is locked out for too many attempts')
    .addCommand(list())
    .addCommand(release());
}

function list(): Command {
  return new Command('list')
    .description('the locks in force, the longest first')
    .addOption(configOption())
    .option('--json', 'one object a line')
    .action(async ({ config: file, json }: ConfigOption & { readonly json?: boolean }) => {
      await withJournal(file, async (journal) => {
        const locks = await journal.locks(Date.now());
        for (const lock of locks) print(json ? JSON.stringify(lock) : line(lock));
        if (locks.length === 0 && !json) print('nobody is locked out');
      });
    });
}

function line({ subject, rule, since, until, times }: Locked): string {
  const iso = (at: number) => new Date(at).toISOString();
  return `${subject}  ${rule}  since ${iso(since)} until ${iso(until)}${times > 1 ? `, ${times} times in a row` : ''}`;
}

interface ReleaseOptions extends ConfigOption {
  readonly caller?: string;
  readonly customer?: string;
  readonly subject?: string;
}

function release(): Command {
  return new Command('release')
    .description('forget what is counted of somebody, so that they may try again')
    .addOption(configOption())
    .option('--caller <number>', 'a telephone number, as the network gives it')
    .option('--customer <id>', 'a customer id of Braintree’s, or a customer number')
    .option('--subject <subject>', 'as `list` prints it')
    .action(async ({ config: file, caller, customer, subject }: ReleaseOptions) => {
      await withJournal(file, async (journal, config) => {
        if (caller === undefined && customer === undefined && subject === undefined) {
          return fail('Give --caller, --customer or --subject.');
        }
        const byKey = caller !== undefined || customer !== undefined;
        const subjects = byKey
          ? subjectsOf(fingerprintBy(await limitsKey(config, { make: false })), { caller, customer })
          : [];
        let count = 0;
        for (const one of [...subjects, ...(subject === undefined ? [] : [subject])]) {
          if (await journal.release(one)) count++;
        }
        if (count === 0) return fail('Nothing was counted of them.');
        print('released');
      });
    });
}
