import braintree from 'braintree';
import type { DoorHealth } from '../asterisk/switchboard.js';
import { decimalAmount, decimalsOf, parseAmount } from '../money/currency.js';
import type { Money } from '../money/money.js';
import type { ChargeOutcome } from '../session/state.js';
import { type Ended, type TrackingAgent, trackingAgent, withinDeadline } from './call.js';
import {
  type AnswerFacts,
  classifyAnswer,
  classifyDeadline,
  classifyFailure,
  classifyTransaction,
  failed,
  type TransactionFacts,
} from './classify.js';
import type { CardBytes, ChargeRequest, Found, Gateway, Tokenised } from './gateway.js';
import { addressesOf, type GatewayLog, type GatewayOptions } from './options.js';
import { Tokeniser } from './tokenise.js';

export type { GatewayOptions } from './options.js';

/** The parts of the SDK that its types lack or misstate. */
interface Transactions {
  sale(request: object): Promise<AnswerFacts>;
  find(id: string): Promise<SdkTransaction>;
  void(id: string, options?: object): Promise<AnswerFacts>;
  refund(id: string, options: object): Promise<AnswerFacts>;
  search(
    criteria: (search: { orderId(): { is(value: string): void } }) => void,
    callback: (
      error: unknown,
      found?: { readonly success?: boolean; readonly ids?: readonly string[] },
    ) => void,
  ): void;
}

interface SdkTransaction extends TransactionFacts {
  readonly type?: string;
  readonly orderId?: string | null;
  readonly amount?: string;
  readonly currencyIsoCode?: string;
  readonly duplicateOfTransactionId?: string | null;
}

/** As many transactions of one order id as are looked at; ours is unique, so one is what there is. */
const MOST_FOUND = 20;

/** The door to Braintree, by its own SDK. Throws when the options cannot be right at all. */
export function createGateway(options: GatewayOptions): Gateway {
  return new BraintreeGateway(options) as unknown as Gateway;
}

class BraintreeGateway {
  private readonly transactions: Transactions;
  private readonly tokeniser: Tokeniser;
  private readonly connections: TrackingAgent;
  private readonly deadlineMs: number;
  private readonly findDeadlineMs: number;
  private readonly log: GatewayLog;
  private state: DoorHealth = { door: 'gateway', up: false, detail: 'not used yet' };

  constructor(private readonly options: GatewayOptions) {
    const { tls, host, port, graphqlHost, graphqlPort } = addressesOf(options);
    const { merchantId, publicKey, privateKey } = options;
    this.deadlineMs = options.deadlineMs ?? 20_000;
    this.findDeadlineMs = options.findDeadlineMs ?? 10_000;
    this.log = options.log ?? ((): void => undefined);
    this.connections = trackingAgent(tls, options.ca);
    const sdk = new braintree.BraintreeGateway({
      environment: new braintree.Environment(host, String(port), '', tls, graphqlHost, String(graphqlPort)),
      merchantId,
      publicKey,
      privateKey,
      customHttpAgent: this.connections.agent,
    } as braintree.KeyGatewayConfig);
    // Idle time-out of the SDK: behind ours, which is the one that counts.
    (sdk as unknown as { config: { timeout: number } }).config.timeout = this.deadlineMs + 5000;
    this.transactions = sdk.transaction as unknown as Transactions;
    this.tokeniser = new Tokeniser(options);
  }

  start(): Promise<void> {
    return this.tokeniser.start();
  }

  async stop(): Promise<void> {
    this.tokeniser.stop();
    this.connections.stop();
  }

  health(): DoorHealth {
    return this.state;
  }

  async ping(): Promise<DoorHealth> {
    const wrong = (await this.tokeniser.ping()) ?? (await this.pingSdk());
    this.saw(wrong);
    return this.state;
  }

  async tokenise(card: CardBytes): Promise<Tokenised> {
    // The charge comes next: its connection is made meanwhile.
    const { host, port } = addressesOf(this.options);
    this.connections.warm(host, port);
    const tokenised = await this.tokeniser.tokenise(card);
    this.saw(tokenised.kind === 'failed' ? textOf(tokenised.outcome) : undefined);
    return tokenised;
  }

