import { type Claim, MOST_ENTRIES, type Rule } from './counter.js';

/** How much is too much for one way to pay. */
export interface Most {
  /** Different cards of one caller, or of one customer. */
  readonly cards: number;
  /** Attempts of one caller or customer that came to nothing. */
  readonly failures: number;
  /** The same with one card. */
  readonly perCard: number;
  /** Different callers with one card. */
  readonly callersPerCard: number;
  /** Attempts with cards of one issuer (BIN), and all attempts, from which on the share of failures is looked at. */
  readonly perIssuer: number;
  readonly whole: number;
  /** Customer numbers of one caller, different or nobody's, and wrong answers of a second factor. */
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
  /**
   * While the whole line is locked, attempts of callers who are not known for good ones are so far apart; 0: none is made.
   * Whoever calls with ever other numbers could shut the line for everybody else.
   */
  readonly apartMs: number;
  readonly line: Most;
  readonly agents: Most;
}

/** Whoever hides their number is one caller together, with so many times as much. */
export const HIDDEN = 5;
/** `failures` and `numbers` may be no more: of that many times as much, counters would forget some. */
export const MOST_SHARED = MOST_ENTRIES / HIDDEN;
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
  /** The customer number that was keyed. */
  readonly account?: string;
  readonly card?: string;
  readonly issuer?: string;
}

/** The claims of an attempt to pay, or of one to come (without a card). */
export function paymentClaims(way: Way, subjects: Subjects, settings: Settings): Claim[] {
  const most = settings[way];
  const { caller, customer, account, card, issuer } = subjects;
  const mark = card === undefined ? {} : { mark: card };
  const known = caller === HIDDEN_CALLER ? undefined : caller;
  // Strangers who fail on purpose must not keep out who has paid before.
  const ofAll: Pick<Claim, 'once' | 'spares'> = {
    ...(card !== undefined && { once: known ? [`card:${card}`, `caller:${known}`] : [`card:${card}`] }),
    ...(known && { spares: `caller:${known}` }),
  };
  const whole: Claim = {
    subject: `way:${way}`,
    ...ofAll,
    rules: [
      {
        ...rate(`${way}.whole`, most.whole, settings),
        ...(settings.apartMs > 0 && { apartMs: settings.apartMs }),
      },
    ],
  };
  return [
    ...(caller
      ? [
          {
            subject: `caller:${caller}`,
            ...mark,
            rules: caller === HIDDEN_CALLER ? hidden(way, settings) : person(way, 'caller', settings),
          },
        ]
      : []),
    ...(customer
      ? [{ subject: `customer:${customer}`, ...mark, rules: person(way, 'customer', settings) }]
      : []),
    // The lookup need not know of a customer in the vault, and a caller id is anybody's to change.
    ...(account
      ? [{ subject: `account:${account}`, ...mark, rules: person(way, 'customer', settings) }]
      : []),
    ...(card
      ? [
          {
            subject: `card:${card}`,
            ...(caller && { mark: caller }),
            rules: [
              failures(`${way}.card`, most.perCard, settings),
              // A card of the thief's own, that is to make the numbers look good.
              marks(`${way}.card-callers`, most.callersPerCard, settings),
            ],
          },
        ]
      : []),
    ...(issuer
      ? [
          {
            subject: `issuer:${issuer}`,
            ...ofAll,
            rules: [rate(`${way}.issuer`, most.perIssuer, settings)],
          },
        ]
      : []),
    whole,
  ];
}

/** The claims of a customer number that is to be looked up; it is `good` where it is somebody's. */
export function numberClaims(way: Way, caller: string, number: string, settings: Settings): Claim[] {
  const { numbers } = settings[way];
  const shared = caller === HIDDEN_CALLER;
  const nobodys = atOnce(failures(`${way}.numbers`, shared ? numbers * HIDDEN : numbers, settings));
  // Numbers that exist are found by trying too, and tell what their customers owe.
  const different = marks(`${way}.different-numbers`, numbers, settings);
  return [
    { subject: `numbers:${caller}`, mark: number, rules: shared ? [nobodys] : [different, nobodys] },
    allOf('numbers', way, caller, settings),
  ];
}

/** The claims of a second factor's answer; it is `good` where it is right. */
export function proofClaims(way: Way, caller: string, settings: Settings): Claim[] {
  const rule = atOnce(failures(`${way}.proofs`, settings[way].proofs, settings));
  return [{ subject: `proofs:${caller}`, rules: [rule] }, allOf('proofs', way, caller, settings)];
}

/**
 * Who changes the caller id with every call is found by how few of the callers have a number, or an answer, that is right.
 * Callers count once each, so that a few cheap calls do not close the line to everybody, and who has never failed goes on.
 */
function allOf(what: 'numbers' | 'proofs', way: Way, caller: string, settings: Settings): Claim {
  return {
    subject: `${what}:way:${way}`,
    mark: caller,
    ...(caller !== HIDDEN_CALLER && { spares: `${what}:${caller}` }),
    rules: [rate(`${way}.all-${what}`, settings[way].whole, settings)],
  };
}

export const HIDDEN_CALLER = 'hidden';

function person(way: Way, what: string, settings: Settings): Rule[] {
  const { cards, failures: most } = settings[way];
  return [marks(`${way}.${what}-cards`, cards, settings), failures(`${way}.${what}`, most, settings)];
}

/**
 * They are many people: their different cards say nothing, and nobody waits for the failure of another. With agents, who
 * hear whom they talk to, and where a PBX may give no numbers at all, only a share of failures counts.
 */
function hidden(way: Way, settings: Settings): Rule[] {
  const most = settings[way].failures * HIDDEN;
  const name = `${way}.caller`;
  return [way === 'agents' ? rate(name, most, settings) : atOnce(failures(name, most, settings))];
}

function marks(name: string, most: number, { windowMs, lockMs }: Settings): Rule {
  return { name, counts: 'marks', most, windowMs, lockMs };
}

/** Without waiting before the limit. */
function atOnce({ backOff: _, ...rule }: Rule): Rule {
  return rule;
}

function failures(name: string, most: number, { windowMs, lockMs, backOffMs }: Settings): Rule {
  const free = Math.max(FREE, Math.floor(most / 2));
  return { name, counts: 'failures', most, windowMs, lockMs, backOff: { free, firstMs: backOffMs } };
}

function rate(name: string, most: number, { percent, lockMs }: Settings): Rule {
  return { name, counts: 'rate', most, percent, windowMs: RATE_WINDOW_MS, lockMs };
}
