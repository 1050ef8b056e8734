import { readFileSync } from 'node:fs';
import { createJournal } from '../../../lib/journal/store.js';
import { createLog } from '../../../lib/log.js';
import { windowsOf } from '../../../lib/rig/proof/digits.js';
import { until } from '../../../lib/rig/until.js';
import type { Rig } from '../rig.js';
import { Switch } from '../switch.js';
import { NUMBERS } from './cards.js';
import type { Went } from './run.js';

/** What is left behind when everybody has hung up. Each must be nothing. */
export interface Left {
  /** Channels and bridges in the PBX: calls, snoops, watches. */
  readonly inSwitch: readonly string[];
  /** Sessions that the journal has as open, or the log without an end. */
  readonly sessions: readonly string[];
  /** Lines of the service's log in which seven digits of a card are. */
  readonly digits: number;
  /** The same search over the same log with one such line in it: must find it. */
  readonly control: number;
}

/** Watches and the last playbacks end within this. Milliseconds. */
const EMPTY_WITHIN_MS = 20_000;
/** What was unknown is known by then. Milliseconds. */
const RECONCILED_WITHIN_MS = 30_000;

/** Compares what the gateway and the journal have with what was foretold; adds to each caller's faults. */
export async function auditPayments(rig: Rig, all: readonly Went[]): Promise<void> {
  const journal = await open(rig);
  try {
    const booked = async (orders: readonly string[]) => {
      const payments = await Promise.all(orders.map((order) => journal.payment(order)));
      return payments.flatMap((payment) => payment?.status ?? []);
    };
    for (const went of all) {
      const { payments } = went.script.foretold;
      const right = async () => (await booked(ordersOf(went))).join() === payments.join();
      await until('the journal to know', RECONCILED_WITHIN_MS, right).catch(() => undefined);
    }
    // Not before: what was answered too late is done by now.
    const byOrder = new Map((await rig.bank.all()).map((one) => [one.orderId ?? '', one.status]));
    for (const went of all) {
      const { results, transactions, payments } = went.script.foretold;
      const compare = (what: string, found: readonly string[], wanted: readonly string[]) => {
        if (found.join() !== wanted.join()) went.faults.push(`${what}: ${found.join() || 'none'}`);
      };
      compare('result', went.results, results);
      const made = ordersOf(went).map((order) => byOrder.get(order));
      compare(
        'transactions',
        made.filter((one) => one !== undefined),
        transactions,
      );
      compare('journal', await booked(ordersOf(went)), payments);
    }
  } finally {
    await journal.close();
  }
}

/** More than any script makes in a session. */
const ordersOf = ({ sessions }: Went) => sessions.flatMap((id) => [1, 2, 3, 4].map((n) => `${id}-${n}`));

export async function auditLeft(rig: Rig): Promise<Left> {
  const pbx = new Switch(rig);
  await until('the PBX to be empty', EMPTY_WITHIN_MS, async () => (await pbx.left()).length === 0).catch(
    () => undefined,
  );
  const journal = await open(rig);
  const unfinished = await journal.openSessions().finally(() => journal.close());
  const { lines } = rig.hushpay;
  const begun = lines.filter(({ msg }) => msg === 'hand-off' || msg === 'payment line');
  const ended = new Set(lines.filter(({ msg }) => msg === 'session ended').map(({ session }) => session));
  const unended = begun.map(({ session = '' }) => session).filter((id) => !ended.has(id));
  const log = readFileSync(rig.hushpay.logFile, 'utf8').split('\n');
  const planted = `{"msg":"step","text":"${NUMBERS[1]?.slice(2, 9)}"}`;
  return {
    inSwitch: await pbx.left(),
    sessions: [...new Set([...unfinished.map(({ id }) => id), ...unended])],
    digits: linesWithDigits(log),
    control: linesWithDigits([...log, planted]) - linesWithDigits(log),
  };
}

function linesWithDigits(lines: readonly string[]): number {
  const runs = NUMBERS.flatMap((number) => windowsOf(number));
  return lines.filter((line) => runs.some((run) => line.includes(run))).length;
}

async function open(rig: Rig) {
  const journal = createJournal(
    { client: 'sqlite3', file: rig.hushpay.journalFile, lockDeadline: 10 },
    createLog({ level: 'error' }, { write: () => undefined }),
  );
  await journal.open();
  return journal;
}
