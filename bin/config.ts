import { Command } from 'commander';
import { formatFault } from '../lib/config/fault.js';
import { inspectConfig } from '../lib/config/load.js';
import { configJsonSchema } from '../lib/config/schema.js';
import { CONFIG_FAULT } from './exit.js';
import { type ConfigOption, configOption, NO_CORES } from './options.js';

/** `hushpay config`: is it right, and the schema for editors. */
export function configCommand(): Command {
  const command = new Command('config').description('check the configuration, or print its schema');
  command
    .command('check')
    .description('list every fault and warning with its line')
    .argument('[file]', 'the configuration, instead of --config')
    .addOption(configOption())
    .option('--json', 'one object for machines')
    .action(check);
  command
    .command('schema')
    .description('print the JSON Schema, for editors')
    .action(() => {
      process.stdout.write(`${JSON.stringify(configJsonSchema(), null, 2)}\n`);
    });
  return command;
}

async function check(
  given: string | undefined,
  { config, json }: ConfigOption & { json?: boolean },
): Promise<void> {
  const file = given ?? config;
  const { config: right, faults, warnings } = await inspectConfig(file, NO_CORES);
  if (faults.length > 0) process.exitCode = CONFIG_FAULT;
  if (json) {
    process.stdout.write(`${JSON.stringify({ file, faults, warnings })}\n`);
    return;
  }
  for (const fault of faults) process.stdout.write(`fault: ${formatFault(file, fault)}\n`);
  for (const warning of warnings) process.stdout.write(`warning: ${formatFault(file, warning)}\n`);
  if (right) process.stdout.write(`${file} is right; environment: ${right.environment}\n`);
}
