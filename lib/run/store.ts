import type { Gateway } from '../gateway/gateway.js';
import type { StoredMethod, VaultOutcome } from '../gateway/methods.js';
import type { Command } from '../session/command.js';
import type { SessionContext } from './context.js';
import { endOf } from './limits.js';
import type { Live } from './live.js';
import { pause } from './timers.js';

/** Between two looks while the caller waits. Milliseconds. */
const FIND_EVERY_MS = 1000;

type Store = Extract<Command, { type: 'store' }>;

/** Puts the method into the gateway's vault. What is not known to be stored is told as that. */
export async function store(context: SessionContext, live: Live, command: Store): Promise<void> {
  const { gateway, limits, log } = context.ports;
  const { id } = live.session;
  const { token } = command;
  const nonce = command.spare ? live.spare : live.nonce;
  if (command.spare) live.spare = undefined;
  else live.nonce = undefined;
  const text = 'The token was no longer in memory';
  try {
    const outcome: VaultOutcome = nonce
      ? await stored(gateway, nonce, command, live.session.terms.risk?.deviceData)
      : { kind: 'failed', cause: 'card-missing', text };
    log.info({ session: id, outcome: outcome.kind }, 'stored');
    // Only stored, the attempt is over; a debit is still to come, and a card that is kept was charged before.
    if (!command.account && !command.spare) {
      void limits?.ended(live.attempt, endOf(outcome));
      live.attempt = undefined;
    }
    if (outcome.kind === 'stored') context.dispatch(id, { type: 'stored', token });
    else context.dispatch(id, { type: 'storeFailed', token, outcome });
  } catch (error) {
    log.error({ session: id, err: error }, 'store broke');
    const broke = { kind: 'unknown', cause: 'internal-error', text: 'The gateway door broke' } as const;
    if (!command.account && !command.spare) {
      void limits?.ended(live.attempt, endOf(broke));
      live.attempt = undefined;
    }
    context.dispatch(id, { type: 'storeFailed', token, outcome: broke });
  }
}

async function stored(
  gateway: Gateway,
  nonce: string,
  { token, customer, account, spare }: Store,
  deviceData: string | undefined,
): Promise<VaultOutcome> {
  const request = { nonce, token, customer: { id: customer }, ...(deviceData && { deviceData }) };
  // Of a card that has just been charged the issuer need not be asked once more.
  if (!account) return gateway.vault({ ...request, verify: !spare });
  const outcome = await gateway.vault({
    ...request,
    verify: 'network-check',
    currency: account.currency,
  });
  if (outcome.kind === 'stored') return debitable(outcome.method);
  if (outcome.kind !== 'unknown') return outcome;
  const found = await gateway.findMethod(token);
  return found.kind === 'found' ? debitable(found.method) : outcome;
}

/** An account can be in the vault and not be verified: then it cannot be debited. */
function debitable(method: StoredMethod): VaultOutcome {
  const { verification } = method;
  switch (verification.kind) {
    case 'verified':
      return { kind: 'stored', method };
    case 'failed': {
      const { code, text, severity } = verification;
      return { kind: 'declined', code, text, severity };
    }
    case 'pending':
    case 'none':
      return { kind: 'refused', reason: 'not-verified', text: 'The bank account is not verified yet' };
  }
}

/** Looks until the method is found, or the session has gone on without it. */
export async function findStored(
  context: SessionContext,
  live: Live,
  { token, once }: Extract<Command, { type: 'findStored' }>,
): Promise<void> {
  const { gateway, log } = context.ports;
  const { id } = live.session;
  const waiting = () => 'token' in live.session.phase && live.session.phase.token === token;
  while (context.acting && waiting()) {
    const found = await gateway.findMethod(token);
    log.info({ session: id, outcome: found.kind }, 'looked for what was being stored');
    if (found.kind === 'found') return context.dispatch(id, { type: 'stored', token });
    if (once) {
      const text = 'It was not in the vault after a restart';
      const outcome = { kind: 'unknown', cause: 'restarted', text } as const;
      return context.dispatch(id, { type: 'storeFailed', token, outcome });
    }
    await pause(context.ports, FIND_EVERY_MS);
  }
}

/** Removes a method, when what may be putting it there has ended. A method that stays is a line in the log. */
export async function forget(context: SessionContext, live: Live, token: string): Promise<void> {
  const { gateway, log } = context.ports;
  const { id } = live.session;
  await live.vaulted;
  const outcome = await gateway.forget(token).catch((error: unknown) => {
    log.error({ session: id, err: error }, 'forget broke');
    return { kind: 'unknown' } as const;
  });
  if (outcome.kind === 'forgotten') log.info({ session: id, token }, 'forgotten');
  else log.warn({ session: id, token, outcome: outcome.kind }, 'the account is still in the vault');
}
