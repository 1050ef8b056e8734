import { identifyingField } from '../session/step-order.js';
import type { SessionContext } from './context.js';
import type { Identified } from './identified.js';
import type { Live } from './live.js';

/** What was keyed is looked up or compared, and then it is nowhere here any more. */
export async function identify(context: SessionContext, live: Live): Promise<void> {
  const { session } = live;
  const { limits, log } = context.ports;
  const field = identifyingField(session);
  const number = field === 'customer-number';
  const digits = number ? live.card.takeCustomerNumber() : live.card.takeProof(field);
  const pass = digits && (await (number ? limits?.number(session, digits) : limits?.proof(session)));
  if (pass && pass.kind !== 'passed') {
    const why = pass.kind === 'limited' ? 'limited' : 'unavailable';
    return context.dispatch(session.id, { type: 'notIdentified', why });
  }
  const found = await (digits ? find(context, live, digits) : Promise.resolve(UNAVAILABLE)).catch(
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
    context.dispatch(session.id, { type: 'identified', terms: { ...found.terms, ...mark } });
  } else context.dispatch(session.id, { type: 'notIdentified', why: found.kind });
}

const UNAVAILABLE: Identified = { kind: 'unavailable' };
const ENDS = { found: 'good', 'not-found': 'bad', unavailable: 'void' } as const;

async function find(
  { ports: { identify: look } }: SessionContext,
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
