import fc from 'fast-check';
import t from 'tap';
import {
  SPOKEN_LANGUAGES,
  spokenAmount,
  spokenCode,
  spokenCurrency,
  spokenDigits,
  spokenExpiry,
  spokenNumber,
} from '../../lib/money/spoken.js';
import { readTexts } from '../../lib/prompts/texts.js';

const names = (tokens: readonly { name: string }[]) => tokens.map(({ name }) => name).join(' ');

/** What is heard: the texts of the recordings, one after the other. */
function heard(tokens: readonly { kind: string; name: string }[], language: string): string {
  const { sounds } = readTexts(language);
  return tokens.map(({ kind, name }) => sounds[`${kind}-${name}`] ?? `<${kind}-${name}?>`).join(' ');
}

/** Minor units and currency -> what a person would say. */
const AMOUNTS: Readonly<Record<string, readonly [number, string, string][]>> = {
  en: [
    [1, 'USD', 'one cent'],
    [0, 'USD', 'zero dollars'],
    [100, 'USD', 'one dollar'],
    [101, 'EUR', 'one euro and one cent'],
    [2550, 'USD', 'twenty-five dollars and fifty cents'],
    [123456, 'USD', 'one thousand two hundred thirty-four dollars and fifty-six cents'],
    [250, 'GBP', 'two pounds and fifty pence'],
    [1, 'GBP', 'one penny'],
    [100, 'HUF', 'one forint'],
    [150, 'HUF', 'one point five zero forint'],
    [123456700, 'HUF', 'one million two hundred thirty-four thousand five hundred sixty-seven forint'],
    [500, 'JPY', 'five hundred yen'],
    [1005, 'KWD', 'one point zero zero five Kuwaiti dinars'],
    [50, 'ISK', 'fifty I S K'],
    [101_100_00, 'USD', 'one hundred one thousand one hundred dollars'],
  ],
  hu: [
    [1, 'USD', 'egy cent'],
    [101, 'EUR', 'egy euró egy cent'],
    [100, 'HUF', 'egy forint'],
    [200, 'HUF', 'két forint'],
    [1200, 'HUF', 'tizenkét forint'],
    [1100, 'HUF', 'tizenegy forint'],
    [2100, 'HUF', 'huszonegy forint'],
    [2200, 'HUF', 'huszonkét forint'],
    [100000, 'HUF', 'ezer forint'],
    [100200, 'HUF', 'ezer két forint'],
    [200000, 'HUF', 'két ezer forint'],
    [2200000, 'HUF', 'huszonkét ezer forint'],
    [222200, 'HUF', 'két ezer kétszáz huszonkét forint'],
    [123456700, 'HUF', 'egy millió kétszáz harmincnégy ezer ötszáz hatvanhét forint'],
    [150, 'HUF', 'egy forint ötven fillér'],
    [500, 'JPY', 'ötszáz jen'],
    [1005, 'KWD', 'egy egész öt ezred kuvaiti dinár'],
    [2002, 'KWD', 'kettő egész két ezred kuvaiti dinár'],
    [2002, 'OMR', 'kettő egész két ezred ó em er'],
  ],
  de: [
    [1, 'USD', 'ein Cent'],
    [101, 'EUR', 'ein Euro und ein Cent'],
    [100, 'HUF', 'ein Forint'],
    [2100, 'EUR', 'einundzwanzig Euro'],
    [10100, 'EUR', 'einhundert ein Euro'],
    [100, 'SEK', 'eine schwedische Krone'],
    [200, 'SEK', 'zwei schwedische Kronen'],
    [123456700, 'HUF', 'eine Million zweihundert vierunddreißig tausend fünfhundert siebenundsechzig Forint'],
    [200000000, 'EUR', 'zwei Millionen Euro'],
    [150, 'HUF', 'eins Komma fünf null Forint'],
    [500, 'JPY', 'fünfhundert Yen'],
    [1005, 'KWD', 'eins Komma null null fünf Kuwait-Dinar'],
  ],
  es: [
    [1, 'USD', 'un centavo'],
    [101, 'EUR', 'un euro con un céntimo'],
    [100, 'HUF', 'un forinto'],
    [2100, 'EUR', 'veintiún euros'],
    [2100, 'GBP', 'veintiuna libras'],
    [3100, 'GBP', 'treinta y una libras'],
    [10000, 'EUR', 'cien euros'],
    [10100, 'EUR', 'ciento un euros'],
    [20000, 'GBP', 'doscientas libras'],
    [20100000, 'GBP', 'doscientas un mil libras'],
    [20000000, 'GBP', 'doscientas mil libras'],
    [2100000, 'EUR', 'veintiún mil euros'],
    [100000, 'EUR', 'mil euros'],
    [100000000, 'EUR', 'un millón de euros'],
    [200000000, 'USD', 'dos millones de dólares'],
    [100_000_000_000, 'EUR', 'mil millones de euros'],
    [123456700, 'HUF', 'un millón doscientos treinta y cuatro mil quinientos sesenta y siete forintos'],
    [500, 'JPY', 'quinientos yenes'],
    [1005, 'KWD', 'uno coma cero cero cinco dinares kuwaitíes'],
  ],
  fr: [
    [1, 'USD', 'un centime'],
    [101, 'EUR', 'un euro et un centime'],
    [100, 'HUF', 'un forint'],
    [2100, 'EUR', 'vingt et un euros'],
    [2100, 'GBP', 'vingt et une livres'],
    [7100, 'EUR', 'soixante et onze euros'],
    [8000, 'EUR', 'quatre-vingts euros'],
    [8100, 'EUR', 'quatre-vingt-un euros'],
    [9100, 'EUR', 'quatre-vingt-onze euros'],
    [100000, 'EUR', 'mille euros'],
    [200000, 'EUR', 'deux mille euros'],
    [100000000, 'EUR', "un million d'euros"],
    [200000000, 'USD', 'deux millions de dollars'],
    [0, 'EUR', 'zéro euro'],
    [123456700, 'HUF', 'un million deux cents trente-quatre mille cinq cents soixante-sept forint'],
    [500, 'JPY', 'cinq cents yen'],
    [1005, 'KWD', 'un virgule zéro zéro cinq dinar koweïtien'],
  ],
};

