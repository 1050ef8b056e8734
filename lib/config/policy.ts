import type { CallerKeys, Field, FieldPolicy, Policy } from '../session/state.js';
import { FIELDS } from './capture.js';
import type { Config } from './schema.js';

/** What a session runs under, as the core wants it: milliseconds. */
export function policyOf(config: Config): Policy {
  const { capture, dialplan, payment } = config;
  const { timers } = capture;
  return {
    feature: dialplan.feature,
    attempts: capture.attempts,
    brands: payment.brands,
    order: capture.order,
    fields: fieldsOf(capture),
    postal: capture.postalCode,
    confirmLastFour: capture.confirmLastFour,
    keys: keysOf(capture.keys),
    charge: capture.charge,
    presence: capture.presence,
    methods: payment.methods,
    surcharges: {},
    tip: false,
    parts: { allowed: false, other: false },
    keep: payment.keepCard,
    codeForStored: capture.codeForStored,
    line: {
      languages: [],
      identify: false,
      number: { minimum: 4, maximum: 12 },
      confirmation: true,
      receipt: [],
      score: false,
      cards: 3,
      afterFailure: 'agent',
    },
    arriveMs: milliseconds(timers.arrive),
    captureMs: milliseconds(timers.capture),
    amountKeyMs: milliseconds(timers.amountKey),
    decideMs: milliseconds(timers.decide),
    promptMs: milliseconds(timers.prompt),
    stillProcessingMs: milliseconds(timers.stillProcessing),
    findMs: milliseconds(timers.find),
    quietMs: milliseconds(timers.quiet),
  };
}

function fieldsOf({ attempts, timers, fields, twice, optional }: Config['capture']): Policy['fields'] {
  const entries = FIELDS.map((field): [Field, FieldPolicy] => {
    const own = { attempts, ...timers, ...fields[field] };
    return [
      field,
      {
        attempts: own.attempts,
        firstKeyMs: milliseconds(own.firstKey),
        betweenKeysMs: milliseconds(own.betweenKeys),
        lastKeyMs: milliseconds(own.lastKey),
        fieldMs: milliseconds(own.field),
        // A bank account's number has no check digit: it is always keyed twice.
        twice: (twice as readonly Field[]).includes(field) || field === 'bank-account-number',
        optional: (optional as readonly Field[]).includes(field),
      },
    ];
  });
  return Object.fromEntries(entries) as Record<Field, FieldPolicy>;
}

function keysOf(keys: Config['capture']['keys']): CallerKeys {
  return Object.fromEntries(Object.entries(keys).filter(([, typed]) => typed !== 'off'));
}

/** Durations stand in seconds in the file. */
export function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000);
}
