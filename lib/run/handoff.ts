import type { Leg } from '../asterisk/switchboard.js';
import { parseAmount } from '../money/currency.js';
import type { Refusal } from '../prompts/refusal.js';
import type { AmountFault, Method, Mode, Party, Policy, Presence, Terms } from '../session/state.js';
import { holderOf } from './holder.js';
import { newSessionId } from './identity.js';
import type { Runner } from './runner.js';
import { storedMethods } from './stored.js';

/** The agent's channel, while its feature code is being answered. */
export interface FeatureCall {
  readonly channelName: string;
  /** The value of a dialplan expression such as `${HUSHPAY_AMOUNT}` on this channel, or on another one. */
  evaluate(expression: string, channelName?: string): Promise<string>;
  /** Plays to this channel only. The conversation goes on after it. */
  say(refusal: Refusal): Promise<void>;
}

export interface HandOffOptions {
  readonly runner: Runner;
  readonly policy: Policy;
  /** Currency where the dialplan names none, and the largest amount in its minor units for any currency. */
  readonly currency: string;
  readonly maximumMinor: (currency: string) => number | undefined;
  /** What is done where the dialplan names no mode. */
  readonly mode: Mode;
  readonly language: string;
  readonly languages: ReadonlySet<string>;
  readonly stopping: () => boolean;
  /** The agent is back in the conversation after this long, whatever happens. Milliseconds. */
  readonly deadlineMs: number;
}

/** The separator of what is read in one round trip; not a character of an amount or a currency. */
const BETWEEN = '\u001f';

const HOLDER = [
  '${HUSHPAY_HOLDER_FIRST}',
  '${HUSHPAY_HOLDER_LAST}',
  '${HUSHPAY_HOLDER_BUSINESS}',
  '${HUSHPAY_HOLDER_STREET}',
  '${HUSHPAY_HOLDER_CITY}',
  '${HUSHPAY_HOLDER_REGION}',
  '${HUSHPAY_HOLDER_POSTAL_CODE}',
];

const DETAILS = [
  '${HUSHPAY_AMOUNT}',
  '${HUSHPAY_CURRENCY}',
  '${HUSHPAY_REFERENCE}',
  '${HUSHPAY_DESCRIPTION}',
  '${HUSHPAY_MODE}',
  '${HUSHPAY_PRESENCE}',
  '${HUSHPAY_POSTAL_CODE}',
  '${HUSHPAY_CUSTOMER}',
  '${HUSHPAY_STORED}',
  '${HUSHPAY_METHOD}',
  ...HOLDER,
  '${HUSHPAY_LANGUAGE}',
  '${CHANNEL(language)}',
].join(BETWEEN);

/** Where the token of a stored method is among them. */
const STORED = DETAILS.split(BETWEEN).indexOf('${HUSHPAY_STORED}');

/**
 * The feature code was pressed: take the call, or say in the agent's ear why not. When this resolves the call has
 * either been moved or is untouched.
 */
export async function handOff(call: FeatureCall, options: HandOffOptions): Promise<void> {
  const { log } = options.runner.ports;
  const started = options.runner.ports.now();
  let refusal: Refusal | undefined;
  try {
    refusal = await within(options.deadlineMs, attempt(call, options, started));
  } catch (error) {
    log.error({ channelName: call.channelName, err: error }, 'hand-off failed');
    refusal = 'error';
  }
  if (!refusal) return;
  log.info({ channelName: call.channelName, reason: refusal }, 'hand-off refused');
  await call.say(refusal);
}