for (const [language, table] of Object.entries(AMOUNTS)) {
  t.test(`given an amount in ${language}, when spoken, then it is what a person would say`, async (t) => {
    for (const [minor, currency, words] of table)
      t.equal(heard(spokenAmount({ minor, currency }, language), language), words, `${minor} ${currency}`);
  });
}

t.test('given the languages, then every one is in the tables', async (t) => {
  t.same(Object.keys(AMOUNTS).sort(), [...SPOKEN_LANGUAGES].sort());
});

t.test('given an expiration date, when spoken, then it is as the language says it', async (t) => {
  const table: Readonly<Record<string, string>> = {
    en: 'May twenty twenty-seven',
    hu: 'két ezer huszonhét május',
    de: 'Mai zwei tausend siebenundzwanzig',
    es: 'mayo de dos mil veintisiete',
    fr: 'mai deux mille vingt-sept',
  };
  for (const language of SPOKEN_LANGUAGES)
    t.equal(heard(spokenExpiry(5, 2027, language), language), table[language], language);
  t.equal(heard(spokenExpiry(12, 2005, 'en'), 'en'), 'December two thousand five');
});

t.test('given digits, codes and currencies, when spoken, then they are spelt or named', async (t) => {
  t.equal(names(spokenDigits('2046')), '2 0 4 6');
  t.equal(names(spokenDigits('2-x')), '2', 'only digits are spoken');
  t.equal(heard(spokenDigits('1122'), 'hu'), 'egy egy kettő kettő', 'by itself it is not "két"');
  t.equal(heard(spokenCode('A7-y'), 'hu'), 'á hét ipszilon');
  t.equal(heard(spokenCurrency('USD', 'en'), 'en'), 'dollars');
  t.equal(heard(spokenCurrency('HUF', 'hu'), 'hu'), 'forint');
  t.equal(heard(spokenCurrency('ISK', 'de'), 'de'), 'I Es Ka');
  t.equal(names(spokenAmount({ minor: 100, currency: 'EUR' }, 'de_AT')), '1-before eur', 'as its region');
});

t.test(
  'given any number in any language, when its words are added up, then they make the number',
  async () => {
    const scales: Readonly<Record<string, number>> = {
      thousand: 1e3,
      million: 1e6,
      billion: 1e9,
      trillion: 1e12,
    };
    fc.assert(
      fc.property(
        fc.constantFrom(...SPOKEN_LANGUAGES),
        fc.oneof(fc.integer({ min: 0, max: 999_999_999_999_999 }), fc.integer({ min: 0, max: 9_999 })),
        (language, value) => {
          let total = 0;
          let below = 0;
          for (const { name } of spokenNumber(value, language)) {
            const [word = ''] = name.split('-');
            const scale = scales[word];
            if (!scale) below += Number(word);
            else if (scale === 1e3) {
              below = (below || 1) * 1e3;
              // "Mil millones": thousands that are themselves counted stay until their million.
              if (language !== 'es') [total, below] = [total + below, 0];
            } else [total, below] = [total + below * scale, 0];
          }
          return total + below === value;
        },
      ),
      { numRuns: 2000 },
    );
  },
);
