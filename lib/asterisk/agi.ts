import { BlockList, createServer, type Server, type Socket } from 'node:net';
import { HushpayError } from '../errors.js';
import { AgiLines } from './agi-lines.js';
import type { DoorLog } from './log.js';
import type { DoorHealth } from './switchboard.js';

/** One FastAGI session: a channel waits in `AGI()` until this ends. Each call rejects when the channel is gone. */
export interface AgiRequest {
  /** The script of `agi://host:port/script`. */
  readonly script: string;
  /** `PJSIP/agent-00000001`. */
  readonly channelName: string;
  readonly channelId: string;
  /** `agi_*` as Asterisk sent them, without the prefix. */
  readonly environment: Readonly<Record<string, string>>;
  /** Value of a variable or function of this channel, or undefined where it has none. */
  getVariable(name: string): Promise<string | undefined>;
  /** An expression such as `${HUSHPAY_AMOUNT}` evaluated on this channel or on another one. */
  evaluate(expression: string, channelName?: string): Promise<string>;
  setVariable(name: string, value: string): Promise<void>;
  /** Plays a sound file (`hushpay/agent-unavailable`) to this channel. */
  streamFile(file: string): Promise<void>;
  /** From now on the session may last as long as the call. */
  unhurried(): void;
  /** Runs a dialplan application. Resolves with its result; -2 where there is no such application. */
  exec(application: string, argument: string): Promise<number>;
  /** Connects a recogniser of Asterisk's by its name; false where there is none, or one is connected already. */
  createSpeech(engine: string): Promise<boolean>;
  /** Disconnects it; nothing where there is none. */
  destroySpeech(): Promise<void>;
  /**
   * Lets the recogniser listen while a sound file plays and for so long after it. Asterisk counts in whole seconds and
   * may end one second early. Resolves with the line of its answer, which may hold what the caller has said: the
   * bytes are yours to wipe, and no string may be made of them.
   */
  recogniseSpeech(prompt: string, seconds: number): Promise<Buffer>;
  /**
   * Overwrites, as far as can be, the memory that the last answers were read into: Node gives it back without clearing
   * it, and mostly reads into the same next. So Asterisk is asked for a line that is longer than any answer with a caller's words.
   */
  overwriteRead(): Promise<void>;
  /** Ends a sound file that still plays. */
  stopStream(): Promise<void>;
}

export interface AgiOptions {
  readonly host: string;
  readonly port: number;
  readonly handler: (request: AgiRequest) => Promise<void>;
  readonly log: DoorLog;
  /** Whose connections are taken besides loopback: addresses or networks as `10.0.0.0/8`. */
  readonly allow?: readonly string[];
  /** A session is ended after this long. */
  readonly deadlineMs?: number;
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

/** Longer than a card number in words, shorter than the longest command that Asterisk takes (2,048 octets). */
const LONG_LINE = '-'.repeat(1900);

/** A second of silence, which comes with Asterisk. */
export const SILENCE = 'silence/1';

/** The FastAGI server that the feature code's `AGI()` connects to. */
export function createAgiListener(options: AgiOptions): AgiListener {
  const { host, log } = options;
  const allowed = allowList(options.allow ?? []);
  const sockets = new Set<Socket>();
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
      log('warn', 'a FastAGI connection from an address that is not allowed was refused', { peer });
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.setNoDelay(true);
    const deadline = setTimeout(() => socket.destroy(), options.deadlineMs ?? 30_000);
    try {
      const lines = new AgiLines(socket);
      const environment = await lines.environment();
      await options.handler(requestOf(lines, environment, () => clearTimeout(deadline)));
    } catch (error) {
      log('warn', 'a FastAGI session ended with a fault', { why: String(error) });
    } finally {
      clearTimeout(deadline);
      sockets.delete(socket);
      // Asterisk takes the end of the connection as the end of AGI(), and goes on in the dialplan or the bridge.
      socket.end();
      socket.destroySoon();
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

function requestOf(
  lines: AgiLines,
  environment: Readonly<Record<string, string>>,
  unhurried: () => void,
): AgiRequest {
  return {
    unhurried,
    environment,
    script: environment.network_script ?? '',
    channelName: environment.channel ?? '',
    channelId: environment.uniqueid ?? '',
    async getVariable(name) {
      const { result, data } = await lines.command('GET', 'VARIABLE', name);
      return result === 1 ? data : undefined;
    },
    async evaluate(expression, channelName) {
      const channel = channelName === undefined ? [] : [channelName];
      const { result, data } = await lines.command('GET', 'FULL', 'VARIABLE', expression, ...channel);
      return result === 1 ? data : '';
    },
    async setVariable(name, value) {
      await lines.command('SET', 'VARIABLE', name, value);
    },
    async streamFile(file) {
      await lines.command('STREAM', 'FILE', file, '');
    },
    async exec(application, argument) {
      return (await lines.command('EXEC', application, argument)).result;
    },
    async createSpeech(engine) {
      return (await lines.command('SPEECH', 'CREATE', engine)).result === 1;
    },
    async destroySpeech() {
      await lines.command('SPEECH', 'DESTROY');
    },
    recogniseSpeech: (prompt, seconds) => lines.bytes('SPEECH', 'RECOGNIZE', prompt, String(seconds)),
    async overwriteRead() {
      (await lines.bytes('GET', 'FULL', 'VARIABLE', LONG_LINE)).fill(0);
    },
    async stopStream() {
      // Another file takes its place, from a point behind its end.
      await lines.command('STREAM', 'FILE', SILENCE, '', '80000');
    },
  };
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
