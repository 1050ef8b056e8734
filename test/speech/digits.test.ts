// Looks for digits: a failure is never forgiven.
import t from 'tap';
import { LANGUAGES } from '../../lib/prompts/languages.js';
import { answerOf } from '../../lib/speech/answer.js';
import { digitsOf } from '../../lib/speech/digits.js';
import { expiryOf } from '../../lib/speech/expiry.js';
import { SPEECH_LANGUAGES } from '../../lib/speech/languages.js';

/** What was said, and the digits it means; undefined: not clear. */
type Table = Readonly<Record<string, string | undefined>>;

const DIGITS: Readonly<Record<string, Table>> = {
  en: {
    '4111 1111 1111 1111': '4111111111111111',
    '4111-1111, 1111.1111': '4111111111111111',
    'four one one one': '4111',
    'forty one eleven': '4111',
    'Forty-One Eleven': '4111',
    'sixty eleven oh oh oh nine': '60110009',
    'double four': '44',
    'double oh seven': '007',
    'triple one double 2 o': '111220',
    'it\u2019s twelve, three': '123',
    'um, my card number is 37 82': '3782',
    'one twenty three': '123',
    'twenty oh one': '2001',
    'nineteen ninety nine': '1999',
    '41 eleven': '4111',
    'for one one one': undefined,
    'two to too': undefined,
    'one hundred': undefined,
    'double forty': undefined,
    'double forty-four': undefined,
    double: undefined,
    'double 44': undefined,
    'four no wait five': undefined,
    'may 27': undefined,
    'nine times': undefined,
    '5th': undefined,
    '4 * 2': undefined,
    '12%': undefined,
    please: undefined,
    '': undefined,
  },
  de: {
    'vier eins eins eins': '4111',
    'einundvierzig elf': '4111',
    'ein und vierzig elf': '4111',
    'Sechzig elf null null': '601100',
    'zwo drei': '23',
    'fünf fuenf dreißig dreissig': '553030',
    'doppel vier': '44',
    'zweimal die vier, dreimal null': '44000',
    'zwei mal vier': '44',
    'zwölf zwoelf': '1212',
    'sechsundsechzig siebzehn': '6617',
    'vierzig eins': '401',
    'ein vier': undefined,
    'eine eins': undefined,
    hundert: undefined,
    'eins oder zwei': undefined,
  },
  es: {
    'cuatro uno uno uno': '4111',
    'cuarenta y uno once': '4111',
    'veintidós veintidos dieciséis': '222216',
    'diez y seis': '16',
    'doble cuatro': '44',
    'dos veces cuatro': '44',
    'triple cero siete': '0007',
    'mi número es 41 11': '4111',
    'noventa y nueve': '99',
    'treinta uno': undefined,
    'un uno': undefined,
    cien: undefined,
    'mayo siete': undefined,
  },
  fr: {
    'quatre un un un': '4111',
    'quarante et un onze': '4111',
    'quatre-vingt-dix': '90',
    'quatre vingt dix': '90',
    'quatre-vingts quatre-vingt-un': '8081',
    'quatre-vingt quatre-vingt': '8080',
    'soixante-dix soixante et onze soixante-dix-sept': '707177',
    'quatre vingt dix neuf': '99',
    'septante-deux huitante nonante-neuf': '728099',
    'dix-sept dix huit': '1718',
    'vingt et un vingt-deux': '2122',
    'double quatre': '44',
    'deux fois quatre': '44',
    'zéro zero': '00',
    '41\u00a011': '4111',
    'vingt quatre-vingt': '2080',
    'vingt-quatre vingt': '2420',
    'vingt quatre vingt': undefined,
    'quatre vingt quatre vingt': undefined,
    cent: undefined,
    une: undefined,
    'double quatre-vingt': undefined,
  },
  hu: {
    'négy egy egy egy': '4111',
    'negyvenegy tizenegy': '4111',
    'negyven-egy tizen egy': '4111',
    'huszonkettő húsz harminchárom': '222033',
    'kilencvenkilenc nulla': '990',
    'hat hét nyolc két': '6782',
    'dupla négy': '44',
    'kétszer négy háromszor nulla': '44000',
    'HÁT NÉGY': '4',
    'hát hat': '6',
    negy: undefined,
    száz: undefined,
    május: undefined,
  },
};