async function attempt(
  call: FeatureCall,
  options: HandOffOptions,
  started: number,
): Promise<Refusal | undefined> {
  const { runner } = options;
  if (options.stopping() || !runner.acting) return 'stopping';
  const own = await call.evaluate(['${HUSHPAY_SIDE}', '${BRIDGEPEER}', DETAILS].join(BETWEEN));
  const [side, bridgePeer = '', ...agentDetails] = own.split(BETWEEN);
  if (side !== 'agent') return 'not-agent';
  if (!bridgePeer) return 'no-caller';
  const survey = await runner.ports.switchboard.survey(call.channelName, bridgePeer);
  if (survey.kind === 'refused') return survey.reason === 'already' ? 'busy' : survey.reason;
  const { agent, caller } = survey;
  if (runner.engaged(agent.channelId) || runner.engaged(caller.channelId)) return 'busy';

  const callerDetails = (await call.evaluate(DETAILS, caller.channelName)).split(BETWEEN);
  const details = merge(agentDetails, callerDetails);
  const token = details[STORED] ?? '';
  const { gateway, log } = runner.ports;
  const tokens = token.split(',').filter((one) => TOKEN.test(one));
  const stored = await storedMethods(gateway, tokens, log);
  const terms = { ...termsOf(details, options), ...(stored.length > 0 && { stored }) };
  if (runner.ports.now() - started > options.deadlineMs) return 'error';
  const id = newSessionId();
  runner.ports.log.info({ session: id, channelName: agent.channelName }, 'hand-off');
  const moved = await runner.begin({
    type: 'handOffRequested',
    at: runner.ports.now(),
    id,
    terms,
    policy: options.policy,
    caller: party(caller),
    agent: party(agent),
  });
  return moved ? undefined : 'error';
}

/** The agent's own values win, since the CRM sets them last; the language is the caller's. */
function merge(agent: readonly string[], caller: readonly string[]): readonly string[] {
  return DETAILS.split(BETWEEN).map((_, index, all) => {
    const [first, second] =
      index < all.length - 1 ? [agent[index], caller[index]] : [caller[index], agent[index]];
    return first || second || '';
  });
}

const MODES: readonly Mode[] = ['charge', 'authorise', 'tokenise'];
const METHODS: readonly Method[] = ['credit-card', 'ach-debit'];
const PRESENCES: readonly Presence[] = ['guided', 'isolated', 'silent', 'talk'];

/** What Braintree takes for a postal code, and for a customer's id. */
const POSTAL_CODE = /^[A-Za-z0-9][A-Za-z0-9 -]{0,8}$/;
const CUSTOMER = /^[A-Za-z0-9_-]{1,36}$/;
const TOKEN = /^[A-Za-z0-9_-]{1,36}$/;

function presenceOf(wanted: string): { presence: Presence } | undefined {
  const presence = PRESENCES.find((one) => one === wanted.toLowerCase());
  return presence && { presence };
}

function methodOf(wanted: string): { method: Method } | undefined {
  const method = METHODS.find((one) => one === wanted.toLowerCase());
  return method && { method };
}

export function termsOf(
  details: readonly string[],
  options: Pick<HandOffOptions, 'currency' | 'maximumMinor' | 'language' | 'languages' | 'mode'>,
): Terms {
  const [amountText = '', wanted = '', reference = '', description = '', ...others] = details;
  const [mode = '', presence = '', postal = '', customer = '', , method = '', ...more] = others;
  const [chosen = '', channel = ''] = more.slice(HOLDER.length);
  const holder = holderOf(more.slice(0, HOLDER.length));
  let currency = wanted.toUpperCase() || options.currency;
  let fault: AmountFault | undefined;
  if (options.maximumMinor(currency) === undefined) {
    fault = 'currency';
    currency = options.currency;
  }
  const maximumMinor = options.maximumMinor(currency) ?? 0;
  const parsed = amountText && !fault ? parseAmount(amountText, currency) : undefined;
  if (parsed && !parsed.ok) fault = parsed.fault;
  else if (parsed?.ok && parsed.money.minor > maximumMinor) fault = 'too-large';
  const language = [chosen, channel]
    .flatMap((one) => [one, one.replace(/_.*$/, '')])
    .find((one) => options.languages.has(one));
  return {
    ...(parsed?.ok && !fault && { amount: parsed.money }),
    currency,
    maximumMinor,
    ...(reference && { reference: reference.slice(0, 255) }),
    ...(description && { description: description.slice(0, 255) }),
    mode: MODES.find((one) => one === mode.toLowerCase()) ?? options.mode,
    ...presenceOf(presence),
    ...(POSTAL_CODE.test(postal) && { postalCode: postal }),
    ...(CUSTOMER.test(customer) && { customer }),
    ...methodOf(method),
    ...(holder && { holder }),
    language: language ?? options.language,
    ...(fault && { fault }),
  };
}

function party(leg: Leg): Party {
  return { channelId: leg.channelId, channelName: leg.channelName, present: true };
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the hand-off took longer than ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
