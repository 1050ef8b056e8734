import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { Bucket } from '../bucket.js';

/** What one address has left, and whether something genuine ever came from it. */
interface Source {
  readonly work: Bucket;
  readonly failed: Bucket;
  genuine: boolean;
}

/** Sources that are kept apart; the one that was silent longest is forgotten first. */
const SOURCES = 1024;
/** To find out that a post is forged costs little: so many times `perMinute` are looked at, of one source and of all new ones. */
const LOOKS = 10;
/** To see whether a post is signed costs next to nothing: so many are looked at even where the other measures are used up. */
const GLANCES = 60_000;
/** Bytes of a body that cost as much as a request. */
const UNIT = 32 * 1024;

/**
 * Who may ask how often. Each source has its own measure; failed ones are counted apart from genuine ones, and where a
 * measure is used up a signature is still looked at, a thousand times a second: a flood of forged posts below that does not
 * shut out what Braintree sends, even from behind the same proxy.
 */
export class Measures {
  readonly #sources = new Map<string, Source>();
  readonly #genuine: Bucket;
  /** All sources that have never sent anything genuine. */
  readonly #strangers: Bucket;
  readonly #glances: Bucket;

  constructor(readonly perMinute: number) {
    this.#genuine = new Bucket(perMinute);
    this.#strangers = new Bucket(perMinute * LOOKS);
    this.#glances = new Bucket(Math.max(GLANCES, perMinute * LOOKS * LOOKS));
  }

  /** Before anything of a request is looked at. `bytes`: of its body, undefined where it does not say. */
  admit(source: string, bytes: number | undefined, largest: number, now: number): boolean {
    const cost = costOf(bytes, largest);
    const one = this.#of(source);
    // The smallest measure still lets the largest notification through.
    return one.work.take(now, cost) && (one.genuine || this.#strangers.take(now, cost));
  }

  /** Whether one that was not admitted is looked at all the same, for its signature alone. */
  glance(bytes: number | undefined, largest: number, now: number): boolean {
    return this.#glances.take(now, costOf(bytes, largest));
  }

  /** Whether one more that is genuine would be taken. */
  room(now: number): boolean {
    return this.#genuine.has(now);
  }

  /** One was genuine. */
  took(source: string, now: number): void {
    this.#genuine.take(now);
    this.#of(source).genuine = true;
  }

  /** What is not a notification of Braintree: whether it is still answered with the reason. */
  failed(source: string, now: number): boolean {
    return this.#of(source).failed.take(now);
  }

  #of(source: string): Source {
    const found = this.#sources.get(source) ?? {
      work: new Bucket(this.perMinute * LOOKS + 16),
      failed: new Bucket(this.perMinute),
      genuine: false,
    };
    this.#sources.delete(source);
    this.#sources.set(source, found);
    if (this.#sources.size > SOURCES) this.#forget();
    return found;
  }

  /** The stranger that was silent longest; a genuine source only where there are nothing but such. */
  #forget(): void {
    for (const [name, { genuine }] of this.#sources) {
      if (genuine) continue;
      this.#sources.delete(name);
      return;
    }
    const [oldest] = this.#sources.keys();
    if (oldest !== undefined) this.#sources.delete(oldest);
  }
}

function costOf(bytes: number | undefined, largest: number): number {
  return 1 + Math.floor(Math.min(bytes ?? largest, largest) / UNIT);
}

/**
 * Where a request comes from: the address of the other end, or, where that is a proxy on this machine, the one that the
 * proxy has written last into `X-Forwarded-For`. Of IPv6 the network, because a host has as many addresses as it likes.
 */
export function sourceOf(request: IncomingMessage): string {
  const peer = request.socket.remoteAddress ?? '';
  const forwarded = request.headers['x-forwarded-for'];
  const last =
    (Array.isArray(forwarded) ? forwarded.join(',') : (forwarded ?? '')).split(',').at(-1)?.trim() ?? '';
  const address = isHere(peer) && isIP(last) !== 0 ? last : peer;
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  return isIP(plain) === 6 ? network(plain) : plain;
}

export function isHere(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./i.test(address);
}

/** The first 64 bits. */
function network(address: string): string {
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail ? tail.split(':') : [];
  if (tail !== undefined) while (groups.length + after.length < 8) groups.push('0');
  return [...groups, ...after]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, '').toLowerCase())
    .join(':');
}
