import type { Severity } from '../methods.js';

const within = (code: number, from: number, to: number): boolean => code >= from && code <= to;

const SOFT = new Set([
  2000, 2001, 2002, 2003, 2016, 2025, 2026, 2034, 2035, 2038, 2040, 2042, 2046, 2048, 2057, 2062, 2078, 2080,
  2092, 2099,
]);
/** Mastercard fines merchants who try a card again after one of these. */
const MASTERCARD_NEVER = new Set([2009, 2012, 2019, 2022, 2047, 2053]);
/** Mastercard's merchant advice: do not try again; payment cancelled by the cardholder. */
const ADVICE_NEVER = new Set(['03', '21']);

/** Whether another try may succeed, by the processor's code. `cardType` as Braintree spells it: `MasterCard`. */
export function severityOf(code: string, cardType?: string, advice?: string): Severity {
  const number = Number(code);
  if (cardType === 'MasterCard' && (MASTERCARD_NEVER.has(number) || ADVICE_NEVER.has(advice ?? ''))) {
    return 'never-again';
  }
  const soft = SOFT.has(number) || within(number, 2101, 2106) || number >= 2109;
  return soft ? 'soft' : 'hard';
}
