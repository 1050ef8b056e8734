import { createHash, scryptSync, timingSafeEqual } from 'node:crypto';
import type { Secret } from './secret.js';

/**
 * The key of this installation, which `hushpay dialplan` puts into the lines that call us by AGI: 32 hexadecimal digits.
 * Made of `agi.secret`, or of ARI's password where there is none, slowly, so that who has seen a proof cannot try passwords.
 */
export function agiKey({
  agi,
  asterisk,
}: {
  readonly agi: { readonly secret?: Secret | undefined };
  readonly asterisk: { readonly ari: { readonly password: Secret } };
}): string {
  return keyFrom((agi.secret ?? asterisk.ari.password).reveal());
}

const made = new Map<string, string>();

export function keyFrom(secret: string): string {
  let key = made.get(secret);
  if (key === undefined) {
    key = scryptSync(secret, 'hushpay agi', 16).toString('hex');
    made.set(secret, key);
  }
  return key;
}

/**
 * What the dialplan says for one channel: `${SHA1(KEY${UNIQUEID})}`. Asterisk shows the arguments of `AGI()` in its verbose
 * log, CDR, CEL, AMI and ARI; so the key itself is in none of them, and what is there is good for this channel alone.
 */
export function agiProof(key: string, channelId: string): string {
  return createHash('sha1').update(`${key}${channelId}`).digest('hex');
}

/** In a time that tells nothing of how much of it is right. */
export function isAgiProof(key: string, channelId: string, claimed: string): boolean {
  const right = Buffer.from(agiProof(key, channelId));
  const given = Buffer.from(claimed);
  return given.length === right.length && timingSafeEqual(given, right);
}

/**
 * What the service answers the dialplan by, so that nobody who has taken its port in its stead is believed:
 * `${SHA1(KEYalive${NONCE})}`. The nonce is made with the key too, so no answer can be collected beforehand, and with its word in
 * front no answer is the proof of a channel.
 */
export function answerProof(key: string, word: 'ready' | 'alive', nonce: string): string {
  return createHash('sha1').update(`${key}${word}${nonce}`).digest('hex');
}

/** Name of an extension in the context `hushpay-key`, by which doctor sees whose dialplan Asterisk has loaded. */
export function agiMark(key: string): string {
  return `key-${createHash('sha256').update(`mark ${key}`).digest('hex').slice(0, 16)}`;
}
