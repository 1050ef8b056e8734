import { randomBytes } from 'node:crypto';

const LETTERS = '0123456789abcdefghijklmnopqrstuvwxyz';

/** Small letters and digits, as Braintree's own tokens and ids are. */
export function randomId(length: number): string {
  return Array.from(randomBytes(length), (byte) => LETTERS[byte % LETTERS.length]).join('');
}

/** Ids of GraphQL: the noun and the plain id, encoded. */
export function globalId(noun: string, id: string): string {
  return Buffer.from(`${noun}_${id}`).toString('base64url');
}
