import { randomUUID } from 'node:crypto';
import { matchBrand } from '../../lib/card/brands.js';
import type { DoorHealth } from '../../lib/door.js';
import { ERRORS, type ErrorCode } from '../../lib/errors.js';
import type {
  CaptureRequest,
  ChargeRequest,
  FoundTransaction,
  Gateway,
  Tokenised,
  Transaction,
} from '../../lib/gateway/gateway.js';
import type { StoredMethod } from '../../lib/gateway/methods.js';
import { decimalAmount, decimalsOf } from '../../lib/money/currency.js';
import type { Money } from '../../lib/money/money.js';
import {
  hasSettled,
  isHeld,
  isPastVoiding,
  type TransactionStatus,
} from '../../lib/money/transaction-status.js';
import type { CardMask, ChargeOutcome } from '../../lib/session/state.js';

/** What changes something, and whose answer can be lost. */
export type Change = 'charge' | 'capture' | 'void' | 'refund' | 'vault';

/** What a single-use token stands for: no more than the mask of what was keyed. */
type Kept =
  | { readonly kind: 'card'; readonly card: CardMask }
  | { readonly kind: 'account'; readonly last4: string };

/** A charge of so much is declined, as the banks of this provider do. Minor units. */
export const DECLINED_FROM = 2000_00;
const DECLINED_UNTIL = 3000_00;

type Failed = Extract<ChargeOutcome, { kind: 'failed' }>;
const failed = (cause: ErrorCode): Failed => ({ kind: 'failed', cause, text: ERRORS[cause] });
const unknown = { kind: 'unknown', cause: 'gateway-silence', text: ERRORS['gateway-silence'] } as const;
const UP: DoorHealth = { door: 'gateway', up: true, detail: 'in memory' };

/**
 * A payment provider that is a few maps in memory. It has no wire and no vendor's package, and shows that the contract
 * holds what the service needs and nothing of one provider.
 */
export class MemoryProvider {
  readonly #transactions = new Map<string, Transaction>();
  readonly #nonces = new Map<string, Kept>();
  readonly #methods = new Map<string, StoredMethod>();
  readonly #lost: { readonly change: Change; readonly executed: boolean }[] = [];

  /** The next change of this kind gets no answer, and was made or not. */
  lose(change: Change, executed: boolean): void {
    this.#lost.push({ change, executed });
  }

