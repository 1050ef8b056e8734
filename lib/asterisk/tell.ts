import type { DoorLog } from '../door.js';
import type { OutcomeVariables } from '../session/command.js';
import type { Ami } from './ami.js';
import type { AriRest } from './ari-rest.js';
import type { Floor } from './floor.js';
import type { Leg } from './leg.js';
import { type Assignment, assignOutcome, blankOutcome } from './outcome.js';
import { type ForeignBridge, type ForeignChannel, farEnd, otherHalf } from './parties.js';

/** What it needs of the door to Asterisk. */
interface Means {
  readonly rest: AriRest;
  readonly ami: Ami;
  readonly floor: Floor;
  readonly log: DoorLog;
}

/** Variables must keep nobody waiting: with AMI silent they are given up after this. */
const VARIABLES_MS = 500;

/**
 * Outcome variables on the parties, and on the agent's own channel behind the Local channels of a queue. What is told of a
 * session is told in order. The call goes on even when they cannot be set. Never rejects.
 */
export async function tell(
  means: Means,
  sessionId: string,
  legs: readonly Leg[],
  variables: OutcomeVariables,
  also: () => Promise<void> = async () => undefined,
): Promise<void> {
  const assignment = assignOutcome(variables);
  const set = async () => {
    await Promise.all([...legs.flatMap((leg) => both(means, leg, assignment)), attempt(means, also)]);
  };
  const told = means.floor.told(sessionId);
  const mine = told.turn.then(set);
  told.turn = mine;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, VARIABLES_MS);
  });
  await Promise.race([mine, late]);
  clearTimeout(timer);
}

/**
 * Before a call is moved: nothing is left of an earlier payment of it, so that who brings it back without us finds the
 * truth. Rejects where that cannot be done. `language`: what the dialplan says to the caller when we are not there.
 */
export async function blank(means: Means, caller: Leg, agent: Leg, language: string): Promise<void> {
  const speaks = blankOutcome({ HUSHPAY_SPEAKS: language });
  const rest = blankOutcome();
  await Promise.all([
    means.ami.setvar(caller.channelName, speaks.variable, speaks.value),
    means.ami.setvar(agent.channelName, rest.variable, rest.value),
    ...[caller, agent].map((leg) => attempt(means, () => behind(means, leg, rest))),
  ]);
}

function both(means: Means, leg: Leg, assignment: Assignment): Promise<void>[] {
  const { variable, value } = assignment;
  return [
    attempt(means, () => means.ami.setvar(leg.channelName, variable, value)),
    attempt(means, () => behind(means, leg, assignment)),
  ];
}

async function attempt({ log }: Means, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log('warn', 'the outcome variables could not be set', { why: String(error) });
  }
}

/** On the agent's own channel, behind the Local channels of a queue. */
async function behind({ rest, ami }: Means, { channelName }: Leg, told: Assignment): Promise<void> {
  if (otherHalf(channelName) === undefined) return;
  const [channels, bridges] = await Promise.all([
    rest.json<readonly ForeignChannel[]>('GET', '/channels'),
    rest.json<readonly ForeignBridge[]>('GET', '/bridges'),
  ]);
  const own = farEnd(channelName, { channels, bridges });
  if (own) await ami.setvar(own.channelName, told.variable, told.value);
}
