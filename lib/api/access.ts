import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Bucket } from '../bucket.js';
import type { Config } from '../config/schema.js';

export type Token = Config['api']['tokens'][number];
export type Right = Token['rights'][number];

/** Who asks. */
export interface Visitor {
  readonly name: string;
  may(right: Right): boolean;
  /** Whether a session at this telephone is any of its business; empty where no agent is, undefined where nobody knows. */
  reaches(device: string | undefined): boolean;
}

/** Requests without a token that is known, from everybody together, that are answered in a minute. */
const STRANGERS = 60;

/** Knows the programs by their tokens, each with its own measure of requests: none can use up another's. */
export class Access {
  readonly #key = randomBytes(32);
  readonly #known: readonly { readonly visitor: Visitor; readonly digest: Buffer; readonly bucket: Bucket }[];
  readonly #strangers = new Bucket(STRANGERS);

  constructor(tokens: readonly Token[], perMinute: number) {
    this.#known = tokens.map(({ name, secret, rights, agents = 'all' }) => ({
      visitor: {
        name,
        may: (right) => rights.includes(right),
        reaches: (device) => agents === 'all' || (device !== undefined && agents.includes(device)),
      },
      digest: this.#digest(secret.reveal()),
      bucket: new Bucket(perMinute),
    }));
  }

  /** By the Authorization header. `busy`: known or not, it asks too often. `now` in epoch milliseconds. */
  admit(authorization: string | undefined, now: number): Visitor | 'unknown' | 'busy' {
    const digest = this.#digest(/^Bearer +([\x21-\x7e]+)$/i.exec(authorization ?? '')?.[1] ?? '');
    // Every token is compared, and always the whole of it: the time taken says nothing about any.
    const [found] = this.#known.filter((one) => timingSafeEqual(one.digest, digest));
    if (!found) return this.#strangers.take(now) ? 'unknown' : 'busy';
    return found.bucket.take(now) ? found.visitor : 'busy';
  }

  #digest(secret: string): Buffer {
    return createHmac('sha256', this.#key).update(secret).digest();
  }
}
