import type { DoorHealth } from '../door.js';
import { UnreadableError } from '../errors.js';
import type { Lookup, LookupBy, LookupCall } from '../lookup/lookup.js';
import type { Next, Policy, Proof, Result, Session, Terms } from '../session/state.js';
import { accountTerms } from './account.js';
import { type Identified, proofOf, type Withheld } from './identified.js';
import { newSessionId } from './identity.js';
import { openOrder } from './open-order.js';
import type { Runner } from './runner.js';
import { storedMethods } from './stored.js';
import {
  ALL_STORED,
  type Details,
  leastIn,
  oneLine,
  possible,
  readable,
  storedWanted,
  type TermsOptions,
  termsOf,
  variablesOf,
} from './terms.js';

/** A caller at the door of the payment line. */
export interface LineCall {
  readonly channelId: string;
  readonly channelName: string;
  /** The caller came by `AGI(…/pay)`, and can be listened to. */
  readonly spoken?: boolean;
  /** What Asterisk tells of the caller. Rejects where it cannot be read. */
  facts(): Promise<LineFacts>;
}

export interface LineFacts {
  /** Number of the caller, see `callerNumber`; empty where it is hidden. */
  readonly callerId: string;
  /** What was dialled. */
  readonly dialled: string;
  /** `amount`, `currency`, `reference` of the dialplan's one line; each may be empty. */
  readonly given: readonly string[];
  readonly details: Details;
}

/** What happens with a caller at the door. */
export type Admission =
  /** The session is journalled and waits for the caller. */
  | { readonly kind: 'admitted'; readonly session: string }
  /** No payment now. `say` is the sound of what the caller is told; none where an agent takes over at once. */
  | {
      readonly kind: 'turned-away';
      /** Of this call, still unknown: what becomes of it is told by its number. */
      readonly order?: string;
      readonly result: Result | 'closed';
      readonly next: Next;
      readonly say?: 'closed' | 'gateway-down' | 'limited' | 'unknown';
    };

export interface LineOptions extends TermsOptions {
  readonly runner: Runner;
  /** With the payment line's own rules. */
  readonly policy: Policy;
  readonly enabled: boolean;
  readonly stopping: () => boolean;
  readonly gateway: () => Promise<DoorHealth>;
  /** Whether payments are taken at this time, epoch milliseconds. */
  readonly open: (at: number) => boolean;
  /** What a caller must prove who was found by the telephone number. */
  readonly secondFactor: Proof | 'none';
  /** The least amount that may be keyed, in units of `currency`. */
  readonly least?: string;
  readonly whenClosed: 'closed' | 'agent';
  readonly whenGatewayDown: 'closed' | 'agent';
  readonly lookup?: Lookup;
  /** The caller's number is looked up before anything is asked. */
  readonly byCaller: boolean;
}

/** A caller has come to the payment line: take the call, or say why not. Never rejects. */
export async function admit(call: LineCall, options: LineOptions): Promise<Admission> {
  const { log, now } = options.runner.ports;
  const { channelName } = call;
  try {
    if (!options.enabled) {
      log.error({ channelName }, 'a caller came to the payment line, and ivr.enabled is false');
      return turnAway('gateway-down', options.whenGatewayDown);
    }
    if (!options.open(now())) return turnAway('closed', options.whenClosed);
    const gateway = await options.gateway();
    if (options.stopping() || !options.runner.acting || !gateway.up) {
      log.warn({ channelName, why: gateway.detail }, 'the payment line takes nobody now');
      return turnAway('gateway-down', options.whenGatewayDown);
    }
    const facts = await call.facts();
    const { limits } = options.runner.ports;
    const mark = limits?.caller(facts.callerId);
    const door = mark === undefined ? 'open' : await limits?.door(mark);
    if (door === 'unreachable') return turnAway('gateway-down', options.whenGatewayDown);
    if (door === 'limited') {
      const next = options.policy.line.afterFailure;
      return { kind: 'turned-away', result: 'too-many-failed-attempts', next, say: 'limited' };
    }
    // By the same call: it may be made already.
    const order = await openOrder(options.runner.ports.journal, call.channelId);
    if (order) {
      const next = options.policy.line.afterFailure;
      return { kind: 'turned-away', result: 'outcome-unknown', next, say: 'unknown', order };
    }
    return await begin(call, facts, options, mark);
  } catch (error) {
    if (error instanceof UnreadableError) {
      log.error({ channelName, why: error.variables.join(', ') }, error.told);
    } else {
      log.error({ channelName, err: error }, 'the payment line could not take a caller');
    }
    return turnAway('gateway-down', options.whenGatewayDown);
  }
}

