import type { Session, Terms } from '../session/state.js';
import type { Live } from './live.js';
import type { Runner } from './runner.js';

/** Whose a customer number is, as terms of the payment. */
export type Identified =
  | { readonly kind: 'found'; readonly terms: Partial<Terms> }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'unavailable' };

/** Looks a customer number up; never rejects. */
export type Identify = (number: string, session: Session) => Promise<Identified>;

/** The number that was keyed is looked up, and then it is nowhere here any more. */
export async function identify(runner: Runner, live: Live): Promise<void> {
  const { session } = live;
  const number = live.card.takeCustomerNumber();
  const { identify: look, log } = runner.ports;
  const unavailable: Identified = { kind: 'unavailable' };
  const found = await (number && look ? look(number, session) : Promise.resolve(unavailable)).catch(
    (error: unknown) => {
      log.error({ session: session.id, err: error }, 'the lookup broke');
      return unavailable;
    },
  );
  log.info({ session: session.id, outcome: found.kind }, 'identified');
  if (found.kind === 'found') runner.dispatch(session.id, { type: 'identified', terms: found.terms });
  else runner.dispatch(session.id, { type: 'notIdentified', why: found.kind });
}
