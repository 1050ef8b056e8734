import { randomBytes } from 'node:crypto';

/** Crockford's base 32: no letters that are mistaken for one another when read out. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** `hp` and 13 random characters (65 bits): an extension `_hp.` and the stem of an order id. */
export function newSessionId(): string {
  let id = 'hp';
  for (const byte of randomBytes(13)) id += ALPHABET[byte & 31];
  return id;
}
