import { amountUnits } from '../../amount.js';
import { type Answer, unsupportedAnswer, xmlAnswer } from '../../answer.js';
import { dayOf, readDay, startOf } from '../../calendar.js';
import type { Context } from '../../context.js';
import { array, type XmlNode } from '../../xml.js';
import { type Criteria, fits, unknownCriterion } from './criteria.js';
import { daysPastDue } from './cycle.js';
import { subscriptionsOf, transactionsOf } from './ledger.js';
import type { Subscription } from './model.js';
import { subscriptionXml } from './xml.js';

const PAGE = 50;
const DAY_END = 86_399_999;

const day = (text: string): number | undefined => {
  const found = readDay(text);
  return found === undefined ? undefined : startOf(found);
};
const moment = (text: string): number | undefined => (text ? Date.parse(text) : undefined);
/** A bare day ends at its last moment. */
const momentEnd = (text: string): number | undefined => {
  const at = moment(text);
  return at !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) ? at + DAY_END : at;
};
const count = (text: string): number | undefined => (text === '' ? undefined : Number(text));

const criteriaAt = (now: number): Criteria<Subscription> => ({
  id: { as: 'text', of: (s) => s.id },
  ids: { as: 'list', of: (s) => s.id },
  transaction_id: { as: 'text', of: (s) => s.transactionIds },
  plan_id: { as: 'text', of: (s) => s.planId },
  status: { as: 'list', of: (s) => s.status },
  merchant_account_id: { as: 'list', of: (s) => s.merchantAccountId },
  in_trial_period: { as: 'list', of: (s) => String(s.inTrial) },
  price: { as: 'range', of: (s) => s.price, read: (text) => (text ? amountUnits(text, 'KWD') : undefined) },
  days_past_due: { as: 'range', of: (s) => daysPastDue(s, dayOf(now)) ?? undefined, read: count },
  billing_cycles_remaining: {
    as: 'range',
    of: (s) =>
      s.numberOfBillingCycles === null ? undefined : s.numberOfBillingCycles - s.currentBillingCycle,
    read: count,
  },
  next_billing_date: { as: 'range', of: (s) => startOf(s.nextBillingDate), read: day },
  created_at: { as: 'range', of: (s) => s.createdAt, read: moment, readEnd: momentEnd },
});

async function found(context: Context): Promise<readonly Subscription[] | Answer> {
  const search = context.body.under('search');
  const criteria = criteriaAt(context.now);
  const strange = unknownCriterion(search, criteria);
  if (strange) return unsupportedAnswer(`the search criterion ${strange}`);
  return (await subscriptionsOf(context)).filter((s) => fits(s, search, criteria)).reverse();
}

/** POST /subscriptions/advanced_search_ids: newest first. */
export async function searchSubscriptionIds(context: Context): Promise<Answer> {
  const list = await found(context);
  if (!Array.isArray(list)) return list as Answer;
  const ids = (list as readonly Subscription[]).map(({ id }) => id);
  return xmlAnswer(200, 'search-results', { pageSize: PAGE, ids: array('item', ids) });
}

/** POST /subscriptions/advanced_search: one page, by ids. */
export async function searchSubscriptions(context: Context): Promise<Answer> {
  const list = await found(context);
  if (!Array.isArray(list)) return list as Answer;
  const page = (list as readonly Subscription[]).slice(0, PAGE);
  const nodes: XmlNode[] = [];
  for (const s of page) nodes.push(subscriptionXml(s, await transactionsOf(context, s), context.now));
  return xmlAnswer(200, 'subscriptions', {
    collection: { currentPageNumber: 1, pageSize: PAGE, totalItems: page.length, subscription: nodes },
  });
}
