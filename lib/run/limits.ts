import type { Fingerprint } from '../card/fingerprint.js';
import type { Journal } from '../journal/journal.js';
import type { Claim, End, Verdict } from '../limits/counter.js';
import {
  HIDDEN_CALLER,
  numberClaims,
  paymentClaims,
  proofClaims,
  type Settings,
  type Way,
} from '../limits/rules.js';
import type { Log } from '../log.js';
import type { ChargeOutcome, Session } from '../session/state.js';
import { newSessionId } from './identity.js';

/** A limit was reached: whoever is to be told has this. Nothing of it is a number of anybody. */
export interface Alarm {
  readonly name: 'attempts-limited';
  readonly rule: string;
  readonly subject: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly until: number;
  readonly session?: string;
}

export interface LimitsOptions {
  readonly journal: Pick<Journal, 'attempt' | 'attempted' | 'orderAttempted' | 'standing'>;
  readonly fingerprint: Fingerprint;
  readonly settings: Settings;
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>;
  readonly now: () => number;
  readonly alarm: (alarm: Alarm) => void;
}

/** An attempt that was counted; what became of it is told by `ended`. */
export interface Attempt {
  readonly claims: readonly Claim[];
  readonly id: string;
}

export type Pass =
  | { readonly kind: 'passed'; readonly attempt: Attempt }
  | { readonly kind: 'limited' }
  /** It could not be counted. Whoever asks does not go on: on the line, and with an agent as well. */
  | { readonly kind: 'unreachable' };

/** What was keyed, as the vault tells it. */
export interface MethodPrint {
  readonly method: string;
  readonly issuer?: string;
}

/** As far as the vault is needed here. */
interface Vault {
  fingerprints(of: 'card' | 'account', by: Fingerprint): MethodPrint | undefined;
}

/**
 * How often may be tried, between the pure rules of `lib/limits` and their counters in the journal. Legal order: `pay`,
 * `number` or `proof` -> only when it is `passed`, the attempt itself -> `ended`. Never rejects.
 */
export class Limits {
  constructor(private readonly options: LimitsOptions) {}

  caller(number: string): string {
    return callerMark(this.options.fingerprint, number);
  }

  /** Whether a caller who has just come to the payment line need be asked for anything. Counts nothing. */
  async door(caller: string): Promise<'open' | 'limited' | 'unreachable'> {
    const { journal, settings, now, log } = this.options;
    try {
      const verdict = await journal.standing(paymentClaims('line', { caller }, settings), now());
      if (verdict.kind === 'allowed') return 'open';
      log.info({ reason: verdict.rule }, 'the payment line has had too many attempts of a caller');
      return 'limited';
    } catch (error) {
      log.error({ err: error }, 'the limits could not be read');
      return 'unreachable';
    }
  }

  printOf(vault: Vault, of: 'card' | 'account'): MethodPrint | undefined {
    return vault.fingerprints(of, this.options.fingerprint);
  }

  /** Before anything is sent of a card or an account that was keyed, or of a stored method (its token). */
  pay(session: Session, method: MethodPrint | { readonly token: string }): Promise<Pass> {
    const { caller, terms } = session;
    const card = 'token' in method ? this.#print('token', method.token) : method.method;
    const subjects = {
      ...(caller.mark && { caller: caller.mark }),
      ...(terms.customer && { customer: this.#print('customer', terms.customer) }),
      ...(terms.accountMark && { account: terms.accountMark }),
      card,
      ...('issuer' in method && method.issuer && { issuer: method.issuer }),
    };
    return this.#take(
      paymentClaims(wayOf(session), subjects, this.options.settings),
      session,
      // By this it is found again when the process that has made it is gone.
      `${orderOf(session)}.${newSessionId()}`,
    );
  }

  /** Whose cards are counted together when this customer number was keyed, whatever the caller id. */
  account(number: string): string {
    return this.#print('number', number);
  }

  /** Before a customer number is looked up. */
  number(session: Session, number: string): Promise<Pass> {
    const { mark = HIDDEN_CALLER } = session.caller;
    const { settings } = this.options;
    return this.#take(numberClaims(wayOf(session), mark, this.#print('number', number), settings), session);
  }

  /** Before an answer is compared that proves who calls. */
  proof(session: Session): Promise<Pass> {
    const { mark = HIDDEN_CALLER } = session.caller;
    return this.#take(proofClaims(wayOf(session), mark, this.options.settings), session);
  }

  /** What became of an attempt. While it is not known, it counts as one that came to nothing, but in shares. */
  ended(attempt: Attempt | undefined, how: End): Promise<void> {
    if (!attempt) return Promise.resolve();
    const { journal, log } = this.options;
    return journal
      .attempted(attempt.claims, attempt.id, how)
      .catch((error: unknown) => log.warn({ err: error }, 'what became of an attempt could not be noted'));
  }

  /** What became of an order whose attempt this process knows nothing of. */
  found(orderId: string, outcome: ChargeOutcome): Promise<void> {
    const { journal, log } = this.options;
    return journal
      .orderAttempted(orderId, endOf(outcome))
      .catch((error: unknown) => log.warn({ err: error }, 'what became of an attempt could not be noted'));
  }

  #print(kind: string, text: string): string {
    return printOf(this.options.fingerprint, kind, text);
  }

