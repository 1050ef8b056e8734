import type { ErrorCode } from '../../errors.js';
import { ERRORS } from '../../errors.js';
import type { Gateway, Inspection, MerchantAccount, SetUpFault } from '../gateway.js';
import type { Accounts } from './account-list.js';
import { classifyGraphql } from './classify.js';
import type { Graphql } from './graphql.js';
import { isMissing, type Wire } from './wire.js';

/** No transaction has this id. */
const NOBODY = 'hushpay-ping';
const PING = '{"query":"query{ping}"}';
/** Requests, certificates and expiry dates are judged by the clock; nothing needs it nearer. Seconds. */
const MOST_SKEW = 30;

/** Questions about our own set-up: the quick one for the watch, the thorough one for an administrator. */
export function inspecting(
  wire: Wire,
  accounts: Accounts,
  graphql: Graphql,
): Pick<Gateway, 'ping' | 'inspect'> {
  const keys = () => checkKeys(wire, graphql);
  return {
    async ping() {
      const { wrong } = await keys();
      const merchant = wrong ?? (await checkMerchant(wire));
      wire.saw(merchant?.text);
      // What the accounts are is worth knowing before the first charge; keys that may not list them are no fault.
      if (!merchant) await accounts.load();
      return wire.health();
    },
    async inspect(): Promise<Inspection> {
      const { wrong, aheadMs } = await keys();
      const clock = aheadMs === undefined ? {} : { clockAhead: aheadMs / 1000 };
      const skewed = Math.abs(aheadMs ?? 0) > MOST_SKEW * 1000;
      const late = skewed ? [fault('gateway-clock', `${Math.round((aheadMs ?? 0) / 1000)} s`, false)] : [];
      const stopped = wrong ?? (await checkMerchant(wire));
      if (stopped) return { faults: [stopped, ...late], accounts: [], ...clock };
      const listed = await accounts.load();
      const known = listed.kind === 'answered' ? listed.value : [];
      const faults = [...checkAccounts(wire, known), ...(await checkRequestKeys(wire)), ...late];
      return { faults, accounts: known, ...clock };
    },
  };
}

function fault(cause: ErrorCode, detail: string | undefined, critical: boolean): SetUpFault {
  return { cause, text: detail ? `${ERRORS[cause]} (${detail})` : ERRORS[cause], critical };
}

/** GraphQL knows our keys and no merchant id: whatever is wrong here is not the merchant's. */
async function checkKeys(
  wire: Wire,
  graphql: Graphql,
): Promise<{ readonly wrong?: SetUpFault; readonly aheadMs?: number }> {
  const asked = await graphql.ask(() => [Buffer.from(PING)]);
  if (asked.kind === 'failed') return { wrong: { ...said(asked.outcome), critical: true } };
  const { answer, aheadMs } = asked;
  if (answer.data?.ping === 'pong' && !answer.errors?.length) {
    wire.keysTaken();
    return { aheadMs };
  }
  const outcome = classifyGraphql(answer.errors ?? []);
  const wrong =
    outcome.kind === 'failed' ? { ...said(outcome), critical: true } : fault('gateway-validation', '', true);
  return { wrong, aheadMs };
}

/** "Not found" is the answer that shows that keys and merchant id belong together. */
async function checkMerchant(wire: Wire): Promise<SetUpFault | undefined> {
  const ended = await wire.ask(() => wire.sdk.transaction.find(NOBODY));
  if (ended.kind === 'answered' || (ended.kind === 'broke' && isMissing(ended.error))) return undefined;
  return { ...said(wire.silent('ping', ended)), critical: true };
}

function said({ cause, text }: { cause: string; text: string }): Omit<SetUpFault, 'critical'> {
  return { cause: cause as ErrorCode, text };
}

/** Those we are configured for against those there are. Without a list nothing can be said. */
function checkAccounts(wire: Wire, known: readonly MerchantAccount[]): SetUpFault[] {
  if (known.length === 0) return [];
  return Object.entries(wire.options.merchantAccounts ?? {}).flatMap(([currency, id]) => {
    const account = known.find((one) => one.id === id);
    if (!account) return [fault('gateway-account', `there is no ${id} for ${currency}`, true)];
    if (account.currency !== currency) {
      return [fault('gateway-account', `${id} takes ${account.currency}, not ${currency}`, true)];
    }
    return account.status === '' || account.status === 'active'
      ? []
      : [fault('gateway-account', `${id} is ${account.status}`, true)];
  });
}

/**
 * Asked with a sale that cannot be made, having neither an amount nor a payer: only its key can be found fault with
 * beside those. Nothing is asked where we do not send keys.
 */
async function checkRequestKeys(wire: Wire): Promise<SetUpFault[]> {
  if (!wire.options.apiRequestKeys) return [];
  const request = { apiRequestKey: `hushpay-inspect-${Date.now()}`, options: { submitForSettlement: false } };
  const ended = await wire.ask(() => wire.sdk.transaction.sale(request));
  if (ended.kind !== 'answered') return [];
  const codes = (ended.value.errors?.deepErrors() ?? []).map(({ code }) => code);
  return codes.includes('915231') ? [fault('gateway-request-keys', undefined, true)] : [];
}
