import validator from 'card-validator';
import type { KeyOutcome } from '../../lib/card/capture.js';
import type { Brand, FieldError } from '../../lib/session/state.js';

/** Numbers that Braintree's sandbox and the brands publish for tests. */
export const TEST_NUMBERS: readonly (readonly [string, Brand])[] = [
  ['4111111111111111', 'visa'],
  ['4005519200000004', 'visa'],
  ['4009348888881881', 'visa'],
  ['4012000033330026', 'visa'],
  ['4012000077777777', 'visa'],
  ['4012888888881881', 'visa'],
  ['4217651111111119', 'visa'],
  ['4500600000000061', 'visa'],
  ['5555555555554444', 'mastercard'],
  ['2223000048400011', 'mastercard'],
  ['378282246310005', 'amex'],
  ['371449635398431', 'amex'],
  ['6011000991300009', 'discover'],
  ['36259600000004', 'diners-club'],
  ['3530111333300000', 'jcb'],
  ['6304000000000000', 'maestro'],
  ['6243030000000001', 'unionpay'],
  ['6221261111117766', 'unionpay'],
  ['6223164991230014', 'unionpay'],
];

const BRANDS: Readonly<Record<string, Brand>> = {
  visa: 'visa',
  mastercard: 'mastercard',
  'american-express': 'amex',
  discover: 'discover',
  'diners-club': 'diners-club',
  jcb: 'jcb',
  unionpay: 'unionpay',
  maestro: 'maestro',
  elo: 'elo',
  mir: 'mir',
  hiper: 'hiper',
  hipercard: 'hipercard',
  troy: 'troy',
  verve: 'verve',
  naranja: 'naranja',
};

const USUAL: Readonly<Partial<Record<Brand, number>>> = {
  amex: 15,
  'diners-club': 14,
  visa: 16,
  mastercard: 16,
  discover: 16,
  jcb: 16,
  unionpay: 16,
  elo: 16,
  mir: 16,
  hiper: 16,
  hipercard: 16,
  troy: 16,
  naranja: 16,
};

/** The library's own opinion of a number, in our words. */
export function opinion(digits: string): { brand: Brand | 'unknown'; lengths: number[]; valid: boolean } {
  const { card, isValid } = validator.number(digits, { luhnValidateUnionPay: true });
  if (!card) {
    const lengths = [12, 13, 14, 15, 16, 17, 18, 19];
    return { brand: 'unknown', lengths, valid: false };
  }
  return { brand: BRANDS[card.type] ?? 'unknown', lengths: card.lengths, valid: isValid };
}

type CardField = 'payment-card-number' | 'expiration-date' | 'security-code';

function blank(): Record<CardField, string> {
  return { 'payment-card-number': '', 'expiration-date': '', 'security-code': '' };
}

/** The same rules written with strings, a library and no care for memory: what the vault must be equal to. */
export class StringModel {
  digits = blank();
  open: CardField | undefined;
  brand: Brand | 'unknown' = 'unknown';
  done = new Set<CardField>();

  constructor(readonly accepted: readonly Brand[]) {}

  start(field: CardField): void {
    if (field === 'payment-card-number' && this.done.has(field)) this.wipe();
    this.digits[field] = '';
    this.done.delete(field);
    this.open = field;
  }

  wipe(): void {
    this.digits = blank();
    this.brand = 'unknown';
    this.done.clear();
    this.open = undefined;
  }