  async charge({ orderId, amount, nonce }: ChargeRequest): Promise<ChargeOutcome> {
    const merchantAccountId = this.options.merchantAccounts?.[amount.currency];
    if (decimalsOf(amount.currency) === undefined) {
      return failed('gateway-validation', `${amount.currency} is not a currency`);
    }
    const ended = await withinDeadline(this.deadlineMs, () =>
      this.transactions.sale({
        amount: decimalAmount(amount),
        paymentMethodNonce: nonce,
        orderId,
        transactionSource: 'moto',
        options: { submitForSettlement: true },
        ...(merchantAccountId ? { merchantAccountId } : {}),
        ...this.key(orderId),
      }),
    );
    const outcome = await this.certain(this.outcomeOf('charge', ended, orderId), ended, orderId);
    return this.rightCurrency(outcome, ended, amount);
  }

  async find(orderId: string): Promise<Found> {
    const ended = await withinDeadline(this.findDeadlineMs, () => this.lookUp(orderId));
    if (ended.kind === 'answered') {
      this.saw(undefined);
      return ended.value;
    }
    const { cause, text } =
      ended.kind === 'late' ? classifyDeadline(ended.reached) : classifyFailure(ended.error, ended.reached);
    this.saw(text);
    return { kind: 'unreachable', cause, text };
  }

  async void(transactionId: string, requestKey?: string): Promise<ChargeOutcome> {
    const ended = await withinDeadline(this.deadlineMs, () =>
      this.transactions.void(transactionId, this.key(requestKey)),
    );
    const done =
      ended.kind === 'answered' && ended.value.success && ended.value.transaction?.status === 'voided';
    return done ? { kind: 'approved', transactionId } : this.outcomeOf('void', ended);
  }

  async refund(transactionId: string, amount: Money | undefined, requestKey: string): Promise<ChargeOutcome> {
    const ended = await withinDeadline(this.deadlineMs, () =>
      this.transactions.refund(transactionId, {
        ...(amount ? { amount: decimalAmount(amount) } : {}),
        orderId: requestKey,
        ...this.key(requestKey),
      }),
    );
    return this.outcomeOf('refund', ended);
  }

  private key(requestKey: string | undefined): { apiRequestKey?: string } {
    return requestKey && this.options.apiRequestKeys ? { apiRequestKey: requestKey } : {};
  }

  private outcomeOf(method: string, ended: Ended<AnswerFacts>, orderId?: string): ChargeOutcome {
    const outcome =
      ended.kind === 'answered'
        ? classifyAnswer(ended.value)
        : ended.kind === 'late'
          ? classifyDeadline(ended.reached)
          : classifyFailure(ended.error, ended.reached);
    this.saw(ended.kind === 'answered' ? undefined : textOf(outcome));
    this.log(outcome.kind === 'unknown' ? 'warn' : 'info', 'gateway answered', {
      method,
      orderId,
      outcome: outcome.kind,
      transaction: 'transactionId' in outcome ? outcome.transactionId : undefined,
      reason: 'cause' in outcome ? outcome.cause : undefined,
    });
    return outcome;
  }

  /**
   * Our order id is new with every charge, so a rejection as its own duplicate means that this very request was
   * executed before, by something between us and the gateway that sent it twice: the first copy is the truth.
   */
  private async certain(
    outcome: ChargeOutcome,
    ended: Ended<AnswerFacts>,
    orderId: string,
  ): Promise<ChargeOutcome> {
    if (outcome.kind !== 'refused' || outcome.reason !== 'duplicate' || ended.kind !== 'answered')
      return outcome;
    const original = (ended.value.transaction as SdkTransaction | undefined)?.duplicateOfTransactionId;
    if (!original) return classifyFailure(new Error('duplicate of an unnamed transaction'), true);
    const found = await withinDeadline(this.findDeadlineMs, () => this.transactions.find(original));
    if (found.kind !== 'answered') return classifyFailure(new Error('duplicate, original not found'), true);
    return found.value.orderId === orderId ? classifyTransaction(found.value) : outcome;
  }

