import { Command } from 'commander';
import { coreLimit, forbidCoreDumps } from '../lib/config/cores.js';
import { formatFault } from '../lib/config/fault.js';
import { inspectConfig } from '../lib/config/load.js';
import { OPEN_DEBUGGER, openings } from '../lib/config/openings.js';
import { speechFault } from '../lib/doctor/recogniser.js';
import { createLog, type Log } from '../lib/log.js';
import { startService } from '../lib/service.js';
import { CONFIG_FAULT } from './exit.js';
import { type ConfigOption, configOption } from './options.js';

/** `hushpay start`: the service, until it is stopped, replaced, or cannot go on. */
export function startCommand(): Command {
  return new Command('start')
    .description('run the service')
    .addOption(configOption())
    .action(({ config: file }: ConfigOption) => start(file));
}

async function start(file: string): Promise<void> {
  // First of all: from here on no dump of this process may hold its memory.
  forbidCoreDumps();
  if (openings().includes(OPEN_DEBUGGER)) {
    // By a signal in the moment before ours was handled. Started again at once, as by systemd, it is closed.
    process.stderr.write('a debugger was opened while this process began; it ends\n');
    process.exit(1);
  }
  const { config, faults, warnings } = await inspectConfig(file);
  if (!config) {
    for (const fault of faults) process.stderr.write(`${formatFault(file, fault)}\n`);
    process.exitCode = CONFIG_FAULT;
    return;
  }
  const refused = speechFault(config);
  if (refused) {
    process.stderr.write(`${formatFault(file, refused)}\n`);
    process.exitCode = CONFIG_FAULT;
    return;
  }
  const log = createLog(config.log);
  for (const warning of warnings) log.warn({ detail: formatFault(file, warning) }, 'configuration');
  if (coreLimit()) log.warn('core dumps are enabled and cannot be switched off from here; set LimitCORE=0');
  endOnBugs(log);

  let service: Awaited<ReturnType<typeof startService>>;
  try {
    service = await startService(config, { log });
  } catch (error) {
    log.error({ error }, 'hushpay cannot start');
    process.exit(1);
  }
  let signals = 0;
  const stop = (signal: NodeJS.Signals) => {
    signals += 1;
    log.info({ signal }, signals === 1 ? 'asked to stop' : 'asked again: ending at once');
    if (signals > 1) process.exit(1);
    service.stop().catch((error: unknown) => {
      log.error({ error }, 'stopping failed');
      process.exit(1);
    });
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.exit(await service.ended);
}

/** A bug ends the process: systemd starts it again at once, and it recovers every call. Node would print values. */
function endOnBugs(log: Log): void {
  const end = (error: unknown) => {
    log.error({ error }, 'a bug in hushpay; it ends, and recovers its calls when it is started again');
    process.exit(1);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
}
