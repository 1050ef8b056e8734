import { decimalsOf } from './currency.js';
import type { Money } from './money.js';
import { english } from './spoken/english.js';
import { french } from './spoken/french.js';
import { german } from './spoken/german.js';
import { digits, type Grammar, numbers, type Spoken, unit } from './spoken/grammar.js';
import { hungarian } from './spoken/hungarian.js';
import { spanish } from './spoken/spanish.js';

export type { Spoken } from './spoken/grammar.js';

const GRAMMARS: Readonly<Record<string, Grammar>> = {
  en: english,
  hu: hungarian,
  de: german,
  es: spanish,
  fr: french,
};

/** Languages that amounts and dates can be said in. */
export const SPOKEN_LANGUAGES: readonly string[] = Object.keys(GRAMMARS);

/** `language` as Asterisk names it, with or without a region; one without a grammar of its own counts as in English. */
function grammarOf(language: string): Grammar {
  return GRAMMARS[language] ?? GRAMMARS[language.replace(/_.*$/, '')] ?? english;
}

/** A whole number by itself, from 0 to below 10^15. */
export function spokenNumber(value: number, language: string): Spoken[] {
  return numbers(grammarOf(language).number(value));
}

/** Each digit by itself: `2046` is two, zero, four, six. What is not a digit is left out. */
export function spokenDigits(text: string): Spoken[] {
  return digits(text);
}

/** Letters and digits one by one, as of a confirmation number; what is neither is left out. */
export function spokenCode(code: string): Spoken[] {
  return [...code.toLowerCase()].flatMap((sign) =>
    /[a-z]/.test(sign) ? [{ kind: 'letter', name: sign } as const] : digits(sign),
  );
}

/** A currency as in "an amount in dollars"; its letters where it has no name here. */
export function spokenCurrency(currency: string, language: string): Spoken[] {
  const units = grammarOf(language).units[currency];
  return units ? [unit(units.major.many)] : spokenCode(currency.replace(/[^A-Z]/gi, ''));
}

/** An amount in words: "one dollar and one cent", "one point zero zero five Kuwaiti dinars". */
export function spokenAmount({ minor, currency }: Money, language: string): Spoken[] {
  const grammar = grammarOf(language);
  const decimals = decimalsOf(currency) ?? 0;
  const scale = 10 ** decimals;
  const whole = Math.floor(minor / scale);
  const rest = minor % scale;
  const units = grammar.units[currency];
  if (units && rest === 0) return [...grammar.counted(whole, units.major)];
  if (units?.minor) {
    const small = grammar.counted(rest, units.minor);
    return whole > 0 ? [...grammar.counted(whole, units.major), ...grammar.and, ...small] : [...small];
  }
  const number =
    rest > 0 ? grammar.decimal(whole, String(rest).padStart(decimals, '0')) : numbers(grammar.number(whole));
  if (!units) return [...number, ...spokenCurrency(currency, language)];
  return [...number, unit(grammar.afterDecimal(whole, units.major))];
}

/** An expiration date: "May twenty twenty-seven". `month` from 1 to 12, `year` with four digits. */
export function spokenExpiry(month: number, year: number, language: string): Spoken[] {
  return [...grammarOf(language).expiry(month, year)];
}
