import { BlockList, createServer, type Server, type Socket } from 'node:net';
import { isAgiProof } from '../config/agi-key.js';
import type { DoorHealth, DoorLog } from '../door.js';
import { HushpayError } from '../errors.js';
import { AgiLines } from './agi-lines.js';
import { type AgiClaim, type AgiRequest, claimOf, requestOf } from './agi-request.js';
import { createRefusals } from './refusals.js';

export { type AgiRequest, SILENCE } from './agi-request.js';

export interface AgiOptions {
  readonly host: string;
  readonly port: number;
  /** The key of this installation: see `config/agi-key.ts`. */
  readonly key: string;
  readonly handler: (request: AgiRequest) => Promise<void>;
  readonly log: DoorLog;
  /** Whose connections are taken besides loopback: addresses or networks as `10.0.0.0/8`. */
  readonly allow?: readonly string[];
  /** A session is ended after this long. */
  readonly deadlineMs?: number;
  /** A connection that has not sent its environment is ended after this long. */
  readonly headerMs?: number;
}

export interface AgiListener {
  /** Listens, and tries again for ever where it cannot. Resolves at once. */
  start(): Promise<void>;
  /** Takes no more; sessions under way have so long to end by themselves, milliseconds, and are ended then. */
  stop(graceMs?: number): Promise<void>;
  health(): DoorHealth;
  /** The port that is listened on, once it is: for port 0. */
  port(): number | undefined;
}

const RETRY_MS = 500;
/** Asterisk sends its environment at once. */
const HEADER_MS = 2_000;
/** Longer than a word to an agent or a caller takes. */
const WORD_MS = 10_000;
/** Connections that have not shown the key: one more, and the oldest is ended. Asterisk's own is the youngest. */
const UNPROVEN = 32;
/** Sessions at one time: as many channels wait in an `AGI()` of ours. */
const SESSIONS = 1_000;

/** The FastAGI server that the feature code's `AGI()` connects to. */
export function createAgiListener(options: AgiOptions): AgiListener {
  const { host, log } = options;
  const allowed = allowList(options.allow ?? []);
  const refused = createRefusals(log);
  const sockets = new Set<Socket>();
  const unproven = new Set<Socket>();
  /** By channel, which is in one `AGI()` at a time: a second connection that names it is another's. */
  const sessions = new Map<string, Socket>();
  const serving = new Set<Promise<void>>();
  let server: Server | undefined;
  let retry: NodeJS.Timeout | undefined;
  let stopped = false;
  let up = false;
  let detail = 'not started';

  function listen(): void {
    const listening = createServer((socket) => {
      const served = serve(socket).finally(() => serving.delete(served));
      serving.add(served);
    });
    server = listening;
    listening.on('error', (error: NodeJS.ErrnoException) => {
      up = false;
      const line = new HushpayError('agi-listen', `${host}:${options.port} ${error.code ?? error.message}`)
        .message;
      if (line !== detail) log('warn', `${line} Trying again.`, { door: 'agi' });
      detail = line;
      listening.close();
      if (!stopped) retry = setTimeout(listen, RETRY_MS);
    });
    listening.listen({ host, port: options.port }, () => {
      up = true;
      detail = `listening on ${host}:${portOf(listening)}`;
      log('info', detail, { door: 'agi' });
    });
  }

  async function serve(socket: Socket): Promise<void> {
    socket.on('error', () => socket.destroy());
    const peer = socket.remoteAddress ?? '';
    if (!allowed.check(peer, peer.includes(':') ? 'ipv6' : 'ipv4')) {
      refused('its address is not allowed', { address: peer });
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.setNoDelay(true);
    try {
      const lines = new AgiLines(socket);
      const claim = await header(socket, lines);
      if (claim) await hold(socket, lines, claim);
    } finally {
      sockets.delete(socket);
      // Asterisk takes the end of the connection as the end of AGI(), and goes on in the dialplan or the bridge.
      socket.end();
      socket.destroySoon();
    }
  }

  /** Whom the peer names, where it has the key. */
  async function header(socket: Socket, lines: AgiLines): Promise<AgiClaim | undefined> {
    unproven.add(socket);
    const [oldest] = unproven;
    if (oldest && unproven.size > UNPROVEN) {
      unproven.delete(oldest);
      oldest.destroy();
    }
    let late = setTimeout(() => socket.destroy(), options.headerMs ?? HEADER_MS);
    try {
      const claim = claimOf(await lines.environment());
      const why = whyNot(claim);
      if (why === undefined) return claim;
      refused(why, { path: claim.script.slice(0, 20), channelName: claim.channelName.slice(0, 80) });
      // Should it be Asterisk with an older dialplan, its party hears that it is not possible.
      clearTimeout(late);
      late = setTimeout(() => socket.destroy(), WORD_MS);
      await lines.command('STREAM', 'FILE', `hushpay/${wordFor(claim.script)}`, '').catch(() => undefined);
    } catch (error) {
      // Who only looks whether somebody listens has said nothing.
      if (socket.bytesRead > 0) refused('it has no AGI environment', { why: String(error) });
    } finally {
      clearTimeout(late);
      unproven.delete(socket);
    }
    return undefined;
  }

  function whyNot({ channelId, proof }: AgiClaim): string | undefined {
    if (!isAgiProof(options.key, channelId, proof)) {
      return 'it does not have the key of this installation. Is the dialplan the one that `hushpay dialplan` prints?';
    }
    if (sessions.get(channelId)?.destroyed === false) return 'its channel has a session already';
    return sessions.size < SESSIONS ? undefined : 'there are too many sessions';
  }

  async function hold(socket: Socket, lines: AgiLines, claim: AgiClaim): Promise<void> {
    const { channelId } = claim;
    sessions.set(channelId, socket);
    const deadline = setTimeout(() => socket.destroy(), options.deadlineMs ?? 30_000);
    try {
      await options.handler(requestOf(lines, claim, () => clearTimeout(deadline)));
    } catch (error) {
      log('warn', 'a FastAGI session ended with a fault', { why: String(error) });
    } finally {
      clearTimeout(deadline);
      if (sessions.get(channelId) === socket) sessions.delete(channelId);
    }
  }

  return {
    async start() {
      listen();
    },
    async stop(graceMs = 0) {
      stopped = true;
      up = false;
      clearTimeout(retry);
      const closing = server;
      const closed = closing?.listening ? new Promise((resolve) => closing.close(resolve)) : undefined;
      if (graceMs > 0) await inTime(Promise.all(serving), graceMs);
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    health: () => ({ door: 'agi', up, detail }),
    port: () => (server?.listening ? portOf(server) : undefined),
  };
}

/** The agent's word, or the caller's on the payment line. */
function wordFor(script: string): string {
  return script === 'handoff' ? 'agent-unavailable' : 'gateway-down';
}

async function inTime(work: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}

function allowList(addresses: readonly string[]): BlockList {
  const list = new BlockList();
  for (const address of ['127.0.0.0/8', '::1', '::ffff:127.0.0.0/104', ...addresses]) {
    const [net = '', bits] = address.split('/');
    const family = net.includes(':') ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(net, family);
    else list.addSubnet(net, Number(bits), family);
  }
  return list;
}

function portOf(server: Server): number | undefined {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : undefined;
}
