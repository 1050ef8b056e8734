import { globalId } from '../ids.js';

const NOUNS = [
  'transaction',
  'refund',
  'paymentmethod',
  'customer',
  'verification',
  'usbankaccountverification',
  'dispute',
] as const;
export type Noun = (typeof NOUNS)[number];

/** What a global id says; undefined for any other text. */
export function readGlobalId(id: string): { readonly noun: Noun; readonly legacyId: string } | undefined {
  const [, noun, legacyId] = /^([a-z]+)_(.+)$/.exec(Buffer.from(id, 'base64').toString('utf8')) ?? [];
  const known = NOUNS.find((one) => one === noun);
  return known && legacyId && globalId(known, legacyId) === id.replace(/=+$/, '')
    ? { noun: known, legacyId }
    : undefined;
}

/** The legacy id within a global one, where it is of the noun; the text itself where it is none. */
export function legacyIdOf(id: string, ...nouns: Noun[]): string {
  const read = readGlobalId(id);
  return read && nouns.includes(read.noun) ? read.legacyId : id;
}

const LEGACY_TYPES: Readonly<Record<string, Noun>> = {
  CUSTOMER: 'customer',
  DISPUTE: 'dispute',
  PAYMENT_METHOD: 'paymentmethod',
  REFUND: 'refund',
  TRANSACTION: 'transaction',
  US_BANK_ACCOUNT_VERIFICATION: 'usbankaccountverification',
  VERIFICATION: 'verification',
};

export const idFromLegacy = (legacyId: string, type: string): string | null => {
  const noun = LEGACY_TYPES[type];
  return noun ? globalId(noun, legacyId) : null;
};

/** Epoch milliseconds as the scalar Timestamp: ISO 8601 with microseconds. */
export const timestamp = (ms: number): string => new Date(ms).toISOString().replace(/(\.\d{3})Z$/, '$1000Z');
