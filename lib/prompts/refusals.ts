/** Why a hand-off is not begun; the call goes on as it was. */
export const REFUSALS = [
  /** This call is in a hand-off already. */
  'busy',
  /** More than the agent and one caller are on the call. */
  'three-parties',
  'no-caller',
  /** The payment service cannot be reached: told once, and pressed again it goes on all the same. */
  'gateway-down',
  /** Of an earlier payment of this call nobody knows yet what became: told once, as above. */
  'order-open',
  /** The code was pressed on a side that may not. */
  'not-agent',
  /** The service is being stopped. */
  'stopping',
  'unavailable',
  'error',
] as const;

export type Refusal = (typeof REFUSALS)[number];
