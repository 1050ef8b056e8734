import { setTimeout as pause } from 'node:timers/promises';
import type { DoorLog } from '../door.js';
import type { Ami } from './ami.js';
import { AriRefusal, type AriRest } from './ari-rest.js';
import type { Leg } from './leg.js';
import { readValues } from './values.js';

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

/** Between two looks where a caller is, and how many there are. */
const SETTLED_LOOK_MS = 100;
const SETTLED_LOOKS = 30;
const HERE = ['${CONTEXT}', '${EXTEN}', '${PRIORITY}', '${HUSHPAY_SESSION}'] as const;

/**
 * After a service that has died: it may have been listening, and Asterisk listens on until something is said; and it has left
 * the recordings deaf. A caller in its dead `AGI()` is taken out, into the quiet wait, and the recordings hear again when the caller is
 * muted, or when its payment is behind it. Where neither can be seen they stay deaf. `here`: in our application, muted. Never
 * rejects. What ARI tells of a channel is what it was when an application was begun, so the channel itself is asked.
 */
export async function hearAgain(
  stage: { readonly rest: AriRest; readonly ami: Ami; readonly log: DoorLog },
  sessionId: string,
  caller: Leg,
  here: boolean,
): Promise<void> {
  try {
    for (let look = 0; !here; look++) {
      const [context = '', exten, priority, session] = await readValues(stage.rest, caller.channelId, HERE);
      if (settled(context, Number(priority))) break;
      if (look === SETTLED_LOOKS) throw new Error('it cannot be seen that the caller is muted');
      // Another payment of the same call is another's to look after.
      if (look === 0 && context === 'hushpay-ivr' && exten === 's' && session === sessionId) {
        await stage.ami.move(caller.channelName, 'hushpay-caller', 'return', '1');
      }
      await pause(SETTLED_LOOK_MS);
    }
    await pause(DRAIN_MS);
    await deafen(stage, caller, false);
  } catch (error) {
    // The channel is gone, and with it its recordings.
    if (error instanceof AriRefusal && error.status === 404) return;
    stage.log('warn', 'recordings may stay deaf to a caller who was listened to', {
      session: sessionId,
      why: String(error),
    });
  }
}

/** In the quiet wait, behind the mute that it begins with, or not in our dialplan any more. */
function settled(context: string, priority: number): boolean {
  if (context === 'hushpay-quiet') return priority > 1;
  return !/^hushpay-(?:ivr|caller)$/.test(context);
}
