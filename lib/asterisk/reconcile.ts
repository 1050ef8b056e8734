import { AriRefusal, type AriRest } from './ari-rest.js';
import { bridgeId, snoopId } from './floor.js';
import type { Present } from './switchboard.js';
import { talkOf } from './talk.js';
import { placeOf } from './translate.js';
import { whisperOf } from './whisper.js';
import { wordsOf } from './words.js';

interface Found {
  readonly id: string;
  readonly name: string;
  readonly dialplan?: { readonly app_name?: string; readonly app_data?: string };
}

const SNOOP = /^(hp[0-9a-z]{13})-snoop$/;
const BRIDGE = /^(hp[0-9a-z]{13})-bridge$/;

/** Who is in our application now. Snoops and media channels of ours are not parties and are left out; see `sweep`. */
export async function present(rest: AriRest, app: string): Promise<readonly Present[]> {
  const { channel_ids: ids } = await rest.json<{ channel_ids: readonly string[] }>(
    'GET',
    `/applications/${encodeURIComponent(app)}`,
  );
  const [found, bridges] = await Promise.all([
    Promise.all(
      ids
        .filter((id) => !SNOOP.test(id) && !talkOf(id) && !whisperOf(id) && !wordsOf(id))
        .map((id) => channel(rest, id)),
    ),
    rest.json<readonly { id: string; channels: readonly string[] }[]>('GET', '/bridges'),
  ]);
  const replacing = (id: string) => {
    const sessionId = bridges
      .filter(({ channels }) => channels.includes(id))
      .map((bridge) => BRIDGE.exec(bridge.id)?.[1])
      .find((session) => session !== undefined);
    return sessionId === undefined ? undefined : ({ sessionId, side: 'agent' } as const);
  };
  return found
    .flatMap((one) => (one ? [presentOf(one, app, replacing)] : []))
    .filter((one) => one !== undefined);
}

/** Ids of all that Asterisk has. */
export interface Existing {
  readonly channels: readonly { readonly id: string }[];
  readonly bridges: readonly { readonly id: string }[];
}

/** Asked before the sessions are taken up: what is made from then on, a whisper above all, is no leftover. */
export async function existing(rest: AriRest): Promise<Existing> {
  const [channels, bridges] = await Promise.all([
    rest.json<Existing['channels']>('GET', '/channels'),
    rest.json<Existing['bridges']>('GET', '/bridges'),
  ]);
  return { channels, bridges };
}

/** Removes snoops and bridges of sessions of which nobody is left. */
export async function sweep(
  rest: AriRest,
  parties: readonly Present[],
  { channels, bridges }: Existing,
): Promise<void> {
  const living = new Set(parties.map(({ sessionId }) => sessionId));
  const dead = [...channels, ...bridges]
    .map(({ id }) => /^(hp[0-9a-z]{13})-(?:snoop|bridge)$/.exec(id)?.[1])
    .filter((sessionId) => sessionId !== undefined && !living.has(sessionId));
  const whispers = channels.filter(({ id }) => {
    const sessionId = whisperOf(id) ?? wordsOf(id);
    return sessionId !== undefined && !living.has(sessionId);
  });
  await Promise.all(whispers.map(({ id }) => rest.tolerant('DELETE', `/channels/${id}`)));
  await Promise.all(
    [...new Set(dead)].flatMap((sessionId) =>
      sessionId === undefined
        ? []
        : [
            rest.tolerant('DELETE', `/channels/${snoopId(sessionId)}`),
            rest.tolerant('DELETE', `/bridges/${bridgeId(sessionId)}`),
          ],
    ),
  );
}

/**
 * A channel waits in our application while its dialplan is at `Stasis(app,side,session)`. The list of an application
 * also has channels it is only told about. One that a transfer put in the agent's place has no arguments, but is in the
 * session's bridge.
 */
function presentOf(
  found: Found,
  app: string,
  replacing: (channelId: string) => ReturnType<typeof placeOf>,
): Present | undefined {
  const { app_name: name, app_data: data } = found.dialplan ?? {};
  const [where, ...args] = (data ?? '').split(',');
  if (name !== 'Stasis' || where !== app) return undefined;
  return { leg: { channelId: found.id, channelName: found.name }, ...(placeOf(args) ?? replacing(found.id)) };
}

export async function exists(rest: AriRest, channelId: string): Promise<boolean> {
  return (await channel(rest, channelId).catch(() => undefined)) !== undefined;
}

async function channel(rest: AriRest, id: string): Promise<Found | undefined> {
  try {
    return await rest.json<Found>('GET', `/channels/${encodeURIComponent(id)}`);
  } catch (error) {
    // Only Asterisk's own word that there is no such channel: who is held for gone is hung up or forgotten.
    if (error instanceof AriRefusal && error.status === 404) return undefined;
    throw error;
  }
}
