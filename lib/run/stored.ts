import type { Gateway } from '../gateway/gateway.js';
import type { StoredMethod } from '../gateway/methods.js';
import type { Log } from '../log.js';
import type { Brand, StoredCard } from '../session/state.js';

/** The hand-off does not wait longer for what only saves the caller some keys. Milliseconds. */
const LOOK_MS = 500;

/** As Braintree spells them. */
const BRANDS: Readonly<Record<string, Brand>> = {
  'American Express': 'amex',
  'Diners Club': 'diners-club',
  Discover: 'discover',
  Elo: 'elo',
  Hiper: 'hiper',
  Hipercard: 'hipercard',
  JCB: 'jcb',
  Maestro: 'maestro',
  MasterCard: 'mastercard',
  UnionPay: 'unionpay',
  Visa: 'visa',
};

/** The card behind a token of the vault, when it can be offered to the caller; else the card is simply asked for. */
export async function storedCard(gateway: Gateway, token: string, log: Log): Promise<StoredCard | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), LOOK_MS);
  });
  const found = await Promise.race([gateway.findMethod(token), late]);
  clearTimeout(timer);
  if (found?.kind !== 'found') {
    log.warn({ reason: found?.kind ?? 'late' }, 'the stored method is not offered');
    return undefined;
  }
  return offered(found.method);
}

function offered(method: StoredMethod): StoredCard | undefined {
  if (method.kind !== 'card' || method.expired || !/^\d{4}$/.test(method.last4)) return undefined;
  const { token, cardType, last4 } = method;
  return { token, card: { brand: BRANDS[cardType] ?? 'unknown', last4 } };
}