  /** Everything that was ever charged or given back, oldest first. */
  transactions(): readonly Transaction[] {
    return [...this.#transactions.values()];
  }

  settle(id: string): void {
    const one = this.#transactions.get(id);
    if (one) this.#put({ ...one, status: 'settled' });
  }

  gateway(): Gateway {
    const nothing = async (): Promise<void> => undefined;
    return {
      start: nothing,
      stop: nothing,
      health: () => UP,
      ping: async () => UP,
      inspect: async () => ({ faults: [], accounts: [] }),
      tokenise: async ({ number }) => {
        if (!number.every((byte) => byte >= 0x30 && byte <= 0x39)) {
          return { kind: 'failed', outcome: failed('gateway-validation') };
        }
        const last4 = number.subarray(-4).toString('latin1');
        return this.#nonce({ kind: 'card', card: { brand: matchBrand(number).rules.brand, last4 } });
      },
      tokeniseAccount: async ({ accountNumber }) =>
        this.#nonce({ kind: 'account', last4: accountNumber.subarray(-4).toString('latin1') }),
      tokeniseCode: async () => this.#nonce({ kind: 'card', card: { brand: 'unknown', last4: '' } }),
      charge: async (request) => this.#sell(request, 'submitted_for_settlement'),
      authorise: async (request) => this.#sell(request, 'authorized'),
      capture: async (request) => this.#capture(request),
      void: async (id) => this.#void(id),
      refund: async (id, amount, key) => this.#refund(id, amount, key),
      find: async (orderId) => {
        const found = this.#found((one) => one.orderId === orderId && one.kind === 'sale');
        if (found.kind !== 'found') return found;
        const { outcome, amount, status } = found.transaction;
        return { ...found, outcome, amount, status };
      },
      findTransaction: async (id) => this.#found((one) => one.transactionId === id),
      findChild: async (id, key) =>
        this.#found((one) => one.orderId === key && (one.refundOf === id || one.captureOf === id)),
      vault: async ({ nonce, token, customer, makeDefault }) => {
        const kept = this.#nonces.get(nonce);
        if (!kept || this.#methods.has(token)) return failed(kept ? 'gateway-validation' : 'gateway-token');
        this.#nonces.delete(nonce);
        const base = { token, customerId: customer.id, isDefault: makeDefault === true };
        const verification = { kind: 'verified' } as const;
        const method: StoredMethod =
          kept.kind === 'card'
            ? { kind: 'card', ...base, ...kept.card, verification }
            : { kind: 'bank-account', ...base, last4: kept.last4, verification };
        return this.#answer('vault', () => {
          this.#methods.set(token, method);
          return { kind: 'stored', method } as const;
        });
      },
      findMethod: async (token) => {
        const method = this.#methods.get(token);
        return method ? { kind: 'found', method } : { kind: 'not-found' };
      },
      methodsOf: async (id) => {
        const methods = [...this.#methods.values()].filter(({ customerId }) => customerId === id);
        return methods.length > 0 ? { kind: 'found', methods } : { kind: 'not-found' };
      },
      forget: async (token) => {
        this.#methods.delete(token);
        return { kind: 'forgotten' };
      },
      list: async ({ from, until }) => ({
        kind: 'listed',
        transactions: this.transactions().filter(({ createdAt = '' }) => {
          const at = Date.parse(createdAt);
          return at >= from.getTime() && at <= until.getTime();
        }),
        unreadable: [],
      }),
      batch: async () => ({ kind: 'batch', records: [] }),
      readWebhook: async () => ({ kind: 'forged', text: 'this provider tells nothing by itself' }),
      isSigned: () => false,
      answerChallenge: () => undefined,
    };
  }

  #sell(request: ChargeRequest, status: TransactionStatus): ChargeOutcome {
    const { orderId, amount, nonce, token } = request;
    const fault = faultOf(amount);
    if (fault) return fault;
    if (nonce === undefined ? !this.#methods.has(token) : !this.#nonces.delete(nonce)) {
      return failed('gateway-token');
    }
    const declined = amount.minor >= DECLINED_FROM && amount.minor < DECLINED_UNTIL;
    return this.#answer('charge', () =>
      this.#make(
        { kind: 'sale', orderId, amount, ...(token && { token }) },
        declined ? 'processor_declined' : status,
      ),
    );
  }

  #capture({ transactionId, amount, more, requestKey }: CaptureRequest): ChargeOutcome {
    const one = this.#transactions.get(transactionId);
    if (!one?.amount) return failed('gateway-forbidden');
    const fault = amount && (faultOf(amount) ?? otherCurrency(amount, one.amount));
    if (fault) return fault;
    const left = one.amount.minor - this.#sum((part) => part.captureOf === transactionId);
    const whole = one.captureIds.length > 0 && !more;
    if (!isHeld(one.status) || whole || (more && !amount) || (amount?.minor ?? left) > left) {
      return failed('gateway-validation');
    }
    return this.#answer('capture', () => {
      if (!more) {
        this.#put({ ...one, status: 'submitted_for_settlement', amount: amount ?? one.amount });
        return { kind: 'approved', transactionId };
      }
      const facts = {
        kind: 'sale',
        orderId: requestKey,
        amount: amount ?? usdZero,
        captureOf: transactionId,
      } as const;
      const part = this.#make(facts, 'submitted_for_settlement');
      const id = part.kind === 'approved' ? part.transactionId : '';
      this.#put({ ...one, captureIds: [...one.captureIds, id] });
      return part;
    });
  }

  #void(transactionId: string): ChargeOutcome {
    const one = this.#transactions.get(transactionId);
    if (!one) return failed('gateway-forbidden');
    if (one.outcome.kind !== 'approved' || isPastVoiding(one.status) || one.status === 'voided') {
      return failed('gateway-validation');
    }
    return this.#answer('void', () => {
      this.#put({
        ...one,
        status: 'voided',
        outcome: { kind: 'refused', transactionId, reason: 'voided', text: 'It was voided' },
      });
      return { kind: 'approved', transactionId };
    });
  }

  #refund(transactionId: string, wanted: Money | undefined, orderId: string): ChargeOutcome {
    const one = this.#transactions.get(transactionId);
    if (!one?.amount) return failed('gateway-forbidden');
    const fault = wanted && (faultOf(wanted) ?? otherCurrency(wanted, one.amount));
    if (fault) return fault;
    const left = one.amount.minor - this.#sum((refund) => refund.refundOf === transactionId);
    const amount = wanted ?? { ...one.amount, minor: left };
    if (!hasSettled(one.status) || amount.minor <= 0 || amount.minor > left)
      return failed('gateway-validation');
    return this.#answer('refund', () =>
      this.#make({ kind: 'credit', orderId, amount, refundOf: transactionId }, 'submitted_for_settlement'),
    );
  }

  #sum(which: (one: Transaction) => boolean): number {
    return this.transactions()
      .filter(which)
      .reduce((sum, { amount }) => sum + (amount?.minor ?? 0), 0);
  }

  #make(
    facts: Pick<Transaction, 'kind' | 'orderId' | 'token' | 'refundOf' | 'captureOf'> & {
      readonly amount: Money;
    },
    status: TransactionStatus,
  ): ChargeOutcome {
    const transactionId = `memory${this.#transactions.size + 1}`;
    const outcome: ChargeOutcome =
      status === 'processor_declined'
        ? { kind: 'declined', transactionId, code: '2000', text: 'Declined', severity: 'soft' }
        : { kind: 'approved', transactionId };
    const at = new Date().toISOString();
    this.#put({
      ...facts,
      transactionId,
      status,
      outcome,
      told: `${decimalAmount(facts.amount)} ${facts.amount.currency}`,
      refundIds: [],
      captureIds: [],
      disputeIds: [],
      createdAt: at,
      updatedAt: at,
    });
    return outcome;
  }

  #put(one: Transaction): void {
    this.#transactions.set(one.transactionId, one);
  }

  #found(which: (one: Transaction) => boolean): FoundTransaction {
    const transaction = this.transactions().findLast(which);
    return transaction ? { kind: 'found', transaction } : { kind: 'not-found' };
  }

  /** Carries a change out and answers, unless the answer is to be lost. */
  #answer<T>(change: Change, carryOut: () => T): T | typeof unknown {
    const at = this.#lost.findIndex((one) => one.change === change);
    const [lost] = at < 0 ? [] : this.#lost.splice(at, 1);
    if (lost && !lost.executed) return unknown;
    const answer = carryOut();
    return lost ? unknown : answer;
  }

  #nonce(kept: Kept): Tokenised {
    const nonce = randomUUID();
    this.#nonces.set(nonce, kept);
    return { kind: 'token', nonce };
  }
}

const usdZero: Money = { minor: 0, currency: 'USD' };

function faultOf({ minor, currency }: Money): Failed | undefined {
  if (decimalsOf(currency) === undefined) return failed('gateway-currency');
  return Number.isSafeInteger(minor) && minor > 0 ? undefined : failed('gateway-validation');
}

function otherCurrency(wanted: Money, has: Money): Failed | undefined {
  return wanted.currency === has.currency ? undefined : failed('gateway-currency');
}
