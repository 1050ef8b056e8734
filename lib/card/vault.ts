import type { CardBytes } from '../gateway/gateway.js';
import type { Brand, CardMask, Field } from '../session/state.js';
import { matchBrand } from './brands.js';
import type { CardCapture, KeyOutcome } from './capture.js';
import { afterDigit, capacityOf, type FieldKeys, finish, judge, meaningOf } from './keypad.js';

/** Bytes of one session. A small Buffer was seen to leave a stray copy in V8's heap; this size was not. */
const VAULT_BYTES = 4096;

/** Where each field's digits are kept. */
const OFFSET: Readonly<Record<Field, number>> = {
  'payment-card-number': 0,
  'expiration-date': 64,
  'security-code': 128,
};

const FIELDS = Object.keys(OFFSET) as readonly Field[];

export interface CaptureOptions {
  /** Brands that are taken. */
  readonly brands: readonly Brand[];
}

/** A card in the making. Reads no clock: the time comes with each key. */
export function createCapture(options: CaptureOptions): CardCapture {
  return new Vault(options.brands);
}

/**
 * The only place where digits are kept, as ASCII bytes of one Buffer. What leaves it are outcomes, the mask, and
 * once, by `take`, views of the bytes themselves: a copy could not be wiped, least of all a string.
 */
class Vault implements CardCapture {
  readonly #bytes = Buffer.alloc(VAULT_BYTES);
  readonly #keys: Record<Field, number> = {
    'payment-card-number': 0,
    'expiration-date': 0,
    'security-code': 0,
  };
  readonly #done = new Set<Field>();
  readonly #accepted: readonly Brand[];
  #brand: Brand | 'unknown' = 'unknown';
  #open: Field | undefined;
  #taken = false;

  constructor(accepted: readonly Brand[]) {
    this.#accepted = accepted;
  }

  get field(): Field | undefined {
    return this.#open;
  }

  open(field: Field): void {
    // A new number is a new card: the date and the code of the one before must not meet it.
    if (field === 'payment-card-number') this.wipe();
    this.#clear(field);
    this.#open = field;
  }

  press(key: string, at: number): KeyOutcome {
    const field = this.#open;
    if (!field) return { kind: 'ignored' };
    const keys = this.#keys[field];
    switch (meaningOf(key, keys)) {
      case 'nothing':
        return { kind: 'ignored' };
      case 'clear':
        this.#clear(field);
        return { kind: 'cleared' };
      case 'finish':
        return this.#close(field, finish(this.#view(field), at));
      case 'digit':
        if (keys >= capacityOf(field)) return { kind: 'ignored' };
        this.#bytes[OFFSET[field] + keys] = key.charCodeAt(0);
        this.#keys[field] = keys + 1;
        return this.#close(field, afterDigit(this.#view(field), at));
    }
  }

  judge(at: number): KeyOutcome {
    const field = this.#open;
    return field ? this.#close(field, judge(this.#view(field), at)) : { kind: 'ignored' };
  }

  take(): CardBytes | undefined {
    if (this.#taken || this.#done.size < FIELDS.length) return undefined;
    this.#taken = true;
    this.#open = undefined;
    const expiry = this.#slice('expiration-date');
    return {
      number: this.#slice('payment-card-number'),
      expirationMonth: expiry.subarray(0, 2),
      expirationYear: expiry.subarray(2, 4),
      securityCode: this.#slice('security-code'),
    };
  }

  wipe(): void {
    this.#bytes.fill(0);
    for (const field of FIELDS) this.#keys[field] = 0;
    this.#done.clear();
    this.#brand = 'unknown';
    this.#open = undefined;
    this.#taken = false;
  }

  /** A view, not a copy. */
  #slice(field: Field): Buffer {
    return this.#bytes.subarray(OFFSET[field], OFFSET[field] + this.#keys[field]);
  }

  #view(field: Field): FieldKeys {
    return { field, digits: this.#slice(field), brand: this.#brand, accepted: this.#accepted };
  }

  #clear(field: Field): void {
    this.#bytes.fill(0, OFFSET[field], OFFSET[field] + capacityOf(field));
    this.#keys[field] = 0;
    this.#done.delete(field);
  }

  /** A field that is over takes no more keys; one that is wrong keeps nothing. */
  #close(field: Field, outcome: KeyOutcome): KeyOutcome {
    if (outcome.kind === 'invalid') {
      this.#clear(field);
      this.#open = undefined;
      return outcome;
    }
    if (outcome.kind !== 'done') return outcome;
    this.#done.add(field);
    this.#open = undefined;
    if (field !== 'payment-card-number') return outcome;
    const card = this.#mask();
    this.#brand = card.brand;
    return { ...outcome, card };
  }

  #mask(): CardMask {
    const digits = this.#slice('payment-card-number');
    const last4 = String.fromCharCode(...digits.subarray(digits.length - 4));
    return { brand: matchBrand(digits).rules.brand, last4 };
  }
}
