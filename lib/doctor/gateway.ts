import type { ErrorCode } from '../errors.js';
import { ERRORS } from '../errors.js';
import type { Inspection, SetUpFault } from '../gateway/gateway.js';
import { openGateway } from '../gateway/open.js';
import { clockFinding } from './doors.js';
import type { Finding } from './finding.js';
import type { Patient } from './patient.js';

/** Does the provider know our keys, our merchant id and our accounts, and is its clock ours? */
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
    const inspection = await gateway.inspect();
    findings.push(...inspection.faults.map((fault) => findingOf(fault, inspection)));
    const { merchantAccounts } = config.braintree;
    findings.push(...currencyFindings(config.payment.currency, merchantAccounts, inspection));
  } finally {
    await gateway.stop();
  }
  return findings;
}

function findingOf({ cause, text, critical }: SetUpFault, { clockAhead = 0 }: Inspection): Finding {
  if (cause === 'gateway-clock') return clockFinding('Braintree', clockAhead);
  return {
    id: cause.replace('gateway-', 'gateway.'),
    severity: critical ? 'critical' : 'warning',
    what: `Braintree: ${text}`,
    why: WHY[cause] ?? 'No payment can be taken.',
    fix: FIX[cause] ?? ERRORS[cause],
  };
}

const WHY: Partial<Record<ErrorCode, string>> = {
  'gateway-account': 'Payments in that currency are refused or go where they should not.',
  'gateway-request-keys': 'Every charge is refused.',
};

const FIX: Partial<Record<ErrorCode, string>> = {
  'gateway-authentication':
    'Compare publicKey and privateKey with those in the Control Panel under API, and environment with where you found them: keys of the sandbox are no keys of production.',
  'gateway-merchant':
    'Compare merchantId with the Merchant ID beside the keys in the Control Panel under API; it is not the id of a merchant account.',
  'gateway-unreachable':
    'See that this machine resolves and reaches Braintree on port 443: a firewall, a proxy or DNS stands between.',
  'gateway-tls':
    'See that ca-certificates is installed, that the clock is right, and that nothing between opens the encryption.',
  'gateway-account': 'Compare braintree.merchantAccounts with the merchant accounts in the Control Panel.',
  'gateway-request-keys': 'Ask Braintree to enable api request keys, or set braintree.apiRequestKeys: false.',
};

/** The currency that calls are charged in when the dialplan names none. */
function currencyFindings(
  currency: string,
  configured: Readonly<Record<string, string>>,
  { accounts }: Inspection,
): Finding[] {
  const own = accounts.find(({ isDefault }) => isDefault);
  const none = Object.keys(configured).length === 0;
  if (none ? !own || own.currency === currency : configured[currency]) return [];
  const taking = accounts.filter((account) => account.currency === currency).map(({ id }) => id);
  return [
    {
      id: 'gateway.currency',
      severity: 'critical',
      what: none
        ? `The default merchant account ${own?.id} takes ${own?.currency}, and payment.currency is ${currency}`
        : `braintree.merchantAccounts has no account for payment.currency ${currency}`,
      why: 'Every payment without a currency of its own is refused before anything is sent.',
      fix:
        taking.length > 0
          ? `Write braintree.merchantAccounts: { ${currency}: ${taking[0]} }`
          : 'Ask Braintree for a merchant account in that currency, or change payment.currency.',
    },
  ];
}
