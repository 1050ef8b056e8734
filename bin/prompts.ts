import { Command } from 'commander';
import { buildPrompts } from '../lib/prompts/build.js';
import { checkPrompts } from '../lib/prompts/check.js';
import { findSpeech } from '../lib/prompts/speech.js';
import { readTexts, soundsDirectory } from '../lib/prompts/texts.js';

/** `hushpay prompts`: makes the spoken prompts from their texts, and looks whether they are in order. */
export function promptsCommand(): Command {
  const command = new Command('prompts').description('make and check the spoken prompts');
  command
    .command('build')
    .description('speak every text of config/prompts that is new or changed (needs flite and sox)')
    .option('--language <language>', 'language, as Asterisk names it', 'en')
    .option('--only <name>', 'this sound alone, even over a recording')
    .action((options: { language: string; only?: string }) => orFail(command, () => build(options)));
  command
    .command('check')
    .description('find sounds that are missing, out of date, too long, too loud or too quiet')
    .option('--language <language>', 'language, as Asterisk names it', 'en')
    .option('--json', 'one object for machines')
    .action((options: { language: string; json?: boolean }) => orFail(command, () => check(options)));
  return command;
}

/** A fault that a person can mend is a line, not a stack. */
async function orFail(command: Command, action: () => Promise<void> | void): Promise<void> {
  try {
    await action();
  } catch (error) {
    command.error(`prompts: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function build({ language, only }: { language: string; only?: string }): Promise<void> {
  const tell = (line: string) => console.log(line);
  const directory = soundsDirectory(language);
  return buildPrompts({ texts: readTexts(language), directory, only, speech: findSpeech, tell });
}

function check({ language, json }: { language: string; json?: boolean }): void {
  const faults = checkPrompts(readTexts(language), soundsDirectory(language));
  if (json) console.log(JSON.stringify({ language, faults }));
  else if (faults.length === 0) console.log(`The prompts in ${language} are in order.`);
  else for (const { name, fault } of faults) console.log(`${name}: ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}
