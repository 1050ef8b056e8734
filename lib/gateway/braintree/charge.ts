import { decimalAmount, decimalsOf } from '../../money/currency.js';
import type { Money } from '../../money/money.js';
import type { ChargeOutcome } from '../../session/state.js';
import type { CaptureRequest, ChargeRequest, Gateway, Source } from '../gateway.js';
import type { Accounts } from './account-list.js';
import type { Ended } from './call.js';
import { type AnswerFacts, classifyFailure, classifyTransaction } from './classify.js';
import { failed, unknown } from './outcomes.js';
import type { SdkTransaction } from './sdk.js';
import { addressOf, noteOf, riskOf } from './transaction-fields.js';
import type { Wire } from './wire.js';

const SOURCES: Readonly<Record<Source, string>> = {
  moto: 'moto',
  'recurring-first': 'recurring_first',
  recurring: 'recurring',
  unscheduled: 'unscheduled',
};

type Charging = Pick<Gateway, 'charge' | 'authorise' | 'capture' | 'void' | 'refund'>;

/** The calls that move money. What each answers is classified to the last case; see the door's comment. */
export function charging(wire: Wire, accounts: Accounts): Charging {
  const voiding: Charging['void'] = async (transactionId, requestKey) => {
    const ended = await wire.change(() =>
      wire.sdk.transaction.void(transactionId, { ...wire.key(requestKey) }),
    );
    const outcome = wire.outcomeOf('void', ended, requestKey);
    if (ended.kind !== 'answered' || !ended.value.success) return outcome;
    const voided = ended.value.transaction?.status === 'voided';
    return voided
      ? { kind: 'approved', transactionId }
      : unknown('gateway-error', 'not voided, and no error');
  };
  const sell = async (request: ChargeRequest, now: boolean): Promise<ChargeOutcome> => {
    const { orderId, amount } = request;
    const chosen = accounts.choose(amount);
    if (!chosen.ok) return chosen.outcome;
    const ended = await wire.change(() =>
      wire.sdk.transaction.sale({
        ...saleOf(request, now),
        amount: chosen.amount,
        ...(chosen.id ? { merchantAccountId: chosen.id } : {}),
        ...noteOf(request, wire.options),
        ...wire.key(orderId),
      }),
    );
    const outcome = wire.outcomeOf(now ? 'charge' : 'authorise', ended, orderId);
    return rightMoney(wire, voiding, await certain(wire, outcome, ended, orderId), ended, amount);
  };
  return {
    charge: (request) => sell(request, true),
    authorise: (request) => sell(request, false),
    capture: (request) => capture(wire, request),
    void: voiding,
    async refund(transactionId, amount, requestKey) {
      const fault = amount && (await otherCurrency(wire, transactionId, amount));
      if (fault) return fault;
      const ended = await wire.change(() =>
        wire.sdk.transaction.refund(transactionId, {
          ...(amount ? { amount: decimalAmount(amount) } : {}),
          orderId: requestKey,
          ...wire.key(requestKey),
        }),
      );
      return wire.outcomeOf('refund', ended, requestKey);
    },
  };
}

function saleOf(request: ChargeRequest, now: boolean): object {
  const { orderId, nonce, source = 'moto', billing, risk } = request;
  return {
    orderId,
    ...(nonce === undefined ? vaulted(request) : { paymentMethodNonce: nonce }),
    transactionSource: SOURCES[source],
    ...(billing ? { billing: addressOf(billing) } : {}),
    ...riskOf(risk),
    options: { submitForSettlement: now },
  };
}

/** Beside a token of the vault, a nonce can only be that of a security code. */
function vaulted({ token, codeNonce }: Extract<ChargeRequest, { nonce?: undefined }>): object {
  return { paymentMethodToken: token, ...(codeNonce ? { paymentMethodNonce: codeNonce } : {}) };
}

