import { UnreadableError } from '../errors.js';
import { parseAmount } from '../money/currency.js';
import type { AmountFault } from '../money/fault.js';
import { type Money, plus } from '../money/money.js';
import { scaled } from '../money/scale.js';
import type { Invoice, Method, Mode, Presence, Terms } from '../session/state.js';
import { type HolderPart, holderOf, holderWants } from './holder.js';

/** What of the configuration the terms of a payment depend on. */
export interface TermsOptions {
  /** Currency where the dialplan names none, and the largest amount in its minor units for any currency. */
  readonly currency: string;
  readonly maximumMinor: (currency: string) => number | undefined;
  /** What is done where the dialplan names no mode. */
  readonly mode: Mode;
  readonly language: string;
  readonly languages: ReadonlySet<string>;
  /** Parts of any amount may be paid, with a least one in units of `currency`. */
  readonly parts?: { readonly minimum?: string };
}

/** What is read of a channel, by what it is. */
const EXPRESSIONS = {
  amount: '${HUSHPAY_AMOUNT}',
  minimum: '${HUSHPAY_MINIMUM}',
  invoices: '${HUSHPAY_INVOICES}',
  currency: '${HUSHPAY_CURRENCY}',
  reference: '${HUSHPAY_REFERENCE}',
  description: '${HUSHPAY_DESCRIPTION}',
  mode: '${HUSHPAY_MODE}',
  presence: '${HUSHPAY_PRESENCE}',
  postalCode: '${HUSHPAY_POSTAL_CODE}',
  customer: '${HUSHPAY_CUSTOMER}',
  stored: '${HUSHPAY_STORED}',
  method: '${HUSHPAY_METHOD}',
  holderFirst: '${HUSHPAY_HOLDER_FIRST}',
  holderLast: '${HUSHPAY_HOLDER_LAST}',
  holderBusiness: '${HUSHPAY_HOLDER_BUSINESS}',
  holderStreet: '${HUSHPAY_HOLDER_STREET}',
  holderCity: '${HUSHPAY_HOLDER_CITY}',
  holderRegion: '${HUSHPAY_HOLDER_REGION}',
  holderPostalCode: '${HUSHPAY_HOLDER_POSTAL_CODE}',
  language: '${HUSHPAY_LANGUAGE}',
  deviceData: '${HUSHPAY_DEVICE_DATA}',
  agent: '${HUSHPAY_AGENT}',
  channelLanguage: '${CHANNEL(language)}',
  callerNumber: '${CALLERID(num)}',
} as const;

/** As the dialplan has them; an empty text is none. */
export type Details = { readonly [K in keyof typeof EXPRESSIONS]?: string };
const NAMES = Object.keys(EXPRESSIONS) as (keyof Details)[];

/** What is asked of a channel for its details; see `detailsOf`. */
export const DETAILS: readonly string[] = Object.values(EXPRESSIONS);

/** Texts of people, in which a line break is as good as a space. */
const FREE: ReadonlySet<keyof Details> = new Set([
  'reference',
  'description',
  'agent',
  'holderFirst',
  'holderLast',
  'holderBusiness',
  'holderStreet',
  'holderCity',
]);

export function detailsOf(values: readonly string[]): Details {
  const told = NAMES.map((name, i) => [name, FREE.has(name) ? oneLine(values[i] ?? '') : (values[i] ?? '')]);
  return Object.fromEntries(told);
}

export function oneLine(text: string): string {
  return text.replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/gu, ' ').trim();
}

/**
 * Variables that cannot be what somebody meant by them: with control characters, or with a word for what is to be done that
 * is none of ours, or whose method it is and cannot be any. Nobody is charged by a default in their place, and nothing is stored
 * for another customer. One token that cannot be any makes the list unreadable: it may be the one that was meant.
 */
export function unreadable(details: Details): readonly string[] {
  const { mode = '', presence = '', method = '', customer = '', postalCode = '' } = details;
  return NAMES.filter(
    (name) =>
      // A caller id is the caller's to set, and must not keep an agent from a payment.
      (name !== 'callerNumber' && /\p{Cc}/u.test(details[name] ?? '')) ||
      (name === 'mode' && mode !== '' && modeOf(mode) === undefined) ||
      (name === 'presence' && presence !== '' && presenceOf(presence) === undefined) ||
      (name === 'method' && method !== '' && methodOf(method) === undefined) ||
      (name === 'customer' && customer !== '' && !CUSTOMER.test(customer)) ||
      (name === 'postalCode' && postalCode !== '' && postalCodeOf(postalCode) === undefined) ||
      (name === 'deviceData' && (details.deviceData ?? '').length > DEVICE_DATA) ||
      (name === 'stored' && !tokensOf(details).every((one) => TOKEN.test(one))),
  ).map((name) => variableOf(name) ?? name);
}

/** The details as they are; throws where one of them cannot be read. */
export function readable(details: Details): Details {
  const names = unreadable(details);
  if (names.length > 0) throw new UnreadableError(names);
  return details;
}

