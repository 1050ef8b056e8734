import { join } from 'node:path';
import { Command, Option } from 'commander';
import { buildPrompts } from '../lib/prompts/build.js';
import { checkPrompts } from '../lib/prompts/check.js';
import { installPrompts } from '../lib/prompts/install.js';
import { TEXT_LANGUAGES } from '../lib/prompts/media.js';
import { findSpeech } from '../lib/prompts/speech.js';
import { readTexts, soundsDirectory } from '../lib/prompts/texts.js';

/** `hushpay prompts`: makes the spoken prompts from their texts, and looks whether they are in order. */
export function promptsCommand(): Command {
  const command = new Command('prompts').description('make and check the spoken prompts');
  command
    .command('build')
    .description(
      'speak every text of config/prompts that is new or changed (needs sox and flite or espeak-ng)',
    )
    .option('--language <language...>', 'languages, as Asterisk names them; all when absent')
    .option('--only <name>', 'this sound alone, anew')
    .option('--all', 'every sound anew; recordings stay')
    .addOption(new Option('--format <format>', 'of the sounds that are made').choices(['gsm', 'wav', 'ulaw']))
    .option('--accept <name>', 'the recording of this sound says its present text')
    .option('--command <command>', 'speak with this command, which has {text}, {file} and {language} in it')
    .action((options: BuildFlags) => orFail(command, () => build(options)));
  command
    .command('check')
    .description('find sounds that are missing, out of date, clipped, too long, too loud or too quiet')
    .option('--language <language...>', 'languages, as Asterisk names them; all when absent')
    .option('--json', 'one object for machines')
    .action((options: CheckFlags) => orFail(command, () => check(options)));
  command
    .command('install')
    .description('put the sounds where Asterisk plays them, unpacked')
    .argument('<directory>', 'Asterisk’s sounds, /var/lib/asterisk/sounds')
    .option('--language <language...>', 'languages, as Asterisk names them; all when absent')
    .action((directory: string, { language }: CheckFlags) =>
      orFail(command, () => {
        for (const one of language ?? TEXT_LANGUAGES) {
          const to = join(directory, one, 'hushpay');
          console.log(`${to}: ${installPrompts(soundsDirectory(one), to)} sounds`);
        }
      }),
    );
  return command;
}

interface BuildFlags {
  readonly language?: readonly string[];
  readonly only?: string;
  readonly all?: boolean;
  readonly format?: 'gsm' | 'wav' | 'ulaw';
  readonly accept?: string;
  readonly command?: string;
}

interface CheckFlags {
  readonly language?: readonly string[];
  readonly json?: boolean;
}

/** A fault that a person can mend is a line, not a stack. */
async function orFail(command: Command, action: () => Promise<void> | void): Promise<void> {
  try {
    await action();
  } catch (error) {
    command.error(`prompts: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function build({ language, command, ...options }: BuildFlags): Promise<void> {
  for (const one of language ?? TEXT_LANGUAGES) {
    const texts = readTexts(one);
    const speech = () => findSpeech(texts, command ? { template: command, language: one } : undefined);
    const tell = (line: string) => console.log(`${one} ${line}`);
    await buildPrompts({ ...options, texts, directory: soundsDirectory(one), speech, tell });
  }
}

function check({ language, json }: CheckFlags): void {
  const languages = (language ?? TEXT_LANGUAGES).map((one) => ({
    language: one,
    faults: checkPrompts(readTexts(one), soundsDirectory(one)),
  }));
  if (json) console.log(JSON.stringify({ languages }));
  else
    for (const one of languages) {
      if (one.faults.length === 0) console.log(`The prompts in ${one.language} are in order.`);
      for (const { name, fault } of one.faults) console.log(`${one.language} ${name}: ${fault}`);
    }
  if (languages.some(({ faults }) => faults.length > 0)) process.exitCode = 1;
}
