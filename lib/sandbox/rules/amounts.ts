import type { RejectionReason, Status } from '../transaction.js';

/** What becomes of a transaction because of its amount alone. */
export interface AmountFate {
  readonly status: Extract<Status, 'authorized' | 'processor_declined' | 'failed' | 'gateway_rejected'>;
  /** Processor's response code; absent where the gateway rejects on its own. */
  readonly code?: string;
  readonly rejection?: RejectionReason;
}

/** What becomes of it when it settles: the processor's settlement response code is `code`. */
export interface SettlementFate {
  readonly status: Extract<Status, 'settled' | 'settlement_declined' | 'settlement_pending'>;
  readonly code: string;
}

interface AmountRule<Fate> {
  /** Both inclusive, in thousandths of the currency's unit. */
  readonly from: number;
  readonly to: number;
  readonly fate: (units: number) => Fate;
}

const wholeAmount = (units: number): string => String(Math.floor(units / 1000));
const find = <Fate>(rules: readonly AmountRule<Fate>[], units: number): Fate | undefined =>
  rules.find((rule) => units >= rule.from && units <= rule.to)?.fate(units);

/** Braintree's documented test amounts. The first rule that holds decides; anything else is authorised. */
const AUTHORISATION: readonly AmountRule<AmountFate>[] = [
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

const PAYPAL: readonly AmountRule<AmountFate>[] = [
  { from: 5_001_010, to: 5_001_019, fate: () => ({ status: 'processor_declined', code: '2038' }) },
];

/** `units` in thousandths: 2001.00 is 2001000 and gives processor_declined with 2001. */
export function amountFate(units: number, kind = 'credit_card'): AmountFate {
  const paypal = kind === 'paypal_account' ? find(PAYPAL, units) : undefined;
  return paypal ?? find(AUTHORISATION, units) ?? { status: 'authorized', code: '1000' };
}

const declined = (units: number): SettlementFate => ({
  status: 'settlement_declined',
  code: units < 4_002_000 ? '4001' : wholeAmount(units),
});

const SETTLEMENT: readonly AmountRule<SettlementFate>[] = [
  { from: 4_001_000, to: 4_001_999, fate: declined },
  { from: 4_002_000, to: 4_002_999, fate: () => ({ status: 'settlement_pending', code: '4002' }) },
  { from: 4_003_000, to: 5_000_999, fate: declined },
  { from: 5_001_020, to: 5_001_029, fate: () => ({ status: 'settlement_declined', code: '3000' }) },
];

/** By the amount that is settled, in thousandths; 4002.00 stays pending. */
export function settlementFate(units: number): SettlementFate {
  return find(SETTLEMENT, units) ?? { status: 'settled', code: '4000' };
}

/** Of 1004.00 to 1004.99 an issuer authorises half, where the request accepts that. */
export function partlyAuthorised(units: number): number | undefined {
  return units >= 1_004_000 && units <= 1_004_999 ? Math.floor(units / 20) * 10 : undefined;
}
