import type { AccountBytes, CardBytes } from '../card/bytes.js';
import type { DoorHealth } from '../door.js';
import type { ErrorCode } from '../errors.js';
import type { Money } from '../money/money.js';
import type { TransactionStatus } from '../money/transaction-status.js';
import type { CardMask, ChargeOutcome } from '../session/state.js';
import type { RiskData } from '../session/terms.js';
import type {
  FoundMethod,
  FoundMethods,
  NoAnswer,
  PostalAddress,
  Unreachable,
  VaultOutcome,
  VaultRequest,
} from './methods.js';
import type { News } from './state.js';

export type { AccountBytes, CardBytes } from '../card/bytes.js';

/** To whom an account belongs, and the words they have agreed to, as the rules of ACH want them. */
export interface AccountHolder {
  readonly owner:
    | { readonly firstName: string; readonly lastName: string }
    | { readonly businessName: string };
  readonly billing: PostalAddress;
  /** The text of the mandate, word for word as it was read out. */
  readonly mandate: string;
}

export type Tokenised =
  | { readonly kind: 'token'; readonly nonce: string }
  /** Nothing was charged; `outcome` is a `failed` or a `refused`. */
  | { readonly kind: 'failed'; readonly outcome: ChargeOutcome };

/** Who asked for the payment: `moto` is a telephone order, `recurring-first` and the rest are the merchant's own. */
export type Source = 'moto' | 'recurring-first' | 'recurring' | 'unscheduled';

/** A single-use token, or one of the vault. */
export type Payer =
  | { readonly nonce: string; readonly token?: undefined }
  | {
      readonly token: string;
      readonly nonce?: undefined;
      /** The card's security code, as `tokeniseCode` has answered it: checked with this charge. */
      readonly codeNonce?: string;
    };

export type ChargeRequest = Payer & {
  /** Ours, unique, journalled before this call. */
  readonly orderId: string;
  readonly amount: Money;
  /** `moto` unless told. */
  readonly source?: Source;
  readonly reference?: string;
  readonly description?: string;
  /** To be checked against the issuer's. */
  readonly billing?: PostalAddress;
  /** For the gateway's fraud service, where the merchant has it. */
  readonly risk?: RiskData;
};

export interface CaptureRequest {
  readonly transactionId: string;
  /** All that was authorised, unless told. */
  readonly amount?: Money;
  /**
   * True: the rest stays authorised for further captures, and this one is a transaction of its own (the id in the
   * outcome is the new one's). Otherwise the rest is given up.
   */
  readonly more?: boolean;
  /** Ours, unique, journalled before this call; at most 255 characters. Order id of a capture with `more`. */
  readonly requestKey: string;
}

/** A transaction as the gateway has it. */
export interface Transaction {
  readonly transactionId: string;
  readonly kind: 'sale' | 'credit';
  readonly orderId?: string;
  readonly status: TransactionStatus;
  /** What the status means as the outcome of a charge. */
  readonly outcome: ChargeOutcome;
  /** Undefined where it cannot be counted in minor units; then `told` is all there is. */
  readonly amount: Money | undefined;
  /** The amount as the gateway writes it, `7.50 JPY`. */
  readonly told: string;
  readonly merchantAccountId?: string;
  readonly subscriptionId?: string;
  /** Of the token of the vault it was charged to. */
  readonly token?: string;
  /** Of a refund: what it refunds. */
  readonly refundOf?: string;
  readonly refundIds: readonly string[];
  /** Of a capture with `more`: what it captures. */
  readonly captureOf?: string;
  readonly captureIds: readonly string[];
  /** Absent until it is in a batch. */
  readonly settlementBatchId?: string;
  /** The day of that batch, `YYYY-MM-DD`, where its id tells it. */
  readonly batch?: string;
  readonly disputeIds: readonly string[];
  /** The bank has taken it back after it was settled; `code` as ACH has them (`R01`), `at` ISO 8601. */
  readonly returned?: { readonly code?: string; readonly at?: string };
  /** The processor's answer to its settlement, `4001`. */
  readonly settlementCode?: string;
  /** The transaction that this one is sent again for. */
  readonly retryOf?: string;
  /** ISO 8601. */
  readonly createdAt?: string;
  readonly updatedAt?: string;
}

/** A charge that the gateway knows by our order id. `unknown` in `outcome`: it exists and has no final answer yet. */
export type Found =
  | {
      readonly kind: 'found';
      readonly outcome: ChargeOutcome;
      readonly amount: Money | undefined;
      readonly status: TransactionStatus;
      readonly transaction: Transaction;
    }
  | { readonly kind: 'not-found' }
  /** The search itself failed: says nothing about the charge. */
  | Unreachable;

export type FoundTransaction =
  | { readonly kind: 'found'; readonly transaction: Transaction }
  | { readonly kind: 'not-found' }
  | Unreachable;

/** What is in a list and could not be read. */
export interface Unreadable {
  readonly transactionId: string;
  /** In people's words. */
  readonly why: string;
}

/** One that cannot be read hides no other: it is named beside them. */
export type Listed =
  | {
      readonly kind: 'listed';
      readonly transactions: readonly Transaction[];
      readonly unreadable: readonly Unreadable[];
    }
  | Unreachable;

