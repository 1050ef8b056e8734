import { createSocket, type Socket } from 'node:dgram';
import { createGate, type Gate } from '../talk/gate.js';

/** RTP's head without extensions; what a packet of ours and of Asterisk's loopback has. Octets. */
const HEAD = 12;

/** Length of a packet of Asterisk's. */
const PACKET_MS = 20;

/**
 * A packet that comes so much before its time is dropped: it was late before, Asterisk has played nothing in its
 * place, and everything after it would be later for the rest of the call.
 */
const EARLY_MS = 15;

/** One caller's sound through the gate: RTP from Asterisk in, RTP to Asterisk out, both on loopback, never stored. */
export interface TalkLine {
  /** Where Asterisk is to send the caller's sound. */
  readonly port: number;
  /** From now on what the gate lets through goes to this port of Asterisk's. */
  sendTo(port: number): void;
  /** Share of the sound that was shut, and packets in and out. */
  state(): { readonly packetsIn: number; readonly packetsOut: number; readonly shutShare: number };
  /** Ends it and overwrites all sound held. */
  close(): void;
}

/** Opens a line on a free port of 127.0.0.1. Sound is 16-bit linear at 8 kHz (`format=slin`). */
export async function openTalkLine(gate: Gate = createGate()): Promise<TalkLine> {
  const socket = createSocket('udp4');
  const port = await bind(socket);
  let target: number | undefined;
  let due = 0;
  let sequence = 0;
  let time = 0;
  let packetsIn = 0;
  let packetsOut = 0;

  socket.on('error', () => undefined);
  socket.on('message', (packet) => {
    if (packet.length <= HEAD || packet.length % 2 === 1) return;
    packetsIn++;
    const sound = new Int16Array((packet.length - HEAD) / 2);
    for (let i = 0; i < sound.length; i++) sound[i] = packet.readInt16BE(HEAD + 2 * i);
    const kind = (packet[1] as number) & 127;
    packet.fill(0);
    const clean = gate.pass(sound);
    sound.fill(0);
    if (target !== undefined && onTime()) send(clean, kind, target);
    clean.fill(0);
  });

  function onTime(): boolean {
    const now = performance.now();
    if (now < due - EARLY_MS) return false;
    due = Math.max(due, now) + PACKET_MS;
    return true;
  }

  function send(sound: Int16Array, kind: number, to: number): void {
    const packet = Buffer.alloc(HEAD + 2 * sound.length);
    packet[0] = 0x80;
    packet[1] = kind;
    packet.writeUInt16BE(sequence, 2);
    packet.writeUInt32BE(time, 4);
    packet.writeUInt32BE(1, 8);
    for (let i = 0; i < sound.length; i++) packet.writeInt16BE(sound[i] as number, HEAD + 2 * i);
    sequence = (sequence + 1) & 0xffff;
    time = (time + sound.length) >>> 0;
    packetsOut++;
    socket.send(packet, to, '127.0.0.1', () => packet.fill(0));
  }

  return {
    port,
    sendTo(to) {
      target = to;
    },
    state: () => ({ packetsIn, packetsOut, shutShare: gate.shutShare() }),
    close() {
      target = undefined;
      gate.wipe();
      socket.close();
    },
  };
}

function bind(socket: Socket): Promise<number> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(0, '127.0.0.1', () => resolve(socket.address().port));
  });
}
