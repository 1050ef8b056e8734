import type { TestCard } from './card.js';

/** As few digits of a number as are enough to tell a card apart. */
const LEAST = 7;
/** How a security code is called where it is written down. */
const LABELS = 'cvv2?|cvc2?|cid|csc|security[ _-]?code';

/**
 * Digits of a card in bytes of any kind: the longest run of its number from seven digits on (one byte a character or
 * two, with or without a space or dash between two digits, or the whole number as an eight-byte integer), and its
 * security code where it is named as one or stands beside number or expiry; alone, three digits are everywhere.
 * A run of one digit repeated, as in 4111111111111111, is no evidence and is left out.
 */
export function digitsIn(bytes: Buffer, card: TestCard): number {
  // Without the zero bytes, text of two bytes a character reads as text of one.
  const text = bytes.toString('latin1').replaceAll('\0', '');
  return Math.max(longestRun(text, card.number), asInteger(bytes, card.number)) + codeIn(text, card);
}

/** Runs of `LEAST` digits of a number that are evidence. */
export function windowsOf(number: string, length = LEAST): readonly string[] {
  const all = Array.from({ length: Math.max(0, number.length - length + 1) }, (_, at) =>
    number.slice(at, at + length),
  );
  return all.filter((run) => new Set(run).size > 1);
}

/** Texts that only hold the security code because somebody kept it as one. */
export function codeTexts({ number, expiry, code }: TestCard): readonly string[] {
  const [month, year] = [expiry.slice(0, 2), expiry.slice(2)];
  const dates = [expiry, `${month}/${year}`, `20${year}`];
  const named = ['cvv', 'cvc', 'securityCode', 'security_code', 'security-code'].flatMap((name) =>
    ['":"', '=', ': ', ":'"].map((mark) => `${name}${mark}${code}`),
  );
  return [
    alone(code),
    ...named,
    ...[number, ...dates].flatMap((before) =>
      ['', ' ', ',', '|', '/', ';'].map((mark) => before + mark + code),
    ),
  ];
}

/** As bytes of a buffer that holds nothing else: three digits alone are everywhere, so with so much of nothing around. */
function alone(code: string): string {
  const nothing = '\0'.repeat(8);
  return nothing + code + nothing;
}

function longestRun(text: string, number: string): number {
  for (let length = number.length; length >= LEAST; length--) {
    const runs = windowsOf(number, length).map((run) => [...run].join('[ -]?'));
    if (runs.length > 0 && new RegExp(runs.join('|')).test(text)) return length;
  }
  return 0;
}

function asInteger(bytes: Buffer, number: string): number {
  const integer = Buffer.alloc(8);
  integer.writeBigInt64BE(BigInt(number));
  return bytes.includes(integer) || bytes.includes(integer.reverse()) ? number.length : 0;
}

function codeIn(text: string, card: TestCard): number {
  const { expiry, code, number } = card;
  const date = `(?:${expiry}|${expiry.slice(0, 2)}\\W{0,3}(?:20)?${expiry.slice(2)})`;
  const named = new RegExp(`(?:${LABELS})\\W{0,4}${code}(?!\\d)`, 'i');
  const beside = new RegExp(`(?:${number}|(?<!\\d)${date})\\W{0,3}${code}(?!\\d)`);
  return named.test(text) || beside.test(text) ? code.length : 0;
}
