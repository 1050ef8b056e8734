import type { Gate } from '../talk/gate.js';
import type { Ami } from './ami.js';
import type { AriRest } from './ari-rest.js';
import type { Leg } from './switchboard.js';
import { openTalkLine, type TalkLine } from './talk-line.js';

/** What the scene needs of the door. */
export interface TalkStage {
  readonly rest: AriRest;
  readonly ami: Ami;
  readonly app: string;
  readonly deadlineMs: number;
  /** Resolves with `true` when this channel has come into our application. Called before it is asked for. */
  started(channelId: string, ms: number): Promise<boolean>;
}

/** The path is open, or the mode cannot be had on this call and why. */
export type TalkOutcome =
  | { readonly kind: 'open'; readonly talk: Talk }
  | { readonly kind: 'refused'; readonly why: string };

export interface Talk {
  readonly line: Pick<TalkLine, 'state'>;
  /** Mutes the caller, then gives the recordings their ear back. Never fails; may be called again. */
  close(): Promise<void>;
}

/** `MixMonitorMute` has been tried on this version; what older ones do with a second recording is not known. */
const LEAST_VERSION = 22;

/** How often it is looked whether somebody has begun to listen or to record. */
export const LOOK_MS = 250;

/** Recorders read what they have been given up to this long ago; only then may they listen again. */
export const DRAIN_MS = 300;

const parts = (sessionId: string) => ({
  ear: `${sessionId}-talk-ear`,
  raw: `${sessionId}-talk-raw`,
  clean: `${sessionId}-talk-clean`,
  mouth: `${sessionId}-talk-mouth`,
});

/**
 * The caller is heard by the agent through the gate. Asterisk gives a channel's sound to its spies only behind the
 * mute, ours among them, so the caller must be unmuted for it, and who else listens must be kept out in other ways:
 * recordings by `MixMonitorMute` (they go on, with silence), other spies by refusing. Until all of this stands the
 * caller stays muted.
 *
 * `caller --snoop--> ear + raw --RTP--> gate --RTP--> clean + mouth --whisper--> agent`: only the agent's earpiece
 * gets it, so that the caller does not hear an echo of itself. `lost` is called when it had to be closed.
 */
export async function openTalk(
  stage: TalkStage,
  sessionId: string,
  caller: Leg,
  agent: Leg,
  lost: (why: string) => void,
  gate?: Gate,
): Promise<TalkOutcome> {
  const obstacle = (await tooOld(stage)) ?? (await listener(stage));
  if (obstacle) return { kind: 'refused', why: obstacle };
  const line = await openTalkLine(gate);
  const talk = createTalk(stage, sessionId, caller, line, lost);
  try {
    await connect(stage, sessionId, caller, agent, line);
    await deafen(stage, caller, true);
    await stage.ami.setvar(caller.channelName, 'MUTEAUDIO(in)', 'off');
  } catch (error) {
    await talk.close();
    return { kind: 'refused', why: `the path through the filter could not be made: ${String(error)}` };
  }
  return { kind: 'open', talk };
}

function createTalk(
  stage: TalkStage,
  sessionId: string,
  caller: Leg,
  line: TalkLine,
  lost: (why: string) => void,
): Talk {
  let closing: Promise<void> | undefined;
  const close = () => {
    clearInterval(watch);
    closing ??= disconnect(stage, sessionId, caller).finally(() => line.close());
    return closing;
  };
  const watch = setInterval(() => {
    look(stage, caller)
      .catch((error) => `it cannot be seen who listens: ${String(error)}`)
      .then((why) => {
        if (!why || closing) return;
        void close().then(() => lost(why));
      });
  }, LOOK_MS);
  watch.unref();
  return { line, close };
}

/** A recording that has begun meanwhile is deafened as well; a listener ends the mode. */
async function look(stage: TalkStage, caller: Leg): Promise<string | undefined> {
  const [why] = await Promise.all([listener(stage), deafen(stage, caller, true)]);
  return why;
}

