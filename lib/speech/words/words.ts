/**
 * Phrases and what they mean, to be looked up word by word: a phrase put together would be a string of what a caller
 * has said, which nobody can wipe.
 */
export class Phrases<Meaning> {
  readonly #next = new Map<string, Phrases<Meaning>>();
  meaning: Meaning | undefined;

  /** The phrases that begin with this word, without it. */
  after(word: string): Phrases<Meaning> | undefined {
    return this.#next.get(word);
  }

  add(phrase: string, meaning: Meaning): this {
    let at: Phrases<Meaning> = this;
    for (const word of phrase.split(' ')) {
      const next = at.#next.get(word) ?? new Phrases<Meaning>();
      at.#next.set(word, next);
      at = next;
    }
    at.meaning = meaning;
    return this;
  }
}

/** What a language's words mean where digits, an expiration date or a yes are expected. All in lower case. */
export interface Words {
  /** `forty one` means `41`. `''` is known to be unclear. */
  readonly numbers: Phrases<string>;
  /** Years of this millennium in full, `two thousand twenty seven` means `2027`: only in a date. */
  readonly years: Phrases<string>;
  /** `may` means `05`: only in a date. */
  readonly months: Phrases<string>;
  /** `double` means 2: so many times the one digit that follows. */
  readonly times: Phrases<number>;
  readonly yes: ReadonlySet<string>;
  readonly no: ReadonlySet<string>;
  /** Words that mean no digit and change none. */
  readonly fillers: ReadonlySet<string>;
  /** Whether accents may be left out without making another word of it. */
  readonly foldAccents: boolean;
}

/** How the words of a language are given in its own file: lists, in which `|` stands between spellings. */
export interface WordLists {
  /** Spellings of 0 to 99, each complete. */
  readonly numbers: readonly (readonly string[])[];
  readonly unclear?: readonly string[];
  /** Spellings of "two thousand", with what joins it to the rest of the year. */
  readonly millennium: readonly string[];
  /** January to December. */
  readonly months: readonly string[];
  readonly double: string;
  readonly triple: string;
  readonly yes: string;
  readonly no: string;
  readonly fillers: string;
  readonly foldAccents: boolean;
}

/** The tables of a language out of its lists. */
export function wordsOf(lists: WordLists): Words {
  const fold = (word: string) => normal(word, lists.foldAccents);
  const numbers = new Phrases<string>();
  const years = new Phrases<string>();
  lists.numbers.forEach((spellings, value) => {
    for (const spelling of spellings) {
      numbers.add(fold(spelling), String(value));
      for (const start of lists.millennium) {
        years.add(fold(`${start}${spelling}`), `20${String(value).padStart(2, '0')}`);
      }
    }
  });
  for (const sequence of lists.unclear ?? []) numbers.add(fold(sequence), '');
  const words = (text: string) => text.split('|').map(fold);
  const months = new Phrases<string>();
  lists.months.forEach((names, index) => {
    for (const name of words(names)) months.add(name, String(index + 1).padStart(2, '0'));
  });
  const times = new Phrases<number>();
  for (const word of words(lists.double)) times.add(word, 2);
  for (const word of words(lists.triple)) times.add(word, 3);
  return {
    numbers,
    years,
    months,
    times,
    yes: new Set(words(lists.yes)),
    no: new Set(words(lists.no)),
    fillers: new Set(words(lists.fillers)),
    foldAccents: lists.foldAccents,
  };
}

/** A word as the tables have it. */
export function normal(word: string, foldAccents: boolean): string {
  const lower = word.toLowerCase().replaceAll('’', "'");
  if (!foldAccents) return lower.normalize('NFC');
  return lower.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ß', 'ss');
}

/** Spellings of 0 to 99 where tens and units are put together by `join`; `first` are those below twenty. */
export function upTo99(
  first: readonly string[],
  tens: readonly string[],
  join: (ten: string, unit: string) => readonly string[],
): string[][] {
  const low = first.map((spellings) => spellings.split('|'));
  const high = tens.flatMap((spellings) =>
    Array.from({ length: 10 }, (_, unit) =>
      spellings
        .split('|')
        .flatMap((ten) => (unit === 0 ? [ten] : (low[unit] ?? []).flatMap((one) => join(ten, one)))),
    ),
  );
  return [...low, ...high];
}