const DATES: Readonly<Record<string, Table>> = {
  en: {
    'May twenty seven': '0527',
    'may twenty-seven': '0527',
    'May 27': '0527',
    'May 2027': '0527',
    'may of two thousand and twenty seven': '0527',
    'December twenty thirty': '1230',
    'march oh nine': '0309',
    'zero five two seven': '0527',
    'oh five twenty seven': '0527',
    'five twenty seven': '0527',
    'twelve thirty': '1230',
    'one two three zero': '1230',
    '0527': '0527',
    '05/27': '0527',
    '5/27': '0527',
    '5/2027': '0527',
    '05 2027': '0527',
    'eleven two thousand thirty': '1130',
    'thirteen twenty': undefined,
    'zero zero twenty': undefined,
    'one two seven': undefined,
    '527': undefined,
    'five one nine nine nine': undefined,
    'May nineteen ninety nine': undefined,
    'twenty seven may': undefined,
    'may may': undefined,
    may: undefined,
    'maybe twenty seven': undefined,
  },
  de: {
    'Mai siebenundzwanzig': '0527',
    'Mai zweitausendsiebenundzwanzig': '0527',
    'Jänner zwanzig dreißig': '0130',
    'null fünf siebenundzwanzig': '0527',
    'März 2029': '0329',
    'dreizehn siebenundzwanzig': undefined,
  },
  es: {
    'mayo veintisiete': '0527',
    'mayo de dos mil veintisiete': '0527',
    'mayo del 27': '0527',
    'cero cinco veintisiete': '0527',
    'setiembre treinta y uno': '0931',
    'mayo treinta uno': undefined,
  },
  fr: {
    'mai vingt-sept': '0527',
    'août deux mille trente': '0830',
    'aout trente': '0830',
    'zéro cinq vingt-sept': '0527',
    'décembre vingt-neuf': '1229',
    'treize vingt-sept': undefined,
  },
  hu: {
    'május huszonhét': '0527',
    'május kétezer-huszonhét': '0527',
    'május kétezerhuszonhét': '0527',
    'nulla öt huszonhét': '0527',
    'december harminc': '1230',
    'majus huszonhét': undefined,
  },
};

const ANSWERS: Readonly<Record<string, Table>> = {
  en: {
    yes: 'yes',
    "Yeah, that's right": 'yes',
    no: 'no',
    'nope.': 'no',
    'not right': undefined,
    'yes no': undefined,
    '1': undefined,
    um: undefined,
  },
  de: { 'ja genau': 'yes', Nein: 'no', 'ja nein': undefined, vielleicht: undefined },
  es: { Sí: 'yes', 'de acuerdo': 'yes', no: 'no', 'no correcto': undefined },
  fr: { oui: 'yes', 'd’accord': 'yes', "c'est ça": 'yes', non: 'no', 'oui non': undefined },
  hu: { igen: 'yes', rendben: 'yes', nem: 'no', 'nem jó': undefined },
};

const bytes = (text: string) => Buffer.from(text);

for (const language of SPEECH_LANGUAGES) {
  t.test(
    `given digits said in ${language}, then they are those, or it is said that it is unclear`,
    async (t) => {
      for (const [said, digits] of Object.entries(DIGITS[language] ?? {})) {
        t.equal(digitsOf(bytes(said), language)?.toString(), digits, said);
      }
    },
  );
  t.test(`given a date said in ${language}, then it is month and year, or unclear`, async (t) => {
    for (const [said, digits] of Object.entries(DATES[language] ?? {})) {
      t.equal(expiryOf(bytes(said), language)?.toString(), digits, said);
    }
  });
  t.test(`given an answer said in ${language}, then it is yes, no or neither`, async (t) => {
    for (const [said, answer] of Object.entries(ANSWERS[language] ?? {})) {
      t.equal(answerOf(bytes(said), language), answer, said);
    }
  });
}

t.test('given every language that callers are spoken to in, then they can also speak it', async (t) => {
  t.same([...SPEECH_LANGUAGES].sort(), [...LANGUAGES].sort());
  t.equal(digitsOf(bytes('one'), 'en_GB')?.toString(), '1');
  t.equal(digitsOf(bytes('1'), 'sv'), undefined);
  t.equal(digitsOf(bytes('1'), 'constructor'), undefined);
});

t.test('given what nobody would say, then it is no answer and takes no time', async (t) => {
  t.equal(digitsOf(bytes('1'.repeat(41)), 'en'), undefined);
  t.equal(digitsOf(bytes('quatre vingt '.repeat(300)), 'fr'), undefined);
  t.equal(digitsOf(Buffer.from([0xff, 0xfe, 0x31]), 'en'), undefined);
});

t.test('given digits, then they are off the heap, so that wiping them leaves no copy', async (t) => {
  const digits = digitsOf(bytes('4111 1111'), 'en');
  t.ok((digits?.buffer.byteLength ?? 0) > 64);
});
