/** Answers of the issuer to a code or address: M matches, N does not, U not verified, S unsupported, I not given. */
export type Match = 'M' | 'N' | 'U' | 'S' | 'I';

const CVV: Readonly<Record<string, Match>> = {
  200: 'N',
  2000: 'N',
  201: 'U',
  2011: 'U',
  301: 'S',
  3011: 'S',
};
const POSTAL_CODE: Readonly<Record<string, Match>> = { 20000: 'N', 20001: 'U' };
const AVS_ERROR: Readonly<Record<string, string>> = { 30000: 'E', 30001: 'S' };
const STREET_NUMBER: Readonly<Record<string, Match>> = { 200: 'N', 201: 'U' };

/** `code` as sent, undefined when none was. Amex codes have a digit more: 2000, 2011, 3011. */
export function cvvMatch(code: string | undefined): Match {
  return code ? (CVV[code] ?? 'M') : 'I';
}

export interface AvsAnswer {
  readonly postalCode: Match;
  readonly streetAddress: Match;
  readonly error: string | null;
}

export function avsAnswer(postalCode: string | undefined, streetAddress: string | undefined): AvsAnswer {
  const error = (postalCode && AVS_ERROR[postalCode]) || null;
  if (error) return { postalCode: 'I', streetAddress: 'I', error };
  const number = streetAddress?.match(/^\d+/)?.[0];
  return {
    postalCode: postalCode ? (POSTAL_CODE[postalCode] ?? 'M') : 'I',
    streetAddress: streetAddress ? (STREET_NUMBER[number ?? ''] ?? 'M') : 'I',
    error: null,
  };
}
