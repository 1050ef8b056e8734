import type { LookupBy } from '../lookup/lookup.js';
import type { Proof, Session, Terms } from '../session/state.js';

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
