import { gaps, heardAt } from './measure.js';
import type { RtpPacket, Trace } from './trace.js';

/** What each side of one call was sent. */
export interface Sides {
  readonly heardByCaller: readonly RtpPacket[];
  readonly heardByAgent: readonly RtpPacket[];
}

/** One way into a payment, in milliseconds. */
export interface HandOff {
  /** End of the feature code's last key to the first bytes of Asterisk's request to the service. */
  readonly codeToRequest: number;
  /** That request to the last packet in which the agent hears the caller; 0 where that was before. */
  readonly requestToCallerGone: number;
  /**
   * That request to both being where they stay for the payment: the caller's voice has ended at the agent, and the
   * caller hears the agent through the wall. Asterisk suspends their conversation while it serves the feature code.
   */
  readonly requestToIsolated: number;
  readonly codeToIsolated: number;
}

/** Both talk before and after for at least this long. Milliseconds. */
const WINDOW_MS = 700;

/** Undefined where the request was not seen, or one of the two was not heard. */
export function handOffOf(
  trace: Trace,
  { heardByCaller, heardByAgent }: Sides,
  codeEndedAt: number,
  channelName: string,
): HandOff | undefined {
  const request = requestOf(trace, channelName, codeEndedAt);
  if (request === undefined) return undefined;
  const until = request + WINDOW_MS;
  const callerLast = heardAt(heardByAgent, 'caller', codeEndedAt - WINDOW_MS, until).at(-1);
  const agentAgain = gaps(heardAt(heardByCaller, 'agent', codeEndedAt - WINDOW_MS, until)).find(
    (gap) => gap.next > request,
  )?.next;
  if (callerLast === undefined || agentAgain === undefined) return undefined;
  const isolated = Math.max(callerLast, agentAgain);
  return {
    codeToRequest: request - codeEndedAt,
    requestToCallerGone: Math.max(0, callerLast - request),
    requestToIsolated: isolated - request,
    codeToIsolated: isolated - codeEndedAt,
  };
}

/** When Asterisk sent the first bytes of its AGI request for this channel. */
function requestOf(trace: Trace, channelName: string, after: number): number | undefined {
  const began = new Map<string, number>();
  const said = new Map<string, string>();
  for (const { at, from, to, text } of trace.segments) {
    const connection = `${from}>${to}`;
    if (at < after || at > after + WINDOW_MS) continue;
    if (!began.has(connection)) began.set(connection, at);
    said.set(connection, (said.get(connection) ?? '') + text);
    if (said.get(connection)?.includes(`agi_channel: ${channelName}\n`)) return began.get(connection);
  }
  return undefined;
}

/** End of the outcome prompt, on whichever side it lasts longer, to both hearing each other. Milliseconds. */
export function returnOf({ heardByCaller, heardByAgent }: Sides, lastKeyAt: number): number | undefined {
  const end = Math.max(
    ...[heardByCaller, heardByAgent].map((side) => heardAt(side, 'prompt', lastKeyAt, Infinity).at(-1) ?? 0),
  );
  const atAgent = heardAt(heardByAgent, 'caller', lastKeyAt, Infinity)[0];
  if (end === 0 || atAgent === undefined) return undefined;
  const atCaller = heardAt(heardByCaller, 'agent', end - 40, atAgent + WINDOW_MS);
  const [first] = atCaller;
  if (first === undefined) return undefined;
  return Math.max(atAgent, gaps(atCaller)[0]?.next ?? first) - end;
}
