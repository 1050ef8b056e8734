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
      const done = await migrateJournal(database);
      const said = done.length > 0 ? `migrated: ${done.join(', ')}` : 'the journal is up to date';
      process.stdout.write(`${said}\n`);
    });
}
