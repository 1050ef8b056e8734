import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { projectRoot } from '../root.js';
import { DECLINED } from './reasons.js';

const REASONS_DIR = join('config', 'prompts', 'reasons');

/** What the caller is told -> the reasons it is told for. What is not here: `another-card`. */
const TOLD: Readonly<Record<string, readonly string[]>> = {
  'ask-bank': [
    ...['do-not-honor', 'possibly-lost', 'possibly-stolen', 'fraud-suspected', 'not-allowed', 'violation'],
    ...['cardholder-stopped', 'processor-declined', 'call-issuer', 'declined', 'pick-up-card'],
    ...['lost-or-stolen', 'restricted', 'authentication-required', 'not-activated', 'more-authorization'],
    ...['other', 'settlement-declined'],
  ],
  'smaller-amount': ['insufficient-funds', 'limit-exceeded', 'activity-limit-exceeded', 'invalid-amount'],
  'check-details': [
    ...['invalid-number', 'invalid-expiration', 'security-code', 'no-account', 'no-issuer', 'wrong-pin'],
    ...['address-mismatch', 'address-and-code-mismatch'],
  ],
  later: ['no-action-taken', 'network-unavailable', 'not-now', 'duplicate'],
  'our-side': [
    ...['merchant-set-up', 'account-limit', 'currency-not-enabled', 'invalid-transaction'],
    ...['authorization-gone', 'not-refundable'],
  ],
  'another-way': ['wallet-refused'],
  'account-not-verified': ['not-verified'],
};

const texts = z.record(z.string().regex(/^[a-z][a-z-]*$/), z.string().min(1));
const schema = z.strictObject({ agent: texts, caller: texts });

export interface DeclineTexts {
  /** The reason, for the agent alone. */
  readonly agent: string;
  /** What the caller may be told; never why a bank distrusts a card. */
  readonly caller: string;
}

const BY_CODE: ReadonlyMap<string, string> = new Map(
  Object.entries(DECLINED).flatMap(([reason, codes]) => codes.map((code) => [code, reason] as const)),
);

const BY_LANGUAGE: ReadonlyMap<string, z.infer<typeof schema>> = new Map(
  readdirSync(join(projectRoot(), REASONS_DIR))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => {
      const read = schema.safeParse(parse(readFileSync(join(projectRoot(), REASONS_DIR, file), 'utf8')));
      if (!read.success) throw new Error(`${REASONS_DIR}/${file}: ${z.prettifyError(read.error)}`);
      return [file.replace(/\.yaml$/, ''), read.data];
    }),
);

/** Languages with the texts of the declines: `config/prompts/reasons/<language>.yaml`. */
export const DECLINE_LANGUAGES: ReadonlySet<string> = new Set(BY_LANGUAGE.keys());

/** Why, by the processor's code. Every code has a reason: those of a range without a text of their own, the range's. */
export function declineReason(code: string): string {
  const known = BY_CODE.get(code);
  if (known) return known;
  if (/^3\d{3}$/.test(code)) return 'network-unavailable';
  return /^4\d{3}$/.test(code) ? 'settlement-declined' : 'other';
}

/** Which of the caller's texts goes with a reason. */
export function toldReason(reason: string): string {
  return Object.entries(TOLD).find(([, reasons]) => reasons.includes(reason))?.[0] ?? 'another-card';
}

/**
 * A decline in words. `language` as Asterisk names it; one without texts is spoken to in that of its country (`de_AT`
 * in `de`), and else in English.
 */
export function declineTexts(
  { code, severity }: { readonly code: string; readonly severity: 'soft' | 'hard' | 'never-again' },
  language: string,
): DeclineTexts {
  const table =
    BY_LANGUAGE.get(language) ?? BY_LANGUAGE.get(language.replace(/_.*$/, '')) ?? BY_LANGUAGE.get('en');
  const said = (of: 'agent' | 'caller', name: string): string => {
    const text = table?.[of][name];
    if (!text) throw new Error(`${REASONS_DIR}: ${language} has no ${of} text ${name}`);
    return text;
  };
  const reason = declineReason(code);
  const agent = said('agent', reason);
  return severity === 'never-again'
    ? { agent: `${agent} ${said('agent', 'never-again')}`, caller: said('caller', 'never-again') }
    : { agent, caller: said('caller', toldReason(reason)) };
}

/** The texts of a language as sounds: `declined-REASON` for the agent, `told-REASON` for the caller. */
export function readReasons(language: string): Record<string, string> {
  const { agent = {}, caller = {} } = BY_LANGUAGE.get(language) ?? {};
  return {
    ...Object.fromEntries(Object.entries(agent).map(([reason, text]) => [`declined-${reason}`, text])),
    ...Object.fromEntries(Object.entries(caller).map(([reason, text]) => [`told-${reason}`, text])),
  };
}
