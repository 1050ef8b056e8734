import type { Presence, Side } from '../session/state.js';
import { takeOut } from './ari-rest.js';
import { bridgeId, snoopId } from './floor.js';
import { endPrompt, prompt, type Stage } from './scenes.js';
import type { Leg } from './switchboard.js';
import { enterAnew } from './talk.js';

/**
 * The agent's bridge holds the agent and a snoop of what the caller hears; for `talk`, the caller's voice behind the gate
 * in its place (`talk.ts`). Without either the agent hears nothing of the capture and cannot speak into it; what is said
 * to the agent alone is heard in any case.
 */
export async function attend(
  stage: Stage,
  sessionId: string,
  caller: Leg,
  agent: Leg,
  presence: Presence,
): Promise<void> {
  const { rest, talks } = stage;
  if (presence === 'talk') {
    const open = () => talks.begin(sessionId, caller, agent);
    return saidOn(stage, sessionId, caller, agent, open);
  }
  if (talks.of(sessionId)) await leaveTalk(stage, sessionId, caller, agent);
  const bridge = `/bridges/${bridgeId(sessionId)}`;
  const channel = snoopId(sessionId);
  switch (presence) {
    case 'guided':
      await rest.tolerant('DELETE', `${bridge}/moh`);
      await rest.text('POST', `${bridge}/addChannel`, { channel });
      return;
    case 'isolated':
      await takeOut(rest, bridgeId(sessionId), channel);
      await rest.text('POST', `${bridge}/moh`);
      return;
    case 'silent':
      await takeOut(rest, bridgeId(sessionId), channel);
      await rest.tolerant('DELETE', `${bridge}/moh`);
      return;
  }
}

/** Back from `talk`, also where its path has ended by itself. */
export function leaveTalk(stage: Stage, sessionId: string, caller: Leg, agent: Leg): Promise<void> {
  return saidOn(stage, sessionId, caller, agent, async () => {
    await stage.talks.end(sessionId);
    await enterAnew(stage.rest, sessionId, agent);
  });
}

/**
 * Words are played elsewhere while the two talk. What is being said ends, because a playback blocks the channel that is
 * to be moved, and is said from its beginning where it is to be heard now.
 */
async function saidOn(
  stage: Stage,
  sessionId: string,
  caller: Leg,
  agent: Leg,
  move: () => Promise<void>,
): Promise<void> {
  const legs: Readonly<Record<Side, Leg>> = { caller, agent };
  const sides = ['caller', 'agent'] as const;
  // The end of an earlier playback may be told only now, and must not have silence played: that blocks the channel, too.
  const voice = stage.floor.voice(sessionId, 'caller');
  voice.over = true;
  const said = await Promise.all(sides.map((side) => endPrompt(stage, sessionId, side)));
  try {
    await move();
  } finally {
    for (const one of said) {
      if (one?.promptId === undefined) continue;
      await prompt(stage, sessionId, one.side, legs[one.side], one.media, one.promptId);
    }
    voice.over = false;
    if (!stage.talks.of(sessionId)) await stage.quiet.begin(sessionId, caller).catch(() => undefined);
  }
}
