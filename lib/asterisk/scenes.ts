import { HushpayError } from '../errors.js';
import type { OutcomeVariables } from '../session/command.js';
import type { Side } from '../session/state.js';
import type { Ami } from './ami.js';
import { AriRefusal, type AriRest } from './ari-rest.js';
import { bridgeId, type Floor, playbackId, SLOTS, snoopId } from './floor.js';
import type { DoorLog } from './log.js';
import { packOutcome } from './outcome.js';
import type { Leg } from './switchboard.js';
import type { Waits } from './waits.js';

export interface Stage {
  readonly rest: AriRest;
  readonly ami: Ami;
  readonly floor: Floor;
  readonly waits: Waits;
  readonly app: string;
  readonly deadlineMs: number;
  readonly log: DoorLog;
}

/** How long a party may take to leave by `continue` before it is pulled out past its command queue. */
const CONTINUE_MS = 400;

/** Agent and a snoop of the caller's earpiece in a bridge: the agent hears the prompts, and nothing of the caller. */
export async function isolate(stage: Stage, sessionId: string, caller: Leg, agent: Leg): Promise<void> {
  const { rest, waits } = stage;
  await adopt(stage, sessionId);
  const bridge = `/bridges/${bridgeId(sessionId)}`;
  const add = (channel: string) => rest.text('POST', `${bridge}/addChannel`, { channel });

  const started = waits.expect(`start:${snoopId(sessionId)}`, stage.deadlineMs);
  const [snooping] = await Promise.all([
    rest.tolerant('POST', `/channels/${caller.channelId}/snoop/${snoopId(sessionId)}`, {
      spy: 'out',
      whisper: 'out',
      app: stage.app,
      appArgs: `snoop,${sessionId}`,
    }),
    rest.text('POST', bridge, { type: 'mixing', name: sessionId }).then(() => add(agent.channelId)),
  ]);
  // A snoop is a channel of its own and can be bridged only once it has come into our application.
  if (snooping && !(await started)) throw new HushpayError('ari-deadline', 'snoop of the caller');
  await add(snoopId(sessionId));
}

/**
 * A channel's playback blocks its command queue, so the one before is ended by a request of its own. Both are sent
 * at once: should the new one come first, it waits in the queue for the end of the old one.
 */
export async function prompt(
  stage: Stage,
  sessionId: string,
  side: Side,
  leg: Leg,
  media: readonly string[],
  promptId: string,
): Promise<void> {
  if (!stage.floor.owns(sessionId)) await adopt(stage, sessionId);
  const voice = stage.floor.voice(sessionId, side);
  await inTurn(voice, async () => {
    const old = voice.current;
    const id = stage.floor.speak(sessionId, side, promptId);
    const play = stage.rest.text('POST', `/channels/${leg.channelId}/play/${id}`, { media });
    const [played, ended] = await Promise.allSettled([play, old ? silence(stage, old) : undefined]);
    if (played.status === 'rejected') {
      stage.floor.finish(id);
      throw played.reason;
    }
    if (ended.status === 'rejected') throw ended.reason;
  });
}

export async function stopPrompt(stage: Stage, sessionId: string, side: Side): Promise<void> {
  if (!stage.floor.owns(sessionId)) await adopt(stage, sessionId);
  const voice = stage.floor.voice(sessionId, side);
  await inTurn(voice, async () => {
    if (voice.current) await silence(stage, voice.current);
  });
}

/** The caller goes back to the dialplan, which unmutes it and fetches the agent out of our bridge. */
export async function rejoin(
  stage: Stage,
  sessionId: string,
  caller: Leg,
  agent: Leg,
  variables: OutcomeVariables,
): Promise<void> {
  const { floor, waits } = stage;
  await Promise.all([
    tell(stage, [caller, agent], variables),
    stopPrompt(stage, sessionId, 'caller'),
    stopPrompt(stage, sessionId, 'agent'),
    stage.rest.tolerant('DELETE', `/channels/${snoopId(sessionId)}`),
  ]);
  const fetched = floor.party(agent.channelId)
    ? waits.expect(`left:${agent.channelId}`, stage.deadlineMs)
    : Promise.resolve(true);
  floor.returning(agent.channelId, true);
  try {
    await sendBack(stage, caller, 'hushpay-caller');
    if (!(await fetched)) throw new HushpayError('ari-deadline', 'the caller did not fetch the agent');
  } catch (error) {
    floor.returning(agent.channelId, false);
    throw error;
  }
}

