import { ID, type Route, route } from '../../route.js';
import { acceptDispute, finalizeDispute, findOneDispute, searchDisputes } from '../disputes/disputes.js';
import { uploadDocument } from '../disputes/documents.js';
import { addEvidence, removeEvidence } from '../disputes/evidence.js';
import { createSubscription } from './create.js';
import { allMerchantAccounts, createForCurrency, findMerchantAccount } from './merchant-accounts.js';
import { allModifications, allPlans, createPlan, findOnePlan, updatePlan } from './plans.js';
import { searchSubscriptionIds, searchSubscriptions } from './search.js';
import { settlementBatchSummary } from './settlement.js';
import { cancelSubscription, findOneSubscription } from './subscriptions.js';
import { updateSubscription } from './update.js';

/** Plans, add-ons, discounts, subscriptions, merchant accounts, settlement batches, disputes and documents. */
export const BILLING_ROUTES: readonly Route[] = [
  route('plan.all', 'GET', '/plans', allPlans),
  route('plan.create', 'POST', '/plans', createPlan),
  route('plan.find', 'GET', `/plans/${ID}`, findOnePlan),
  route('plan.update', 'PUT', `/plans/${ID}`, updatePlan),
  route('addOn.all', 'GET', '/add_ons', allModifications('add_on')),
  route('discount.all', 'GET', '/discounts', allModifications('discount')),
  route('subscription.create', 'POST', '/subscriptions', createSubscription),
  route('subscription.searchIds', 'POST', '/subscriptions/advanced_search_ids', searchSubscriptionIds),
  route('subscription.search', 'POST', '/subscriptions/advanced_search', searchSubscriptions),
  route('subscription.find', 'GET', `/subscriptions/${ID}`, findOneSubscription),
  route('subscription.update', 'PUT', `/subscriptions/${ID}`, updateSubscription),
  route('subscription.cancel', 'PUT', `/subscriptions/${ID}/cancel`, cancelSubscription),
  route('merchantAccount.all', 'GET', '/merchant_accounts', allMerchantAccounts),
  route(
    'merchantAccount.createForCurrency',
    'POST',
    '/merchant_accounts/create_for_currency',
    createForCurrency,
  ),
  route('merchantAccount.find', 'GET', `/merchant_accounts/${ID}`, findMerchantAccount),
  route('settlementBatchSummary.generate', 'POST', '/settlement_batch_summary', settlementBatchSummary),
  route('dispute.search', 'POST', '/disputes/advanced_search', searchDisputes),
  route('dispute.find', 'GET', `/disputes/${ID}`, findOneDispute),
  route('dispute.accept', 'PUT', `/disputes/${ID}/accept`, acceptDispute),
  route('dispute.finalize', 'PUT', `/disputes/${ID}/finalize`, finalizeDispute),
  route('dispute.addEvidence', 'POST', `/disputes/${ID}/evidence`, addEvidence),
  route('dispute.removeEvidence', 'DELETE', `/disputes/${ID}/evidence/${ID}`, removeEvidence),
  route('documentUpload.create', 'POST', '/document_uploads', uploadDocument),
];
