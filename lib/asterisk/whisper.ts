import { HushpayError } from '../errors.js';
import type { Side } from '../session/state.js';
import type { Leg } from './leg.js';
import type { Stage } from './scenes.js';

/** Longer than any of our texts. Milliseconds. */
const LONGEST_MS = 20_000;

const WHISPER = /^(hp[0-9a-z]{13})-whisper-(?:caller|agent)$/;

export function whisperId(sessionId: string, side: Side): string {
  return `${sessionId}-whisper-${side}`;
}

/** The session of a channel that whispers. */
export function whisperOf(channelId: string): string | undefined {
  return WHISPER.exec(channelId)?.[1];
}

/** What is whispered into an ear, one after another. */
const turns = new Map<string, Promise<unknown>>();

/**
 * Says something into one ear, over whatever it hears, wherever its channel is. It is a snoop that hears nothing of the
 * channel; Asterisk mixes it into what the channel is sent, so that nobody is held up by it. Resolves when it was said.
 */
export function whisper(
  stage: Stage,
  sessionId: string,
  side: Side,
  leg: Leg,
  media: readonly string[],
): Promise<void> {
  const id = whisperId(sessionId, side);
  const mine = (turns.get(id) ?? Promise.resolve()).then(() => say(stage, sessionId, id, leg, media));
  const over = mine
    .catch(() => undefined)
    .finally(() => {
      if (turns.get(id) === over) turns.delete(id);
    });
  turns.set(id, over);
  return mine;
}

async function say(
  { rest, waits, app, deadlineMs }: Stage,
  sessionId: string,
  id: string,
  leg: Leg,
  media: readonly string[],
): Promise<void> {
  const query = { spy: 'none', whisper: 'out', app, appArgs: `snoop,${sessionId}` };
  const started = waits.expect(`start:${id}`, deadlineMs);
  await rest.text('POST', `/channels/${leg.channelId}/snoop/${id}`, query);
  try {
    if (!(await started)) throw new HushpayError('ari-deadline', 'a whisper');
    const said = waits.expect(`played:${id}`, LONGEST_MS);
    await rest.text('POST', `/channels/${id}/play/${id}`, { media });
    await said;
  } finally {
    await rest.tolerant('DELETE', `/channels/${id}`);
  }
}
