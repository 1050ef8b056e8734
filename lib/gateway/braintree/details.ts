import { toldAmount } from '../../money/told.js';
import { statusOf } from '../../money/transaction-status.js';
import type { ChargeDetails, Checked } from '../../session/state.js';

/** What is read of a transaction beside its fate. Whatever is missing or empty is left out. */
export interface DetailFacts {
  readonly status?: string;
  readonly amount?: string;
  readonly currencyIsoCode?: string;
  readonly merchantAccountId?: string;
  readonly processorAuthorizationCode?: string;
  readonly networkResponseCode?: string;
  readonly networkResponseText?: string;
  readonly networkTransactionId?: string;
  readonly additionalProcessorResponse?: string | null;
  readonly merchantAdviceCode?: string | null;
  readonly achReturnCode?: string | null;
  readonly avsErrorResponseCode?: string | null;
  readonly avsPostalCodeResponseCode?: string;
  readonly avsStreetAddressResponseCode?: string;
  readonly cvvResponseCode?: string;
  readonly riskData?: RiskFacts | null;
}

interface RiskFacts {
  readonly id?: string;
  readonly decision?: string;
  readonly transactionRiskScore?: string | number;
  readonly decisionReasons?: readonly string[] | string;
}

/** Braintree's letters: developer.paypal.com/braintree/docs/reference/general/processor-responses/avs-cvv-responses. */
const LETTERS: Readonly<Record<string, Checked>> = {
  M: 'match',
  N: 'no-match',
  U: 'not-verified',
  I: 'not-provided',
  S: 'not-supported',
  A: 'not-applicable',
  B: 'not-applicable',
  E: 'system-error',
};

/** A foreign text might quote a card; no text of an issuer is that long. */
export function clean(text: unknown): string | undefined {
  if (typeof text !== 'string' || text === '') return undefined;
  return text.replace(/\d{7,}/g, '…').slice(0, 200);
}

/** Ids of the network are long runs of digits by nature; anything that is not one is left out. */
function networkId(id: unknown): string | undefined {
  return typeof id === 'string' && /^[A-Za-z0-9]{1,20}$/.test(id) && !/^[2-6]\d{12,18}$/.test(id)
    ? id
    : undefined;
}

/** Everything a transaction tells beside its fate; undefined where it tells nothing. */
export function detailsOf(t: DetailFacts): ChargeDetails | undefined {
  const details = present({
    status: t.status ? statusOf(t.status) : undefined,
    amount: toldAmount(t.amount, t.currencyIsoCode),
    merchantAccountId: t.merchantAccountId || undefined,
    authorizationCode: clean(t.processorAuthorizationCode),
    networkCode: clean(t.networkResponseCode),
    networkText: clean(t.networkResponseText),
    networkTransactionId: networkId(t.networkTransactionId),
    processorDetail: clean(t.additionalProcessorResponse),
    adviceCode: clean(t.merchantAdviceCode),
    achReturnCode: clean(t.achReturnCode),
    avs: avsOf(t),
    cvv: letter(t.cvvResponseCode),
    risk: riskOf(t.riskData),
  });
  return Object.keys(details).some((name) => name !== 'status') ? details : undefined;
}

function letter(code: string | null | undefined): Checked | undefined {
  return code ? LETTERS[code] : undefined;
}

/** An error of the whole check (E: system, S: not supported) stands for both its parts. */
function avsOf(t: DetailFacts): ChargeDetails['avs'] {
  const error = letter(t.avsErrorResponseCode);
  const avs = present({
    postalCode: error ?? letter(t.avsPostalCodeResponseCode),
    street: error ?? letter(t.avsStreetAddressResponseCode),
  });
  return Object.keys(avs).length > 0 ? avs : undefined;
}

function riskOf(data: RiskFacts | null | undefined): ChargeDetails['risk'] {
  if (!data) return undefined;
  const score = Number(data.transactionRiskScore ?? Number.NaN);
  const reasons = Array.isArray(data.decisionReasons)
    ? data.decisionReasons.flatMap((reason) => clean(reason) ?? [])
    : [];
  const risk = present({
    decision: clean(data.decision),
    id: clean(data.id),
    score: Number.isFinite(score) ? score : undefined,
    reasons: reasons.length > 0 ? reasons : undefined,
  });
  return Object.keys(risk).length > 0 ? risk : undefined;
}

/** Without the fields that are undefined: what is stored as JSON and read back is then the same. */
function present<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T;
}
