import { parseAmount } from '../money/currency.js';
import type { Policy } from '../session/state.js';
import type { Config } from './schema.js';

/** What a session runs under, as the core wants it: milliseconds. */
export function policyOf(config: Config): Policy {
  const { attempts, timers } = config.capture;
  return {
    attempts,
    brands: config.payment.brands,
    arriveMs: milliseconds(timers.arrive),
    firstKeyMs: milliseconds(timers.firstKey),
    betweenKeysMs: milliseconds(timers.betweenKeys),
    lastKeyMs: milliseconds(timers.lastKey),
    captureMs: milliseconds(timers.capture),
    amountKeyMs: milliseconds(timers.amountKey),
    decideMs: milliseconds(timers.decide),
    promptMs: milliseconds(timers.prompt),
    stillProcessingMs: milliseconds(timers.stillProcessing),
    findMs: milliseconds(timers.find),
    quietMs: milliseconds(timers.quiet),
  };
}

/** Durations stand in seconds in the file. */
export function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000);
}

/**
 * The largest amount in minor units of `currency`, which may have fewer decimals than the configured one: a part of a
 * unit it does not have is left out. 0 for a currency that is not known, so that nothing can be paid in it.
 */
export function maximumMinor(config: Config, currency: string): number {
  const { maximum } = config.payment;
  const exact = parseAmount(maximum, currency);
  if (exact.ok) return exact.money.minor;
  const whole = parseAmount(maximum.replace(/\..*$/, ''), currency);
  return whole.ok ? whole.money.minor : 0;
}
