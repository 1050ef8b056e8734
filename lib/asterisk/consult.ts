import { setTimeout as pause } from 'node:timers/promises';
import type { AgiRequest } from './agi.js';
import { behind, type Entry } from './entry.js';
import type { Leg } from './leg.js';
import { otherHalf } from './parties.js';
import type { Switchboard } from './switchboard.js';

/** Between two looks at who is at the other end. Milliseconds. */
const LOOK_MS = 200;

/** An agent who has asked the line gets this long to hand the caller over. Milliseconds. */
const CONSULT_MS = 120_000;

/** Whether a caller at the payment line is only the far end of a transfer: there its keys would pass a bridge. */
export function isConsultation({ channelName }: AgiRequest): boolean {
  return otherHalf(channelName) !== undefined;
}

/**
 * An attended transfer reaches the payment line over a pair of Local channels, at whose other end the agent is at
 * first, and the caller when the transfer is done. The caller's own channel must come to the line itself, because only
 * there is it muted before its keys are recorded or heard. Resolves with the caller, and by whom; undefined when nobody was
 * handed over. Rejects when the pair has gone.
 */
export async function handedOver(
  request: AgiRequest,
  switchboard: Pick<Switchboard, 'survey' | 'read'>,
): Promise<{ readonly caller: Leg; readonly by?: Leg } | undefined> {
  const near = otherHalf(request.channelName) ?? '';
  const until = Date.now() + CONSULT_MS;
  let by: Leg | undefined;
  while (Date.now() < until) {
    const survey = await switchboard.survey(near, '');
    if (survey.kind === 'two-parties') {
      const { caller } = survey;
      const [side] = await switchboard.read(caller.channelId, ['${HUSHPAY_SIDE}']);
      if (side !== 'agent') return { caller, ...(by && { by }) };
      if (!by) await request.streamFile('hushpay/ivr-consult');
      by = caller;
    }
    // So that nobody is waited for who cannot come.
    await request.alive();
    await pause(LOOK_MS);
  }
  return undefined;
}

/** The step of the `Gosub()` that this channel is in. */
const GOSUB = ['${STACK_PEEK(1,c)}', '${STACK_PEEK(1,e)}', '${STACK_PEEK(1,p)}'] as const;

/** Waits for the caller, and sends its own channel to the payment line, from where it goes on as this one would have. */
export async function bringHandedOver(
  request: AgiRequest,
  entry: Entry,
  switchboard: Pick<Switchboard, 'survey' | 'read' | 'bring'>,
  variables: Readonly<Record<string, string>>,
): Promise<void> {
  request.unhurried();
  const [context = '', exten = '', priority] =
    request.script === 'pay' ? [] : await switchboard.read(request.channelId, GOSUB);
  const back = behind(
    request.script === 'pay' ? entry.place : { context, exten, priority: Number(priority) },
  );
  const handed = await handedOver(request, switchboard);
  if (!handed) return;
  const from = handed.by?.channelName ?? '';
  await switchboard.bring(handed.caller, { ...variables, HUSHPAY_BACK: back, HUSHPAY_FROM: from });
}