async function connect(stage: TalkStage, sessionId: string, caller: Leg, agent: Leg, line: TalkLine) {
  const { rest, app } = stage;
  const { ear, raw, clean, mouth } = parts(sessionId);
  const appArgs = `snoop,${sessionId}`;
  const external = { app, external_host: `127.0.0.1:${line.port}`, format: 'slin' };
  const [, , , made] = await Promise.all([
    arrive(stage, ear, `/channels/${caller.channelId}/snoop/${ear}`, { spy: 'in', app, appArgs }),
    arrive(stage, mouth, `/channels/${agent.channelId}/snoop/${mouth}`, { whisper: 'out', app, appArgs }),
    arrive(stage, raw, '/channels/externalMedia', { channelId: raw, ...external }),
    // Asterisk sends to it as well; the port of discard takes what nobody needs.
    arrive(stage, clean, '/channels/externalMedia', {
      channelId: clean,
      ...external,
      external_host: '127.0.0.1:9',
    }),
    rest.tolerant('POST', `/bridges/${raw}`, { type: 'mixing' }),
    rest.tolerant('POST', `/bridges/${clean}`, { type: 'mixing' }),
  ]);
  const { channelvars } = JSON.parse(made) as { channelvars?: Record<string, string> };
  line.sendTo(Number(channelvars?.UNICASTRTP_LOCAL_PORT));
  await rest.text('POST', `/bridges/${clean}/addChannel`, { channel: `${clean},${mouth}` });
  await rest.text('POST', `/bridges/${raw}/addChannel`, { channel: `${raw},${ear}` });
}

async function arrive(
  stage: TalkStage,
  id: string,
  path: string,
  query: Readonly<Record<string, string>>,
): Promise<string> {
  const started = stage.started(id, stage.deadlineMs);
  const made = await stage.rest.text('POST', path, query);
  if (!(await started)) throw new Error(`${id} did not come`);
  return made;
}

async function disconnect(stage: TalkStage, sessionId: string, caller: Leg): Promise<void> {
  const quietly = (work: Promise<unknown>) => work.catch(() => undefined);
  await quietly(stage.ami.setvar(caller.channelName, 'MUTEAUDIO(in)', 'on'));
  const ids = Object.values(parts(sessionId));
  await Promise.all([
    ...ids.map((id) => quietly(stage.rest.tolerant('DELETE', `/channels/${id}`))),
    ...ids.map((id) => quietly(stage.rest.tolerant('DELETE', `/bridges/${id}`))),
    new Promise((resolve) => setTimeout(resolve, DRAIN_MS)),
  ]);
  await quietly(deafen(stage, caller, false));
}

/** Every recording of the caller's channel writes silence in the place of the caller, or hears it again. */
export async function deafen(
  { ami }: Pick<TalkStage, 'ami'>,
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
export async function tooOld({ rest }: Pick<TalkStage, 'rest'>): Promise<string | undefined> {
  const { system } = await rest.json<{ system?: { version?: string } }>('GET', '/asterisk/info', {
    only: 'system',
  });
  const version = /(\d+)/.exec(system?.version ?? '')?.[1];
  if (Number(version) >= LEAST_VERSION) return undefined;
  return `recordings can be kept from the keys from Asterisk ${LEAST_VERSION} on, this is ${system?.version}`;
}

/** Somebody who may hear the caller's channel itself. Asterisk does not tell whom a spy listens to, so any counts. */
export async function listener({ rest }: Pick<TalkStage, 'rest'>): Promise<string | undefined> {
  const channels = await rest.json<readonly { id: string; name: string; dialplan?: { app_name?: string } }[]>(
    'GET',
    '/channels',
  );
  const spy = channels.find(
    ({ id, name, dialplan }) =>
      /^(?:ChanSpy|ExtenSpy)$/i.test(dialplan?.app_name ?? '') ||
      (name.startsWith('Snoop/') && !/^hp[0-9a-z]{13}-(?:snoop|talk-)/.test(id)),
  );
  return spy && `${spy.name} is listening on this PBX, and nothing can be hidden from it`;
}
