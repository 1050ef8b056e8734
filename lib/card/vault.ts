import type { AmountLimits } from '../session/limits.js';
import type { Brand, CallerKeys, CardMask, CardSeen, Field, Policy } from '../session/state.js';
import { matchBrand, rulesOf } from './brands.js';
import type { AccountBytes, CardBytes } from './bytes.js';
import type { CardCapture, KeyOutcome } from './capture.js';
import { type Control, controlOf, NOTHING_PENDING, SAME_PRESS_MS } from './control.js';
import type { Fingerprint } from './fingerprint.js';
import { Held } from './held.js';
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
import { grownBy, isLonger, mayGrow, type Taken } from './longer.js';
import { explainedByDoubling, judgeCode } from './rules.js';
import { Run } from './run.js';

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
  'caller-postal-code': 576,
  'caller-pin': 640,
};
const SECOND = 1024;
/** Where keys are kept that nobody has asked for yet, and how many. */
const HELD = 2048;
const MOST_HELD = 64;

const BANK = ['bank-routing-number', 'bank-account-number'] as const;
/** Digits of a card number that tell who issued it. */
const ISSUER = 6;

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
  readonly #held = new Held(this.#bytes.subarray(HELD, HELD + MOST_HELD));
  /** While held keys are pressed: what was keyed before them. */
  #heldAfter: Field | undefined;
  #pending = NOTHING_PENDING;
  /** The rhythm, and digits behind the number's own that were keyed in it: the number may be longer than it seemed. */
  readonly #run = new Run();
  #tail = 0;
  /** Whether the mask of the number that is done has been told. `open`: not its last four, for it may grow. */
  #masked: 'open' | 'told' | undefined;
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
    this.#run.open();
    this.#dropTail();
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

  fill(digits: Uint8Array, at: number): KeyOutcome | false {
    const field = this.#open;
    if (!field) return { kind: 'ignored' };
    this.#clearEntry(field);
    this.#run.end();
    if (digits.length > capacityOf(field)) return false;
    this.#bytes.set(digits, this.#start(field));
    for (let keys = 1; keys < digits.length; keys++) {
      this.#hold(field, keys);
      const { digits: part } = this.#view(field);
      const whole = afterDigit(this.#view(field), at).kind === 'done';
      if (whole && !(field === 'payment-card-number' && mayGrow(part))) return false;
    }
    this.#hold(field, digits.length);
    return this.#close(field, finish(this.#view(field), at));
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
    if (meaning === 'plain' && this.#run.closed && /^[0-9#]$/.test(key)) return this.#inRun(field, key, at);
    if (!field) return this.#unasked(key, at);
    switch (meaning) {
      case 'nothing':
        return { kind: 'ignored' };
      case 'help':
        return { kind: 'help' };
      case 'clear':
        this.#endRun();
        this.#clearEntry(field);
        return { kind: 'cleared' };
      case 'plain':
        return this.#plain(field, key, at);
    }
  }

  hold(after: Field): void {
    this.#held.begin(after);
  }

  pressHeld(): KeyOutcome | undefined {
    const after = this.#held.end();
    if (after) {
      this.#heldAfter = after;
      this.#pending = NOTHING_PENDING;
    }
    const next = this.#held.next();
    if (next) return this.press(next.key, next.at);
    const keys = this.#open ? this.#view(this.#open).digits.length : 0;
    if (this.#heldAfter && keys > 0 && !this.#run.closed) this.#run.hold(this.#heldAfter, keys);
    this.#heldAfter = undefined;
    this.#held.wipe();
    return undefined;
  }

  dropHeld(): void {
    const after = this.#held.end();
    let last: string | undefined;
    for (let one = this.#held.next(); one; one = this.#held.next()) {
      if (/^[0-9]$/.test(one.key)) this.#run.digit(one.at, last === undefined);
      last = one.key;
    }
    this.#held.wipe();
    // After `#` or a star there is nothing that could go on.
    if (after && last && /^[0-9]$/.test(last)) this.#run.close(after, false);
  }

  judge(at: number): KeyOutcome {
    const field = this.#open;
    const settled = this.#settleRun(field, at);
    if (settled) return settled;
    return field ? this.#close(field, judge(this.#view(field), at)) : { kind: 'ignored' };
  }

  mask(): CardMask | undefined {
    if (this.#masked !== 'open' || this.#mayStillGrow()) return undefined;
    // It is being keyed once more.
    if (!this.#done.has('payment-card-number')) return undefined;
    this.#masked = 'told';
    return this.#mask();
  }

  fingerprints(of: 'card' | 'account', by: Fingerprint): ReturnType<CardCapture['fingerprints']> {
    const fields = of === 'card' ? (['payment-card-number'] as const) : BANK;
    if (this.#taken || fields.some((field) => !this.#done.has(field))) return undefined;
    if (of === 'account') return { method: by('account', ...BANK.map((field) => this.#slice(field))) };
    const number = this.#slice('payment-card-number');
    return { method: by('card', number), issuer: by('issuer', number.subarray(0, ISSUER)) };
  }

  take(): CardBytes | undefined {
    if (!this.#takeable(this.#required)) return undefined;
    const expiry = this.#slice('expiration-date');
    return {
      number: this.#slice('payment-card-number'),
      expirationMonth: expiry.subarray(0, 2),
      expirationYear: expiry.subarray(expiry.length - 2),
      ...(this.#done.has('security-code') && { securityCode: this.#slice('security-code') }),
      ...(this.#done.has('postal-code') && { postalCode: this.#slice('postal-code') }),
    };
  }

  takeAccount(accountType: AccountBytes['accountType']): AccountBytes | undefined {
    if (!this.#takeable(BANK)) return undefined;
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
    return this.#takePlain('customer-number');
  }

  takeProof(field: 'caller-postal-code' | 'caller-pin'): string | undefined {
    return this.#takePlain(field);
  }

  #takePlain(field: Field): string | undefined {
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
    this.#masked = undefined;
    this.#tail = 0;
    this.#held.wipe();
    this.#heldAfter = undefined;
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

  /** Nothing is open: kept where something is about to be, else nothing. */
  #unasked(key: string, at: number): KeyOutcome {
    this.#held.keep(key, at);
    return { kind: 'ignored' };
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
        this.#run.digit(at, keys === 0);
        this.#write(field, keys, key, at);
        const outcome = afterDigit(this.#view(field), at);
        if (outcome.kind === 'progress') return outcome;
        if (this.#mustWait(field, outcome)) return { kind: 'progress', keys: keys + 1, complete: true };
        return this.#closeByItself(field, outcome);
      }
    }
  }

  #write(field: Field, keys: number, key: string, at: number): void {
    const place = this.#start(field) + keys;
    const code = key.charCodeAt(0);
    if (keys > 0 && this.#bytes[place - 1] === code && at - this.#digitAt < SAME_PRESS_MS) {
      this.#doubled = true;
    }
    this.#digitAt = at;
    this.#bytes[place] = code;
    this.#hold(field, keys + 1);
  }

  /** The entry that is being keyed has so many digits. */
  #hold(field: Field, keys: number): void {
    if (this.#second === undefined) this.#keys.set(field, keys);
    else this.#second = keys;
  }

  /** Where nothing is asked after the number, a longer one has no other time to come: `#` or a pause ends it. */
  #mustWait(field: Field, { kind }: KeyOutcome): boolean {
    if (field !== 'payment-card-number' || kind !== 'done' || !mayGrow(this.#view(field).digits))
      return false;
    return this.#required.every((one) => one === field || this.#done.has(one));
  }

  #closeByItself(field: Field, outcome: KeyOutcome): KeyOutcome {
    const closed = this.#close(field, outcome, true);
    const right = closed.kind === 'done' && !closed.recheck;
    this.#dropTail();
    this.#run.close(field, right);
    return closed;
  }

  /** A key after a field that closed by itself: see the table in README.md. */
  #inRun(field: Field | undefined, key: string, at: number): KeyOutcome {
    if (key === '#') {
      const settled = this.#settleRun(field, at);
      if (settled) return settled;
      return field ? this.#plain(field, key, at) : this.#unasked(key, at);
    }
    if (!this.#run.goesOn(at)) {
      const settled = this.#settleRun(field, at);
      if (settled?.kind !== 'extended')
        return field ? this.#plain(field, key, at) : (settled ?? this.#unasked(key, at));
      const next = field && this.#plain(field, key, at);
      return next?.kind === 'progress' ? { ...settled, keys: next.keys } : settled;
    }
    this.#run.digit(at, false);
    this.#grow(key);
    if (!field || !this.#run.leadsTo(field)) return { kind: 'overrun' };
    return this.#keyedAhead(field, key, at);
  }

  /** A digit of the next field, as it seems: until it is whole it may as well be more of the number. */
  #keyedAhead(field: Field, key: string, at: number): KeyOutcome {
    const keys = (this.#second ?? this.#keys.get(field) ?? 0) + 1;
    if (keys > capacityOf(field)) return { kind: 'overrun' };
    this.#write(field, keys - 1, key, at);
    this.#run.ahead = keys;
    const outcome = afterDigit(this.#view(field), at);
    if (this.#mustWait(field, outcome)) return { kind: 'progress', keys, complete: true };
    const longer = this.#tail === keys && isLonger(this.#grown());
    if (outcome.kind === 'progress') return { ...outcome, complete: outcome.complete || longer };
    if (outcome.kind === 'done' && !longer) return this.#closeByItself(field, outcome);
    // Three digits that make a longer number are its end rather than a security code, if a pause follows.
    if (outcome.kind === 'done') return { kind: 'progress', keys, complete: true };
    const more = this.#tail > 0 ? grownBy(this.#grown(), this.#view(field).digits) : 0;
    if (more > 0) return this.#extend(field, more);
    if (this.#tail === keys && mayGrow(this.#grown().digits) && keys < capacityOf(field)) {
      return { kind: 'progress', keys, complete: false };
    }
    return this.#closeByItself(field, outcome);
  }

  /** Keeps a digit behind the number's own, where it can be a part of it. */
  #grow(key: string): void {
    if (!this.#mayStillGrow() || !mayGrow(this.#grown().digits)) return;
    const { digits } = this.#grown();
    this.#bytes[OFFSET['payment-card-number'] + digits.length] = key.charCodeAt(0);
    this.#tail++;
  }

  /** The run in which the number was keyed goes on, and it has been told to nobody where it ends. */
  #mayStillGrow(): boolean {
    const { closed } = this.#run;
    return this.#masked === 'open' && closed?.field === 'payment-card-number' && closed.right;
  }

  /** The number with what was keyed behind it. */
  #grown(): Taken {
    const start = OFFSET['payment-card-number'];
    const length = this.#keys.get('payment-card-number') ?? 0;
    return {
      digits: this.#bytes.subarray(start, start + length + this.#tail),
      length,
      accepted: this.#accepted,
    };
  }

  /**
   * The run is over, by a pause or `#`: what it left behind that fills no field is a longer number, or nothing.
   * Undefined: there is nothing to settle.
   */
  #settleRun(field: Field | undefined, at: number): KeyOutcome | undefined {
    const { ahead } = this.#run;
    const longer = this.#tail > 0 && (!field || ahead === this.#tail) && isLonger(this.#grown());
    if (longer) return this.#extend(field, this.#tail);
    this.#endRun();
    if (!field || ahead === 0 || finish(this.#view(field), at).kind === 'done') return undefined;
    this.#clearEntry(field);
    return { kind: 'dropped' };
  }

  #endRun(): void {
    this.#dropTail();
    this.#run.end();
  }

  /** The number is `more` digits longer; what else was keyed is the beginning of the open field. */
  #extend(field: Field | undefined, more: number): KeyOutcome {
    const number = 'payment-card-number';
    const held = field ? this.#view(field).digits : this.#bytes.subarray(0, 0);
    const rest = Math.max(0, held.length - more);
    if (field) {
      held.copyWithin(0, more);
      held.fill(0, rest);
      this.#hold(field, rest);
    }
    this.#keys.set(number, this.#grown().length + more);
    this.#tail -= more;
    this.#dropTail();
    if (rest > 0) this.#run.ahead = rest;
    else this.#run.end();
    const card = this.#mask();
    this.#masked = 'told';
    this.#brand = card.brand;
    return { kind: 'extended', card, keys: rest };
  }

  #dropTail(): void {
    const { digits, length } = this.#grown();
    if (this.#tail > 0) digits.fill(0, length);
    this.#tail = 0;
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
    if (field === 'payment-card-number') this.#masked = undefined;
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

  /** A field that is over takes no more keys; one that is wrong keeps nothing. `byItself`: without `#` or a pause. */
  #close(field: Field, outcome: KeyOutcome, byItself = false): KeyOutcome {
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
    const mask = this.#mask();
    this.#brand = mask.brand;
    const recheck = this.#recheck();
    const grows = byItself && !recheck && this.#masked !== 'told' && mayGrow(this.#slice(field));
    this.#masked = grows ? 'open' : 'told';
    const card: CardSeen = grows ? { brand: mask.brand } : mask;
    return { ...outcome, card, ...suspect, ...recheck };
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
