import type { Gateway } from '../gateway/gateway.js';
import type { StoredMethod } from '../gateway/methods.js';
import type { Log } from '../log.js';
import type { StoredMethod as Offered } from '../session/state.js';

/** The hand-off does not wait longer for what only saves the caller some keys. Milliseconds. */
const LOOK_MS = 500;

/** Nobody listens to more. */
const MOST = 3;

/** Which methods are to be offered: by their tokens, or, where it is told, all of a customer. */
export interface Wanted {
  readonly tokens: readonly string[];
  readonly customer?: string;
}

/**
 * The methods behind tokens of the vault, as far as they can be offered to the caller; what cannot be found in time is
 * left out, and the card is simply asked for.
 */
export async function storedMethods(
  gateway: Gateway,
  { tokens, customer }: Wanted,
  log: Log,
): Promise<readonly Offered[]> {
  if (customer !== undefined) return storedOf(gateway, customer, log);
  const found = await Promise.all(tokens.slice(0, MOST).map((token) => storedMethod(gateway, token, log)));
  return found.filter((one) => one !== undefined);
}

/** Everything that the gateway has of a customer and that can be offered, the customer's default first. */
async function storedOf(gateway: Gateway, customer: string, log: Log): Promise<readonly Offered[]> {
  const found = await inTime(gateway.methodsOf(customer));
  // Whose first payment this is has nothing stored, and that is no fault.
  if (found?.kind === 'not-found') return [];
  if (found?.kind !== 'found') {
    log.warn({ reason: found?.kind ?? 'late' }, 'the stored methods of the customer are not offered');
    return [];
  }
  return found.methods.flatMap((method) => offered(method) ?? []).slice(0, MOST);
}

/** Undefined: it took too long. */
async function inTime<T>(asked: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), LOOK_MS);
  });
  const found = await Promise.race([asked, late]);
  clearTimeout(timer);
  return found;
}

async function storedMethod(gateway: Gateway, token: string, log: Log): Promise<Offered | undefined> {
  const found = await inTime(gateway.findMethod(token));
  if (found?.kind !== 'found') {
    log.warn({ reason: found?.kind ?? 'late' }, 'the stored method is not offered');
    return undefined;
  }
  return offered(found.method);
}

function offered(method: StoredMethod): Offered | undefined {
  if (method.kind === 'other' || !/^\d{4}$/.test(method.last4)) return undefined;
  const { token, last4 } = method;
  if (method.kind === 'bank-account') {
    // Of an account only the last two are told.
    const usable = method.verification.kind === 'verified';
    return usable
      ? { token, method: 'ach-debit', card: { brand: 'unknown', last4: last4.slice(-2) } }
      : undefined;
  }
  if (method.expired) return undefined;
  return { token, method: 'credit-card', card: { brand: method.brand, last4 }, ...expiryOf(method.expires) };
}

/** `MM/YYYY`. */
function expiryOf(text = ''): Pick<Offered, 'expires'> {
  const [, month = '', year = ''] = /^(0[1-9]|1[0-2])\/(20\d\d)$/.exec(text) ?? [];
  return month ? { expires: { month: Number(month), year: Number(year) } } : {};
}
