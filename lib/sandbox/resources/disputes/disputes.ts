import { amountUnits } from '../../amount.js';
import { type Answer, blankAnswer, unsupportedAnswer, xmlAnswer } from '../../answer.js';
import { readDay, startOf } from '../../calendar.js';
import type { Context } from '../../context.js';
import { type Criteria, fits, unknownCriterion } from '../billing/criteria.js';
import { missingEvidence, refuse } from './evidence.js';
import { type Dispute, disputeXml } from './model.js';
import { becomeDispute, disputesOf, findDispute, putDispute } from './open.js';

const PAGE = 50;

const answer = (d: Dispute): Answer => xmlAnswer(200, 'dispute', disputeXml(d));

export async function findOneDispute(context: Context): Promise<Answer> {
  const d = await findDispute(context, context.path[0] ?? '');
  return d ? answer(d) : blankAnswer(404);
}

export async function acceptDispute(context: Context): Promise<Answer> {
  const d = await findDispute(context, context.path[0] ?? '');
  if (!d) return blankAnswer(404);
  return d.status === 'open' ? answer(await becomeDispute(context, d, 'accepted')) : refuse(95704);
}

/** Sends the evidence off. The words `compelling_evidence` and `losing_evidence` decide a test dispute. */
export async function finalizeDispute(context: Context): Promise<Answer> {
  const d = await findDispute(context, context.path[0] ?? '');
  if (!d) return blankAnswer(404);
  if (d.status !== 'open') return refuse(95705);
  const missing = missingEvidence(d);
  if (missing.length > 0) return refuse(...missing);
  const sent = { ...d, evidence: d.evidence.map((one) => ({ ...one, sentAt: context.now })) };
  await putDispute(context, sent);
  const disputed = await becomeDispute(context, sent, 'disputed');
  const said = (words: string): boolean => d.evidence.some(({ comment }) => comment === words);
  const end = said('compelling_evidence') ? 'won' : said('losing_evidence') ? 'lost' : undefined;
  return answer(end ? await becomeDispute(context, disputed, end) : disputed);
}

const amount = (text: string): number | undefined => (text ? amountUnits(text, 'KWD') : undefined);
const day = (text: string): number | undefined => {
  const found = readDay(text);
  return found === undefined ? undefined : startOf(found);
};
const effective = (d: Dispute): number => d.history.at(-1)?.at ?? d.createdAt;

const CRITERIA: Criteria<Dispute> = {
  id: { as: 'text', of: (d) => d.id },
  case_number: { as: 'text', of: (d) => d.caseNumber },
  customer_id: { as: 'text', of: (d) => d.transaction.customerId },
  reference_number: { as: 'text', of: (d) => d.referenceNumber },
  transaction_id: { as: 'text', of: (d) => d.transaction.id },
  chargeback_protection_level: { as: 'list', of: (d) => d.protectionLevel },
  protection_level: { as: 'list', of: (d) => d.protectionLevel },
  kind: { as: 'list', of: (d) => d.kind },
  merchant_account_id: { as: 'list', of: (d) => d.merchantAccountId },
  pre_dispute_program: { as: 'list', of: (d) => d.preDisputeProgram },
  reason: { as: 'list', of: (d) => d.reason },
  reason_code: { as: 'list', of: (d) => d.reasonCode },
  status: { as: 'list', of: (d) => d.status },
  transaction_source: { as: 'list', of: (d) => d.transaction.source },
  amount_disputed: { as: 'range', of: (d) => d.amountDisputed, read: amount },
  amount_won: { as: 'range', of: (d) => d.amountWon, read: amount },
  /** Nothing of a test dispute is disbursed. */
  disbursement_date: { as: 'range', of: () => undefined, read: day },
  effective_date: {
    as: 'range',
    of: effective,
    read: day,
    readEnd: (text) => {
      const start = day(text);
      return start === undefined ? undefined : start + 86_399_999;
    },
  },
  received_date: { as: 'range', of: (d) => startOf(d.receivedDate), read: day },
  reply_by_date: { as: 'range', of: (d) => startOf(d.replyByDate), read: day },
};

/** POST /disputes/advanced_search?page=N, newest first. */
export async function searchDisputes(context: Context): Promise<Answer> {
  const search = context.body.under('search');
  const strange = unknownCriterion(search, CRITERIA);
  if (strange) return unsupportedAnswer(`the search criterion ${strange}`);
  const found = (await disputesOf(context)).filter((d) => fits(d, search, CRITERIA)).reverse();
  const page = Math.max(1, Number(context.query?.get('page') ?? 1));
  const shown = found.slice((page - 1) * PAGE, page * PAGE);
  return xmlAnswer(200, 'disputes', {
    collection: {
      currentPageNumber: page,
      pageSize: PAGE,
      totalItems: found.length,
      dispute: shown.map(disputeXml),
    },
  });
}
