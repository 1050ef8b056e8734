import type { RefusalReason } from '../session/refusal-reason.js';
import type { ChargeOutcome } from '../session/state.js';

/** Of a bank: lost, stolen, suspected fraud, to be picked up. Who stands beside a thief is not told so. */
const DISTRUST: ReadonlySet<string> = new Set(['2012', '2013', '2014', '2047', '2053']);
/** Of the gateway's own rules against fraud. */
const FRAUD: ReadonlySet<RefusalReason> = new Set(['fraud', 'risk_threshold']);

/** What programs at an agent's desk see of an outcome; `review`: somebody of the shop is to look at it. */
export type ToldOutcome = ChargeOutcome & { readonly review?: true };

/**
 * An outcome without what tells a fraudster how far they came: no score, no reason, no code of distrust. All of it
 * stands in the journal, for `hushpay payments show` and the export.
 */
export function outcomeForAgents(outcome: ChargeOutcome): ToldOutcome {
  if (!('details' in outcome) || !outcome.details) return distrusted(outcome);
  const { risk, networkCode, networkText, processorDetail, ...details } = outcome.details;
  const hidden = distrusted(outcome);
  const texts = hidden === outcome ? { networkCode, networkText, processorDetail } : {};
  const review = /review/i.test(risk?.decision ?? '') ? { review: true as const } : {};
  return { ...hidden, ...review, details: present({ ...details, ...texts }) } as ToldOutcome;
}

function distrusted(outcome: ChargeOutcome): ChargeOutcome {
  if (outcome.kind === 'declined' && DISTRUST.has(outcome.code)) {
    return { ...outcome, code: '2000', text: 'Do Not Honor' };
  }
  if (outcome.kind === 'refused' && FRAUD.has(outcome.reason)) {
    return { ...outcome, reason: 'rejected', text: 'A rule of the merchant has refused the payment' };
  }
  return outcome;
}

function present<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T;
}
