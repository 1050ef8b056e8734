import type { AnswerFacts, TransactionFacts } from './classify.js';

/**
 * The parts of the SDK that are used, as they behave: its published types lack or misstate them. Every call resolves
 * with what the gateway said, a refusal too, and rejects with an Error that has a `type`.
 */
export interface Sdk {
  readonly transaction: Transactions;
  readonly customer: {
    find(id: string): Promise<{ readonly id?: string; readonly paymentMethods?: readonly SdkMethod[] }>;
    create(attributes: object): Promise<AnswerFacts>;
  };
  readonly paymentMethod: {
    create(attributes: object): Promise<MethodAnswer>;
    update(token: string, attributes: object): Promise<MethodAnswer>;
    find(token: string): Promise<SdkMethod>;
    delete(token: string): Promise<unknown>;
  };
  readonly creditCardVerification: {
    create(attributes: object): Promise<VerificationAnswer>;
  };
  readonly usBankAccountVerification: {
    confirmMicroTransferAmounts(id: string, cents: readonly number[]): Promise<VerificationAnswer>;
  };
  readonly subscription: {
    create(attributes: object): Promise<SubscriptionAnswer>;
    cancel(id: string): Promise<SubscriptionAnswer>;
    find(id: string): Promise<SdkSubscription>;
    retryCharge(id: string, amount: string | undefined, submit: boolean): Promise<AnswerFacts>;
  };
  readonly merchantAccount: {
    all(callback: (error: unknown, accounts?: readonly SdkAccount[]) => void): void;
  };
  readonly settlementBatchSummary: {
    generate(
      criteria: object,
    ): Promise<
      AnswerFacts & { readonly settlementBatchSummary?: { readonly records?: readonly SdkBatchRecord[] } }
    >;
  };
  readonly webhookNotification: {
    parse(signature: string, payload: string): Promise<SdkNotification>;
    verify(challenge: string): string;
  };
}

export interface Transactions {
  sale(request: object): Promise<AnswerFacts>;
  find(id: string): Promise<SdkTransaction>;
  void(id: string, options?: object): Promise<AnswerFacts>;
  refund(id: string, options: object): Promise<AnswerFacts>;
  submitForSettlement(id: string, amount: string | undefined, options: object): Promise<AnswerFacts>;
  submitForPartialSettlement(id: string, amount: string, options: object): Promise<AnswerFacts>;
  search(criteria: (search: TransactionSearch) => void, callback: FoundIds): void;
}

/** With a callback: the ids, without their pages. */
export type FoundIds = (
  error: unknown,
  found?: { readonly success?: boolean; readonly ids?: readonly string[] },
) => void;

interface Range {
  between(from: Date, until: Date): void;
}

export interface TransactionSearch {
  orderId(): { is(value: string): void };
  createdAt(): Range;
  settledAt(): Range;
  disbursementDate(): Range;
  achReturnResponsesCreatedAt(): Range;
}

export interface SdkTransaction extends TransactionFacts {
  readonly type?: string;
  readonly orderId?: string | null;
  readonly duplicateOfTransactionId?: string | null;
  readonly subscriptionId?: string | null;
  readonly refundedTransactionId?: string | null;
  readonly refundIds?: readonly string[];
  readonly authorizedTransactionId?: string | null;
  readonly partialSettlementTransactionIds?: readonly string[];
  readonly settlementBatchId?: string | null;
  readonly disputes?: readonly { readonly id?: string }[];
  readonly achReturnResponses?: readonly { readonly reasonCode?: string; readonly createdAt?: string }[];
  readonly retriedTransactionId?: string | null;
  readonly createdAt?: string;
  readonly updatedAt?: string;
}

export interface SdkVerification {
  readonly id?: string;
  readonly status?: string;
  readonly processorResponseCode?: string;
  readonly processorResponseText?: string;
  readonly gatewayRejectionReason?: string | null;
  readonly createdAt?: string;
}

/** A card or a bank account; which of them is told by its fields. */
export interface SdkMethod {
  readonly token?: string;
  readonly customerId?: string;
  readonly default?: boolean;
  readonly last4?: string;
  readonly cardType?: string;
  readonly expirationDate?: string;
  readonly expired?: boolean;
  readonly routingNumber?: string;
  readonly accountType?: string;
  readonly bankName?: string;
  readonly accountHolderName?: string;
  readonly verified?: boolean;
  readonly verification?: SdkVerification;
  readonly verifications?: readonly SdkVerification[];
}

export interface MethodAnswer extends AnswerFacts {
  readonly paymentMethod?: SdkMethod;
  readonly verification?: SdkVerification & TransactionFacts;
}

export interface VerificationAnswer extends AnswerFacts {
  readonly verification?: SdkVerification & TransactionFacts;
  readonly usBankAccountVerification?: SdkVerification & TransactionFacts;
}

export interface SdkSubscription {
  readonly id?: string;
  readonly planId?: string;
  readonly paymentMethodToken?: string;
  readonly merchantAccountId?: string;
  readonly status?: string;
  readonly price?: string;
  readonly balance?: string;
  readonly nextBillingDate?: string | null;
  readonly paidThroughDate?: string | null;
  readonly daysPastDue?: number | null;
  readonly currentBillingCycle?: number | null;
  readonly transactions?: readonly SdkTransaction[];
}

export interface SubscriptionAnswer extends AnswerFacts {
  readonly subscription?: SdkSubscription;
}

export interface SdkAccount {
  readonly id?: string;
  readonly currencyIsoCode?: string;
  readonly status?: string;
  readonly default?: boolean;
}

export interface SdkBatchRecord {
  readonly cardType?: string;
  readonly count?: string | number;
  readonly merchantAccountId?: string;
  readonly kind?: string;
  readonly amountSettled?: string;
}

export interface SdkNotification {
  readonly kind?: string;
  readonly timestamp?: string;
  readonly subject?: Readonly<Record<string, unknown>>;
}
