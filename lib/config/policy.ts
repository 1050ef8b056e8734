import type { Settings } from '../limits/rules.js';
import { servedLanguages } from '../prompts/languages.js';
import type { CallerKeys, Field, FieldPolicy, Method, Policy, Surcharge } from '../session/state.js';
import { FIELDS } from './capture.js';
import type { Config } from './schema.js';

/** What a session runs under, as the core wants it: milliseconds. */
export function policyOf(config: Config): Policy {
  const { capture, dialplan, payment, ivr } = config;
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
    surcharges: surchargesOf(payment.surcharge),
    tip: payment.tip.ask,
    parts: { allowed: false, other: false },
    keep: payment.keepCard,
    speech: false,
    languages: capture.askLanguage,
    served: [...servedLanguages(config.prompts.languages, payment.language)],
    codeForStored: capture.codeForStored,
    line: {
      languages: ivr.askLanguage,
      identify: ivr.identify.includes('number'),
      number: ivr.customerNumber,
      confirmation: ivr.confirmation,
      receipt: ivr.receipt,
      score: ivr.score,
      cards: ivr.cards,
      afterFailure: ivr.afterFailure,
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

/** The same on the payment line, where there is no agent to start a transaction, and the caller comes by itself. */
export function linePolicyOf(config: Config): Policy {
  const { methods, parts, keepCard, codeForStored } = config.ivr;
  return {
    ...policyOf(config),
    methods,
    parts: { allowed: parts.allowed, other: parts.other },
    keep: keepCard,
    codeForStored,
    speech: config.capture.speech.engine !== undefined,
    charge: 'auto',
    arriveMs: LINE_ARRIVE_MS,
  };
}

/** How often may be tried, as the rules want it: milliseconds. */
export function limitSettingsOf({ limits }: Config): Settings {
  const { window, backOff, lock, percent, apart } = limits;
  const way = ({ secondFactor, ...most }: Config['limits']['line']) => ({ ...most, proofs: secondFactor });
  return {
    windowMs: milliseconds(window),
    backOffMs: milliseconds(backOff),
    lockMs: milliseconds(lock),
    percent,
    apartMs: milliseconds(apart),
    line: way(limits.line),
    agents: way(limits.agents),
  };
}

/** From the session's number to the caller, with whatever the dialplan does between. */
const LINE_ARRIVE_MS = 5000;

function surchargesOf(surcharge: Config['payment']['surcharge']): Policy['surcharges'] {
  const rules = Object.entries(surcharge).flatMap(([method, { percent, fixed }]): [Method, Surcharge][] => {
    // At most three decimals: a whole number of thousandths.
    const thousandths = Math.round(Number(percent ?? '0') * 1000);
    const rule = { thousandths, ...(fixed !== undefined && { fixed }) };
    return thousandths > 0 || fixed !== undefined ? [[method as Method, rule]] : [];
  });
  return Object.fromEntries(rules);
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
