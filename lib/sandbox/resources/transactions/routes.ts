import type { Answer } from '../../answer.js';
import type { Context } from '../../context.js';
import { ID, type Route, route } from '../../route.js';
import { retryCharge } from '../billing/subscriptions.js';
import {
  findTransaction,
  refundTransaction,
  settle,
  settlementConfirm,
  settlementDecline,
  settlementPending,
  submitForSettlement,
  voidTransaction,
} from './changes.js';
import { createTransaction } from './create.js';
import { searchIds, searchPage } from './search.js';

/** A charge that names a subscription pays what that owes. */
const createOrRetry = (context: Context): Promise<Answer> =>
  context.body.under('transaction').has('subscription_id')
    ? retryCharge(context)
    : createTransaction(context);

const KEYED = { keyed: true };
const one = `/transactions/${ID}`;

export const TRANSACTION_ROUTES: readonly Route[] = [
  route('transaction.create', 'POST', '/transactions', createOrRetry, KEYED),
  route('transaction.searchIds', 'POST', '/transactions/advanced_search_ids', searchIds),
  route('transaction.search', 'POST', '/transactions/advanced_search', searchPage),
  route('transaction.find', 'GET', one, findTransaction),
  route('transaction.void', 'PUT', `${one}/void`, voidTransaction, KEYED),
  route('transaction.refund', 'POST', `${one}/refund`, refundTransaction, KEYED),
  route('transaction.submitForSettlement', 'PUT', `${one}/submit_for_settlement`, submitForSettlement, KEYED),
  route('transaction.settle', 'PUT', `${one}/settle`, settle),
  route('transaction.settlementConfirm', 'PUT', `${one}/settlement_confirm`, settlementConfirm),
  route('transaction.settlementDecline', 'PUT', `${one}/settlement_decline`, settlementDecline),
  route('transaction.settlementPending', 'PUT', `${one}/settlement_pending`, settlementPending),
];
