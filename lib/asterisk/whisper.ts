import { HushpayError } from '../errors.js';
import type { Side } from '../session/state.js';
import type { Stage } from './scenes.js';
import type { Leg } from './switchboard.js';

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

/**
 * Says something into one ear, over whatever it hears, wherever its channel is. It is a snoop that hears nothing of the
 * channel; Asterisk mixes it into what the channel is sent, so that nobody is held up by it. Resolves when it was said.
 */
export async function whisper(
  stage: Stage,
  sessionId: string,
  side: Side,
  leg: Leg,
  media: readonly string[],
): Promise<void> {
  const { rest, waits, app, deadlineMs } = stage;
  const id = whisperId(sessionId, side);
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
