import { upTo99, wordsOf } from './words.js';

const FIRST = [
  'null',
  'eins',
  'zwei|zwo',
  'drei',
  'vier',
  'fünf|fuenf',
  'sechs',
  'sieben',
  'acht',
  'neun',
  'zehn',
  'elf',
  'zwölf|zwoelf',
  'dreizehn',
  'vierzehn',
  'fünfzehn|fuenfzehn',
  'sechzehn',
  'siebzehn',
  'achtzehn',
  'neunzehn',
];
const TENS = [
  'zwanzig',
  'dreißig',
  'vierzig',
  'fünfzig|fuenfzig',
  'sechzig',
  'siebzig',
  'achtzig',
  'neunzig',
];

export const german = wordsOf({
  // "ein" by itself is an article: "eine Eins" is one digit and not two.
  numbers: upTo99(FIRST, TENS, (ten, unit) => {
    const before = unit === 'eins' ? 'ein' : unit;
    return [`${before}und${ten}`, `${before} und ${ten}`];
  }),
  millennium: ['zweitausend', 'zweitausend ', 'zweitausendund', 'zwei tausend '],
  months: [
    'januar|jänner|jaenner',
    'februar|feber',
    'märz|maerz',
    'april',
    'mai',
    'juni|juno',
    'juli|julei',
    'august',
    'september',
    'oktober',
    'november',
    'dezember',
  ],
  double: 'doppel|doppelt|doppelte|zweimal|zwei mal',
  triple: 'dreifach|dreifache|dreimal|drei mal',
  yes: 'ja|jawohl|genau|richtig|korrekt|stimmt|gut|okay|ok',
  no: 'nein|nee|nö|falsch',
  fillers: 'äh|ähm|hm|bitte|also|das|die|ist|meine|nummer|karte|der|code|datum|strich|leerzeichen|dann',
  foldAccents: true,
});
