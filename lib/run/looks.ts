import type { Gateway, Transaction } from '../gateway/gateway.js';
import type { Unreachable } from '../gateway/methods.js';
import { stateOf } from '../gateway/transaction-state.js';
import type { Journal, Movement, Payment, Unwanted } from '../journal/journal.js';
import type { Log } from '../log.js';
import type { Money } from '../money/money.js';
import { isHeld } from '../money/transaction-status.js';
import type { ChargeCause, ChargeOutcome } from '../session/state.js';
import { endOf } from './limits.js';

export interface LookPorts {
  readonly journal: Journal;
  readonly gateway: Gateway;
  readonly log: Log;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** What became of a payment is known after all. */
  readonly settled?: (orderId: string, outcome: ChargeOutcome) => void;
}

/**
 * What a look came to. `unreachable`: the gateway did not answer, so it is no look at all. What it has answered and
 * cannot be read is `open`: it stays so, and keeps nobody from looking at the others.
 */
export type Look = 'settled' | 'open' | 'unreachable';

/**
 * An order the gateway does not know after this long was never executed: its own time-out is 60 s, and its search
 * is behind by seconds. Milliseconds.
 */
export const CHARGE_NOT_EXECUTED_AFTER_MS = 15 * 60_000;
/** A movement is asked for at the transaction itself, where there is no search that lags. Milliseconds. */
export const MOVEMENT_NOT_EXECUTED_AFTER_MS = 5 * 60_000;
/** A method that is not in the vault this long after it was to be stored never comes. Milliseconds. */
export const METHOD_GONE_AFTER_MS = 5 * 60_000;
/** Nor is anything given up before it was looked for this often, whatever its age. */
const CHARGE_LOOKS = 3;
const MOVEMENT_LOOKS = 2;

/** Asks for a payment by its order id. `owned` is asked again afterwards: a session may have taken the order up. */
export async function lookForPayment(
  { journal, gateway, log, now, settled }: LookPorts,
  payment: Payment,
  owned: (orderId: string) => boolean,
): Promise<Look> {
  const { orderId } = payment;
  const found = await gateway.find(orderId);
  if (owned(orderId)) return 'open';
  if (found.kind === 'unreachable') return silence(log, orderId, found);
  if (found.kind === 'found') {
    if (found.outcome.kind === 'unknown') return 'open';
    compare(log, orderId, payment.amount, found.transaction);
    const changed = await journal.settle(orderId, found.outcome, now());
    if (!changed) return 'open';
    log.info({ orderId, outcome: found.outcome.kind }, 'reconciled');
    settled?.(orderId, found.outcome);
    await journal.orderAttempted(orderId, endOf(found.outcome));
    await journal.observe(stateOf(found.transaction, now()), 'search', now());
    return 'settled';
  }
  await journal.looked(orderId, now());
  if (payment.finds + 1 < CHARGE_LOOKS || now() - payment.createdAt < CHARGE_NOT_EXECUTED_AFTER_MS)
    return 'open';
  const text = 'The gateway has no trace of this order; nothing was charged';
  const outcome = notExecuted(text);
  const changed = await journal.settle(orderId, outcome, now());
  if (changed) log.info({ orderId, outcome: 'failed' }, 'reconciled');
  if (changed) settled?.(orderId, outcome);
  if (changed) await journal.orderAttempted(orderId, endOf(outcome));
  return changed ? 'settled' : 'open';
}

/** Asks for a movement at the transaction it works on. */
export async function lookForMovement(
  { journal, gateway, log, now }: LookPorts,
  movement: Movement,
): Promise<Look> {
  const { id, kind, target } = movement;
  const child = kind === 'refund' || (kind === 'capture' && movement.more);
  const found = child ? await gateway.findChild(target, id) : await gateway.findTransaction(target);
  if (found.kind === 'unreachable') return silence(log, id, found);
  const executed =
    found.kind === 'found'
      ? child
        ? found.transaction.outcome
        : executedOn(movement, found.transaction)
      : undefined;
  if (executed?.kind === 'unknown') return 'open';
  if (executed && found.kind === 'found') {
    if (child) compare(log, id, movement.amount, found.transaction);
    if (!(await journal.settleMovement(id, executed, now()))) return 'open';
    log.info({ orderId: id, outcome: executed.kind }, 'reconciled');
    await journal.observe(stateOf(found.transaction, now()), 'search', now());
    return 'settled';
  }
  await journal.movementLooked(id, now());
  const old = now() - movement.createdAt >= MOVEMENT_NOT_EXECUTED_AFTER_MS;
  if (movement.finds + 1 < MOVEMENT_LOOKS || !old) return 'open';
  const text = `The gateway has no trace of this ${kind}; no money was moved`;
  const changed = await journal.settleMovement(id, notExecuted(text), now());
  if (changed) log.info({ orderId: id, outcome: 'failed' }, 'reconciled');
  return changed ? 'settled' : 'open';
}

/** Removes a method that is not wanted, again and again until no request to store it can still be under way. */
export async function removeMethod(
  { journal, gateway, log, now }: LookPorts,
  { token, sessionId, createdAt }: Unwanted,
): Promise<Look> {
  const outcome = await gateway.forget(token);
  if (outcome.kind !== 'forgotten') {
    if (AWAY.has(outcome.cause)) return 'unreachable';
    const reason = outcome.text ?? outcome.cause;
    log.error({ session: sessionId, code: outcome.cause, reason }, 'a stored method could not be removed');
    await journal.methodLooked(token, now(), false);
    return 'open';
  }
  const gone = now() - createdAt >= METHOD_GONE_AFTER_MS;
  await journal.methodLooked(token, now(), gone);
  if (gone) log.info({ session: sessionId }, 'not in the vault any more');
  return gone ? 'settled' : 'open';
}

/** The gateway is away: the next question would not be answered either. */
const AWAY: ReadonlySet<ChargeCause> = new Set(['gateway-unreachable', 'gateway-silence']);

/** Whether a void or a whole capture, which change their transaction, can be seen on it; undefined: not yet. */
function executedOn(movement: Movement, transaction: Transaction): ChargeOutcome | undefined {
  const { transactionId, status } = transaction;
  const approved: ChargeOutcome = { kind: 'approved', transactionId };
  if (movement.kind === 'void') return status === 'voided' ? approved : undefined;
  if (isHeld(status)) return undefined;
  return transaction.outcome.kind === 'approved' ? approved : transaction.outcome;
}

function notExecuted(text: string): ChargeOutcome {
  return { kind: 'failed', cause: 'gateway-not-executed', text };
}

function silence(log: Log, orderId: string, { unreadable, text }: Unreachable): Look {
  if (!unreadable) return 'unreachable';
  log.error({ orderId, reason: text }, 'the gateway has an answer that cannot be read');
  return 'open';
}

/** Another amount is a difference of this one payment; what became of it is known all the same. */
function compare(log: Log, orderId: string, ours: Money, { amount, told }: Transaction): void {
  if (amount && ours.minor === amount.minor && ours.currency === amount.currency) return;
  const why = 'the gateway has another amount for this order than was intended; look at it yourself';
  log.error({ orderId, amount: told, why }, 'reconciliation found a difference');
}
