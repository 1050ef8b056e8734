import { Command } from 'commander';
import { livesBeside } from '../lib/beside.js';
import { coreLimit, forbidCoreDumps } from '../lib/config/cores.js';
import { formatFault } from '../lib/config/fault.js';
import { inspectConfig } from '../lib/config/load.js';
import { OPEN_DEBUGGER, openings } from '../lib/config/openings.js';
import type { Config } from '../lib/config/schema.js';
import { speechFault } from '../lib/doctor/recogniser.js';
import { createLog, type Log, type OwnLog } from '../lib/log.js';
import { REPLACED, startService } from '../lib/service.js';
import { CONFIG_FAULT } from './exit.js';
import { type ConfigOption, configOption } from './options.js';

const ALREADY =
  'hushpay runs already, and looks after the calls. Restart it with: systemctl restart hushpay. To take its calls over and end it: hushpay start --take-over\n';

/** `hushpay start`: the service, until it is stopped, replaced, or cannot go on. */
export function startCommand(): Command {
  return new Command('start')
    .description('run the service')
    .addOption(configOption())
    .option(
      '--take-over',
      'take the calls of a running instance, which ends: for an upgrade, as the systemd unit does',
    )
    .action(({ config: file, takeOver }: ConfigOption & { takeOver?: boolean }) => start(file, takeOver));
}

async function start(file: string, takeOver = false): Promise<void> {
  // Every hook of logrotate sends it; without a handler it would end us.
  let rereadNow: () => Promise<void> = async () => undefined;
  let rereading = Promise.resolve();
  process.on('SIGHUP', () => {
    rereading = rereading.then(() => rereadNow());
  });
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
  if (!takeOver && (await livesBeside(config.http))) {
    process.stderr.write(ALREADY);
    process.exitCode = REPLACED;
    return;
  }
  const log = createLog(config.log);
  for (const warning of warnings) log.warn({ detail: formatFault(file, warning) }, 'configuration');
  if (coreLimit()) log.warn('core dumps are enabled and cannot be switched off from here; set LimitCORE=0');
  endOnBugs(log);
  let current = config;
  rereadNow = async () => {
    current = await reread(file, current, log);
  };

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

/**
 * SIGHUP: the log is opened anew, and what can be read again while calls go on is. Answers the configuration to compare
 * with next time. Never rejects.
 */
async function reread(file: string, before: Config, log: OwnLog): Promise<Config> {
  log.reopen();
  const { config, faults } = await inspectConfig(file);
  if (!config) {
    for (const fault of faults) log.error({ detail: formatFault(file, fault) }, 'configuration');
    log.error('the configuration was read again and has faults: everything stays as it was');
    return before;
  }
  log.setLevel(config.log.level);
  const changed = (Object.keys(config) as (keyof Config)[]).filter((section) => {
    const [then, now] = [before, config].map((one) =>
      JSON.stringify(section === 'log' ? { ...one.log, level: undefined } : one[section]),
    );
    return then !== now;
  });
  log.info(
    changed.length > 0 ? { detail: `taken at the next restart: ${changed.join(', ')}` } : {},
    'the log was opened and its level read again',
  );
  return config;
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
