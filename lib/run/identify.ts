import type { LookupBy } from '../lookup/lookup.js';
import type { Proof, Session, Terms } from '../session/state.js';
import { identifyingField } from '../session/step-order.js';
import type { Live } from './live.js';
import type { Runner } from './runner.js';

/** Whose a customer number is, as terms of the payment. */
export type Identified =
  | { readonly kind: 'found'; readonly terms: Partial<Terms> }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'unavailable' };

/** Looks a customer up; never rejects. */
export type Identify = (by: LookupBy, session: Session) => Promise<Identified>;

/** What was found by the telephone number, kept from the session until the caller has proved who they are. */
export interface Withheld {
  readonly callerId: string;
  readonly terms: Partial<Terms>;
  /** Digits of the account's postal code. */
  readonly postalCode: string;
}

/** Fewer could be guessed. */
const FEWEST_DIGITS = 4;

/** What can prove that it is the caller's account; undefined where nothing can. */
export function proofOf(
  wanted: Proof | 'none',
  callerId: string,
  terms: Partial<Terms>,
): { readonly proof?: Proof; readonly withheld?: Withheld } | undefined {
  if (wanted === 'none') return {};
  const postalCode = (terms.postalCode ?? '').replace(/\D/g, '');
  if (wanted === 'postal-code' && postalCode.length < FEWEST_DIGITS) return undefined;
  return { proof: wanted, withheld: { callerId, terms, postalCode } };
}

/** What was keyed is looked up or compared, and then it is nowhere here any more. */
export async function identify(runner: Runner, live: Live): Promise<void> {
  const { session } = live;
  const { limits, log } = runner.ports;
  const field = identifyingField(session);
  const number = field === 'customer-number';
  const digits = number ? live.card.takeCustomerNumber() : live.card.takeProof(field);
  const pass = digits && (await (number ? limits?.number(session, digits) : limits?.proof(session)));
  if (pass && pass.kind !== 'passed') {
    const why = pass.kind === 'limited' ? 'limited' : 'unavailable';
    return runner.dispatch(session.id, { type: 'notIdentified', why });
  }
  const found = await (digits ? find(runner, live, digits) : Promise.resolve(UNAVAILABLE)).catch(
    (error: unknown): Identified => {
      log.error({ session: session.id, err: error }, 'the lookup broke');
      return UNAVAILABLE;
    },
  );
  if (pass) void limits?.ended(pass.attempt, ENDS[found.kind]);
  log.info({ session: session.id, outcome: found.kind }, 'identified');
  if (found.kind === 'found') {
    live.withheld = undefined;
    const mark = number && digits && limits ? { accountMark: limits.account(digits) } : {};
    runner.dispatch(session.id, { type: 'identified', terms: { ...found.terms, ...mark } });
  } else runner.dispatch(session.id, { type: 'notIdentified', why: found.kind });
}

const UNAVAILABLE: Identified = { kind: 'unavailable' };
const ENDS = { found: 'good', 'not-found': 'bad', unavailable: 'void' } as const;

async function find(
  { ports: { identify: look } }: Runner,
  { session, withheld }: Live,
  digits: string,
): Promise<Identified> {
  switch (session.terms.proof) {
    case 'postal-code':
      if (!withheld) return UNAVAILABLE;
      return withheld.postalCode === digits
        ? { kind: 'found', terms: withheld.terms }
        : { kind: 'not-found' };
    case 'pin':
      if (!withheld || !look) return UNAVAILABLE;
      return look({ by: 'caller', callerId: withheld.callerId, pin: digits }, session);
    default:
      return look ? look({ by: 'number', number: digits }, session) : UNAVAILABLE;
  }
}