/** What else of the configuration, and of who is looked up, decides whether a method can be had. */
export interface Obtainable {
  readonly methods: readonly Method[];
  /** A lookup may yet say whose account it is. */
  readonly lookup: boolean;
}

/**
 * Variables that keep the payment from what the dialplan asked for by name: another method is never taken in its place. Each
 * of them is readable by itself.
 */
export function unobtainable(
  details: Details,
  options: Pick<TermsOptions, 'currency' | 'mode'>,
  { methods, lookup }: Obtainable,
): readonly string[] {
  const wanted = methodOf(details.method ?? '')?.method;
  const names = new Set<keyof Details>();
  if (wanted && !methods.includes(wanted)) names.add('method');
  if (wanted === 'ach-debit') {
    if (((details.currency ?? '').toUpperCase() || options.currency) !== 'USD') names.add('currency');
    if ((modeOf(details.mode ?? '') ?? options.mode) !== 'charge') names.add('mode');
    const holder = holderPartsOf(details);
    const given = Object.values(holder).some((part) => part.trim() !== '');
    if (given || !lookup) for (const part of holderWants(holder)) names.add(HOLDER[part]);
  }
  // Whose methods are meant, nobody has said.
  if (details.stored?.trim() === ALL_STORED && !details.customer) names.add('customer');
  return NAMES.filter((name) => names.has(name)).map((name) => variableOf(name) ?? name);
}

const IMPOSSIBLE =
  'HUSHPAY_METHOD or HUSHPAY_STORED asks for what cannot be had: set these variables right, or leave that one out';

/** The details as they are; throws where they cannot be read, or what they ask for by name cannot be had. */
export function possible(
  details: Details,
  options: Pick<TermsOptions, 'currency' | 'mode'>,
  having: Obtainable,
): Details {
  const names = unobtainable(readable(details), options, having);
  if (names.length > 0) throw new UnreadableError(names, IMPOSSIBLE);
  return details;
}

const HOLDER = {
  firstName: 'holderFirst',
  lastName: 'holderLast',
  businessName: 'holderBusiness',
  street: 'holderStreet',
  city: 'holderCity',
  region: 'holderRegion',
  postalCode: 'holderPostalCode',
} as const satisfies Record<HolderPart, keyof Details>;

function holderPartsOf(details: Details): Record<HolderPart, string> {
  const parts = Object.entries(HOLDER).map(([part, name]) => [part, details[name] ?? '']);
  return Object.fromEntries(parts) as Record<HolderPart, string>;
}

/** The agent's own values win, since the CRM sets them last; the channel's language is the caller's. */
export function merge(agent: Details, caller: Details): Details {
  const merged = NAMES.map((name) => [
    name,
    name === 'channelLanguage' || name === 'callerNumber'
      ? caller[name] || agent[name]
      : agent[name] || caller[name],
  ]);
  return Object.fromEntries(merged);
}

/** The same as variables of the dialplan, for another channel; what is empty is left out. */
export function variablesOf(details: Details): Record<string, string> {
  const named = NAMES.flatMap((name): [string, string][] => {
    const variable = variableOf(name);
    const value = details[name];
    return variable && value ? [[variable, value]] : [];
  });
  return Object.fromEntries(named);
}

function variableOf(name: keyof Details): string | undefined {
  return /^\$\{(HUSHPAY_\w+)\}$/.exec(EXPRESSIONS[name])?.[1];
}

const MODES: readonly Mode[] = ['charge', 'authorise', 'tokenise'];
const METHODS: readonly Method[] = ['credit-card', 'ach-debit'];
const PRESENCES: readonly Presence[] = ['guided', 'isolated', 'silent', 'talk'];

/** What Braintree takes for a postal code, and for a customer's id. */
const POSTAL_CODE = /^[A-Za-z0-9][A-Za-z0-9 -]{0,8}$/;
const CUSTOMER = /^[A-Za-z0-9_-]{1,36}$/;
const TOKEN = /^[A-Za-z0-9_-]{1,36}$/;

/** Longest reference or description. */
const TEXT = 255;

/** Longest device data: some ten times what Braintree's script makes; Asterisk would cut it from 4,095 on. */
const DEVICE_DATA = 1000;

/** Instead of tokens: whatever the gateway has of the customer. No token can be so. */
export const ALL_STORED = '*';

/** Tokens of the vault, separated by commas; or `*`, with a customer. */
export function storedWanted({ stored = '', customer = '' }: Details): {
  readonly tokens: readonly string[];
  readonly customer?: string;
} {
  if (stored.trim() === ALL_STORED) return { tokens: [], ...(CUSTOMER.test(customer) && { customer }) };
  return { tokens: tokensOf({ stored }).filter((one) => TOKEN.test(one)) };
}

function tokensOf({ stored = '' }: Details): string[] {
  const each = stored.split(',').map((one) => one.trim());
  return each.filter((one) => one !== '' && stored.trim() !== ALL_STORED);
}

/** As the gateway takes it: nine characters have no room for the hyphen of a ZIP+4. */
function postalCodeOf(text: string): string | undefined {
  const plain = text.trim().replace(/^(\d{5})[- ](\d{4})$/, '$1$2');
  return POSTAL_CODE.test(plain) ? plain : undefined;
}

