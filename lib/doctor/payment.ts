import { existsSync } from 'node:fs';
import { ERRORS, type ErrorCode } from '../errors.js';
import type { Journal } from '../journal/journal.js';
import { createJournal } from '../journal/store.js';
import { createLog } from '../log.js';
import type { Finding } from './finding.js';
import type { Patient } from './patient.js';

/** Can the journal be opened, and is there anything in it for a person? */
export async function checkJournal({ config }: Patient): Promise<Finding[]> {
  const { database, reconcile } = config;
  if (database.client === 'sqlite3' && !existsSync(database.file)) {
    return [
      {
        id: 'journal.missing',
        severity: 'warning',
        what: `There is no journal at ${database.file} yet`,
        why: 'The service makes it at its first start; if it has been started, it uses another configuration.',
        fix: 'Start the service, or run: hushpay migrate',
      },
    ];
  }
  const journal = createJournal(database, createLog({ level: 'error' }, { write: () => undefined }));
  try {
    await journal.open();
    const given = Date.now() - reconcile.giveUpAfter * 1000;
    const old = (await journal.unsettled()).filter(({ createdAt }) => createdAt < given);
    const failures = [...(await failuresOf(journal)), ...(await locksOf(journal))];
    if (old.length === 0) return failures;
    return [
      ...failures,
      {
        id: 'journal.unsettled',
        severity: 'warning',
        what: `${old.length} payments have had no known outcome for long: ${old
          .slice(0, 5)
          .map(({ orderId }) => orderId)
          .join(', ')}`,
        why: 'The service has given up on them; callers may have been charged.',
        fix: 'Run: hushpay payments reconcile. If that does not help, look for the orders at Braintree.',
      },
    ];
  } catch (error) {
    return [
      {
        id: 'journal.unavailable',
        severity: 'critical',
        what: error instanceof Error ? error.message : String(error),
        why: 'No payment is taken without it.',
        fix: 'See that the database runs, has room, and that this user may write it.',
      },
    ];
  } finally {
    await journal.close();
  }
}

/** Who is locked out for trying too often: a thief, or a limit that is too low. */
async function locksOf(journal: Journal): Promise<Finding[]> {
  const locks = await journal.locks(Date.now());
  if (locks.length === 0) return [];
  const all = locks.filter(({ rule }) => rule.endsWith('.whole'));
  const rules = [...new Set(locks.map(({ rule }) => rule))].join(', ');
  return [
    {
      id: all.length > 0 ? 'limits.line-locked' : 'limits.locked',
      severity: all.length > 0 ? 'critical' : 'warning',
      what: `${locks.length} ${locks.length === 1 ? 'lock is' : 'locks are'} in force for too many attempts: ${rules}`,
      why: 'Somebody may be trying stolen cards, or the limits are too low for what is usual here.',
      fix: 'Run: hushpay limits list. It says what hushpay limits release ends.',
    },
  ];
}

/** For so long a failure is worth telling. Milliseconds. */
const RECENT_MS = 24 * 60 * 60_000;
/** Failures that the door itself cannot be asked about: what made them is not there when nothing is charged. */
const TOLD: readonly ErrorCode[] = [
  'gateway-limit',
  'gateway-token',
  'gateway-currency',
  'gateway-account',
  'gateway-merchant',
  'gateway-authentication',
  'gateway-forbidden',
  'gateway-request-keys',
  'gateway-tls',
  'gateway-unreachable',
  'gateway-validation',
];

/** What payments have failed with since yesterday, one finding a cause. */
async function failuresOf(journal: Journal): Promise<Finding[]> {
  const failed = await journal.payments({ status: 'failed', since: Date.now() - RECENT_MS, limit: 1000 });
  return TOLD.flatMap((cause) => {
    const [last, ...others] = failed.filter(({ code }) => code === cause);
    if (!last) return [];
    const count = others.length + 1;
    return {
      id: `payments.${cause}`,
      severity: 'warning' as const,
      what: `${count} ${count === 1 ? 'payment has' : 'payments have'} failed since yesterday, last ${last.orderId}: ${last.text ?? cause}`,
      why: 'Callers could not pay. Nothing was charged.',
      fix: ERRORS[cause],
    };
  });
}
