import { Command } from 'commander';
import { migrateJournal } from '../lib/journal/store.js';
import { type ConfigOption, configOption, readConfig } from './options.js';

/** `hushpay migrate`: what `hushpay start` also does, for those who want it done beforehand. */
export function migrateCommand(): Command {
  return new Command('migrate')
    .description("bring the journal's tables up to date")
    .addOption(configOption())
    .action(async ({ config: file }: ConfigOption) => {
      const { database } = await readConfig(file);
      const { changes, unreadable } = await migrateJournal(database);
      const said = changes.length > 0 ? `migrated: ${changes.join(', ')}` : 'the journal is up to date';
      process.stdout.write(`${said}\n`);
      for (const id of unreadable)
        process.stderr.write(`the sums of payment ${id} could not be counted again; look at it yourself\n`);
    });
}
