import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { samplesOf, ULAW } from '../talk/g711.js';
import { tcpdump } from './tcpdump.js';
import { until } from './until.js';

/** One RTP packet on loopback, timed by the kernel. */
export interface RtpPacket {
  /** Epoch milliseconds with fractions. */
  readonly at: number;
  readonly fromPort: number;
  readonly toPort: number;
  readonly payloadType: number;
  readonly sequence: number;
  readonly marker: boolean;
  /** Root mean square of a voice packet (full scale 32768, from G.711 u-law); absent on other payloads. */
  readonly level?: number;
  /** Its samples at 8 kHz; absent on other payloads. */
  readonly sound?: Int16Array;
  /** A telephone-event packet (RFC 4733): number of the key and whether this packet ends it. */
  readonly event?: { readonly key: number; readonly end: boolean };
}

export interface RtpCapture {
  /** Ends the capture and gives its packets in order of time. */
  stop(): Promise<readonly RtpPacket[]>;
}

/** Payload type of telephone-events as Asterisk offers them. */
const TELEPHONE_EVENT = 101;

/**
 * Records UDP of loopback between two ports inclusive, with tcpdump; needs root or CAP_NET_RAW. Resolves when it
 * records. `file` is written next to the run's other files.
 */
export async function captureRtp(file: string, firstPort = 10_000, lastPort = 32_000): Promise<RtpCapture> {
  const [program = '', ...args] = tcpdump();
  const options = ['-i', 'lo', '-n', '-U', '--immediate-mode', '-s', '300', '-B', '16384', '-w', file];
  const child = spawn(program, [...args, ...options, `udp portrange ${firstPort}-${lastPort}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  await until('tcpdump to record', 10_000, () => {
    if (child.exitCode !== null) throw new Error(`tcpdump: ${said.trim()}`);
    return said.includes('listening on') && existsSync(file) && statSync(file).size >= 24;
  });
  return {
    async stop() {
      await end(child);
      return packets(readFileSync(file));
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGINT');
  await gone;
}

/** Parses a pcap file of Ethernet frames (as `lo` gives) with IPv4 and UDP. */
function packets(pcap: Buffer): readonly RtpPacket[] {
  const nano = pcap.readUInt32LE(0) === 0xa1b23c4d;
  const found: RtpPacket[] = [];
  for (let at = 24; at + 16 <= pcap.length; ) {
    const length = pcap.readUInt32LE(at + 8);
    const time = pcap.readUInt32LE(at) * 1000 + pcap.readUInt32LE(at + 4) / (nano ? 1e6 : 1e3);
    const packet = rtp(pcap.subarray(at + 16, at + 16 + length), time);
    if (packet) found.push(packet);
    at += 16 + length;
  }
  return found;
}

function rtp(frame: Buffer, at: number): RtpPacket | undefined {
  const ip = frame.subarray(14);
  if (ip.length < 28 || ip.readUInt8(0) >> 4 !== 4 || ip.readUInt8(9) !== 17) return undefined;
  const udp = ip.subarray((ip.readUInt8(0) & 15) * 4);
  const body = udp.subarray(8, udp.readUInt16BE(4));
  // Version 2; RTCP shares the range, on odd ports.
  if (body.length < 12 || body.readUInt8(0) >> 6 !== 2 || udp.readUInt16BE(2) % 2 === 1) return undefined;
  const payloadType = body.readUInt8(1) & 127;
  const payload = body.subarray(12 + 4 * (body.readUInt8(0) & 15));
  return {
    at,
    fromPort: udp.readUInt16BE(0),
    toPort: udp.readUInt16BE(2),
    payloadType,
    sequence: body.readUInt16BE(2),
    marker: body.readUInt8(1) > 127,
    ...(payloadType === ULAW ? voice(payload) : {}),
    ...(payloadType === TELEPHONE_EVENT && payload.length >= 4
      ? { event: { key: payload.readUInt8(0), end: payload.readUInt8(1) > 127 } }
      : {}),
  };
}

function voice(payload: Buffer): Pick<RtpPacket, 'level' | 'sound'> {
  const sound = samplesOf(ULAW, payload) ?? new Int16Array(0);
  let sum = 0;
  for (const sample of sound) sum += sample ** 2;
  return { sound, level: sound.length > 0 ? Math.sqrt(sum / sound.length) : 0 };
}
