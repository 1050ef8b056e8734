import { chmodSync, chownSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { groupNumber } from '../lib/config/reader.js';
import { type Sample, samples } from '../lib/config/samples.js';
import { HushpayError } from '../lib/errors.js';
import { type ConfigOption, configOption, readConfig } from './options.js';

interface Options extends ConfigOption {
  readonly output?: string;
  readonly freepbx?: boolean;
  readonly agents?: string;
}

/** A password, or the key of the installation in a request to the service. */
const SECRET = /^(password|secret)\s*=|\$\{SHA1\(/m;

/** Whole or not at all, and never readable by others in between. Says what was written. */
function writeSample(directory: string, { file, text }: Sample): string {
  const path = join(directory, file);
  const mode = SECRET.test(text) ? 0o640 : 0o644;
  const partial = `${path}.${process.pid}.part`;
  try {
    writeFileSync(partial, text, { mode: 0o600, flag: 'wx' });
    const group = groupNumber('asterisk');
    if (group !== undefined && process.getuid?.() === 0) chownSync(partial, 0, group);
    chmodSync(partial, mode);
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw new HushpayError('file-not-written', `${path}: ${(error as NodeJS.ErrnoException).code}`);
  }
  return `${path} (${mode.toString(8)})`;
}

/** Names of endpoints, which become names of sections. */
function agentsOf(given: string | undefined, command: Command): readonly string[] {
  const names = given?.split(',').map((name) => name.trim()) ?? [];
  const wrong = names.find((name) => !/^[\w.-]+$/.test(name));
  if (wrong !== undefined) command.error(`dialplan: ${wrong || 'nothing'} is no name of an endpoint`);
  return names;
}

function titled({ file, into, text }: Sample): string {
  return `;;; ${file}, for which ${into} has a line: #include ${file}\n${text}\n`;
}

async function print(part: string | undefined, options: Options, command: Command): Promise<void> {
  const { config: file, output, freepbx } = options;
  const agents = agentsOf(options.agents, command);
  const all = samples(await readConfig(file), { freepbx, agents });
  const wanted = part === undefined ? all : all.filter((sample) => sample.part === part);
  if (wanted.length === 0) {
    command.error(
      `dialplan: there is no part ${part}; there are ${all.map((sample) => sample.part).join(', ')}`,
    );
  }
  if (output !== undefined) {
    for (const sample of wanted) process.stdout.write(`${writeSample(output, sample)}\n`);
    return;
  }
  const secret = wanted.filter(({ text }) => SECRET.test(text)).map((sample) => sample.file);
  if (secret.length > 0 && !process.stdout.isTTY) {
    process.stderr.write(
      `${secret.join(' and ')} holds a password or the key of this installation: chown root:asterisk and chmod 640, or let --output do it\n`,
    );
  }
  for (const sample of wanted) process.stdout.write(part === undefined ? titled(sample) : sample.text);
}

/** `hushpay dialplan`: what belongs into Asterisk's configuration, filled in. It holds the passwords. */
export function dialplanCommand(): Command {
  return new Command('dialplan')
    .description("print what belongs into Asterisk's configuration, filled in from ours")
    .argument('[part]', 'extensions, features, pjsip, ari, manager, http or confbridge; all by default')
    .option('--freepbx', 'as FreePBX needs it, with the custom file that includes each part')
    .option('--agents <names>', 'endpoints of agents (FreePBX: extensions), such as 100,101')
    .option('--output <directory>', "write the files there, those with a password for Asterisk's group only")
    .addOption(configOption())
    .action(print);
}
