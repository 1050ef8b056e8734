import type { DisputeStatus } from '../../money/dispute-status.js';
import {
  isDeclined,
  isSettling,
  isUnsettled,
  type TransactionStatus,
} from '../../money/transaction-status.js';

/** What a kind of notification says of the transaction in it, beyond the status that it comes with. */
type Says = (
  status: TransactionStatus | undefined,
  returnCode: string | undefined,
) => TransactionStatus | undefined;

/** What a kind is about. */
export interface Kind {
  readonly transaction?: Says;
  /** Of a dispute: its status from now on. */
  readonly dispute?: DisputeStatus;
  /** Of a subscription: its status from now on; `final`: whatever the status beside it is. */
  readonly subscription?: { readonly status: string; readonly final?: true };
}

const asTold: Says = (status) => status;
/** Of what had settled already the status stays, and only the kind tells that the money is gone again. */
const declined: Says = (status) =>
  status !== undefined && isSettling(status) ? 'returned' : 'settlement_declined';
const failed: Says = (status) =>
  status !== undefined && (isDeclined(status) || isUnsettled(status)) ? status : 'failed';
const settled: Says = (status, returnCode) => (returnCode ? 'returned' : (status ?? 'settled'));

/**
 * Every kind that the SDK knows; a test fails when it learns another. Those without a word are about the merchant's
 * own account, or about ways to pay that are not taken here.
 */
export const KINDS: Readonly<Record<string, Kind>> = {
  account_updater_daily_report: {},
  check: {},
  connected_merchant_paypal_status_changed: {},
  connected_merchant_status_transitioned: {},
  disbursement: {},
  dispute_accepted: { dispute: 'accepted' },
  dispute_auto_accepted: { dispute: 'auto_accepted' },
  dispute_disputed: { dispute: 'disputed' },
  dispute_expired: { dispute: 'expired' },
  dispute_lost: { dispute: 'lost' },
  dispute_opened: { dispute: 'open' },
  dispute_under_review: { dispute: 'under_review' },
  dispute_won: { dispute: 'won' },
  granted_payment_instrument_update: {},
  granted_payment_method_revoked: {},
  grantor_updated_granted_payment_method: {},
  local_payment_completed: { transaction: asTold },
  local_payment_expired: {},
  local_payment_funded: { transaction: asTold },
  local_payment_reversed: {},
  oauth_access_revoked: {},
  partner_merchant_connected: {},
  partner_merchant_declined: {},
  partner_merchant_disconnected: {},
  payment_method_customer_data_updated: {},
  payment_method_revoked_by_customer: {},
  recipient_updated_granted_payment_method: {},
  refund_failed: { transaction: failed },
  subscription_billing_skipped: { transaction: asTold },
  subscription_canceled: { transaction: asTold, subscription: { status: 'Canceled', final: true } },
  subscription_charged_successfully: { transaction: asTold, subscription: { status: 'Active' } },
  subscription_charged_unsuccessfully: { transaction: failed },
  subscription_expired: { transaction: asTold, subscription: { status: 'Expired', final: true } },
  subscription_trial_ended: { transaction: asTold, subscription: { status: 'Active' } },
  subscription_went_active: { transaction: asTold, subscription: { status: 'Active' } },
  subscription_went_past_due: { transaction: asTold, subscription: { status: 'Past Due' } },
  transaction_disbursed: { transaction: asTold },
  transaction_retried: { transaction: asTold },
  // Somebody at the gateway has approved it, or thrown it out: what it is now, only the gateway knows.
  transaction_reviewed: {},
  transaction_settled: { transaction: settled },
  transaction_settlement_declined: { transaction: declined },
};
