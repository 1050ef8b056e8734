import type { Brand } from '../session/state.js';
import { digitAt, LONGEST_NUMBER, matchBrand } from './brands.js';
import { judgeNumber, luhn } from './rules.js';

/**
 * The number that was taken at its usual length, and the digits that followed it in the same rhythm: `digits` holds
 * both, `length` of them are the number so far.
 */
export interface Taken {
  readonly digits: Uint8Array;
  readonly length: number;
  readonly accepted: readonly Brand[];
}

/** Whether a number that is right as it is could be the beginning of a longer one. */
export function mayGrow(digits: Uint8Array): boolean {
  return digits.length < LONGEST_NUMBER && matchBrand(digits).rules.longest > digits.length;
}

/** Whether all that was keyed is one longer number. */
export function isLonger({ digits, length, accepted }: Taken): boolean {
  return digits.length > length && luhn(digits) && judgeNumber(digits, accepted).ok;
}

/**
 * What was keyed into the date after the number, `ahead`, is no date: how many of its digits make a longer number, the
 * rest being the beginning of a date. 0: none do.
 */
export function grownBy({ digits, length, accepted }: Taken, ahead: Uint8Array): number {
  for (let more = digits.length - length; more > 0; more--) {
    const number = digits.subarray(0, length + more);
    if (isLonger({ digits: number, length, accepted }) && beginsDate(ahead.subarray(more))) return more;
  }
  return 0;
}

function beginsDate(digits: Uint8Array): boolean {
  if (digits.length === 0) return true;
  const month = digitAt(digits, 0) * 10 + (digits.length > 1 ? digitAt(digits, 1) : 1);
  return month >= 1 && month <= 12;
}