/** Which transactions; both ends inclusive, ISO 8601 or epoch milliseconds. */
export interface Period {
  /** `returned`: by the bank, after they were settled. */
  readonly by: 'created' | 'settled' | 'disbursed' | 'returned';
  readonly from: Date;
  readonly until: Date;
}

/** One line of a day's settlement batch. */
export interface BatchRecord {
  readonly merchantAccountId: string;
  readonly brand: CardMask['brand'];
  readonly kind: 'sale' | 'credit';
  readonly count: number;
  /** Decimal as the gateway writes it, in the merchant account's currency. */
  readonly amount: string;
}

export type Batch = { readonly kind: 'batch'; readonly records: readonly BatchRecord[] } | Unreachable;

/** A merchant account as the gateway has it. */
export interface MerchantAccount {
  readonly id: string;
  readonly currency: string;
  readonly status: string;
  readonly isDefault: boolean;
}

/** What is wrong with the way we are set up at the gateway; `cause` says what to do, `text` names the thing. */
export interface SetUpFault {
  readonly cause: ErrorCode;
  readonly text: string;
  /** With it no payment can be taken. */
  readonly critical: boolean;
}

export interface Inspection {
  readonly faults: readonly SetUpFault[];
  /** Empty where the keys may not list them. */
  readonly accounts: readonly MerchantAccount[];
  /** Seconds by which the gateway's clock is ahead of ours; undefined where it does not tell. */
  readonly clockAhead?: number;
}

/** A verified notification, in our words. */
export type Webhook =
  | {
      readonly kind: 'notification';
      readonly news: News;
    }
  /** Signed by the gateway; what it says cannot be read. `ids` are those of the transactions in it. */
  | { readonly kind: 'unreadable'; readonly text: string; readonly ids: readonly string[] }
  /** Not from the gateway, or changed on the way. */
  | { readonly kind: 'forged'; readonly text: string };

/**
 * DOOR to the payment provider. Legal order: `tokenise` -> `charge` or `authorise` with its nonce -> `find` if the
 * outcome was `unknown` (never `charge` again) -> `capture`, `void` or `refund`. Every call settles within the deadline
 * and never rejects for anything the network or the provider does: those are outcomes.
 *
 * Whatever changes something can be `unknown`, and each has a question that settles it: a charge `find(orderId)`; a
 * capture or a void `findTransaction`; a refund or a capture with `more` `findChild`, which does not wait for the
 * search's index; a stored method `findMethod(token)`. As the gateway works on for up to a minute after we gave up,
 * "not found" is the truth only after that.
 */
export interface Gateway {
  /** Warm the connections. */
  start(): Promise<void>;
  stop(): Promise<void>;
  health(): DoorHealth;
  /** Asks the provider whether the keys are right. */
  ping(): Promise<DoorHealth>;
  /** Asks everything that can be asked about our set-up. Changes nothing there. */
  inspect(): Promise<Inspection>;

  tokenise(card: CardBytes): Promise<Tokenised>;
  tokeniseAccount(account: AccountBytes, holder: AccountHolder): Promise<Tokenised>;
  /** The security code of a stored card, three or four ASCII digits; the same rules as for a card's bytes. */
  tokeniseCode(code: Buffer): Promise<Tokenised>;

  /** Authorises and submits for settlement. A bank account must be in the vault and verified. */
  charge(request: ChargeRequest): Promise<ChargeOutcome>;
  /** Authorises only; see `capture`. */
  authorise(request: ChargeRequest): Promise<ChargeOutcome>;
  capture(request: CaptureRequest): Promise<ChargeOutcome>;
  find(orderId: string): Promise<Found>;
  findTransaction(transactionId: string): Promise<FoundTransaction>;
  /** The refund or partial capture of `transactionId` that was made with this request key. */
  findChild(transactionId: string, requestKey: string): Promise<FoundTransaction>;
  void(transactionId: string, requestKey?: string): Promise<ChargeOutcome>;
  /** `amount` undefined refunds all that is left. `requestKey` becomes the refund's order id. */
  refund(transactionId: string, amount: Money | undefined, requestKey: string): Promise<ChargeOutcome>;

  vault(request: VaultRequest): Promise<VaultOutcome>;
  findMethod(token: string): Promise<FoundMethod>;
  /** What the vault has of a customer, by the id that `vault` was given. */
  methodsOf(customerId: string): Promise<FoundMethods>;
  /** Removes a stored method; one that is not there is removed already. */
  forget(token: string): Promise<{ readonly kind: 'forgotten' } | NoAnswer>;

  /** All transactions of a period, within the search's limit of 50 000, oldest first. */
  list(period: Period): Promise<Listed>;
  /** The sums of one day, `YYYY-MM-DD`. */
  batch(day: string): Promise<Batch>;
  /** `signature` and `payload` are the form fields `bt_signature` and `bt_payload`. */
  readWebhook(signature: string, payload: string): Promise<Webhook>;
  /** Whether it is signed by our key; nothing of it is read, so it costs little. */
  isSigned(signature: string, payload: string): boolean;
  /** The answer to the check Braintree makes of a new address; undefined for what is no challenge. */
  answerChallenge(challenge: string): string | undefined;
}
