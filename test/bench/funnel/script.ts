import type { FaultInput } from '../../../lib/sandbox/faults.js';

/** How a caller pays: with an agent, or alone on the payment line. */
export type Way = 'assisted' | 'line';

/** One thing that happens in a call, in its turn. Times in milliseconds. */
export type Act =
  /** The caller keys, with `offMs` between two keys. */
  | { readonly act: 'key'; readonly keys: string; readonly offMs?: number }
  /** The agent keys. */
  | { readonly act: 'steer'; readonly keys: string }
  /** Waits until the caller is told this. */
  | { readonly act: 'told'; readonly prompt: string }
  /** Waits until the session has come to this. */
  | { readonly act: 'phase'; readonly phase: string }
  | { readonly act: 'pause'; readonly ms: number }
  /** The gateway misbehaves at the next order of this session. */
  | { readonly act: 'fault'; readonly fault: FaultInput }
  | { readonly act: 'hangUp'; readonly side: 'caller' | 'agent' }
  /** When both are back, the agent begins a payment of another amount. */
  | { readonly act: 'payAgain'; readonly amount: string };

/**
 * Where the caller is when all is over: `talking` to the agent of the call, `agent` put through to one by the dialplan
 * after the payment line, `on` in the dialplan after it, `gone`.
 */
export type Place = 'talking' | 'agent' | 'on' | 'gone';

/** The end that a script foretells. */
export interface Foretold {
  /** HUSHPAY_RESULT of each session, in turn. */
  readonly results: readonly string[];
  /** Status at the gateway of each transaction, in turn. */
  readonly transactions: readonly string[];
  /** Status in the journal of each payment, in turn. */
  readonly payments: readonly string[];
  readonly place: Place;
}

export interface Script {
  readonly kind: string;
  readonly way: Way;
  readonly amount: string;
  readonly acts: readonly Act[];
  readonly foretold: Foretold;
}

export const key = (keys: string, offMs?: number): Act => ({ act: 'key', keys, ...(offMs && { offMs }) });
export const steer = (keys: string): Act => ({ act: 'steer', keys });
export const told = (prompt: string): Act => ({ act: 'told', prompt });
export const phase = (name: string): Act => ({ act: 'phase', phase: name });
export const wait = (ms: number): Act => ({ act: 'pause', ms });
export const fault = (given: FaultInput): Act => ({
  act: 'fault',
  fault: { route: 'transaction.create', times: 1, ...given },
});
export const hangUp = (side: 'caller' | 'agent'): Act => ({ act: 'hangUp', side });

/** No payment was begun. */
export const nothing = (result: string, place: Place): Foretold => ({
  results: [result],
  transactions: [],
  payments: [],
  place,
});

/** Paid by the last card tried; `before` are the payments that were not made. */
export const paid = (place: Place, before: 'refused'[] = []): Foretold => ({
  results: ['success'],
  transactions: [...before.map(() => 'gateway_rejected'), 'submitted_for_settlement'],
  payments: [...before, 'approved'],
  place,
});
