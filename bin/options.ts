import { Option } from 'commander';
import { ConfigError, formatFault } from '../lib/config/fault.js';
import { inspectConfig } from '../lib/config/load.js';
import type { Config } from '../lib/config/schema.js';

export interface ConfigOption {
  readonly config: string;
}

export function configOption(): Option {
  return new Option('-c, --config <file>', 'the configuration')
    .env('HUSHPAY_CONFIG')
    .default('/etc/hushpay/hushpay.yaml');
}

/** Only `hushpay start` is the process whose memory matters; it forbids dumps itself. */
export const NO_CORES = { coreLimit: 0, openings: [] } as const;

/** The configuration of `--config`; its warnings go to standard error. Rejects with `ConfigError`. */
export async function readConfig(file: string): Promise<Config> {
  const { config, faults, warnings } = await inspectConfig(file, NO_CORES);
  for (const warning of warnings) process.stderr.write(`warning: ${formatFault(file, warning)}\n`);
  if (config) return config;
  throw new ConfigError(file, faults);
}
