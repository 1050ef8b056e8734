import type { Policy } from '../session/state.js';
import type { Config } from './schema.js';

/** What a session runs under, as the core wants it: milliseconds. */
export function policyOf(config: Config): Policy {
  const { attempts, timers } = config.capture;
  return {
    feature: config.dialplan.feature,
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
