import type { Claim, Rule } from './counter.js';

/** How much is too much for one way to pay. */
export interface Most {
  /** Different cards of one caller, or of one customer. */
  readonly cards: number;
  /** Attempts of one caller or customer that came to nothing. */
  readonly failures: number;
  /** The same with one card. */
  readonly perCard: number;
  /** Attempts with cards of one issuer (BIN), and all attempts, from which on the share of failures is looked at. */
  readonly perIssuer: number;
  readonly whole: number;
  /** Customer numbers of one caller that are nobody's, and wrong answers of a second factor. */
  readonly numbers: number;
  readonly proofs: number;
}

export interface Settings {
  /** Milliseconds. */
  readonly windowMs: number;
  readonly backOffMs: number;
  readonly lockMs: number;
  /** Share of failures that locks an issuer's cards, or the whole way to pay, 1 to 100. */
  readonly percent: number;
  readonly line: Most;
  readonly agents: Most;
}

/** Whoever hides their number is one caller together, with so many times as much. */
const HIDDEN = 5;
/** Share of one issuer's failures and of all are looked at over this time. Milliseconds. */
const RATE_WINDOW_MS = 3_600_000;
/** Failures after which the next is waited for: half of those that are allowed, but so many at least. */
const FREE = 3;

/** Alone with the payment line, or with an agent. */
export type Way = 'line' | 'agents';

/** Whose attempt it is. All are keyed hashes; absent is what is not known. */
export interface Subjects {
  /** `hidden`: the number is not shown. */
  readonly caller?: string;
  readonly customer?: string;
  readonly card?: string;
  readonly issuer?: string;
}

/** The claims of an attempt to pay, or of one to come (without a card). */
export function paymentClaims(way: Way, subjects: Subjects, settings: Settings): Claim[] {
  const most = settings[way];
  const { caller, customer, card, issuer } = subjects;
  const mark = card === undefined ? {} : { mark: card };
  const whole: Claim = { subject: `way:${way}`, rules: [rate(`${way}.whole`, most.whole, settings)] };
  return [
    ...(caller
      ? [{ subject: `caller:${caller}`, ...mark, rules: person(way, 'caller', settings, factorOf(caller)) }]
      : []),
    ...(customer
      ? [{ subject: `customer:${customer}`, ...mark, rules: person(way, 'customer', settings, 1) }]
      : []),
    ...(card ? [{ subject: `card:${card}`, rules: [failures(`${way}.card`, most.perCard, settings)] }] : []),
    ...(issuer
      ? [{ subject: `issuer:${issuer}`, rules: [rate(`${way}.issuer`, most.perIssuer, settings)] }]
      : []),
    whole,
  ];
}

/** The claims of a customer number that is to be looked up; it is `good` where it is somebody's. */
export function numberClaims(way: Way, caller: string, number: string, settings: Settings): Claim[] {
  const most = settings[way].numbers * factorOf(caller);
  const { backOff: _, ...rule } = failures(`${way}.numbers`, most, settings);
  // Who changes the caller id with every call is found by how few of the numbers are anybody's.
  const all = rate(`${way}.all-numbers`, settings[way].whole, settings);
  return [
    { subject: `numbers:${caller}`, mark: number, rules: [rule] },
    { subject: `numbers:way:${way}`, rules: [all] },
  ];
}

/** The claims of a second factor's answer; it is `good` where it is right. */
export function proofClaims(way: Way, caller: string, settings: Settings): Claim[] {
  const { backOff: _, ...rule } = failures(`${way}.proofs`, settings[way].proofs, settings);
  return [{ subject: `proofs:${caller}`, rules: [rule] }];
}

export const HIDDEN_CALLER = 'hidden';

function factorOf(caller: string): number {
  return caller === HIDDEN_CALLER ? HIDDEN : 1;
}

function person(way: Way, what: string, settings: Settings, factor: number): Rule[] {
  const { cards, failures: most } = settings[way];
  return [
    {
      name: `${way}.${what}-cards`,
      counts: 'marks',
      most: cards * factor,
      windowMs: settings.windowMs,
      lockMs: settings.lockMs,
    },
    failures(`${way}.${what}`, most * factor, settings, factor),
  ];
}

function failures(name: string, most: number, { windowMs, lockMs, backOffMs }: Settings, factor = 1): Rule {
  const free = Math.max(FREE * factor, Math.floor(most / 2));
  return { name, counts: 'failures', most, windowMs, lockMs, backOff: { free, firstMs: backOffMs } };
}

function rate(name: string, most: number, { percent, lockMs }: Settings): Rule {
  return { name, counts: 'rate', most, percent, windowMs: RATE_WINDOW_MS, lockMs };
}