function turnAway(why: 'closed' | 'gateway-down', what: 'closed' | 'agent'): Admission {
  const result = why === 'closed' ? 'closed' : 'payment-connector-error';
  if (what === 'agent') return { kind: 'turned-away', result, next: 'agent' };
  return { kind: 'turned-away', result, next: 'end', say: why };
}

async function begin(
  call: LineCall,
  { callerId, dialled, given, details: set }: LineFacts,
  options: LineOptions,
  mark?: string,
): Promise<Admission> {
  const { runner, lookup, byCaller } = options;
  const { gateway, log, now } = runner.ports;
  const id = newSessionId();
  const details = possible(withGiven(set, given), options, {
    methods: options.policy.methods,
    lookup: lookup !== undefined,
  });
  const stored = await storedMethods(gateway, storedWanted(details), log);
  let terms: Terms = {
    ...termsOf(details, options),
    entry: 'ivr',
    ...leastFor(termsOf(details, options).currency, options),
    ...(!call.spoken && { keysOnly: true as const }),
    ...(stored.length > 0 && { stored }),
  };
  let withheld: Withheld | undefined;
  if (lookup && byCaller && callerId && !terms.fault) {
    const found = await lookUp({ by: 'caller', callerId }, { session: id, dialled }, terms, options);
    if (found.kind === 'found') {
      ({ terms, withheld } = known({ callerId, channelName: call.channelName }, terms, found.terms, options));
    }
  }
  log.info({ session: id, channelName: call.channelName }, 'payment line');
  const caller = {
    channelId: call.channelId,
    channelName: call.channelName,
    present: true,
    ...(mark && { mark }),
  };
  const agent = { channelId: '', channelName: '', present: false };
  const { policy } = options;
  const admitted = await runner.begin(
    {
      type: 'handOffRequested',
      at: now(),
      id,
      terms,
      policy,
      caller,
      agent,
    },
    withheld,
  );
  return admitted ? { kind: 'admitted', session: id } : turnAway('gateway-down', options.whenGatewayDown);
}

/** What the dialplan says of a payment, as variables for the channel of the caller who is handed over. */
export function handOverVariables({ details, given }: LineFacts): Record<string, string> {
  return variablesOf(readable(withGiven(details, given)));
}

/** An account was found by the telephone number: told at once, after a proof, or not at all. */
function known(
  { callerId, channelName }: { readonly callerId: string; readonly channelName: string },
  terms: Terms,
  found: Partial<Terms>,
  { secondFactor, runner }: LineOptions,
): { readonly terms: Terms; readonly withheld?: Withheld } {
  const proof = proofOf(secondFactor, callerId, found);
  if (!proof) {
    runner.ports.log.warn(
      { channelName },
      'a caller cannot prove who they are: the account has no postal code',
    );
    return { terms };
  }
  if (!proof.withheld) return { terms: { ...terms, ...found } };
  const { language = terms.language } = found;
  return {
    terms: { ...terms, language, ...(proof.proof && { proof: proof.proof }) },
    withheld: proof.withheld,
  };
}

/** The least that may be keyed. */
function leastFor(currency: string, options: LineOptions): Pick<Terms, 'least'> {
  const least = leastIn(currency, options, options.least);
  return least ? { least } : {};
}

/** The line's own arguments go before what stands in variables. */
function withGiven(details: Details, [amount, currency, reference]: readonly string[]): Details {
  return {
    ...details,
    ...(amount && { amount }),
    ...(currency && { currency }),
    ...(reference && { reference: oneLine(reference) }),
  };
}

/** What the lookup says, as terms; an account that cannot be paid here is as good as no answer. */
export async function lookUp(
  by: LookupBy,
  call: LookupCall,
  given: Partial<Terms>,
  options: Pick<LineOptions, 'runner' | 'lookup' | keyof TermsOptions>,
): Promise<Identified> {
  const { lookup, runner } = options;
  const { gateway, log } = runner.ports;
  if (!lookup) return { kind: 'unavailable' };
  const answer = await lookup.find(by, call);
  if (answer.kind !== 'found') return { kind: answer.kind };
  const { stored: tokens = [], customer } = answer.account;
  const wanted = tokens.includes(ALL_STORED) ? { tokens: [], ...(customer && { customer }) } : { tokens };
  const stored = await storedMethods(gateway, wanted, log);
  const terms = accountTerms(answer.account, given, stored, options);
  if ('kind' in terms) {
    log.error({ why: terms.why }, 'the lookup gave an account that cannot be paid');
    return { kind: 'unavailable' };
  }
  return { kind: 'found', terms };
}

/** Looks up whoever a caller has proved, or keyed, to be. */
export function identifyBy(
  options: () => Pick<LineOptions, 'runner' | 'lookup' | keyof TermsOptions>,
): (by: LookupBy, session: Session) => Promise<Identified> {
  return (by, { id, terms }) => lookUp(by, { session: id }, terms, options());
}
