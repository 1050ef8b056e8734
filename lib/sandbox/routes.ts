import type { Answer } from './answer.js';
import type { Context } from './context.js';
import {
  findTransaction,
  refundTransaction,
  settle,
  settlementConfirm,
  settlementDecline,
  settlementPending,
  submitForSettlement,
  voidTransaction,
} from './resources/changes.js';
import { createTransaction } from './resources/sale.js';
import { searchIds, searchPage } from './resources/search.js';

export interface Route {
  /** For the log and the faults. */
  readonly name: string;
  readonly method: string;
  /** Below /merchants/:id; groups are handed to the resource as `path`. */
  readonly pattern: RegExp;
  readonly answer: (context: Context) => Promise<Answer>;
  /** An api request key is honoured here. */
  readonly keyed?: boolean;
}

const ID = '([A-Za-z0-9_-]+)';
const on = (name: string, method: string, path: string, answer: Route['answer'], keyed = false): Route => ({
  name,
  method,
  pattern: new RegExp(`^/transactions${path}$`),
  answer,
  keyed,
});

/** One line a call of the XML interface; a resource that grows gets a file of its own. */
export const ROUTES: readonly Route[] = [
  on('transaction.create', 'POST', '', createTransaction, true),
  on('transaction.searchIds', 'POST', '/advanced_search_ids', searchIds),
  on('transaction.search', 'POST', '/advanced_search', searchPage),
  on('transaction.find', 'GET', `/${ID}`, findTransaction),
  on('transaction.void', 'PUT', `/${ID}/void`, voidTransaction, true),
  on('transaction.refund', 'POST', `/${ID}/refund`, refundTransaction, true),
  on('transaction.submitForSettlement', 'PUT', `/${ID}/submit_for_settlement`, submitForSettlement, true),
  on('transaction.settle', 'PUT', `/${ID}/settle`, settle),
  on('transaction.settlementConfirm', 'PUT', `/${ID}/settlement_confirm`, settlementConfirm),
  on('transaction.settlementDecline', 'PUT', `/${ID}/settlement_decline`, settlementDecline),
  on('transaction.settlementPending', 'PUT', `/${ID}/settlement_pending`, settlementPending),
];
