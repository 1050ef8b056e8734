/** The words by which networks hide a caller, spelt with the letters on a telephone's keys. */
const SPELT: ReadonlySet<string> = new Set(['anonymous', 'restricted', 'unavailable'].map(spelt));

/**
 * The number of a caller, where it can be one: digits, with or without a plus before and marks between them. Empty for
 * everything by which a network says that it has none or hides it: a presentation that forbids it (RFC 3325's privacy), a word
 * (`anonymous`, `Restricted`, `unavailable`, in whatever language), zeros, or such a word in the digits of the keys.
 * Somebody else's account must never be offered to all of them.
 */
export function callerNumber(told: string, presentation = ''): string {
  if (/^(prohib|unavail)/i.test(presentation)) return '';
  const number = told.trim();
  if (!/^\+?[\d ().-]+$/.test(number)) return '';
  const digits = number.replace(/\D/g, '');
  const none = /^0*$|^(\d)\1{6,}$/.test(digits) || SPELT.has(digits);
  return none || digits.length < 2 || digits.length > 20
    ? ''
    : `${number.startsWith('+') ? '+' : ''}${digits}`;
}

function spelt(word: string): string {
  return [...word].map((letter) => '22233344455566677778889999'[letter.charCodeAt(0) - 97]).join('');
}
