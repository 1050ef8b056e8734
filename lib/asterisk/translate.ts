import type { Side } from '../session/state.js';
import type { ForeignEvent } from './ari.js';
import type { Leg } from './leg.js';
import type { SwitchboardEvent } from './switchboard.js';

/** What the door knows of one channel in our application. */
export interface Party {
  readonly sessionId: string;
  readonly side: Side;
  readonly leg: Leg;
  /** We are sending it back to the dialplan: that it leaves our application is no hang-up. */
  readonly returning: boolean;
}

/** What the door knows while an event is translated. */
export interface Known {
  party(channelId: string): Party | undefined;
  /** The prompt that a playback of ours stands for. */
  prompt(
    playbackId: string,
  ):
    | ({ readonly promptId?: string; readonly missed?: boolean } & Pick<Party, 'sessionId' | 'side'>)
    | undefined;
}

const KEY = /^[0-9*#]$/;
const SESSION = /^hp[0-9a-z]{13}$/;

/**
 * One event of Asterisk in our words, or nothing where it means nothing to us. `at` is epoch milliseconds. Pure:
 * the door forgets a party after `partyHungUp`, so that it is told once.
 */
export function translate(event: ForeignEvent, at: number, known: Known): SwitchboardEvent | undefined {
  switch (event.type) {
    case 'StasisStart': {
      const leg = legOf(event.channel);
      const place = placeOf(event.args);
      if (leg && place) return { at, type: 'partyArrived', ...place, leg };
      // A transfer puts a channel without arguments in another's place.
      const replaced = text(event.replace_channel, 'id');
      const old = replaced === undefined ? undefined : known.party(replaced);
      return leg && old?.side === 'agent'
        ? { at, type: 'agentReplaced', sessionId: old.sessionId, leg }
        : undefined;
    }
    case 'ChannelDtmfReceived': {
      const party = partyOf(event, known);
      const { digit } = event;
      // SIP INFO can send a to d, and an endpoint may send anything.
      if (!party || typeof digit !== 'string' || !KEY.test(digit)) return undefined;
      return { at, type: 'keyPressed', sessionId: party.sessionId, side: party.side, key: digit };
    }
    case 'StasisEnd': {
      // Somebody may have fetched the channel away (a transfer): for the session that is as good as a hang-up.
      const party = partyOf(event, known);
      return party && !party.returning ? hungUp(party, at) : undefined;
    }
    case 'ChannelHangupRequest':
    case 'ChannelDestroyed': {
      const party = partyOf(event, known);
      return party && hungUp(party, at);
    }
    case 'PlaybackFinished': {
      const id = text(event.playback, 'id');
      const prompt = id === undefined ? undefined : known.prompt(id);
      if (prompt?.promptId === undefined) return undefined;
      const { sessionId, side, promptId } = prompt;
      // Asterisk tells only of the last of several files that it could not be played.
      const unplayed = prompt.missed || text(event.playback, 'state') === 'failed';
      const failed = unplayed && ({ failed: true } as const);
      return { at, type: 'promptFinished', sessionId, side, promptId, ...failed };
    }
    default:
      return undefined;
  }
}

/** `caller|agent`, session id: the arguments our contexts give to `Stasis()`. */
export function placeOf(args: unknown): { readonly sessionId: string; readonly side: Side } | undefined {
  if (!Array.isArray(args)) return undefined;
  const [side, sessionId] = args;
  if ((side !== 'caller' && side !== 'agent') || typeof sessionId !== 'string') return undefined;
  return SESSION.test(sessionId) ? { sessionId, side } : undefined;
}

/** Id of the channel an event speaks of. */
export function channelIdOf(event: ForeignEvent): string | undefined {
  return text(event.channel, 'id');
}

export function legOf(channel: unknown): Leg | undefined {
  const channelId = text(channel, 'id');
  const channelName = text(channel, 'name');
  return channelId && channelName ? { channelId, channelName } : undefined;
}

function partyOf(event: ForeignEvent, known: Known): Party | undefined {
  const id = channelIdOf(event);
  return id === undefined ? undefined : known.party(id);
}

function hungUp(party: Party, at: number): SwitchboardEvent {
  return { at, type: 'partyHungUp', sessionId: party.sessionId, side: party.side };
}

function text(value: unknown, key: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const found = (value as Record<string, unknown>)[key];
  return typeof found === 'string' ? found : undefined;
}
