import { type ChildProcess, spawn } from 'node:child_process';
import { samplesOf } from '../talk/g711.js';
import { Pcap } from './pcap.js';
import { readRtp } from './rtp.js';

/** How soon tcpdump must be listening, and the first sound be there. Milliseconds. */
const START_MS = 3000;
const FIRST_MS = 1000;

/** A telephone that sends nothing while nobody speaks says so (RFC 3389). Payload type. */
const COMFORT = 13;
/** Length of a key that is signalled (RFC 4733). Octets. */
const EVENT = 4;

/**
 * Runs a program for as long as our end of its input is open. Alone, tcpdump would outlive us until a packet came that it
 * cannot hand on, and there may never be one.
 */
const LEASH = `exec 3<&0
"$@" 3<&- </dev/null &
program=$!
{ cat <&3; kill -KILL $program; } >/dev/null 2>&1 &
exec 3<&-
wait $program`;

export interface TapOptions {
  /** tcpdump, by name or path. */
  readonly program: string;
  /** Where Asterisk takes the caller's sound: UDP port of this machine. */
  readonly port: number;
  /** Samples at 8 kHz, as they come. They must not be kept: they are overwritten afterwards. */
  readonly sound: (samples: Int16Array) => void;
  /** A packet says that a key is held down, or has just been let go. */
  readonly key: () => void;
  /** It has ended by itself. */
  readonly lost: (why: string) => void;
}

export interface Tap {
  close(): void;
}

/**
 * The caller's sound from the wire, beside Asterisk and not out of it: in Asterisk the caller is muted all the while, for
 * everybody. tcpdump reads it, for which it needs CAP_NET_RAW; G.711 and unencrypted only. Rejects with an `Error` that
 * says why it cannot be had.
 */
export async function openTap(options: TapOptions): Promise<Tap> {
  const filter = `udp dst port ${options.port}`;
  const args = ['-i', 'any', '-Q', 'in', '-n', '-s', '2048', '-U', '--immediate-mode', '-w', '-', filter];
  const child = spawn('sh', ['-c', LEASH, 'tap', options.program, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => undefined);
  const ear = createEar(options);
  let closed = false;
  const close = () => {
    closed = true;
    child.stdin.destroy();
    ear.wipe();
  };
  child.stdout.on('data', (piece: Buffer) => {
    try {
      if (!closed) ear.take(piece);
    } catch (error) {
      close();
      options.lost(String(error));
    }
    piece.fill(0);
  });
  try {
    await listening(child, options.program);
    await ear.first(FIRST_MS);
  } catch (error) {
    close();
    throw error;
  }
  child.once('exit', () => {
    if (!closed) options.lost(`${options.program} has ended`);
    ear.wipe();
  });
  return { close };
}

/** Why nothing can be tapped on this machine, by whoever runs this. */
export async function tapFault(program: string): Promise<string | undefined> {
  const args = ['-i', 'any', '-n', '-w', '-', 'udp dst port 9'];
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  try {
    await listening(child, program);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    child.kill('SIGKILL');
  }
}

function listening(child: ChildProcess, program: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const fail = (why: string) => {
      clearTimeout(timer);
      reject(new Error(`${program} cannot read the caller’s sound from the wire: ${why}`));
    };
    const timer = setTimeout(fail, START_MS, 'it does not begin');
    child.once('error', ({ message }) => fail(message));
    // Not at its exit: what it said last comes after that.
    child.once('close', () => fail(said.trim().replace(/\s+/g, ' ') || 'it ends at once'));
    child.stderr?.on('data', (data) => {
      if (said.length < 1000) said += data;
      if (!/listening on/.test(said)) return;
      clearTimeout(timer);
      resolve();
    });
  });
}

function createEar({ sound, key }: TapOptions) {
  const others = new Set<number>();
  let alive = false;
  let heard = () => {
    alive = true;
  };
  let last: number | undefined;
  const pcap = new Pcap((packet) => {
    const rtp = readRtp(packet);
    if (!rtp) return;
    const { payloadType, sequence, payload } = rtp;
    const samples = samplesOf(payloadType, payload);
    if (!samples) {
      if (payloadType === COMFORT) heard();
      else if (payload.length === EVENT) key();
      others.add(payloadType);
      return;
    }
    // What comes twice or too late is not said twice or out of order; a jump back by more is a new stream.
    const ahead = last === undefined ? 1 : (sequence - last) & 0xffff;
    if (ahead === 0 || ahead > 0xff00) return;
    last = sequence;
    heard();
    sound(samples);
    samples.fill(0);
  });
  return {
    take: (piece: Buffer) => pcap.take(piece),
    wipe: () => pcap.wipe(),
    first: (ms: number) =>
      new Promise<void>((resolve, reject) => {
        const fail = () => {
          const what = others.size > 0 ? `, only payload types ${[...others].join(', ')}` : '';
          reject(new Error(`no sound of the caller in G.711 comes to this machine${what}`));
        };
        const timer = setTimeout(fail, ms);
        heard = () => {
          clearTimeout(timer);
          resolve();
        };
        if (alive) heard();
      }),
  };
}
