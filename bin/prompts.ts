import { Command } from 'commander';
import { buildPrompts } from '../lib/prompts/build.js';
import { checkPrompts } from '../lib/prompts/check.js';

/** `hushpay prompts`: makes the spoken prompts from their texts, and looks whether they are in order. */
export function promptsCommand(): Command {
  const command = new Command('prompts').description('make and check the spoken prompts');
  command
    .command('build')
    .description('speak every text of config/prompts that is new or changed (needs flite and sox)')
    .option('--language <language>', 'language, as Asterisk names it', 'en')
    .option('--only <name>', 'this sound alone, even over a recording')
    .action(async ({ language, only }: { language: string; only?: string }) => {
      try {
        await buildPrompts({ language, only, tell: (line) => console.log(line) });
      } catch (error) {
        command.error(`prompts: ${error instanceof Error ? error.message : String(error)}`);
      }
    });
  command
    .command('check')
    .description('find sounds that are missing, out of date, too long, too loud or too quiet')
    .option('--language <language>', 'language, as Asterisk names it', 'en')
    .option('--json', 'one object for machines')
    .action(({ language, json }: { language: string; json?: boolean }) => {
      const faults = checkPrompts(language);
      if (json) console.log(JSON.stringify({ language, faults }));
      else if (faults.length === 0) console.log(`The prompts in ${language} are in order.`);
      else for (const { name, fault } of faults) console.log(`${name}: ${fault}`);
      if (faults.length > 0) process.exitCode = 1;
    });
  return command;
}
