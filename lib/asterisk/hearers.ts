import type { Ami } from './ami.js';
import type { AriRest } from './ari-rest.js';
import type { Leg } from './leg.js';

/**
 * Who hears a channel that is not muted. Asterisk gives a channel's sound to a recogniser only behind `MUTEAUDIO`, so the
 * caller must be unmuted for it, and everybody else is kept out in the ways of this file.
 */

/** `MixMonitorMute` has been tried on this version; what older ones do with a second recording is not known. */
const LEAST_VERSION = 22;

/** How often it is looked whether somebody has begun to listen or to record. */
export const LOOK_MS = 250;

/** Recorders read what they have been given up to this long ago; only then may they listen again. */
export const DRAIN_MS = 300;

/** Every recording of the caller's channel writes silence in the place of the caller, or hears it again. */
export async function deafen(
  { ami }: { readonly ami: Ami },
  caller: Pick<Leg, 'channelName'>,
  deaf: boolean,
): Promise<void> {
  try {
    await ami.action('MixMonitorMute', {
      Channel: caller.channelName,
      Direction: 'read',
      State: deaf ? '1' : '0',
    });
  } catch (error) {
    // The answer where the channel has no recording.
    if (!/mute flag/i.test(String(error))) throw error;
  }
}

/** Why recordings cannot be kept from a caller who is not muted, on this Asterisk; undefined where they can. */
export async function tooOld({ rest }: { readonly rest: AriRest }): Promise<string | undefined> {
  const { system } = await rest.json<{ system?: { version?: string } }>('GET', '/asterisk/info', {
    only: 'system',
  });
  const version = /(\d+)/.exec(system?.version ?? '')?.[1];
  if (Number(version) >= LEAST_VERSION) return undefined;
  return `recordings can be kept from the keys from Asterisk ${LEAST_VERSION} on, this is ${system?.version}`;
}

/** Somebody who may hear the caller's channel itself. Asterisk does not tell whom a spy listens to, so any counts. */
export async function listener({ rest }: { readonly rest: AriRest }): Promise<string | undefined> {
  const channels = await rest.json<readonly { id: string; name: string; dialplan?: { app_name?: string } }[]>(
    'GET',
    '/channels',
  );
  const spy = channels.find(
    ({ id, name, dialplan }) =>
      /^(?:ChanSpy|ExtenSpy)$/i.test(dialplan?.app_name ?? '') ||
      (name.startsWith('Snoop/') && !/^hp[0-9a-z]{13}-snoop$/.test(id)),
  );
  return spy && `${spy.name} is listening on this PBX, and nothing can be hidden from it`;
}
