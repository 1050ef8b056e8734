import { HushpayError } from '../errors.js';
import type { OutcomeVariables } from '../session/command.js';
import type { Side } from '../session/state.js';
import { AriRefusal } from './ari-rest.js';
import { bridgeId, inTurn, type Prompt, playbackId, SLOTS, snoopId } from './floor.js';
import type { Leg } from './leg.js';
import type { Quiet } from './quiet.js';
import type { SceneContext } from './scene-context.js';
import type { StillQuiet } from './switchboard.js';
import type { Talks } from './talks.js';
import { tell } from './tell.js';
import { deafen, type Words, wordsIds } from './words.js';

export interface Stage extends SceneContext {
  readonly talks: Talks;
  readonly quiet: Quiet;
  readonly words: Words;
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
    snoop(stage, sessionId, caller),
    rest.tolerant('POST', bridge, { type: 'mixing', name: sessionId }).then(() => add(agent.channelId)),
  ]);
  // A snoop is a channel of its own and can be bridged only once it has come into our application.
  if (snooping && !(await started)) throw new HushpayError('ari-deadline', 'snoop of the caller');
  stage.words.open(sessionId, agent);
  await Promise.all([add(snoopId(sessionId)), stage.quiet.begin(sessionId, caller)]);
}

/** `false` when there is one already, left by a dead instance; Asterisk answers that with a plain 500. */
async function snoop({ rest, app }: Stage, sessionId: string, caller: Leg): Promise<boolean> {
  const id = snoopId(sessionId);
  const query = { spy: 'out', whisper: 'out', app, appArgs: `snoop,${sessionId}` };
  try {
    await rest.text('POST', `/channels/${caller.channelId}/snoop/${id}`, query);
    return true;
  } catch (error) {
    if (error instanceof AriRefusal && (await rest.tolerant('GET', `/channels/${id}`))) return false;
    throw error;
  }
}

/**
 * A channel's playback blocks its command queue, so the one before is ended by a request of its own. Both are sent
 * at once: should the new one come first, it waits in the queue for the end of the old one. Rejects with `ari-failed`
 * once the party's leaving was told.
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
    if (stage.floor.isGone(sessionId, leg)) throw new HushpayError('ari-failed', `the ${side} has hung up`);
    const old = voice.current;
    const id = stage.floor.speak(sessionId, side, promptId, media);
    const play = begin(stage, sessionId, side, leg, media, id);
    const [played, ended] = await Promise.allSettled([play, old ? silence(stage, old) : undefined]);
    if (played.status === 'rejected') {
      stage.floor.finish(id);
      throw played.reason;
    }
    if (ended.status === 'rejected') throw ended.reason;
  });
}

/** Where it is heard: by a caller always on its own channel. */
async function begin(
  { rest, talks, words }: Stage,
  sessionId: string,
  side: Side,
  leg: Leg,
  media: readonly string[],
  id: string,
): Promise<void> {
  const talk = side === 'agent' ? talks.of(sessionId) : undefined;
  if (side === 'agent' && !talk && (await words.play(sessionId, id, media))) return;
  await rest.text('POST', `/channels/${talk?.whisper ?? leg.channelId}/play/${id}`, { media });
}

export async function stopPrompt(stage: Stage, sessionId: string, side: Side): Promise<void> {
  if (!stage.floor.owns(sessionId)) await adopt(stage, sessionId);
  const voice = stage.floor.voice(sessionId, side);
  await inTurn(voice, async () => {
    const { current } = voice;
    if (current !== undefined && stage.floor.prompt(current)?.promptId !== undefined)
      await silence(stage, current);
  });
}

/** Ends whatever is played to a side on its way out: a playback would hold it up. */
export async function hush(stage: Stage, sessionId: string, side: Side): Promise<void> {
  if (!stage.floor.owns(sessionId)) await adopt(stage, sessionId, false);
  const voice = stage.floor.voice(sessionId, side);
  voice.over = true;
  await inTurn(voice, async () => {
    if (voice.current !== undefined) await silence(stage, voice.current);
  });
}

/** Ends what is said to a side without anybody being told, and gives it, to be said elsewhere. */
export async function endPrompt(stage: Stage, sessionId: string, side: Side): Promise<Prompt | undefined> {
  const voice = stage.floor.voice(sessionId, side);
  let said: Prompt | undefined;
  await inTurn(voice, async () => {
    const { current } = voice;
    said = stage.floor.interrupt(sessionId, side);
    if (current !== undefined) await silence(stage, current);
  });
  stage.words.ended(sessionId);
  return said;
}

/**
 * The caller goes back to the dialplan, which unmutes it and fetches the agent out of our bridge. `false` where a key may
 * be coming, which is asked before anything is touched and again when only the request itself is left: what is in
 * between can take long. Without `quiet` the agent wants the caller all the same.
 */
