import { firstGap, heardAt } from './measure.js';
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
  /** That request to the last packet in which either side hears the other through their conversation. */
  readonly requestToIsolated: number;
  readonly codeToIsolated: number;
  /** That request to the first packet in which the caller hears the agent again, past the wall. */
  readonly requestToAgentHeard: number;
}

/** Both talked before and after: the window in which the hand-off must be over. Milliseconds. */
const WINDOW_MS = 1000;
/** A packet more in flight is nothing special; voice that comes this much later is a leak. */
const AFTER_MS = 3000;

/** Undefined where the request was not seen, or one of the two was not heard before. */
export function handOffOf(
  trace: Trace,
  { heardByCaller, heardByAgent }: Sides,
  codeEndedAt: number,
  channelName: string,
): HandOff | undefined {
  const request = requestOf(trace, channelName, codeEndedAt);
  if (request === undefined) return undefined;
  const callerHeard = heardAt(heardByAgent, 'caller', codeEndedAt - 200, request + AFTER_MS);
  const agentHeard = heardAt(heardByCaller, 'agent', request - 40, request + WINDOW_MS);
  const callerLast = callerHeard.at(-1);
  const gap = firstGap(agentHeard);
  const agentFirst = agentHeard.find((at) => at > request);
  if (callerLast === undefined || agentFirst === undefined) return undefined;
  // Without a gap the agent's voice went on from one packet to the next: there is no later last one to see.
  const isolated = Math.max(callerLast, gap?.last ?? 0, request);
  return {
    codeToRequest: request - codeEndedAt,
    requestToIsolated: isolated - request,
    codeToIsolated: isolated - codeEndedAt,
    requestToAgentHeard: (gap?.next ?? agentFirst) - request,
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
  return Math.max(atAgent, firstGap(atCaller)?.next ?? first) - end;
}
