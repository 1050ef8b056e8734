/** Answers of the issuer, by the letter that the XML interface has for them. */
const CODES: Readonly<Record<string, string>> = {
  M: 'MATCHES',
  N: 'DOES_NOT_MATCH',
  U: 'NOT_VERIFIED',
  S: 'ISSUER_DOES_NOT_PARTICIPATE',
  I: 'NOT_PROVIDED',
  E: 'SYSTEM_ERROR',
  A: 'NOT_APPLICABLE',
  B: 'BYPASS',
};

export const matchCode = (letter: string | null | undefined): string | null =>
  letter ? (CODES[letter] ?? null) : null;