  press(key: string): KeyOutcome {
    const field = this.open;
    if (!field || !/^[0-9*#]$/.test(key)) return { kind: 'ignored' };
    if (key === '*') {
      this.digits[field] = '';
      return { kind: 'cleared' };
    }
    if (key === '#') return this.digits[field] === '' ? { kind: 'ignored' } : this.finish(field);
    this.digits[field] += key;
    const { length } = this.digits[field];
    const state = this.state(field, this.digits[field]);
    if (state === 'over' && this.mayGrow(field)) return { kind: 'progress', keys: length, complete: true };
    return state === 'over'
      ? this.finish(field)
      : { kind: 'progress', keys: length, complete: state === 'complete' };
  }

  /** Nothing is asked after this number, which is right and could be longer. */
  private mayGrow(field: CardField): boolean {
    const { brand, lengths, valid } = opinion(this.digits[field]);
    const last = this.done.has('expiration-date') && this.done.has('security-code');
    const taken = valid && this.accepted.some((one) => one === brand);
    return (
      field === 'payment-card-number' && last && taken && this.digits[field].length < Math.max(...lengths)
    );
  }

  judge(): KeyOutcome {
    const field = this.open;
    if (!field) return { kind: 'ignored' };
    const digits = this.digits[field];
    const whole = {
      'payment-card-number': digits.length >= 12 && opinion(digits).lengths.includes(digits.length),
      'expiration-date': digits.length === 4 || digits.length === 6,
      'security-code': digits.length >= 3,
    }[field];
    return whole ? this.finish(field) : this.fail(field, 'timeout');
  }

  private state(field: CardField, digits: string): 'open' | 'complete' | 'over' {
    if (field === 'expiration-date') return /^(...[^0]|..[^2]0|..20..)$/.test(digits) ? 'over' : 'open';
    if (field === 'security-code') {
      const size = this.brand === 'amex' || this.brand === 'unknown' ? 4 : 3;
      if (digits.length === size) return 'over';
      return this.brand === 'unknown' && digits.length === 3 ? 'complete' : 'open';
    }
    if (digits.length < 8) return 'open';
    const { brand, lengths, valid } = opinion(digits);
    if (digits.length >= Math.max(...lengths)) return 'over';
    if (!lengths.includes(digits.length)) return 'open';
    const right = brand === 'unknown' ? luhn(digits) : valid;
    if (brand !== 'unknown' && USUAL[brand] === digits.length) return right ? 'over' : 'complete';
    return right ? 'complete' : 'open';
  }

  private finish(field: CardField): KeyOutcome {
    const digits = this.digits[field];
    if (field === 'expiration-date') {
      return /^(0[1-9]|1[0-2])(..|20..)$/.test(digits)
        ? this.succeed(field)
        : this.fail(field, 'invalid-date');
    }
    if (field === 'security-code') {
      const sizes = this.brand === 'unknown' ? [3, 4] : [this.brand === 'amex' ? 4 : 3];
      if (sizes.includes(digits.length)) return this.succeed(field);
      return this.fail(field, 'invalid-security-code', this.brand);
    }
    const { brand, valid } = opinion(digits);
    if (digits.length < 12) return this.fail(field, 'invalid-card-number');
    if (valid && this.accepted.some((one) => one === brand)) {
      this.brand = brand;
      const code = this.digits['security-code'];
      const wrong = this.done.has('security-code') && code.length !== (brand === 'amex' ? 4 : 3);
      if (wrong) {
        this.digits['security-code'] = '';
        this.done.delete('security-code');
      }
      const card = { brand, last4: digits.slice(-4) };
      return { ...this.succeed(field), card, ...(wrong && { recheck: 'security-code' as const }) };
    }
    if (valid) return this.fail(field, 'invalid-card-type', brand);
    return this.fail(field, 'invalid-card-number');
  }

  private succeed(field: CardField): { kind: 'done' } {
    this.done.add(field);
    this.open = undefined;
    return { kind: 'done' };
  }

  private fail(field: CardField, error: FieldError, brand?: Brand | 'unknown'): KeyOutcome {
    this.digits[field] = '';
    this.open = undefined;
    return { kind: 'invalid', error, ...(brand && brand !== 'unknown' && { brand }) };
  }
}

/** The check digit over a string. */
export function luhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, i) => {
    const value = Number(digit) * (i % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** `start` filled up with zeros to `length`, with a right check digit. */
export function numberOf(start: string, length: number): string {
  const body = start.padEnd(length - 1, '0').slice(0, length - 1);
  for (const check of '0123456789') if (luhn(body + check)) return body + check;
  throw new Error('there is always a check digit');
}
