import { upTo99, wordsOf } from './words.js';

const FIRST = [
  'cero',
  'uno',
  'dos',
  'tres',
  'cuatro',
  'cinco',
  'seis',
  'siete',
  'ocho',
  'nueve',
  'diez',
  'once',
  'doce',
  'trece',
  'catorce',
  'quince',
  'dieciséis|diez y seis',
  'diecisiete|diez y siete',
  'dieciocho|diez y ocho',
  'diecinueve|diez y nueve',
];
const TENS = ['veinte', 'treinta', 'cuarenta', 'cincuenta', 'sesenta', 'setenta', 'ochenta', 'noventa'];

export const spanish = wordsOf({
  numbers: upTo99(FIRST, TENS, (ten, unit) =>
    ten === 'veinte' ? [`veinti${unit}`, `veinte y ${unit}`] : [`${ten} y ${unit}`],
  ),
  // Whether a recogniser has lost the "y" cannot be known: 31, or 30 and 1.
  unclear: TENS.slice(1).flatMap((ten) => FIRST.slice(1, 10).map((unit) => `${ten} ${unit}`)),
  millennium: ['dos mil '],
  months: [
    'enero',
    'febrero',
    'marzo',
    'abril',
    'mayo',
    'junio',
    'julio',
    'agosto',
    'septiembre|setiembre',
    'octubre',
    'noviembre',
    'diciembre',
  ],
  double: 'doble|dos veces',
  triple: 'triple|tres veces',
  yes: 'sí|correcto|correcta|claro|exacto|vale|bueno|acuerdo|okay|ok',
  no: 'no|incorrecto|incorrecta|mal',
  fillers: 'eh|em|pues|por|favor|es|el|la|mi|número|tarjeta|código|fecha|de|del|guion|guión|espacio|luego',
  foldAccents: true,
});
