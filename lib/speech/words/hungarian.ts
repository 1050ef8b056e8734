import { upTo99, wordsOf } from './words.js';

const UNITS = ['nulla', 'egy', 'kettő|két', 'három', 'négy', 'öt', 'hat', 'hét', 'nyolc', 'kilenc'];
const TEENS = UNITS.slice(1).map((unit) =>
  unit
    .split('|')
    .flatMap((one) => [`tizen${one}`, `tizen ${one}`])
    .join('|'),
);
const TENS = ['húsz', 'harminc', 'negyven', 'ötven', 'hatvan', 'hetven', 'nyolcvan', 'kilencven'];

export const hungarian = wordsOf({
  numbers: upTo99([...UNITS, 'tíz', ...TEENS], TENS, (ten, unit) => {
    const before = ten === 'húsz' ? 'huszon' : ten;
    return [`${before}${unit}`, `${before} ${unit}`];
  }),
  millennium: ['kétezer ', 'kétezer', 'kettőezer '],
  months: [
    'január',
    'február',
    'március',
    'április',
    'május',
    'június',
    'július',
    'augusztus',
    'szeptember',
    'október',
    'november',
    'december',
  ],
  double: 'dupla|duplán|kétszer',
  triple: 'tripla|triplán|háromszor',
  yes: 'igen|ja|aha|helyes|jó|rendben|pontosan|oké|ok',
  no: 'nem|helytelen|rossz|hibás',
  fillers: 'ö|öö|hát|kérem|a|az|szám|száma|kártya|kód|dátum|kötőjel|szóköz|aztán|és|majd',
  // Without its accent the filler "hát" would be a six.
  foldAccents: false,
});
