import { type Heard, heardIn } from './tone.js';

/** One RTP packet. Times are milliseconds since the epoch, with the kernel's microseconds. */
export interface RtpPacket {
  readonly at: number;
  readonly payloadType: number;
  /** What is heard in a voice packet; absent on others. */
  readonly heard?: Heard;
  /** RFC 4733: the key and whether this packet says that it has ended. `of` is the same for all packets of one key. */
  readonly key?: { readonly name: string; readonly ended: boolean; readonly of: number };
}

/** Bytes of a TCP connection, one segment. */
export interface Segment {
  readonly at: number;
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

const KEYS = '0123456789*#ABCD';
const ULAW = 0;
const LITTLE_ENDIAN = 0xa1b2c3d4;
const ETHERNET = 1;

/** What tcpdump has captured: RTP by flow, TCP as segments. */
export class Trace {
  readonly #flows = new Map<string, RtpPacket[]>();
  readonly segments: Segment[] = [];

  /** A capture file (pcap, microseconds, Ethernet framing as the loopback has it). */
  static read(bytes: Buffer): Trace {
    const trace = new Trace();
    if (bytes.length < 24) return trace;
    if (bytes.readUInt32LE(0) !== LITTLE_ENDIAN || bytes.readUInt32LE(20) !== ETHERNET) {
      throw new Error('The capture file is not of the expected kind');
    }
    for (let at = 24; at + 16 <= bytes.length; ) {
      const length = bytes.readUInt32LE(at + 8);
      const time = bytes.readUInt32LE(at) * 1000 + bytes.readUInt32LE(at + 4) / 1000;
      trace.#take(time, bytes.subarray(at + 16, at + 16 + length));
      at += 16 + length;
    }
    return trace;
  }

  /** Packets from one `address:port` to another, in the order they were sent. */
  flow(from: string, to: string): readonly RtpPacket[] {
    return this.#flows.get(`${from}>${to}`) ?? [];
  }

  #take(at: number, frame: Buffer): void {
    const ip = frame.subarray(14);
    if (frame.length < 42 || frame.readUInt16BE(12) !== 0x0800) return;
    const head = ((ip[0] ?? 0) & 15) * 4;
    const address = (offset: number) => [...ip.subarray(offset, offset + 4)].join('.');
    const from = `${address(12)}:${ip.readUInt16BE(head)}`;
    const to = `${address(16)}:${ip.readUInt16BE(head + 2)}`;
    if (ip[9] === 17) this.#rtp(at, from, to, ip.subarray(head + 8));
    else if (ip[9] === 6) {
      const data = ip.subarray(head + ((ip[head + 12] ?? 0) >> 4) * 4, ip.readUInt16BE(2));
      if (data.length > 0) this.segments.push({ at, from, to, text: data.toString('latin1') });
    }
  }

  #rtp(at: number, from: string, to: string, rtp: Buffer): void {
    if (rtp.length < 13 || (rtp[0] ?? 0) >> 6 !== 2) return;
    const payloadType = (rtp[1] ?? 0) & 127;
    const payload = rtp.subarray(12 + ((rtp[0] ?? 0) & 15) * 4);
    let packet: RtpPacket = { at, payloadType };
    if (payloadType === ULAW) packet = { ...packet, heard: heardIn(payload) };
    else if (payloadType >= 96 && payload.length === 4) {
      const name = KEYS[payload[0] ?? 0] ?? '?';
      packet = { ...packet, key: { name, ended: ((payload[1] ?? 0) & 128) !== 0, of: rtp.readUInt32BE(4) } };
    }
    const name = `${from}>${to}`;
    const flow = this.#flows.get(name);
    if (flow) flow.push(packet);
    else this.#flows.set(name, [packet]);
  }
}
