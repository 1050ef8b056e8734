import { existsSync } from 'node:fs';
import { openGateway } from '../gateway/open.js';
import { addressesOf } from '../gateway/options.js';
import { createJournal } from '../journal/store.js';
import { createLog } from '../log.js';
import { clockFinding, skewOf } from './doors.js';
import type { Finding } from './finding.js';
import type { Patient } from './patient.js';

/** Does the provider know our keys, and is its clock ours? */
export async function checkGateway({ config }: Patient): Promise<Finding[]> {
  const findings: Finding[] = [];
  if (config.environment === 'local') {
    findings.push({
      id: 'gateway.local',
      severity: 'warning',
      what: 'Payments go to the local sandbox: no card is charged and no money moves',
      why: 'Callers would be told that they have paid.',
      fix: 'Before the first real call set environment: production and your Braintree keys.',
    });
    // Its own sandbox is the service's; starting another one here would prove nothing.
    if (!config.sandbox.url) return findings;
  }
  const { gateway } = await openGateway(config, () => undefined);
  try {
    const { up, detail } = await gateway.ping();
    if (!up) {
      findings.push({
        id: 'gateway.ping',
        severity: 'critical',
        what: `Braintree: ${detail}`,
        why: 'No payment can be taken.',
        fix: 'Compare merchantId, publicKey, privateKey and environment; see that the provider can be reached.',
      });
    }
  } finally {
    await gateway.stop();
  }
  if (config.environment === 'local') return findings;
  const { host } = addressesOf({
    environment: config.environment,
    merchantId: '',
    publicKey: '',
    privateKey: '',
    apiRequestKeys: false,
  });
  const skew = await skewOf(`https://${host}/`, config.braintree.findDeadline);
  // Requests are signed with a time; the provider allows minutes, expiry dates do not need more.
  if (skew !== undefined && Math.abs(skew) > 30) findings.push(clockFinding('Braintree', skew));
  return findings;
}

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
    if (old.length === 0) return [];
    return [
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
