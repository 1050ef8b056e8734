import { cardOf, type Instrument } from '../../instrument.js';

const DAY_MS = 86_400_000;

/** Days for which an authorisation that nobody submits is good, by card type as the gateway spells it. */
const DAYS: Readonly<Record<string, number>> = {
  Visa: 7,
  'American Express': 7,
  Discover: 30,
  MasterCard: 30,
};

/** Milliseconds until an authorisation expires. */
export function expiryOf(instrument: Instrument): number {
  const type = cardOf(instrument)?.cardType;
  return (type ? (DAYS[type] ?? 7) : 29) * DAY_MS;
}
