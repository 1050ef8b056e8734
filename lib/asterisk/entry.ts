import { isAgiProof } from '../config/agi-key.js';
import type { AgiRequest } from './agi.js';
import { AriRefusal, type AriRest } from './ari-rest.js';

/** A step of the dialplan. */
export interface Place {
  readonly context: string;
  readonly exten: string;
  readonly priority: number;
}

/** A channel that waits in our `AGI()`, as Asterisk itself tells it. */
export interface Entry {
  /** The arguments behind the address, in their order. */
  readonly args: readonly string[];
  /** Where the channel is in the dialplan. */
  readonly place: Place;
  readonly answered: boolean;
}

/** What we read of a channel in `GET /channels` and `GET /channels/ID`. */
export interface EnteredChannel {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly dialplan: Place & { readonly app_name?: string; readonly app_data?: string };
}

/**
 * Whether the channel that a request names is, by Asterisk's word, in our `AGI()` at this moment, with this request's script
 * and a proof of our key. Whoever is at the other end of the connection has said nothing that counts. Undefined where it is not.
 * `list` gives all channels, for who needs them anyway: asked for after the request has come.
 */
export async function confirmEntry(
  rest: Pick<AriRest, 'json'>,
  key: string,
  request: Pick<AgiRequest, 'channelId' | 'channelName' | 'script'>,
  list?: () => Promise<readonly EnteredChannel[]>,
): Promise<Entry | undefined> {
  const channel = list
    ? (await list()).find(({ id }) => id === request.channelId)
    : await one(rest, request.channelId);
  if (!channel?.dialplan) return undefined;
  const { app_name: app, app_data: data = '', context, exten, priority } = channel.dialplan;
  if (app !== 'AGI' || channel.id !== request.channelId || channel.name !== request.channelName) {
    return undefined;
  }
  const [url = '', ...args] = data.split(',');
  const [, script, proof = ''] = /^h?agi:\/\/[^/]*\/(\w+)\/(\w*)$/.exec(url.trim()) ?? [];
  if (script !== request.script || !isAgiProof(key, channel.id, proof)) return undefined;
  return { args, place: { context, exten, priority }, answered: channel.state === 'Up' };
}

async function one(rest: Pick<AriRest, 'json'>, id: string): Promise<EnteredChannel | undefined> {
  try {
    return await rest.json<EnteredChannel>('GET', `/channels/${encodeURIComponent(id)}`);
  } catch (error) {
    if (error instanceof AriRefusal && error.status === 404) return undefined;
    throw error;
  }
}

/** A place as `Goto()` takes it. Undefined where it cannot be written so: what is dialled may hold a comma, and would go elsewhere. */
export function gotoOf({ context, exten, priority }: Place): string | undefined {
  const plain = /^[^\s,&|"$(){}[\]\\]+$/;
  const whole = plain.test(context) && plain.test(exten) && Number.isSafeInteger(priority) && priority > 0;
  return whole ? `${context},${exten},${priority}` : undefined;
}

/** The next step behind a place. Throws where it cannot be written. */
export function behind({ context, exten, priority }: Place): string {
  const next = priority > 0 ? gotoOf({ context, exten, priority: priority + 1 }) : undefined;
  if (!next) throw new Error('the place in the dialplan cannot be gone back to');
  return next;
}
