import { type Answer, unsupportedAnswer } from '../../answer.js';
import type { Context } from '../../context.js';
import { ID, type Route, route } from '../../route.js';
import { retryCharge } from '../billing/subscriptions.js';
import {
  adjustAuthorization,
  cancelRelease,
  findTransaction,
  holdInEscrow,
  lineItems,
  releaseFromEscrow,
  voidTransaction,
} from './changes.js';
import { cloneTransaction } from './clone.js';
import { createTransaction } from './create.js';
import { refundTransaction } from './refund.js';
import { searchIds, searchPage } from './search.js';
import { settle, settlementConfirm, settlementDecline, settlementPending } from './settlement.js';
import { submitForPartialSettlement, submitForSettlement, updateDetails } from './submit.js';

/** A charge that names a subscription pays what that owes. */
const createOrRetry = (context: Context): Promise<Answer> =>
  context.body.under('transaction').has('subscription_id')
    ? retryCharge(context)
    : createTransaction(context);

const KEYED = { keyed: true };
const all = '/transactions';
const one = `/transactions/${ID}`;

export const TRANSACTION_ROUTES: readonly Route[] = [
  route('transaction.create', 'POST', all, createOrRetry, KEYED),
  route('transaction.searchIds', 'POST', `${all}/advanced_search_ids`, searchIds),
  route('transaction.search', 'POST', `${all}/advanced_search`, searchPage),
  route('transaction.find', 'GET', one, findTransaction),
  route('transaction.lineItems', 'GET', `${one}/line_items`, lineItems),
  route('transaction.void', 'PUT', `${one}/void`, voidTransaction, KEYED),
  route('transaction.refund', 'POST', `${one}/refund`, refundTransaction, KEYED),
  route('transaction.submitForSettlement', 'PUT', `${one}/submit_for_settlement`, submitForSettlement, KEYED),
  route(
    'transaction.submitForPartialSettlement',
    'POST',
    `${one}/submit_for_partial_settlement`,
    submitForPartialSettlement,
    KEYED,
  ),
  route('transaction.updateDetails', 'PUT', `${one}/update_details`, updateDetails),
  route('transaction.adjustAuthorization', 'PUT', `${one}/adjust_authorization`, adjustAuthorization),
  route('transaction.clone', 'POST', `${one}/clone`, cloneTransaction),
  route('transaction.holdInEscrow', 'PUT', `${one}/hold_in_escrow`, holdInEscrow),
  route('transaction.releaseFromEscrow', 'PUT', `${one}/release_from_escrow`, releaseFromEscrow),
  route('transaction.cancelRelease', 'PUT', `${one}/cancel_release`, cancelRelease),
  route('transaction.packageTracking', 'POST', `${one}/shipments`, async () =>
    unsupportedAnswer('transaction.packageTracking'),
  ),
  route('transaction.settle', 'PUT', `${one}/settle`, settle),
  route('transaction.settlementConfirm', 'PUT', `${one}/settlement_confirm`, settlementConfirm),
  route('transaction.settlementDecline', 'PUT', `${one}/settlement_decline`, settlementDecline),
  route('transaction.settlementPending', 'PUT', `${one}/settlement_pending`, settlementPending),
];
