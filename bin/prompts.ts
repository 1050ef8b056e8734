import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { entryOf } from '../lib/doctor/conf.js';
import { AsteriskFiles } from '../lib/doctor/patient.js';
import { buildPrompts } from '../lib/prompts/build.js';
import { checkPrompts } from '../lib/prompts/check.js';
import { findSounds, installPrompts } from '../lib/prompts/install.js';
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
    .argument('[directory]', 'Asterisk’s sounds; where asterisk.conf says when absent')
    .option('--language <language...>', 'languages, as Asterisk names them; all when absent')
    .option('--asterisk <directory>', 'where asterisk.conf is', '/etc/asterisk')
    .action((directory: string | undefined, options: InstallFlags) =>
      orFail(command, () => install(directory, options)),
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

interface InstallFlags {
  readonly language?: readonly string[];
  readonly asterisk: string;
}

function install(given: string | undefined, { language = TEXT_LANGUAGES, asterisk }: InstallFlags): void {
  const unknown = language.filter((one) => !TEXT_LANGUAGES.includes(one));
  if (unknown.length > 0)
    throw new Error(`there are no prompts in ${unknown.join(', ')}; there are: ${TEXT_LANGUAGES.join(', ')}`);
  const directories = new AsteriskFiles(asterisk).section('asterisk.conf', 'directories');
  const directory = given ?? findSounds(entryOf(directories, 'astdatadir'));
  // A path with a slip of the pen would be made, and nobody would play what is there.
  if (!existsSync(directory))
    throw new Error(`${directory} is not there; asterisk -rx 'core show settings' shows the data directory`);
  for (const one of language) {
    const to = join(directory, one, 'hushpay');
    console.log(`${to}: ${installPrompts(soundsDirectory(one), to)} sounds`);
  }
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
