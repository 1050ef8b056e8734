/** Every brand of a card, in the trade's spelling. This is the only list; the others' words are translated to it. */
export const BRANDS = [
  'visa',
  'mastercard',
  'amex',
  'discover',
  'diners-club',
  'jcb',
  'unionpay',
  'maestro',
  'elo',
  'mir',
  'hiper',
  'hipercard',
  'troy',
  'verve',
  'naranja',
] as const;

export type Brand = (typeof BRANDS)[number];

/** A brand as others spell it: `American Express`, `diners club`, `MasterCard`, `american-express`. */
export function brandOf(word: string | undefined): Brand | 'unknown' {
  const name = (word ?? '').toLowerCase().replaceAll(' ', '-');
  return BRANDS.find((brand) => brand === name) ?? (name === 'american-express' ? 'amex' : 'unknown');
}
