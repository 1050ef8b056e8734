import type { Presence } from '../session/state.js';
import { takeOut } from './ari-rest.js';
import { bridgeId, snoopId } from './floor.js';
import type { Leg } from './leg.js';
import { endPrompt, prompt, type Stage } from './scenes.js';
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
    return saidOn(stage, sessionId, agent, () => talks.begin(sessionId, caller, agent));
  }
  if (talks.of(sessionId)) await leaveTalk(stage, sessionId, agent);
  if (presence !== 'guided' && stage.words.isOpen(sessionId)) {
    // By music alone, or by nothing, words would not be heard, or badly.
    await saidOn(stage, sessionId, agent, async () => stage.words.close(sessionId));
  }
  const bridge = `/bridges/${bridgeId(sessionId)}`;
  const channel = snoopId(sessionId);
  switch (presence) {
    case 'guided':
      await rest.tolerant('DELETE', `${bridge}/moh`);
      await rest.text('POST', `${bridge}/addChannel`, { channel });
      stage.words.open(sessionId, agent);
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
export function leaveTalk(stage: Stage, sessionId: string, agent: Leg): Promise<void> {
  return saidOn(stage, sessionId, agent, async () => {
    await stage.talks.end(sessionId);
    await enterAnew(stage.rest, sessionId, agent);
  });
}

/**
 * While the two talk, words for the agent are played elsewhere. What is being said to it ends, because a playback blocks
 * the channel that is to be moved, and is said from its beginning where it is to be heard now.
 */
async function saidOn(stage: Stage, sessionId: string, agent: Leg, move: () => Promise<void>): Promise<void> {
  const said = await endPrompt(stage, sessionId, 'agent');
  try {
    await move();
  } finally {
    if (said?.promptId !== undefined) {
      await prompt(stage, sessionId, 'agent', agent, said.media, said.promptId);
    }
  }
}
