import { createServer as createHttp, type Server as HttpServer } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { answerProof, keyFrom } from '../../lib/config/agi-key.js';
import { Ami } from '../../lib/rig/ami.js';
import { Ari, type AriEvent } from '../../lib/rig/ari.js';
import type { Pbx } from '../../lib/rig/pbx.js';

export interface StandinOptions {
  /** `hung` accepts connections and never answers; `stranger` answers as a service would, without the key. */
  readonly ready?: 'ready' | 'hung' | 'stranger';
  /** False: the application is not there when the parties arrive. */
  readonly ari?: boolean;
  /** Whom to redirect, when it is not the channel that pressed and its BRIDGEPEER. */
  readonly pair?: (agent: string, peer: string) => Promise<{ agent: string; caller: string }>;
}

function answerTo(url: string, { ari }: Pbx, { ready }: StandinOptions): string {
  const [, word = '', nonce = ''] = url.split(/[/.]/);
  if (ready === 'stranger') return word;
  return answerProof(keyFrom(ari.password), word as 'ready' | 'alive', nonce);
}

/** The least a service does for a hand-off, so that the dialplan can be proven without the service. */
export class Standin {
  readonly events: AriEvent[] = [];
  /** Channel ids by side, of the latest hand-off. */
  readonly parties = new Map<string, string>();
  handoffs = 0;
  readonly ari: Ari;
  readonly ami: Ami;
  private servers: (Server | HttpServer)[] = [];
  private readonly sockets = new Set<Socket>();
  private stasis: { close(): void } | undefined;

  private constructor(
    pbx: Pbx,
    private readonly options: StandinOptions,
  ) {
    this.ari = new Ari(`${pbx.ari.url}/ari`, pbx.ari);
    this.ami = new Ami(`${pbx.ami.url}/rawman`, pbx.ami);
  }

  static async start(pbx: Pbx, options: StandinOptions = {}): Promise<Standin> {
    const standin = new Standin(pbx, options);
    const ready =
      options.ready === 'hung'
        ? createServer((socket) => standin.keep(socket))
        : createHttp(({ url = '' }, response) => response.end(answerTo(url, pbx, options)));
    await standin.listen(ready, pbx.readyPort);
    await standin.listen(
      createServer((socket) => void standin.handoff(standin.keep(socket)).catch(() => socket.destroy())),
      pbx.agiPort,
    );
    if (options.ari !== false)
      standin.stasis = await standin.ari.events(pbx.app, (event) => standin.take(event));
    return standin;
  }

  /** The service is gone, from one moment to the next. */
  async stop(): Promise<void> {
    this.stasis?.close();
    for (const socket of this.sockets) socket.destroy();
    for (const server of this.servers) {
      if ('closeAllConnections' in server) server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    this.servers = [];
    await this.ami.close();
  }

  private take(event: AriEvent): void {
    this.events.push(event);
    const side = event.args?.[0];
    if (event.type === 'StasisStart' && side && event.channel) this.parties.set(side, event.channel.id);
    if (event.type === 'StasisEnd' && event.channel) {
      for (const [key, id] of this.parties) if (id === event.channel.id) this.parties.delete(key);
    }
  }

  private keep(socket: Socket): Socket {
    this.sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
    return socket;
  }

  private async handoff(socket: Socket): Promise<void> {
    const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
    const next = async () => String((await lines.next()).value ?? '');
    let agent = '';
    for (let line = await next(); line !== ''; line = await next()) {
      agent = /^agi_channel: (.*)$/.exec(line)?.[1] ?? agent;
    }
    socket.write('GET VARIABLE BRIDGEPEER\n');
    const peer = /\((.*)\)/.exec(await next())?.[1] ?? '';
    socket.end();
    const pair = (await this.options.pair?.(agent, peer)) ?? { agent, caller: peer };
    const set = (Channel: string, Value: string) =>
      this.ami.action('Setvar', { Channel, Variable: 'HUSHPAY_PEER', Value });
    await set(pair.agent, pair.caller);
    await set(pair.caller, pair.agent);
    this.handoffs++;
    const Exten = `hptest${this.handoffs}`;
    await this.ami.action('Redirect', {
      Channel: pair.caller,
      Context: 'hushpay-caller',
      Exten,
      Priority: '1',
      ExtraChannel: pair.agent,
      ExtraContext: 'hushpay-agent',
      ExtraExten: Exten,
      ExtraPriority: '1',
    });
  }

  private listen(server: Server | HttpServer, port: number): Promise<void> {
    this.servers.push(server);
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
  }
}
