/** What stands in place of something that looks like a card number. */
export const MASK = '[card]';

/** A digit, then at least twelve more with at most one space, dash or dot between two. */
const RUN = /\d(?:[ .-]?\d){12,}/g;

/** Whether a text holds something that looks like a card number. */
export function hasCardNumber(text: string): boolean {
  return scrubText(text) !== text;
}

/**
 * Masks what looks like a card number: 13 to 19 digits, alone or with spaces, dashes or dots, that begin as cards
 * begin (2 to 9) and pass Luhn; and such a number of 15 or 16 digits inside a longer run. Epoch milliseconds, order
 * ids and channel ids such as `1700000000.12` begin with 1 or are shorter, and stay readable.
 */
export function scrubText(text: string): string {
  return text.replace(RUN, (run) => (isSuspicious(run.replace(/\D/g, '')) ? MASK : run));
}

/** The same for every text, number and name in a JSON value. */
export function scrubValue(value: unknown): unknown {
  if (typeof value === 'string') return scrubText(value);
  if (typeof value === 'number') return hasCardNumber(String(value)) ? MASK : value;
  if (Array.isArray(value)) return value.map(scrubValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [scrubText(name), scrubValue(inner)]),
  );
}

function isSuspicious(digits: string): boolean {
  if (digits.length <= 19 && looksLikeCard(digits)) return true;
  for (let start = 0; start + 15 <= digits.length; start++) {
    if (looksLikeCard(digits.slice(start, start + 16)) && digits.length - start >= 16) return true;
    if (/^3[47]/.test(digits.slice(start)) && looksLikeCard(digits.slice(start, start + 15))) return true;
  }
  return false;
}

function looksLikeCard(digits: string): boolean {
  return digits.length >= 13 && /^[2-9]/.test(digits) && passesLuhn(digits);
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
