import type { Leg } from './leg.js';
import type { Survey } from './switchboard.js';

/** What we read of a channel in `GET /channels`. */
export interface ForeignChannel {
  readonly id: string;
  readonly name: string;
  readonly dialplan?: { readonly app_name?: string; readonly app_data?: string };
}

/** What we read of a bridge in `GET /bridges`. */
export interface ForeignBridge {
  readonly id: string;
  /** Ids of its channels. */
  readonly channels: readonly string[];
  /** `ConfBridge`, `Stasis`, … */
  readonly creator?: string;
}

export interface Snapshot {
  readonly channels: readonly ForeignChannel[];
  readonly bridges: readonly ForeignBridge[];
  /** Ids of the channels in our application now. */
  readonly ours: ReadonlySet<string>;
}

/** Longest chain of Local channels between agent and caller that is followed. */
const HOPS = 5;

/**
 * The two channels to redirect, seen from the agent's. FreePBX-style queues put a pair of Local channels between:
 * `caller = Local;1 | Local;2 = agent`. Then the caller and the half bridged with it are taken, and the agent
 * stays bridged with the other half. Anything that is not a chain of two-party bridges is refused: somebody
 * listening in, a conference, a parked caller.
 */
export function findParties(agentChannelName: string, bridgePeer: string, snapshot: Snapshot): Survey {
  const byName = new Map(snapshot.channels.map((channel) => [channel.name, channel]));
  const byId = new Map(snapshot.channels.map((channel) => [channel.id, channel]));
  if (bridgePeer.includes(',')) return { kind: 'refused', reason: 'three-parties' };

  let near = byName.get(agentChannelName);
  for (let hop = 0; near && hop < HOPS; hop++) {
    if (snapshot.ours.has(near.id)) return { kind: 'refused', reason: 'already' };
    const here = near;
    const bridge = snapshot.bridges.find(({ channels }) => channels.includes(here.id));
    if (!bridge) break;
    if (bridge.channels.length > 2 || bridge.creator === 'ConfBridge') {
      return { kind: 'refused', reason: 'three-parties' };
    }
    const far = byId.get(bridge.channels.find((id) => id !== here.id) ?? '');
    if (!far) break;
    const sibling = otherHalf(far.name);
    if (sibling === undefined) {
      if (snapshot.ours.has(far.id)) return { kind: 'refused', reason: 'already' };
      return { kind: 'two-parties', agent: legOf(near), caller: legOf(far) };
    }
    near = byName.get(sibling);
  }
  return { kind: 'refused', reason: 'no-caller' };
}

/**
 * The channel behind a leg that is half a pair of Local channels: the agent's own phone, which pressed the code, and whose
 * variables the CRM reads. Undefined for every other leg, and where somebody else is bridged on the way.
 */
export function farEnd(
  legName: string,
  { channels, bridges }: Pick<Snapshot, 'channels' | 'bridges'>,
): Leg | undefined {
  let half = otherHalf(legName);
  for (let hop = 0; half !== undefined && hop < HOPS; hop++) {
    const here = channels.find(({ name }) => name === half);
    const bridge = here && bridges.find((one) => one.channels.includes(here.id));
    if (bridge?.channels.length !== 2) return undefined;
    const far = channels.find(({ id }) => id !== here?.id && bridge.channels.includes(id));
    if (!far) return undefined;
    half = otherHalf(far.name);
    if (half === undefined) return legOf(far);
  }
  return undefined;
}

/** `Local/20@queue-0001;2` for `Local/20@queue-0001;1` and back; nothing for other channels. */
export function otherHalf(name: string): string | undefined {
  const found = /^(Local\/.*;)([12])$/.exec(name);
  return found ? `${found[1]}${found[2] === '1' ? '2' : '1'}` : undefined;
}

function legOf(channel: ForeignChannel): Leg {
  return { channelId: channel.id, channelName: channel.name };
}
