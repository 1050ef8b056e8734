import { Command } from 'commander';
import type { SessionFilter } from '../lib/journal/journal.js';
import { type ConfigOption, configOption } from './options.js';
import { count, time } from './payments/filters.js';
import { fail, print, withJournal } from './payments/open.js';
import { trace } from './payments/print.js';
import { details, line } from './sessions/print.js';
import { summaryOf } from './sessions/summary.js';

/** `hushpay sessions`: what happened on the calls, also where no payment came of it. It works beside the running service. */
export function sessionsCommand(): Command {
  return new Command('sessions')
    .description('look at what happened on calls, also where nothing was paid')
    .addCommand(list())
    .addCommand(show());
}

interface ListOptions extends ConfigOption, Omit<SessionFilter, 'withoutOrder'> {
  readonly json?: boolean;
  /** As commander has `--no-order`: false where it was given. */
  readonly order: boolean;
}

function list(): Command {
  return new Command('list')
    .description('newest first')
    .addOption(configOption())
    .option('--no-order', 'only those of which no payment was made or tried')
    .option('--open', 'only those that have not ended')
    .option('--result <result>', 'only those that ended so, such as caller-hung-up')
    .option('--agent <agent>', 'only those of this agent: a telephone such as PJSIP/100, or a name')
    .option('--since <time>', 'from this time on, such as 2026-11-21 or 2026-11-21T14:00', time)
    .option('--until <time>', 'before this time', time)
    .option('--limit <count>', 'at most so many', count, 50)
    .option('--json', 'one object a line')
    .action(async ({ config: file, json, order, open, result, agent, since, until, limit }: ListOptions) => {
      await withJournal(file, async (journal) => {
        const filter: SessionFilter = {
          ...(!order && { withoutOrder: true }),
          ...(open && { open }),
          ...(result !== undefined && { result }),
          ...(agent !== undefined && { agent }),
          ...(since !== undefined && { since }),
          ...(until !== undefined && { until }),
          ...(limit !== undefined && { limit }),
        };
        for (const session of (await journal.sessions(filter)).map(summaryOf))
          print(json ? JSON.stringify(session) : line(session));
      });
    });
}

function show(): Command {
  return new Command('show')
    .description('all that is told of one session, with every step of its call')
    .argument('<session>', 'its id')
    .addOption(configOption())
    .option('--json', 'one object')
    .action(async (id: string, { config: file, json }: ConfigOption & { readonly json?: boolean }) => {
      await withJournal(file, async (journal) => {
        const [record] = await journal.sessions({ ids: [id] });
        if (!record) return fail(`There is no session ${id} in the journal.`);
        const session = summaryOf(record);
        const steps = await journal.steps(id);
        if (json) return print(JSON.stringify({ session, steps }));
        for (const [name, value] of details(session)) print(`${name.padEnd(12)} ${value}`);
        print('');
        for (const step of steps) print(trace(step, steps[0]?.event.at ?? step.event.at));
      });
    });
}