export async function rejoin(
  stage: Stage,
  sessionId: string,
  caller: Leg,
  agent: Leg,
  variables: OutcomeVariables,
  quiet?: StillQuiet,
): Promise<boolean> {
  const { floor, waits } = stage;
  if (quiet && !(await noKeyComes(stage, quiet))) return false;
  await Promise.all([
    // Said once more: a transfer that nobody was there to see has changed it.
    tell(stage, sessionId, [caller, agent], variables, () =>
      stage.ami.setvar(caller.channelName, 'HUSHPAY_PEER', agent.channelName),
    ),
    hush(stage, sessionId, 'caller'),
    hush(stage, sessionId, 'agent'),
    stage.talks.end(sessionId),
    stage.rest.tolerant('DELETE', `/channels/${snoopId(sessionId)}`),
  ]);
  // Should it be withdrawn now, the agent is told so by its own channel: the bridge sends it nothing any more.
  stage.words.forget(sessionId);
  if (quiet && !(await noKeyComes(stage, quiet))) return false;
  const fetched = floor.party(agent.channelId)
    ? waits.expect(`left:${agent.channelId}`, stage.deadlineMs)
    : Promise.resolve(true);
  floor.returning(agent.channelId, true);
  try {
    await sendBack(stage, caller, { context: 'hushpay-caller', extension: 'back' });
    if (!(await fetched) && (await isHere(stage, agent))) {
      throw new HushpayError('ari-deadline', 'the caller did not fetch the agent');
    }
    return true;
  } catch (error) {
    floor.returning(agent.channelId, false);
    await isLost(stage, sessionId, caller);
    throw error;
  }
}

/** A key that Asterisk has told of, and that waits on the wire, is heard before it is said that none comes. */
async function noKeyComes(stage: Stage, quiet: StillQuiet): Promise<boolean> {
  return quiet() && (await stage.heardAll()) && quiet();
}

/** A caller who is not with us any more, and of whose leaving no event told, would be asked back for ever. */
async function isLost(stage: Stage, sessionId: string, caller: Leg): Promise<void> {
  const here = await isHere(stage, caller).catch(() => true);
  if (!here) stage.lost(sessionId, 'caller');
}

export async function release(
  stage: Stage,
  sessionId: string,
  side: Side,
  leg: Leg,
  variables: OutcomeVariables,
  quiet?: StillQuiet,
): Promise<void> {
  await Promise.all([
    tell(stage, sessionId, [leg], variables),
    hush(stage, sessionId, side),
    stage.talks.end(sessionId),
  ]);
  if (side === 'agent') stage.words.close(sessionId);
  const back = side === 'caller' && quiet && (await noKeyComes(stage, quiet)) ? 'back' : 'return';
  const place: Place =
    side === 'caller'
      ? { context: 'hushpay-caller', extension: back }
      : { context: 'hushpay-agent', extension: 'return' };
  await sendBack(stage, leg, place);
}

export async function forget(stage: Stage, sessionId: string): Promise<void> {
  await stage.talks.end(sessionId);
  stage.words.forget(sessionId);
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

/**
 * Ends what a dead instance left playing, and its ways to play: their ids are known, because they are derived. Where nobody
 * `stays` the snoop is about to be removed: a variable set on it at that moment can take Asterisk as long as the deadline.
 */
async function adopt(stage: Stage, sessionId: string, stays = true): Promise<void> {
  const { floor, rest } = stage;
  if (floor.owns(sessionId)) return;
  floor.own(sessionId);
  const sides: readonly Side[] = ['caller', 'agent'];
  await Promise.all([
    ...wordsIds(sessionId).map((id) => rest.tolerant('DELETE', `/channels/${id}`)),
    stays && deafen(stage, sessionId, false).catch(() => undefined),
    ...sides.flatMap((side) =>
      Array.from({ length: SLOTS }, async (_, slot) => {
        const playing = await rest.tolerant('DELETE', `/playbacks/${playbackId(sessionId, side, slot)}`);
        // Its end is still to be told: the next prompt must not use the same id.
        if (playing) floor.voice(sessionId, side).slot = slot;
      }),
    ),
  ]);
}

async function silence(stage: Stage, id: string): Promise<void> {
  await stage.rest.tolerant('DELETE', `/playbacks/${id}`);
}

/** In our dialplan. `back`: the caller is unmuted at once; `return`: only when it has been quiet. */
interface Place {
  readonly context: 'hushpay-caller' | 'hushpay-agent';
  readonly extension: 'back' | 'return';
}

/** Out of our application, by `continue`; pulled out by AMI where something still blocks its command queue. */
async function sendBack(stage: Stage, leg: Leg, place: Place): Promise<void> {
  const { floor, waits, rest } = stage;
  if (!floor.party(leg.channelId)) return;
  floor.returning(leg.channelId, true);
  const left = waits.expect(`left:${leg.channelId}`, CONTINUE_MS);
  try {
    // Told where. One that a transfer put in the agent's place comes from another context. And by the place, which nothing
    // but this request can bring it to, the dialplan knows whether keys may be coming.
    await rest.text('POST', `/channels/${leg.channelId}/continue`, { ...place, priority: '1' });
  } catch (error) {
    // Gone from our application already: its leaving was, or will be, told by an event.
    if (error instanceof AriRefusal && [404, 409].includes(error.status)) return;
    floor.returning(leg.channelId, false);
    throw error;
  }
  if ((await left) || !(await isHere(stage, leg))) return;
  stage.log('warn', 'a channel did not follow `continue` and is pulled out', { channel: leg.channelName });
  const pulled = waits.expect(`left:${leg.channelId}`, stage.deadlineMs);
  await stage.ami.move(leg.channelName, place.context, place.extension, '1');
  if (!(await pulled) && (await isHere(stage, leg))) {
    throw new HushpayError('ari-deadline', `${leg.channelName} did not leave`);
  }
}

/** Asked of Asterisk where no event has told: the websocket may be down at this moment. */
async function isHere(stage: Stage, leg: Leg): Promise<boolean> {
  const path = `/applications/${encodeURIComponent(stage.app)}`;
  const { channel_ids: ids } = await stage.rest.json<{ channel_ids: readonly string[] }>('GET', path);
  const here = ids.includes(leg.channelId);
  if (!here) stage.floor.leave(leg.channelId);
  return here;
}
