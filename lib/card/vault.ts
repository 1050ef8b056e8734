import type { AccountBytes, CardBytes } from '../gateway/gateway.js';
import type { AmountLimits } from '../session/limits.js';
import type { Brand, CallerKeys, CardMask, Field, Policy } from '../session/state.js';
import { matchBrand, rulesOf } from './brands.js';
import type { CardCapture, KeyOutcome } from './capture.js';
import { type Control, controlOf, NOTHING_PENDING, SAME_PRESS_MS } from './control.js';
import {
  afterDigit,
  capacityOf,
  type FieldKeys,
  finish,
  isAmount,
  judge,
  meaningOf,
  type PostalLengths,
} from './keypad.js';
import { explainedByDoubling, judgeCode } from './rules.js';

/** Bytes of one session. A small Buffer was seen to leave a stray copy in V8's heap; this size was not. */
const VAULT_BYTES = 4096;

/** Where each field's digits are kept, and how far from there its second entry is. */
const OFFSET: Readonly<Record<Field, number>> = {
  'payment-card-number': 0,
  'expiration-date': 64,
  'security-code': 128,
  'postal-code': 192,
  'bank-routing-number': 256,
  'bank-account-number': 320,
  'customer-number': 384,
  'payment-amount': 448,
  'tip-amount': 512,
};
const SECOND = 1024;

/** What a card consists of unless told. */
const WHOLE: readonly Field[] = ['payment-card-number', 'expiration-date', 'security-code'];

export interface CaptureOptions {
  /** Brands that are taken. */
  readonly brands: readonly Brand[];
  /** Fields without which there is no card to take: number, date and code unless told. */
  readonly required?: readonly Field[];
  /** Five digits unless told. */
  readonly postal?: PostalLengths;
  /** Lengths of a customer number; 4 to 12 digits unless told. */
  readonly customer?: PostalLengths;
  /** `*` clears and nothing else is a sequence, unless told. */
  readonly keys?: CallerKeys;
}

/** What a session's policy means for its capture. */
export function captureOptions({ brands, order, fields, postal, keys, line }: Policy): CaptureOptions {
  return {
    brands,
    required: order.filter((field) => field !== 'postal-code' && !fields[field].optional),
    postal,
    customer: line.number,
    keys,
  };
}

/** A card in the making. Reads no clock: the time comes with each key. */
export function createCapture(options: CaptureOptions): CardCapture {
  return new Vault(options);
}

/**
 * The only place where digits are kept, as ASCII bytes of one Buffer. What leaves it are outcomes, the mask, and
 * once, by `take`, views of the bytes themselves: a copy could not be wiped, least of all a string.
 */
class Vault implements CardCapture {
  readonly #bytes = Buffer.alloc(VAULT_BYTES);
  readonly #keys = new Map<Field, number>();
  /** Digits of the second entry of the open field; undefined while it is keyed for the first time. */
  #second: number | undefined;
  readonly #done = new Set<Field>();
  readonly #accepted: readonly Brand[];
  readonly #required: readonly Field[];
  readonly #postal: PostalLengths;
  readonly #customer: PostalLengths;
  readonly #sequences: CallerKeys;
  #brand: Brand | 'unknown' = 'unknown';
  #open: Field | undefined;
  #limits: AmountLimits | undefined;
  #taken = false;
  #pending = NOTHING_PENDING;
  /** When the last digit came, and whether one of this field came too soon after its equal. */
  #digitAt = 0;
  #doubled = false;

  constructor({ brands, required, postal, customer, keys }: CaptureOptions) {
    this.#accepted = brands;
    this.#required = required ?? WHOLE;
    this.#postal = postal ?? { minimum: 5, maximum: 5 };
    this.#customer = customer ?? { minimum: 4, maximum: 12 };
    this.#sequences = keys ?? { clear: '*' };
  }

  get field(): Field | undefined {
    return this.#open;
  }

