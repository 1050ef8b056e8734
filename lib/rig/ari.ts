import { Agent } from 'node:http';
import fetch from 'node-fetch';
import WebSocket from 'ws';

export interface Login {
  readonly username: string;
  readonly password: string;
}

/** What the rig reads of ARI events. */
export interface AriEvent {
  readonly type: string;
  readonly timestamp?: string;
  readonly args?: readonly string[];
  readonly channel?: {
    readonly id: string;
    readonly name: string;
    readonly caller: { readonly number: string };
  };
  readonly playback?: { readonly id: string; readonly state: string };
  readonly digit?: string;
}

/** Asterisk closes a connection that is idle for 15 s; a request on it at that moment would be lost. Milliseconds. */
export const IDLE_MS = 10_000;

/** ARI for the rig: plain requests with a deadline, one websocket an application. */
export class Ari {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 64, timeout: IDLE_MS });

  constructor(
    readonly url: string,
    readonly login: Login,
  ) {}

  /** Resolves with the parsed body; rejects with method, path and status when Asterisk refuses. */
  async request(method: string, path: string, body?: unknown): Promise<unknown> {
    const { username, password } = this.login;
    const response = await fetch(this.url + path, {
      method,
      agent: this.agent,
      signal: AbortSignal.timeout(10_000),
      headers: {
        authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`ARI ${method} ${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  }

  /** Body of a GET, or undefined when it cannot be had. */
  async tryGet(path: string): Promise<unknown> {
    try {
      return await this.request('GET', path);
    } catch {
      return undefined;
    }
  }

  /** Value of a channel variable or function; empty when it has none. */
  async variable(channelId: string, name: string): Promise<string> {
    const path = `/channels/${channelId}/variable?variable=${encodeURIComponent(name)}`;
    const answer = (await this.tryGet(path)) as { value?: string } | undefined;
    return answer?.value ?? '';
  }

  /** Registers `app` and hands over its events until `close()`. `raw` is the line as it came. */
  async events(
    app: string,
    handler: (event: AriEvent, raw: string) => void,
    subscribeAll = false,
  ): Promise<{ close(): void }> {
    const key = encodeURIComponent(`${this.login.username}:${this.login.password}`);
    const address = `${this.url.replace(/^http/, 'ws')}/events?app=${app}&subscribeAll=${subscribeAll}&api_key=${key}`;
    const socket = new WebSocket(address, { handshakeTimeout: 5000 });
    socket.on('message', (data) => {
      const raw = data.toString();
      handler(JSON.parse(raw) as AriEvent, raw);
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    socket.on('error', () => undefined);
    return { close: () => socket.terminate() };
  }
}