async function capture(
  wire: Wire,
  { transactionId, amount, more, requestKey }: CaptureRequest,
): Promise<ChargeOutcome> {
  if (more && !amount) return failed('gateway-validation', 'a partial capture needs an amount');
  const fault = amount && (await otherCurrency(wire, transactionId, amount));
  if (fault) return fault;
  const { transaction } = wire.sdk;
  const ended = await wire.change(() =>
    more && amount
      ? transaction.submitForPartialSettlement(transactionId, decimalAmount(amount), {
          orderId: requestKey,
          ...wire.key(requestKey),
        })
      : transaction.submitForSettlement(transactionId, amount && decimalAmount(amount), {
          ...wire.key(requestKey),
        }),
  );
  const outcome = wire.outcomeOf('capture', ended, requestKey);
  const status = ended.kind === 'answered' ? ended.value.transaction?.status : undefined;
  return outcome.kind === 'approved' && status === 'authorized'
    ? unknown('gateway-error', 'still authorised, and no error')
    : outcome;
}

/**
 * An amount is sent without its currency, so 500 yen refunded on a charge in dollars would be 500 dollars: what it is
 * taken from is asked first. Undefined: the same currency. Nothing has been sent yet where it is not.
 */
async function otherCurrency(
  wire: Wire,
  transactionId: string,
  { minor, currency }: Money,
): Promise<ChargeOutcome | undefined> {
  if (decimalsOf(currency) === undefined) return failed('gateway-currency', `${currency} is not a currency`);
  if (!Number.isSafeInteger(minor) || minor < 0) {
    return failed('gateway-validation', 'the amount is not a whole number of minor units');
  }
  const found = await wire.ask(() => wire.sdk.transaction.find(transactionId));
  if (found.kind !== 'answered') {
    const outcome = wire.silent('find', found);
    // Only the question got no answer; the change was not sent.
    return outcome.kind === 'failed'
      ? outcome
      : failed('gateway-unreachable', 'the transaction could not be read');
  }
  const has = found.value.currencyIsoCode;
  if (!has || has === currency) return undefined;
  return failed('gateway-currency', `the transaction is in ${has}, not in ${currency}`);
}

/**
 * Our order id is new with every charge, so a rejection as its own duplicate means that this very request was
 * executed before, by something between us and the gateway that sent it twice: the first copy is the truth.
 */
async function certain(
  wire: Wire,
  outcome: ChargeOutcome,
  ended: Ended<AnswerFacts>,
  orderId: string,
): Promise<ChargeOutcome> {
  if (outcome.kind !== 'refused' || outcome.reason !== 'duplicate' || ended.kind !== 'answered')
    return outcome;
  const original = (ended.value.transaction as SdkTransaction | undefined)?.duplicateOfTransactionId;
  if (!original) return classifyFailure(new Error('duplicate of an unnamed transaction'), true);
  const found = await wire.ask(() => wire.sdk.transaction.find(original));
  if (found.kind !== 'answered') return classifyFailure(new Error('duplicate, original not found'), true);
  return found.value.orderId === orderId ? classifyTransaction(found.value) : outcome;
}

/** Money taken in another currency or of another amount than was asked for is given back. */
async function rightMoney(
  wire: Wire,
  voiding: Charging['void'],
  outcome: ChargeOutcome,
  ended: Ended<AnswerFacts>,
  asked: Money,
): Promise<ChargeOutcome> {
  if (outcome.kind !== 'approved' || ended.kind !== 'answered') return outcome;
  const { currencyIsoCode: currency, amount } = ended.value.transaction ?? {};
  const taken = outcome.details?.amount;
  // A number that is no whole count of minor units, such as 7.50 yen, is not what was asked for.
  const other = /^\d+(\.\d+)?$/.test(amount ?? '') && currency === asked.currency;
  const right = taken ? taken.minor === asked.minor && taken.currency === asked.currency : !other;
  if (right && (!currency || currency === asked.currency)) return outcome;
  wire.log('error', 'other money was taken than was asked for: the charge is voided', { currency, amount });
  const voided = await voiding(outcome.transactionId);
  const text = `The merchant account took ${amount} ${currency}, not ${decimalAmount(asked)} ${asked.currency}`;
  return voided.kind === 'approved'
    ? { kind: 'refused', transactionId: outcome.transactionId, reason: 'voided', text }
    : { kind: 'unknown', cause: 'gateway-error', text: `${text}; the charge could not be voided` };
}
