import type { Command } from '../session/command.js';
import type { ChargeOutcome } from '../session/state.js';
import type { SessionContext } from './context.js';
import { endOf, refusedBy } from './limits.js';
import type { Live } from './live.js';
import { pause } from './timers.js';

/** Between two looks for an order while the caller waits. Milliseconds. */
const FIND_EVERY_MS = 1000;

/** Sends the charge. What is not known of it is told as that; never rejects. */
export async function charge(
  context: SessionContext,
  live: Live,
  command: Extract<Command, { type: 'charge' }>,
): Promise<void> {
  const { gateway, journal, log, now } = context.ports;
  const { id } = live.session;
  const { orderId, kind, token, code, amount, reference, description, postalCode } = command;
  const { nonce } = live;
  live.nonce = undefined;
  const payer = token ? { token, ...(code && nonce && { codeNonce: nonce }) } : nonce ? { nonce } : undefined;
  if (!payer || (code && !nonce)) {
    const text = 'The token was no longer in memory';
    const outcome = { kind: 'failed', cause: 'card-missing', text } as const;
    context.dispatch(id, { type: 'charged', orderId, outcome });
    return;
  }
  const refusal = token ? await counted(context, live, token) : undefined;
  if (refusal) return context.dispatch(id, { type: 'charged', orderId, outcome: refusal });
  const { attempt } = live;
  live.attempt = undefined;
  try {
    const billing = postalCode ? { billing: { postalCode } } : undefined;
    const { risk } = live.session.terms;
    const request = { ...payer, orderId, amount, reference, description, ...billing, ...(risk && { risk }) };
    const outcome =
      kind === 'authorisation' ? await gateway.authorise(request) : await gateway.charge(request);
    log.info({ session: id, orderId, outcome: outcome.kind }, 'charged');
    void context.ports.limits?.ended(attempt, endOf(outcome));
    // Another instance has the call now; what we know of the money is still true.
    if (!context.acting) await journal.settle(orderId, outcome, now());
    context.dispatch(id, { type: 'charged', orderId, outcome });
  } catch (error) {
    log.error({ session: id, orderId, err: error }, 'charge broke');
    const text = 'The gateway door broke during the charge';
    const outcome = { kind: 'unknown', cause: 'internal-error', text } as const;
    void context.ports.limits?.ended(attempt, endOf(outcome));
    context.dispatch(id, { type: 'charged', orderId, outcome });
  }
}

/** A stored method is an attempt too; an account that was keyed was counted when it was sent. */
async function counted(
  context: SessionContext,
  live: Live,
  token: string,
): Promise<ChargeOutcome | undefined> {
  const { limits } = context.ports;
  if (!limits || live.attempt) return undefined;
  const pass = await limits.pay(live.session, { token });
  if (pass.kind !== 'passed') return refusedBy(pass);
  live.attempt = pass.attempt;
  return undefined;
}

/** Looks until the order is found or the session has gone on without it. */
export async function find(context: SessionContext, live: Live, orderId: string): Promise<void> {
  const { id } = live.session;
  while (context.acting && live.session.phase.name === 'finding') {
    const found = await context.ports.gateway.find(orderId);
    if (found.kind === 'found' && found.outcome.kind !== 'unknown') {
      await context.ports.limits?.found(orderId, found.outcome);
      context.dispatch(id, { type: 'found', orderId, outcome: found.outcome });
      return;
    }
    await pause(context.ports, FIND_EVERY_MS);
  }
}
