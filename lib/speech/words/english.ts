import { upTo99, wordsOf } from './words.js';

const FIRST = [
  'zero|oh|o|nought|naught',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine|niner',
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
  'sixteen',
  'seventeen',
  'eighteen',
  'nineteen',
];
const TENS = ['twenty', 'thirty', 'forty|fourty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];

export const english = wordsOf({
  numbers: upTo99(FIRST, TENS, (ten, unit) => [`${ten} ${unit}`]),
  millennium: ['two thousand ', 'two thousand and '],
  months: [
    'january|jan',
    'february|feb',
    'march|mar',
    'april|apr',
    'may',
    'june|jun',
    'july|jul',
    'august|aug',
    'september|sept|sep',
    'october|oct',
    'november|nov',
    'december|dec',
  ],
  double: 'double',
  triple: 'triple|treble',
  yes: 'yes|yeah|yep|yup|correct|right|sure|okay|ok',
  no: 'no|nope|wrong|incorrect',
  // "for" and "to" are not here: what a recogniser writes so may have been a four or a two.
  fillers: "um|uh|er|please|it's|it|is|that's|my|the|number|card|code|date|of|dash|space|slash|then",
  foldAccents: true,
});
