import type { DriverView } from '../journal/address.js';
import { MOST_ENTRIES } from '../limits/counter.js';
import { HIDDEN, MOST_SHARED } from '../limits/rules.js';
import { decimalsOf, parseAmount } from '../money/currency.js';
import { SHORTEST_TOKEN } from './api.js';
import type { ConfigFault } from './fault.js';
import { judgeMaximum } from './maximum.js';
import type { Config } from './schema.js';
import { shortestLongStop } from './timing.js';

/** What is known of the world around the file, beside its text. */
export interface Surroundings {
  /** Permission bits of the configuration file, and whether its group is the service's own. */
  readonly mode: number;
  readonly ownGroup: boolean;
  /** Files that the service needs and its user cannot read, with the option that names each; empty for the file itself. */
  readonly unreadable: readonly { readonly option: string; readonly file: string; readonly todo: string }[];
  /** What it would like to write and its user cannot; it works without. */
  readonly unwritable?: readonly { readonly option: string; readonly file: string; readonly todo: string }[];
  /** Options whose secret stands in the file itself. */
  readonly literalSecrets: readonly string[];
  readonly sandboxSection: boolean;
  /** In bytes; undefined where unknown. */
  readonly coreLimit: number | undefined;
  /** By what the memory of the process could be read from outside, as `openings` tells. */
  readonly openings: readonly string[];
  /** Of PostgreSQL; undefined where there is none, or where the driver can make nothing of the address. */
  readonly database?: DriverView | undefined;
}

export interface Verdict {
  readonly faults: readonly ConfigFault[];
  readonly warnings: readonly ConfigFault[];
}

/** As the example and the provider's own documentation have them. */
const PLACEHOLDER = /^(your|use_your|my|the)[-_ ]|^<.*>$|^(xxx+|changeme|change[-_]me|todo)$/i;