export async function release(
  stage: Stage,
  sessionId: string,
  side: Side,
  leg: Leg,
  variables: OutcomeVariables,
): Promise<void> {
  await Promise.all([tell(stage, [leg], variables), stopPrompt(stage, sessionId, side)]);
  await sendBack(stage, leg, side === 'caller' ? 'hushpay-caller' : 'hushpay-agent');
}

export async function forget(stage: Stage, sessionId: string): Promise<void> {
  stage.floor.forget(sessionId);
  const leftovers = [`/channels/${snoopId(sessionId)}`, `/bridges/${bridgeId(sessionId)}`];
  for (const outcome of await Promise.allSettled(
    leftovers.map((path) => stage.rest.tolerant('DELETE', path)),
  )) {
    if (outcome.status === 'rejected') {
      stage.log('warn', 'a leftover of a session could not be removed', {
        session: sessionId,
        why: String(outcome.reason),
      });
    }
  }
}

/** Ends what a dead instance left playing: its playback ids are known, because they are derived. */
async function adopt(stage: Stage, sessionId: string): Promise<void> {
  const { floor, rest } = stage;
  if (floor.owns(sessionId)) return;
  floor.own(sessionId);
  const sides: readonly Side[] = ['caller', 'agent'];
  await Promise.all(
    sides.flatMap((side) =>
      Array.from({ length: SLOTS }, async (_, slot) => {
        const playing = await rest.tolerant('DELETE', `/playbacks/${playbackId(sessionId, side, slot)}`);
        // Its end is still to be told: the next prompt must not use the same id.
        if (playing) floor.voice(sessionId, side).slot = slot;
      }),
    ),
  );
}

async function silence(stage: Stage, id: string): Promise<void> {
  await stage.rest.tolerant('DELETE', `/playbacks/${id}`);
}

/** One after another, whether or not the one before succeeded. */
function inTurn(voice: { turn: Promise<unknown> }, work: () => Promise<void>): Promise<void> {
  const mine = voice.turn.then(work, work);
  voice.turn = mine.catch(() => undefined);
  return mine;
}

/** Out of our application, by `continue`; pulled out by AMI where something still blocks its command queue. */
async function sendBack(stage: Stage, leg: Leg, context: string): Promise<void> {
  const { floor, waits, rest } = stage;
  if (!floor.party(leg.channelId)) return;
  floor.returning(leg.channelId, true);
  const left = waits.expect(`left:${leg.channelId}`, CONTINUE_MS);
  try {
    await rest.text('POST', `/channels/${leg.channelId}/continue`);
  } catch (error) {
    // Gone from our application already: its leaving was, or will be, told by an event.
    if (error instanceof AriRefusal && [404, 409].includes(error.status)) return;
    floor.returning(leg.channelId, false);
    throw error;
  }
  if (await left) return;
  stage.log('warn', 'a channel did not follow `continue` and is pulled out', { channel: leg.channelName });
  const pulled = waits.expect(`left:${leg.channelId}`, stage.deadlineMs);
  await stage.ami.move(leg.channelName, context, 'return', '1');
  if (!(await pulled)) throw new HushpayError('ari-deadline', `${leg.channelName} did not leave`);
}

/** Outcome variables. A payment is over by now: the call goes on even when they cannot be set. */
async function tell(stage: Stage, legs: readonly Leg[], variables: OutcomeVariables): Promise<void> {
  const value = packOutcome(variables);
  const set = legs.map((leg) => stage.ami.setvar(leg.channelName, 'HUSHPAY_OUTCOME', value));
  for (const outcome of await Promise.allSettled(set)) {
    if (outcome.status === 'rejected') {
      stage.log('warn', 'the outcome variables could not be set', { why: String(outcome.reason) });
    }
  }
}
