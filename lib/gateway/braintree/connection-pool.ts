import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { GatewayLog } from './options.js';

/** One connection that stands, and the agent that sends requests over it and over nothing else. */
export interface Line {
  readonly socket: Socket;
  readonly agent: HttpAgent | HttpsAgent;
  /** Epoch milliseconds of its last use. */
  usedAt: number;
}

export interface LinesOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly ca?: string;
  readonly connectMs: number;
  readonly log: GatewayLog;
}

const KEPT = 4;
/** Shorter than any server's patience, so that a kept line is seldom found dead. */
const OLD_MS = 20_000;

/**
 * Connections opened before they are needed. A request whose connection still has to be made is buffered in the
 * process, card and all; over a line that stands it goes out at once and leaves no copy. Legal order: `start` ->
 * (`take` or `fresh` -> `giveBack` | `discard`)… -> `stop`.
 */
export class Lines {
  private idle: Line[] = [];
  private timer: NodeJS.Timeout | undefined;
  private opening = false;
  private stopped = false;

  constructor(private readonly options: LinesOptions) {}

  /** Resolves when the first line stands, or could not be opened: that is tried again every few seconds. */
  async start(): Promise<void> {
    this.timer = setInterval(() => void this.refresh(), OLD_MS / 4).unref();
    await this.refresh();
  }

  stop(): void {
    this.stopped = true;
    clearInterval(this.timer);
    for (const line of this.idle.splice(0)) this.discard(line);
  }

  /** A line that stands. Rejects when none can be opened. */
  async take(): Promise<Line> {
    for (let line = this.idle.pop(); line; line = this.idle.pop()) {
      if (alive(line)) {
        void this.refresh();
        return line;
      }
      this.discard(line);
    }
    return this.open();
  }

  /** A line that was not there before: for a request that a kept one has broken under. */
  fresh(): Promise<Line> {
    return this.open();
  }

  giveBack(line: Line): void {
    line.usedAt = Date.now();
    if (this.stopped || !alive(line) || this.idle.length >= KEPT) this.discard(line);
    else this.idle.push(line);
  }

  discard(line: Line): void {
    line.agent.destroy();
    line.socket.destroy();
  }

  /** Drops what is old or dead and sees to it that one line stands. */
  private async refresh(): Promise<void> {
    const limit = Date.now() - OLD_MS;
    const good = this.idle.filter((line) => alive(line) && line.usedAt > limit);
    for (const line of this.idle) if (!good.includes(line)) this.discard(line);
    this.idle = good;
    if (this.idle.length > 0 || this.opening || this.stopped) return;
    this.opening = true;
    try {
      this.giveBack(await this.open());
    } catch (error) {
      const why = error instanceof Error ? error.message : 'unknown';
      this.options.log('warn', 'no connection to the gateway', { host: this.options.host, why });
    } finally {
      this.opening = false;
    }
  }

  private open(): Promise<Line> {
    const { host, port, tls, ca, connectMs } = this.options;
    const servername = isIP(host) ? undefined : host;
    const socket = tls
      ? connectTls({ host, port, ca, servername, rejectUnauthorized: true, ALPNProtocols: ['http/1.1'] })
      : connectTcp({ host, port });
    socket.setNoDelay(true);
    return new Promise<Line>((resolve, reject) => {
      const fail = (error: Error): void => {
        clearTimeout(timer);
        socket.destroy();
        reject(error);
      };
      const timer = setTimeout(() => fail(new Error('connecting took too long')), connectMs);
      socket.once('error', fail);
      socket.once(tls ? 'secureConnect' : 'connect', () => {
        clearTimeout(timer);
        socket.off('error', fail);
        // An idle line may break at any time; that is found out by `alive`.
        socket.on('error', () => undefined);
        resolve({ socket, agent: agentOver(socket, tls), usedAt: Date.now() });
      });
    });
  }
}

function alive({ socket }: Line): boolean {
  return !socket.destroyed && socket.writable && socket.readable && !socket.readableEnded;
}

/** Requests of this agent go over `socket`; when that is gone they fail instead of opening another. */
function agentOver(socket: Socket, tls: boolean): HttpAgent | HttpsAgent {
  const options = { keepAlive: true, maxSockets: 1, maxFreeSockets: 1 };
  const agent = tls ? new HttpsAgent(options) : new HttpAgent(options);
  let given = false;
  return Object.assign(agent, {
    createConnection(): Socket {
      if (given || socket.destroyed) throw new Error('the line is gone');
      given = true;
      return socket;
    },
  });
}