  open(field: Field, again = false, limits?: AmountLimits, brand?: Brand | 'unknown'): void {
    if (brand) this.#brand = brand;
    this.#second = undefined;
    this.#limits = limits;
    if (again && this.#done.has(field)) {
      this.#done.delete(field);
      this.#second = 0;
      this.#doubled = false;
      this.#open = field;
      return;
    }
    // A new number is a new card: the date and the code of the one before must not meet it.
    if (field === 'payment-card-number' && this.#done.has(field)) this.wipe();
    this.#clear(field);
    this.#open = field;
  }

  discard(field: Field): void {
    this.#second = undefined;
    this.#clear(field);
    if (this.#open === field) this.#open = undefined;
  }

  press(key: string, at: number): KeyOutcome {
    const field = this.#open;
    // In an amount a star is the decimal sign, so only what needs two of them is a sequence.
    const { pending, meaning } =
      field && isAmount(field) ? this.#inAmount(key, at) : controlOf(this.#pending, key, at, this.#sequences);
    this.#pending = pending;
    // Back to the agent is possible between the fields too.
    if (meaning === 'back') return { kind: 'back' };
    if (!field) return { kind: 'ignored' };
    switch (meaning) {
      case 'nothing':
        return { kind: 'ignored' };
      case 'help':
        return { kind: 'help' };
      case 'clear':
        this.#clearEntry(field);
        return { kind: 'cleared' };
      case 'plain':
        return this.#plain(field, key, at);
    }
  }

  judge(at: number): KeyOutcome {
    const field = this.#open;
    return field ? this.#close(field, judge(this.#view(field), at)) : { kind: 'ignored' };
  }

  take(): CardBytes | undefined {
    if (!this.#takeable(this.#required)) return undefined;
    const expiry = this.#slice('expiration-date');
    return {
      number: this.#slice('payment-card-number'),
      expirationMonth: expiry.subarray(0, 2),
      expirationYear: expiry.subarray(2, 4),
      ...(this.#done.has('security-code') && { securityCode: this.#slice('security-code') }),
      ...(this.#done.has('postal-code') && { postalCode: this.#slice('postal-code') }),
    };
  }

  takeAccount(accountType: AccountBytes['accountType']): AccountBytes | undefined {
    if (!this.#takeable(['bank-routing-number', 'bank-account-number'])) return undefined;
    return {
      routingNumber: this.#slice('bank-routing-number'),
      accountNumber: this.#slice('bank-account-number'),
      accountType,
    };
  }

  takeCode(): Buffer | undefined {
    const field = 'security-code';
    return this.#takeable([field]) ? this.#slice(field) : undefined;
  }

  takeCustomerNumber(): string | undefined {
    const field = 'customer-number';
    if (!this.#done.has(field)) return undefined;
    const number = this.#slice(field).toString('latin1');
    this.#clear(field);
    return number;
  }

  wipe(): void {
    this.#bytes.fill(0);
    this.#keys.clear();
    this.#done.clear();
    this.#brand = 'unknown';
    this.#open = undefined;
    this.#second = undefined;
    this.#taken = false;
    this.#pending = NOTHING_PENDING;
    this.#digitAt = 0;
    this.#doubled = false;
  }

  #takeable(fields: readonly Field[]): boolean {
    if (this.#taken || fields.some((field) => !this.#done.has(field))) return false;
    this.#taken = true;
    this.#open = undefined;
    return true;
  }

  #inAmount(key: string, at: number): Control {
    const { back } = this.#sequences;
    const second = key === '*' && this.#pending.keys === '*' && at - this.#pending.at >= SAME_PRESS_MS;
    const meaning = second && back === '**' ? 'back' : 'plain';
    return { pending: key === '*' ? { keys: '*', at } : NOTHING_PENDING, meaning };
  }

  #plain(field: Field, key: string, at: number): KeyOutcome {
    const keys = this.#second ?? this.#keys.get(field) ?? 0;
    switch (meaningOf(field, key, keys)) {
      case 'nothing':
        return { kind: 'ignored' };
      case 'finish':
        return this.#close(field, finish(this.#view(field), at));
      case 'digit': {
        if (keys >= capacityOf(field)) return { kind: 'ignored' };
        const place = this.#start(field) + keys;
        const code = key.charCodeAt(0);
        if (keys > 0 && this.#bytes[place - 1] === code && at - this.#digitAt < SAME_PRESS_MS) {
          this.#doubled = true;
        }
        this.#digitAt = at;
        this.#bytes[place] = code;
        if (this.#second === undefined) this.#keys.set(field, keys + 1);
        else this.#second = keys + 1;
        return this.#close(field, afterDigit(this.#view(field), at));
      }
    }
  }

  /** Where the entry that is being keyed begins. */
  #start(field: Field): number {
    return OFFSET[field] + (this.#second === undefined ? 0 : SECOND);
  }

  /** A view, not a copy. */
  #slice(field: Field): Buffer {
    return this.#bytes.subarray(OFFSET[field], OFFSET[field] + (this.#keys.get(field) ?? 0));
  }

  #view(field: Field): FieldKeys {
    const first = this.#slice(field);
    const start = this.#start(field);
    return {
      field,
      digits: this.#second === undefined ? first : this.#bytes.subarray(start, start + this.#second),
      brand: this.#brand,
      accepted: this.#accepted,
      postal: this.#postal,
      customer: this.#customer,
      ...(this.#limits && { limits: this.#limits }),
      ...(this.#second !== undefined && { first }),
    };
  }

  /** Both entries of a field. */
  #clear(field: Field): void {
    this.#clearSecond(field);
    this.#bytes.fill(0, OFFSET[field], OFFSET[field] + capacityOf(field));
    this.#keys.set(field, 0);
    this.#done.delete(field);
    this.#doubled = false;
  }

  /** Only the entry that is being keyed. */
  #clearEntry(field: Field): void {
    if (this.#second === undefined) return this.#clear(field);
    this.#clearSecond(field);
    this.#second = 0;
    this.#doubled = false;
  }

  #clearSecond(field: Field): void {
    this.#bytes.fill(0, OFFSET[field] + SECOND, OFFSET[field] + SECOND + capacityOf(field));
  }

  /** A field that is over takes no more keys; one that is wrong keeps nothing. */
  #close(field: Field, outcome: KeyOutcome): KeyOutcome {
    if (outcome.kind === 'invalid') {
      const doubled =
        this.#doubled || (field === 'payment-card-number' && explainedByDoubling(this.#view(field).digits));
      this.#second = undefined;
      this.#clear(field);
      this.#open = undefined;
      return { ...outcome, ...(doubled && { doubled }) };
    }
    if (outcome.kind !== 'done') return outcome;
    this.#clearSecond(field);
    this.#second = undefined;
    this.#done.add(field);
    this.#open = undefined;
    const suspect = this.#doubled && { doubled: true as const };
    if (field === 'bank-account-number') return { ...outcome, card: this.#accountMask(), ...suspect };
    if (field !== 'payment-card-number') return { ...outcome, ...suspect };
    const card = this.#mask();
    this.#brand = card.brand;
    return { ...outcome, card, ...suspect, ...this.#recheck() };
  }

  /** A code keyed before the number was judged without its brand. */
  #recheck(): { recheck: 'security-code' } | undefined {
    const code = 'security-code';
    if (!this.#done.has(code) || judgeCode(this.#slice(code), rulesOf(this.#brand)).ok) return undefined;
    this.#clear(code);
    return { recheck: code };
  }

  /** Of an account only the last two are told. */
  #accountMask(): CardMask {
    const digits = this.#slice('bank-account-number');
    return { brand: 'unknown', last4: String.fromCharCode(...digits.subarray(digits.length - 2)) };
  }

  #mask(): CardMask {
    const digits = this.#slice('payment-card-number');
    const last4 = String.fromCharCode(...digits.subarray(digits.length - 4));
    return { brand: matchBrand(digits).rules.brand, last4 };
  }
}
