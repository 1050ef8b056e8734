import type { Gender, Unit, Units } from './grammar.js';

/** Currencies with a name in every language; of any other the code is spelt. */
export const NAMED = [
  'USD',
  'EUR',
  'GBP',
  'HUF',
  'JPY',
  'CHF',
  'KWD',
  'CAD',
  'AUD',
  'MXN',
  'SEK',
  'NOK',
  'DKK',
  'PLN',
  'CZK',
  'RON',
] as const;

export type Named = (typeof NAMED)[number];

/** Those whose hundredths are named in speech in any language. */
const WITH_MINOR: ReadonlySet<string> = new Set(['USD', 'EUR', 'GBP', 'CHF', 'CAD', 'AUD', 'MXN']);

/** What a language's units are like, where they are not the usual. */
export interface Differences {
  /** Units that are the same for one and for several, `usd` or `usd-minor`; `all` for every one. */
  readonly invariable: 'all' | readonly string[];
  readonly genders: Readonly<Record<string, Gender>>;
  /** More currencies whose small unit is named. */
  readonly minors?: readonly Named[];
}

/** The units of a language by currency; the names are those of recordings: `usd`, `usd-many`, `usd-minor`. */
export function unitsOf({ invariable, genders, minors = [] }: Differences): Record<string, Units> {
  const named = (name: string): Unit => ({
    one: name,
    many: invariable === 'all' || invariable.includes(name) ? name : `${name}-many`,
    gender: genders[name] ?? 'masculine',
  });
  return Object.fromEntries(
    NAMED.map((code) => {
      const name = code.toLowerCase();
      const minor = WITH_MINOR.has(code) || minors.includes(code);
      return [code, { major: named(name), ...(minor && { minor: named(`${name}-minor`) }) }];
    }),
  );
}
