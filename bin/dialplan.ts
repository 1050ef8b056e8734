import { Command } from 'commander';
import { samples } from '../lib/config/samples.js';
import { type ConfigOption, configOption, readConfig } from './options.js';

/** `hushpay dialplan`: what belongs into Asterisk's configuration, filled in. It holds the passwords. */
export function dialplanCommand(): Command {
  return new Command('dialplan')
    .description("print what belongs into Asterisk's configuration, filled in from ours")
    .argument('[part]', 'extensions, features, ari, manager, http or confbridge; all unless told')
    .addOption(configOption())
    .action(async (part: string | undefined, { config: file }: ConfigOption, command: Command) => {
      const all = samples(await readConfig(file));
      const wanted = part === undefined ? all : all.filter((sample) => sample.part === part);
      if (wanted.length === 0) {
        command.error(
          `dialplan: there is no part ${part}; there are ${all.map((sample) => sample.part).join(', ')}`,
        );
      }
      for (const sample of wanted) {
        const head = part === undefined ? `;;; ${sample.file}\n` : '';
        process.stdout.write(`${head}${sample.text}${part === undefined ? '\n' : ''}`);
      }
    });
}
