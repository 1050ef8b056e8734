import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Merchant } from '../../config.js';

/** What a client token lets a browser do: `verifyCard` and the like apply to the cards that it stores. */
export interface ClientOptions {
  readonly makeDefault?: boolean;
  readonly verifyCard?: boolean;
  readonly failOnDuplicatePaymentMethod?: boolean;
  readonly failOnDuplicatePaymentMethodForCustomer?: boolean;
}

/** Whom a browser acts for. */
export interface ClientAuthorization {
  readonly merchant: Merchant;
  /** Cards that it tokenises are stored for this customer. */
  readonly customerId?: string;
  readonly merchantAccountId?: string;
  readonly options: ClientOptions;
}

interface Claims {
  readonly exp: number;
  readonly jti: string;
  readonly sub: string;
  readonly customerId?: string;
  readonly merchantAccountId?: string;
  readonly options: ClientOptions;
}

const LIFE_S = 24 * 3600;
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const signature = (secret: string, text: string): string =>
  createHmac('sha256', `${secret} client-token`).update(text).digest('base64url');

/** A signed fingerprint, good for a day. `now` in epoch milliseconds. */
export function authorizationFingerprint(
  { merchant, customerId, merchantAccountId, options }: ClientAuthorization,
  secret: string,
  now: number,
): string {
  const claims: Claims = {
    exp: Math.floor(now / 1000) + LIFE_S,
    jti: randomUUID(),
    sub: merchant.merchantId,
    customerId,
    merchantAccountId,
    options,
  };
  const text = `${encode({ typ: 'JWT', alg: 'HS256' })}.${encode(claims)}`;
  const customer = customerId === undefined ? '' : `?customer_id=${customerId}`;
  return `${text}.${signature(secret, text)}${customer}`;
}

/**
 * Whom a fingerprint of a client token, or a tokenization key of the configuration, stands for. Undefined when it
 * is false, over, or of nobody. GraphQL takes the same as `Authorization: Bearer`.
 */
export function clientAuthorization(
  value: string,
  merchants: readonly Merchant[],
  secret: string,
  now: number,
): ClientAuthorization | undefined {
  const keyed = merchants.find(({ tokenizationKeys }) => tokenizationKeys.includes(value));
  if (keyed) return { merchant: keyed, options: {} };
  const [header = '', payload = '', given = ''] = (value.split('?')[0] ?? '').split('.');
  const wanted = Buffer.from(signature(secret, `${header}.${payload}`));
  const signed = Buffer.from(given);
  if (wanted.length !== signed.length || !timingSafeEqual(wanted, signed)) return undefined;
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims;
  const merchant = merchants.find(({ merchantId }) => merchantId === claims.sub);
  if (!merchant || claims.exp * 1000 <= now) return undefined;
  const { customerId, merchantAccountId, options } = claims;
  return { merchant, customerId, merchantAccountId, options };
}
