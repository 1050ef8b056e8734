import type { RejectionReason, Status } from '../transaction.js';

/** What becomes of a transaction because of its amount alone. */
export interface AmountFate {
  readonly status: Extract<Status, 'authorized' | 'processor_declined' | 'failed' | 'gateway_rejected'>;
  /** Processor's response code; absent where the gateway rejects on its own. */
  readonly code?: string;
  readonly rejection?: RejectionReason;
}

interface AmountRule {
  /** Both inclusive, in thousandths of the currency's unit. */
  readonly from: number;
  readonly to: number;
  readonly fate: (units: number) => AmountFate;
}

const approved = (): AmountFate => ({ status: 'authorized', code: '1000' });
const wholeAmount = (units: number): string => String(Math.floor(units / 1000));

/** Braintree's documented test amounts. The first rule that holds decides; anything else is authorised. */
const RULES: readonly AmountRule[] = [
  {
    from: 2_000_000,
    to: 2_999_999,
    fate: (units) => ({ status: 'processor_declined', code: wholeAmount(units) }),
  },
  { from: 3_000_000, to: 3_000_999, fate: () => ({ status: 'failed', code: '3000' }) },
  {
    from: 5_001_000,
    to: 5_001_009,
    fate: () => ({ status: 'gateway_rejected', rejection: 'application_incomplete' }),
  },
];

/** `units` in thousandths: 2001.00 is 2001000 and gives processor_declined with 2001. */
export function amountFate(units: number): AmountFate {
  return (RULES.find((rule) => units >= rule.from && units <= rule.to)?.fate ?? approved)(units);
}