  /** A currency without an account goes to the default one; money taken in another currency is given back. */
  private async rightCurrency(
    outcome: ChargeOutcome,
    ended: Ended<AnswerFacts>,
    amount: Money,
  ): Promise<ChargeOutcome> {
    if (outcome.kind !== 'approved' || ended.kind !== 'answered') return outcome;
    const charged = (ended.value.transaction as SdkTransaction | undefined)?.currencyIsoCode;
    if (!charged || charged === amount.currency) return outcome;
    this.log('error', 'the merchant account has another currency: the charge is voided', {
      currency: charged,
    });
    const voided = await this.void(outcome.transactionId);
    const text = `The merchant account takes ${charged}, not ${amount.currency}`;
    return voided.kind === 'approved'
      ? { kind: 'refused', transactionId: outcome.transactionId, reason: 'voided', text }
      : { kind: 'unknown', cause: 'gateway-error', text: `${text}; the charge could not be voided` };
  }

  /** Ids by the search, then each by itself: the search's own pages may be stale, and its stream can hang. */
  private async lookUp(orderId: string): Promise<Found> {
    const ids = await new Promise<readonly string[]>((resolve, reject) => {
      this.transactions.search(
        (search) => search.orderId().is(orderId),
        (error, found) => {
          if (error || found?.success === false || !found?.ids) reject(error ?? new Error('search refused'));
          else resolve(found.ids);
        },
      );
    });
    const all = await Promise.all(ids.slice(0, MOST_FOUND).map((id) => this.transactions.find(id)));
    const ours = all.filter((t) => t.orderId === orderId && t.type === 'sale');
    const ranked = ours
      .map((t) => ({ t, outcome: classifyTransaction(t) }))
      .sort((a, b) => rank(b.outcome) - rank(a.outcome));
    const best = ranked[0];
    if (!best) return { kind: 'not-found' };
    const parsed = parseAmount(best.t.amount ?? '', best.t.currencyIsoCode ?? '');
    if (!parsed.ok) throw new Error(`amount ${best.t.amount} ${best.t.currencyIsoCode} cannot be read`);
    const status = best.t.status ?? '';
    const transaction = {
      transactionId: best.t.id ?? '',
      kind: 'sale' as const,
      orderId,
      status,
      outcome: best.outcome,
      amount: parsed.money,
      refundIds: [],
      captureIds: [],
      disputeIds: [],
    };
    return { kind: 'found', outcome: best.outcome, amount: parsed.money, status, transaction };
  }

  /** No transaction has this id: "not found" is the answer that shows that keys and merchant id are right. */
  private async pingSdk(): Promise<string | undefined> {
    const ended = await withinDeadline(this.findDeadlineMs, () => this.transactions.find('hushpay-ping'));
    if (ended.kind === 'answered') return undefined;
    if (ended.kind === 'late') return classifyDeadline(ended.reached).text;
    const { error } = ended;
    const missing = error instanceof Error && 'type' in error && error.type === 'notFoundError';
    return missing ? undefined : classifyFailure(error, ended.reached).text;
  }

  private saw(wrong: string | undefined): void {
    const { environment } = this.options;
    this.state = { door: 'gateway', up: !wrong, detail: wrong ?? `Braintree ${environment} answers` };
  }
}

/** Money that moved outranks all; what is still open outranks a refusal. */
function rank(outcome: ChargeOutcome): number {
  return outcome.kind === 'approved' ? 2 : outcome.kind === 'unknown' ? 1 : 0;
}

/** Only a broken connection is bad health: a refused card is the gateway working. */
function textOf(outcome: ChargeOutcome): string | undefined {
  return outcome.kind === 'failed' || outcome.kind === 'unknown' ? outcome.text : undefined;
}