/** Checks between options, and everything that `environment: production` refuses. Pure. */
export function judge(config: Config, around: Surroundings): Verdict {
  const faults: ConfigFault[] = [];
  const warnings: ConfigFault[] = [];
  const fault = (option: string, message: string) => faults.push({ option, message });
  const warn = (option: string, message: string) => warnings.push({ option, message });
  const production = config.environment === 'production';

  if (config.environment !== 'local') {
    for (const key of ['merchantId', 'publicKey', 'privateKey'] as const) {
      const given = config.braintree[key];
      const text = typeof given === 'string' ? given : given?.reveal();
      if (!given) {
        fault(`braintree.${key}`, `is missing; environment: ${config.environment} needs your Braintree keys`);
      } else if (PLACEHOLDER.test(text ?? '')) {
        fault(
          `braintree.${key}`,
          'is still the example’s; write the one that Braintree’s control panel shows',
        );
      }
    }
    if (around.sandboxSection) {
      fault(
        'sandbox',
        `belongs to environment: local only; remove the section or change the environment (now ${config.environment})`,
      );
    }
  } else if (config.sandbox.url) {
    for (const key of ['merchantId', 'publicKey', 'privateKey'] as const) {
      if (!config.braintree[key]) {
        fault(
          `braintree.${key}`,
          'is missing; sandbox.url needs the keys that `hushpay sandbox` has printed',
        );
      }
    }
  } else if (config.braintree.privateKey) {
    warn(
      'braintree',
      'the keys are not used while environment is local; set environment: sandbox or production',
    );
  }
  if (config.sandbox.url?.startsWith('https:') && !config.sandbox.ca) {
    fault('sandbox.ca', 'is missing; name the certificate file that `hushpay sandbox` wrote');
  }
  if (decimalsOf(config.payment.currency) === undefined) {
    fault('payment.currency', 'is not a currency of ISO 4217; write such as USD or EUR');
  } else {
    judgeMaximum(config.payment.maximum, config.payment.currency, fault);
  }
  const least = shortestLongStop(config);
  if (config.dialplan.longStop < least) {
    fault(
      'dialplan.longStop',
      `would end payments that go well: with these timers one may take ${least} seconds; write that or more`,
    );
  }
  judgeAmounts(config, fault);
  judgeLimits(config, fault);
  judgeIvr(config, fault, warn);
  const { merchantAccounts } = config.braintree;
  if (Object.keys(merchantAccounts).length > 0 && !merchantAccounts[config.payment.currency]) {
    warn(
      'braintree.merchantAccounts',
      `has no account for ${config.payment.currency}; such payments are refused`,
    );
  }
  if (config.database.client === 'pg' && !config.database.url) {
    fault('database.url', 'is missing; client: pg needs postgres://USER:PASSWORD@HOST/DATABASE');
  }
  for (const door of ['webhooks', 'api'] as const) {
    const { certificate, key } = config[door];
    if ((certificate === undefined) !== (key === undefined)) {
      const missing = certificate === undefined ? 'certificate' : 'key';
      fault(`${door}.${missing}`, 'is missing; certificate and key belong together');
    }
  }
  const { tokens } = config.api;
  if (config.api.enabled && tokens.length === 0) {
    fault('api.tokens', 'is empty, so nobody could ask; give a name, a secret and rights');
  }
  if (new Set(tokens.map(({ name }) => name)).size < tokens.length) {
    fault('api.tokens', 'has a name twice; the log could not say who it was');
  }
  if (new Set(tokens.map(({ secret }) => secret.reveal())).size < tokens.length) {
    fault('api.tokens', 'has a secret twice; give each program its own');
  }
  if (config.agi.allow.every(isLoopback) && !isLoopback(config.agi.host)) {
    warn(
      'agi.allow',
      `names only this machine although agi.host is ${config.agi.host}; add Asterisk's address`,
    );
  }
  if (config.capture.speech.engine && !isLoopback(config.agi.host)) {
    fault(
      'agi.host',
      'must be this machine only (127.0.0.1) with capture.speech.engine: what callers say comes over this connection in plain text',
    );
  } else if (production && !isLoopback(config.agi.host)) {
    fault(
      'agi.host',
      'must be this machine only (127.0.0.1) in production; run on Asterisk’s machine, or bring the connection there by a tunnel',
    );
  }
  const others = around.mode & 0o004 || (around.mode & 0o040 && !around.ownGroup);
  if (around.literalSecrets.length > 0 && others) {
    const list = around.literalSecrets.join(', ');
    const message = `this file holds secrets (${list}) and other users can read it; give it to the service’s user with chmod 600, or to root and the service’s group with chmod 640, or use { env: NAME } or { file: PATH }`;
    if (production && around.mode & 0o004) fault('', message);
    else warn('', message);
  }
  for (const { option, file, todo } of around.unreadable) {
    fault(option, `the service cannot read ${file}; run: ${todo}`);
  }
  for (const { option, file, todo } of around.unwritable ?? []) {
    warn(option, `the service cannot write ${file}, and tells standard error instead; run: ${todo}`);
  }
  if (around.openings.length > 0) {
    const message = `by ${around.openings.join(', ')} the memory or the traffic of this process can be read from outside; start it without`;
    if (production) fault('', message);
    else warn('', message);
  }
  if (!production) return { faults, warnings };

  for (const door of ['ari', 'ami'] as const) {
    const address = new URL(config.asterisk[door].url);
    if (address.protocol === 'http:' && !isLoopback(address.hostname)) {
      fault(
        `asterisk.${door}.url`,
        'sends its password in plain text over the network; use https (tlsenable in http.conf) or run on Asterisk’s machine',
      );
    }
  }
  if (!isLoopback(config.http.host)) {
    fault(
      'http.host',
      'must be this machine only (127.0.0.1) in production; put a proxy in front if you need more',
    );
  }
  if (config.webhooks.enabled && !config.webhooks.certificate && !isLoopback(config.webhooks.host)) {
    fault(
      'webhooks.host',
      'takes notifications in plain text from the network; listen on 127.0.0.1 behind a proxy, or name certificate and key',
    );
  }
  if (config.api.enabled && !config.api.certificate && !isLoopback(config.api.host)) {
    fault(
      'api.host',
      'would take tokens in plain text from the network; listen on 127.0.0.1 behind a proxy, or name certificate and key',
    );
  }
  const key = config.limits.key?.reveal();
  if (key !== undefined && key.length < SHORTEST_TOKEN) {
    fault('limits.key', 'can be guessed; make it with: openssl rand -base64 32');
  }
  const short = tokens.filter(({ secret }) => secret.reveal().length < SHORTEST_TOKEN);
  if (config.api.enabled && short.length > 0) {
    const names = short.map(({ name }) => name).join(', ');
    fault('api.tokens', `can be guessed (${names}); make it with: openssl rand -base64 32`);
  }
  if (config.log.level === 'debug') {
    fault('log.level', 'must not be debug in production; use info');
  }
  if (around.coreLimit !== undefined && around.coreLimit !== 0) {
    fault(
      '',
      'core dumps are enabled for this process; set LimitCORE=0 in the systemd unit, or run ulimit -c 0',
    );
  }
  if (config.database.client === 'pg' && config.database.url && !isSafeDatabase(around.database)) {
    const to = around.database ? ` to ${around.database.host}, as the driver reads it` : '';
    fault('database.url', `sends its password without TLS over the network${to}; add ?sslmode=verify-full`);
  }
  return { faults, warnings };
}

