import { HushpayError } from '../errors.js';
import { type Owners, ownersOf } from '../peer.js';
import { createHttpCaller } from './http.js';

export interface AriAccess {
  /** `http://host:port`, without `/ari`. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** Name of our Stasis application. */
  readonly app: string;
  /** Who may answer as Asterisk on this machine. Default: root, and whoever runs this process. */
  readonly owners?: Owners;
}

export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** ARI's requests, on kept-alive connections with a deadline and the status kept. */
export interface AriRest {
  readonly origin: string;
  readonly username: string;
  readonly password: string;
  /** The header of that name. */
  readonly authorization: string;
  readonly owners: Owners;
  readonly deadlineMs: number;
  /** Body of a 2xx answer. Rejects with `AriRefusal` for any other status, else with `HushpayError`. */
  text(method: string, path: string, query?: Query): Promise<string>;
  json<T>(method: string, path: string, query?: Query): Promise<T>;
  /** For things that may be gone or be there already: 404, 409 and 412 are as good as done. `true` when done now. */
  tolerant(method: string, path: string, query?: Query): Promise<boolean>;
  close(): void;
}

/** Asterisk answered, but with an error. */
export class AriRefusal extends HushpayError {
  constructor(
    readonly status: number,
    what: string,
  ) {
    super(status === 401 || status === 403 ? 'ari-refused' : 'ari-failed', what);
    this.name = 'AriRefusal';
  }
}

export function createAriRest(access: AriAccess, deadlineMs: number): AriRest {
  const { origin } = new URL(access.url);
  const owners = access.owners ?? ownersOf('root');
  const caller = createHttpCaller({
    deadlineMs,
    direct: true,
    owners,
    codes: { unreachable: 'ari-unreachable', deadline: 'ari-deadline' },
  });
  const credentials = Buffer.from(`${access.username}:${access.password}`).toString('base64');
  const authorization = `Basic ${credentials}`;
  const headers = { Authorization: authorization, Accept: 'application/json' };

  async function text(method: string, path: string, query: Query = {}): Promise<string> {
    const url = `${origin}/ari${path}${search(query)}`;
    // Every id is ours and chosen beforehand, so a second POST or DELETE of the same does no harm.
    const answer = await caller.send({ method, url, headers, repeatable: true });
    if (answer.status >= 200 && answer.status < 300) return answer.text;
    throw new AriRefusal(answer.status, `${method} ${path}: ${answer.status} ${messageOf(answer.text)}`);
  }

  return {
    origin,
    username: access.username,
    password: access.password,
    authorization,
    owners,
    deadlineMs,
    text,
    async json<T>(method: string, path: string, query?: Query): Promise<T> {
      return JSON.parse(await text(method, path, query)) as T;
    },
    async tolerant(method, path, query) {
      try {
        await text(method, path, query);
        return true;
      } catch (error) {
        if (error instanceof AriRefusal && [404, 409, 412].includes(error.status)) return false;
        throw error;
      }
    },
    close: caller.close,
  };
}

/** Out of a bridge, also when it is not in it: Asterisk answers that with 422. */
export async function takeOut(rest: AriRest, bridgeId: string, channelId: string): Promise<void> {
  try {
    await rest.tolerant('POST', `/bridges/${bridgeId}/removeChannel`, { channel: channelId });
  } catch (error) {
    if (!(error instanceof AriRefusal) || error.status !== 422) throw error;
  }
}

function search(query: Query): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : `${name}=${encodeURIComponent(String(value))}`,
  );
  return pairs.length > 0 ? `?${pairs.join('&')}` : '';
}

function messageOf(body: string): string {
  try {
    const { message, error } = JSON.parse(body) as { message?: string; error?: string };
    return message ?? error ?? '';
  } catch {
    return '';
  }
}
