import type { Context } from '../../context.js';
import { randomId } from '../../ids.js';
import type { Instrument, Method } from '../../instrument.js';
import { FIXED_INSTRUMENTS, type NonceAnswer } from './fixed-nonces.js';
import { storedMethod } from './methods.js';

/** A nonce that nobody used is good for this long. */
export const NONCE_LIFE_MS = 3 * 3_600_000;

/** Looks a nonce up without using it: one of the sandbox's fixed ones, or one made by a tokenisation. */
export async function nonceMethod(context: Context, id: string): Promise<NonceAnswer> {
  const fixed = FIXED_INSTRUMENTS[id];
  if (fixed) return fixed(context.secret);
  const nonce = await context.records.nonce(context.merchant.merchantId, id);
  if (!nonce || context.now - nonce.createdAt > NONCE_LIFE_MS) return { fault: 'unknown' };
  const { token } = nonce.method;
  // One of the vault may have changed since, or be gone.
  const present = token === undefined ? nonce.method : await storedMethod(context, { token });
  if (!present) return { fault: 'unknown' };
  const method: Method = { ...present, nonce: id };
  return nonce.consumedAt === null ? { method } : { method, fault: 'consumed' };
}

/** Makes a nonce for something new, or for a payment method of the vault. */
export async function makeNonce(context: Context, method: Method): Promise<string> {
  const id = `${PREFIX[method.instrument.kind] ?? 'token'}_${Array.from({ length: 4 }, () => randomId(6)).join('_')}`;
  await context.records.addNonce(context.merchant.merchantId, id, method, context.now);
  return id;
}

/** Of the ids that clients see, `tokencc_bh_…`. */
const PREFIX: Partial<Record<Instrument['kind'], string>> = {
  credit_card: 'tokencc',
  us_bank_account: 'tokenusbankacct',
  paypal_account: 'tokenpaypal',
  venmo_account: 'tokenvenmo',
  apple_pay_card: 'tokenapplepay',
  android_pay_card: 'tokengooglepay',
};

/** Once only; the fixed ones can be used again and again. */
export async function consumeNonce(context: Context, method: Method): Promise<void> {
  if (method.nonce) await context.records.consumeNonce(method.nonce, context.now);
}