  async #take(
    claims: readonly Claim[],
    { id: session }: Session,
    id: string = newSessionId(),
  ): Promise<Pass> {
    const { journal, log, now } = this.options;
    let verdict: Verdict;
    const at = now();
    try {
      verdict = await journal.attempt(claims, id, at);
    } catch (error) {
      log.error({ session, err: error }, 'an attempt could not be counted, so it is not made');
      return { kind: 'unreachable' };
    }
    if (verdict.kind === 'allowed') return { kind: 'passed', attempt: { claims, id } };
    const { rule, subject, until, locked } = verdict;
    log.info({ session, reason: rule }, 'an attempt was refused: too many');
    if (locked) this.options.alarm({ name: 'attempts-limited', rule, subject, at, until, session });
    return { kind: 'limited' };
  }
}

/** A caller by the number of the telephone, whichever way it is written. */
function callerMark(by: Fingerprint, number: string): string {
  const digits = number.replace(/\D/g, '').replace(/^0+/, '');
  return digits ? printOf(by, 'caller', digits) : HIDDEN_CALLER;
}

function printOf(by: Fingerprint, kind: string, text: string): string {
  return by(kind, Buffer.from(text));
}

/** Under which subjects somebody is counted. */
export function subjectsOf(
  by: Fingerprint,
  { caller, customer }: { readonly caller?: string | undefined; readonly customer?: string | undefined },
): string[] {
  const mark = caller === undefined ? undefined : callerMark(by, caller);
  return [
    ...(mark === undefined ? [] : ['caller', 'numbers', 'proofs'].map((kind) => `${kind}:${mark}`)),
    ...(customer === undefined
      ? []
      : [`customer:${printOf(by, 'customer', customer)}`, `account:${printOf(by, 'number', customer)}`]),
  ];
}

/** The order of the charge that is under way, or is to come next. */
function orderOf({ id, phase, charges }: Session): string {
  return phase.name === 'charging' ? phase.orderId : `${id}-${charges + 1}`;
}

function wayOf({ terms }: Session): Way {
  return terms.entry === 'ivr' ? 'line' : 'agents';
}

/** What an outcome means for the counters. What was never made is no attempt; a faulty card is one. */
export function endOf(outcome: {
  readonly kind: ChargeOutcome['kind'] | 'stored';
  readonly cause?: string;
}): End {
  if (outcome.kind === 'approved' || outcome.kind === 'stored') return 'good';
  if (outcome.kind === 'unknown') return 'unknown';
  return outcome.kind === 'failed' && outcome.cause !== 'gateway-validation' ? 'void' : 'bad';
}

/** What a session hears where it may not go on. Nothing was sent. */
export function refusedBy({ kind }: Exclude<Pass, { kind: 'passed' }>): ChargeOutcome {
  return kind === 'limited'
    ? { kind: 'failed', cause: 'attempts-limited', text: 'There were too many attempts, so nothing was sent' }
    : {
        kind: 'failed',
        cause: 'journal-unavailable',
        text: 'The attempt could not be counted in the journal, so nothing was sent',
      };
}
