import type { Leg } from '../asterisk/leg.js';
import { UnreadableError } from '../errors.js';
import type { Refusal } from '../prompts/refusals.js';
import type { Party, Policy } from '../session/state.js';
import { telephoneOf } from '../session/telephone.js';
import { newSessionId } from './identity.js';
import { openOrder } from './open-order.js';
import type { Runner } from './runner.js';
import { storedMethods } from './stored.js';
import {
  DETAILS,
  type Details,
  detailsOf,
  merge,
  possible,
  storedWanted,
  type TermsOptions,
  termsOf,
} from './terms.js';

/** The agent's channel, while its feature code is being answered. */
export interface FeatureCall {
  readonly channelId: string;
  readonly channelName: string;
  /** Whether Asterisk says, too, that this channel has pressed the code: that it is in our `AGI()`. */
  confirmed(): Promise<boolean>;
  /** Plays to this channel only. The conversation goes on after it. */
  say(refusal: Refusal): Promise<void>;
}

export interface HandOffOptions extends TermsOptions {
  readonly runner: Runner;
  readonly policy: Policy;
  readonly stopping: () => boolean;
  /** Whether the provider is there, as far as is known within so many milliseconds. */
  readonly reachable: (ms: number) => Promise<boolean>;
  /** Agents' channels that were told that it is not, and when. */
  readonly warned: Map<string, number>;
  /** Orders whose outcome is unknown, of which the agent was told before another payment of the same call, and when. */
  readonly doubted: Map<string, number>;
  /** The agent is back in the conversation after this long, whatever happens. Milliseconds. */
  readonly deadlineMs: number;
}

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
    if (error instanceof UnreadableError) {
      log.error({ channelName: call.channelName, why: error.variables.join(', ') }, error.told);
    } else {
      log.error({ channelName: call.channelName, err: error }, 'hand-off failed');
    }
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
  const { runner, reachable } = options;
  if (options.stopping() || !runner.acting) return 'stopping';
  const { switchboard } = runner.ports;
  // All at once: until it is answered, the agent waits.
  const [confirmed, own, survey] = await Promise.all([
    call.confirmed(),
    switchboard.read(call.channelId, ['${HUSHPAY_SIDE}', '${BRIDGEPEER}', ...DETAILS, OWN_NAME]),
    switchboard.survey(call.channelName, ''),
  ]);
  if (!confirmed) return 'error';
  const [side, bridgePeer = '', ...agentDetails] = own;
  if (side !== 'agent') return 'not-agent';
  if (!bridgePeer) return 'no-caller';
  if (bridgePeer.includes(',')) return 'three-parties';
  if (survey.kind === 'refused') return survey.reason === 'already' ? 'busy' : survey.reason;
  const { agent, caller } = survey;
  if (runner.engaged(agent.channelId) || runner.engaged(caller.channelId)) return 'busy';
  const [order, callerDetails] = await Promise.all([
    openOrder(runner.ports.journal, caller.channelId),
    switchboard.read(caller.channelId, DETAILS),
  ]);
  const doubt = order && `${order} ${agent.channelId}`;
  if (doubt && tellsFirst(options.doubted, doubt, runner)) return 'order-open';
  if (!(await reachable(ASKED_MS)) && tellsFirst(options.warned, agent.channelId, runner))
    return 'gateway-down';

  const details: Details = possible(merge(detailsOf(agentDetails), detailsOf(callerDetails)), options, {
    methods: options.policy.methods,
    lookup: false,
  });
  const { gateway, log } = runner.ports;
  const stored = await storedMethods(gateway, storedWanted(details), log);
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
    caller: { ...party(caller), ...markOf(detailsOf(callerDetails).callerNumber, options) },
    agent: { ...party(agent), ...whoIs(call, details.agent || agentDetails[DETAILS.length]) },
    ...(order && { doubt: order }),
  });
  if (!moved) return 'error';
  // For the next payment all is told anew.
  options.warned.delete(agent.channelId);
  if (doubt) options.doubted.delete(doubt);
  return undefined;
}

/** The name of a telephone's user, where its endpoint has one. */
const OWN_NAME = '${CALLERID(name)}';
/** Longest name of an agent. */
const NAME = 80;

/** The agent for those who keep the books: of a telephone that rang by a queue, the party may be a Local channel. */
function whoIs(call: FeatureCall, given = ''): Pick<Party, 'device' | 'name'> {
  const name = given
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, NAME);
  return { device: telephoneOf(call), ...(name && { name }) };
}

function markOf(number: string | undefined, { runner }: HandOffOptions): Pick<Party, 'mark'> {
  const mark = runner.ports.limits?.caller(number ?? '');
  return mark === undefined ? {} : { mark };
}

/** The agent waits no longer for what the provider says. Milliseconds. */
const ASKED_MS = 300;
/** Who presses the code again within this has heard it, and goes on. Milliseconds. */
const WARNED_MS = 60_000;

/**
 * Whether an agent is to be told something first: that the provider cannot be reached, or that a payment of this call may have
 * been made already. Pressed again it is their decision, which stands until the payment has begun, whatever else is to be told.
 */
function tellsFirst(told: Map<string, number>, what: string, { ports }: Runner): boolean {
  for (const [one, at] of told) if (ports.now() - at > WARNED_MS) told.delete(one);
  const heard = told.has(what);
  told.set(what, ports.now());
  return !heard;
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