type Tell = (option: string, message: string) => unknown;

function judgeAmounts({ payment, ivr }: Config, fault: Tell): void {
  const { currency, surcharge } = payment;
  if (decimalsOf(currency) === undefined) return;
  const amounts: Readonly<Record<string, string | undefined>> = {
    'payment.minimumPart': payment.minimumPart,
    'payment.surcharge.credit-card.fixed': surcharge['credit-card'].fixed,
    'payment.surcharge.ach-debit.fixed': surcharge['ach-debit'].fixed,
    'ivr.parts.minimum': ivr.parts.minimum,
  };
  for (const [option, given] of Object.entries(amounts)) {
    if (given === undefined || parseAmount(given, currency).ok) continue;
    fault(
      option,
      `is not an amount of ${currency}, which has ${decimalsOf(currency)} decimals, or nothing at all`,
    );
  }
}

/** A limit that counters are too small for would never be reached. */
function judgeLimits({ limits }: Config, fault: Tell): void {
  for (const way of ['line', 'agents'] as const) {
    for (const what of ['failures', 'numbers'] as const) {
      const most = limits[way][what];
      if (most <= MOST_SHARED) continue;
      fault(
        `limits.${way}.${what}`,
        `is ${most}; give at most ${MOST_SHARED}: callers without a number share ${HIDDEN} times as much, and no more than ${MOST_ENTRIES} attempts are remembered`,
      );
    }
  }
}

function judgeIvr({ ivr, limits }: Config, fault: Tell, warn: Tell): void {
  if (ivr.enabled && !limits.enabled) {
    warn(
      'limits.enabled',
      'is false; whoever calls the payment line can find out there which cards are good',
    );
  }
  if (ivr.enabled && ivr.secondFactor === 'none' && ivr.identify.includes('caller')) {
    warn(
      'ivr.secondFactor',
      'is none; whoever sets a customer’s number as caller id hears what they owe and which cards they have',
    );
  }
  const { url, token } = ivr.lookup;
  if (!url) {
    if (ivr.identify.length > 0) {
      fault('ivr.lookup.url', 'is missing; ivr.identify needs an address to ask');
    }
    return;
  }
  const { protocol, hostname } = new URL(url);
  if (isLoopback(hostname)) return;
  if (protocol === 'http:') {
    fault(
      'ivr.lookup.url',
      'sends the token and what callers owe in plain text over the network; use https, or a server on this machine',
    );
  }
  if (!token) warn('ivr.lookup.token', 'is missing; whoever reaches that address can ask what callers owe');
}

/** Whether a host name or address is this machine itself. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** A socket of this machine, this machine, or TLS whose certificate must hold. */
function isSafeDatabase(seen: DriverView | undefined): boolean {
  return seen !== undefined && (seen.host.startsWith('/') || isLoopback(seen.host) || seen.verified);
}
