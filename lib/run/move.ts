import type { Gateway } from '../gateway/gateway.js';
import type { Intention, Movement, MovementWish } from '../journal/journal.js';
import type { ChargeOutcome } from '../session/state.js';
import { type LookPorts, lookForMovement } from './looks.js';

export interface MovePorts extends LookPorts {
  /** The gateway answers a repeated request with its first answer: what may have been sent may be sent again. */
  readonly repeatable: boolean;
}

/** What came of a wish. `earlier`: it had been asked for before, and nothing was sent again. */
export type Moved =
  | { readonly kind: 'moved'; readonly movement: Movement; readonly earlier: boolean }
  /** Not moved, for the reason in `movement`. */
  | { readonly kind: 'refused'; readonly movement: Movement; readonly earlier: boolean }
  /** Nobody knows yet; it is looked for, and nothing else of this payment may be moved until then. */
  | { readonly kind: 'open'; readonly movement: Movement }
  | Exclude<Intention, { kind: 'intended' | 'known' | 'open' }>;

/** An intent older than this is not sent: by then somebody may have found that it never was. Milliseconds. */
const SEND_WITHIN_MS = 30_000;

/**
 * Refunds, voids or captures, exactly once: the intent is on disk before anything is sent, and what may have been sent
 * before is looked for first. Rejects only with the journal's faults.
 */
export async function move(ports: MovePorts, wish: MovementWish): Promise<Moved> {
  const { journal } = ports;
  for (let tries = 0; ; tries++) {
    const intention = await journal.intend(wish, ports.now());
    switch (intention.kind) {
      case 'intended':
        return settled(await send(ports, intention.movement), false);
      case 'known':
        if (!isOpen(intention.movement)) return settled(intention.movement, true);
        return settled(await resolve(ports, intention.movement), true);
      case 'open': {
        const resolved = await resolve(ports, intention.movement);
        if (isOpen(resolved)) return { kind: 'open', movement: resolved };
        // The very wish, left behind by a command that was killed: it is done, and not done again.
        if (resolved.status === 'done' && isSame(resolved, wish)) return settled(resolved, true);
        if (tries > 0) return { kind: 'open', movement: resolved };
        continue;
      }
      default:
        return intention;
    }
  }
}

function isOpen({ status }: Movement): boolean {
  return status === 'intended' || status === 'unknown';
}

function isSame({ kind, amount }: Movement, wish: MovementWish): boolean {
  return kind === wish.kind && (wish.amount === undefined || wish.amount.minor === amount.minor);
}

async function resolve(ports: MovePorts, movement: Movement): Promise<Movement> {
  if ((await lookForMovement(ports, movement)) !== 'settled' && ports.repeatable) {
    return send(ports, { ...movement, createdAt: ports.now() });
  }
  return (await ports.journal.movement(movement.id)) ?? movement;
}

async function send({ journal, gateway, now }: MovePorts, movement: Movement): Promise<Movement> {
  const late = now() - movement.createdAt > SEND_WITHIN_MS;
  const text = 'It was not sent in time, so it was not sent at all';
  const outcome = late
    ? ({ kind: 'failed', cause: 'gateway-not-executed', text } as const)
    : await carryOut(gateway, movement);
  await journal.settleMovement(movement.id, outcome, now());
  return (await journal.movement(movement.id)) ?? movement;
}

async function carryOut(gateway: Gateway, movement: Movement): Promise<ChargeOutcome> {
  const { id, kind, amount, target: transactionId, more } = movement;
  switch (kind) {
    case 'refund':
      return gateway.refund(transactionId, amount, id);
    case 'void':
      return gateway.void(transactionId, id);
    case 'capture':
      return gateway.capture({ transactionId, amount, requestKey: id, ...(more ? { more } : {}) });
  }
}

function settled(movement: Movement, earlier: boolean): Moved {
  if (isOpen(movement)) return { kind: 'open', movement };
  return { kind: movement.status === 'done' ? 'moved' : 'refused', movement, earlier };
}