/** The terms of a payment as the dialplan gives them; what is wrong with an amount is told as `fault`. */
export function termsOf(details: Details, options: TermsOptions): Terms {
  const { amount: text = '', minimum: least = '', customer = '' } = details;
  const postalCode = postalCodeOf(details.postalCode ?? '');
  const known = (details.currency ?? '').toUpperCase() || options.currency;
  const maximum = options.maximumMinor(known);
  const currency = maximum === undefined ? options.currency : known;
  const maximumMinor = maximum ?? options.maximumMinor(currency) ?? 0;
  const holder = holderOf(holderPartsOf(details));
  const invoices = invoicesOf(details.invoices ?? '', currency);
  const total = text ? moneyOf(text, currency, maximumMinor) : invoices?.total(maximumMinor);
  const minimum = least
    ? moneyOf(least, currency, maximumMinor)
    : leastIn(currency, options, options.parts?.minimum);
  const fault = maximum === undefined ? 'currency' : (faultOf(total) ?? faultOf(minimum));
  const owed = typeof total === 'object' && !fault ? total : undefined;
  const reference = details.reference || invoices?.list.map((one) => one.reference).join(', ');
  return {
    ...(owed &&
      payable(owed, typeof minimum === 'object' ? minimum : undefined, options.parts !== undefined)),
    ...(invoices && !fault && { invoices: invoices.list }),
    currency,
    maximumMinor,
    ...(reference && { reference: reference.slice(0, TEXT) }),
    ...(details.description && { description: details.description.slice(0, TEXT) }),
    mode: modeOf(details.mode ?? '') ?? options.mode,
    ...presenceOf(details.presence ?? ''),
    ...(postalCode && { postalCode }),
    ...(CUSTOMER.test(customer) && { customer }),
    ...methodOf(details.method ?? ''),
    ...(holder && { holder }),
    ...(details.deviceData && { risk: { deviceData: details.deviceData } }),
    language: languageOf([details.language, details.channelLanguage], options),
    ...(details.language && { languageGiven: true as const }),
    ...(fault && { fault }),
  };
}

/** What the configuration names in units of its own currency, as about the same in the one that is paid. */
export function leastIn(
  currency: string,
  options: TermsOptions,
  decimal: string | undefined,
): Money | undefined {
  return decimal ? scaled(decimal, options.currency, currency) : undefined;
}

/** The first of `wanted` that is spoken here, also as the language of its region; else the configured one. */
export function languageOf(
  wanted: readonly (string | undefined)[],
  { languages, language }: Pick<TermsOptions, 'languages' | 'language'>,
): string {
  const names = wanted.flatMap((one) => (one ? [one, one.replace(/_.*$/, '')] : []));
  return names.find((one) => languages.has(one)) ?? language;
}

/** What the caller may pay of it, or all of it where there is nothing to choose. */
function payable(owed: Money, minimum: Money | undefined, parts: boolean): Partial<Terms> {
  if (minimum ? minimum.minor >= owed.minor : !parts) return { amount: owed };
  return { due: owed, ...(minimum && { minimum }) };
}

function moneyOf(text: string, currency: string, maximumMinor: number): Money | AmountFault {
  const parsed = parseAmount(text, currency);
  if (!parsed.ok) return parsed.fault;
  return parsed.money.minor > maximumMinor ? 'too-large' : parsed.money;
}

function faultOf(amount: Money | AmountFault | undefined): AmountFault | undefined {
  return typeof amount === 'string' ? amount : undefined;
}

interface Invoices {
  readonly list: readonly Invoice[];
  total(maximumMinor: number): Money | AmountFault;
}

/** `INV-1=25.00,INV-2=10.00`: each with its amount. One that cannot be read makes the whole amount nonsense. */
function invoicesOf(text: string, currency: string): Invoices | undefined {
  if (!text) return undefined;
  const list: Invoice[] = [];
  let fault: AmountFault | undefined;
  for (const one of text.split(',')) {
    const [reference = '', amount = ''] = one.split('=').map((part) => part.trim());
    const parsed = reference ? parseAmount(amount, currency) : undefined;
    if (parsed?.ok) list.push({ reference: reference.slice(0, TEXT), amount: parsed.money });
    else fault ??= parsed?.fault ?? 'nonsense';
  }
  return {
    list,
    total(maximumMinor) {
      const [first, ...rest] = list;
      if (fault || !first) return fault ?? 'nonsense';
      const sum = rest.reduce((sum, { amount }) => plus(sum, amount), first.amount);
      return sum.minor > maximumMinor ? 'too-large' : sum;
    },
  };
}

function modeOf(wanted: string): Mode | undefined {
  return MODES.find((one) => one === wanted.toLowerCase());
}

function methodOf(wanted: string): { method: Method } | undefined {
  const method = METHODS.find((one) => one === wanted.toLowerCase());
  return method && { method };
}

function presenceOf(wanted: string): { presence: Presence } | undefined {
  const presence = PRESENCES.find((one) => one === wanted.toLowerCase());
  return presence && { presence };
}
