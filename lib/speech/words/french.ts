import { upTo99, wordsOf } from './words.js';

const FIRST = [
  'zéro',
  'un',
  'deux',
  'trois',
  'quatre',
  'cinq',
  'six',
  'sept',
  'huit',
  'neuf',
  'dix',
  'onze',
  'douze',
  'treize',
  'quatorze',
  'quinze',
  'seize',
  'dix sept',
  'dix huit',
  'dix neuf',
];
const and = (ten: string, unit: string) =>
  unit === 'un' || unit === 'onze' ? [`${ten} et ${unit}`, `${ten} ${unit}`] : [`${ten} ${unit}`];

/** Seventy and ninety go on from sixty and eighty in teens; Belgium and Switzerland have words of their own. */
const simple = upTo99(
  FIRST,
  ['vingt', 'trente', 'quarante', 'cinquante', 'soixante', 'septante', 'huitante|octante', 'nonante'],
  and,
);
const numbers = simple.map((spellings, value) => {
  const teen = FIRST[value % 20] ?? '';
  if (value >= 80) {
    const tail = value === 80 ? ['quatre vingts', 'quatre vingt'] : [`quatre vingt ${teen}`];
    return [...spellings, ...tail];
  }
  return value >= 70 ? [...spellings, ...and('soixante', teen)] : spellings;
});

export const french = wordsOf({
  numbers,
  millennium: ['deux mille '],
  months: [
    'janvier',
    'février',
    'mars',
    'avril',
    'mai',
    'juin',
    'juillet',
    'août',
    'septembre',
    'octobre',
    'novembre',
    'décembre',
  ],
  double: 'double|deux fois',
  triple: 'triple|trois fois',
  yes: "oui|ouais|exact|exactement|correct|d'accord|ça|okay|ok",
  no: 'non|faux|incorrect',
  fillers: "euh|alors|c'est|le|la|ma|mon|numéro|carte|code|date|de|du|tiret|espace|puis|s'il|te|vous|plaît",
  foldAccents: true,
});
