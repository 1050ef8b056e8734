import { createSocket, type Socket } from 'node:dgram';
import { RTP_HEAD, readRtp, writeRtp } from './rtp.js';

/** The only address that sound is taken from or sent to. */
const LOOPBACK = '127.0.0.1';

/** A packet that comes later than this after its time follows a pause; before, it is only late. Milliseconds. */
const PAUSE_MS = 40;

/** Samples of a millisecond. */
const PER_MS = 8;

/** One of Asterisk's external media channels: 16-bit linear at 8 kHz, RTP, on loopback, never stored. */
export interface RtpStream {
  /** Where Asterisk is to send. */
  readonly port: number;
  /** Where Asterisk expects ours; sound from anywhere else is dropped from now on, as all is before. */
  connect(port: number): void;
  send(sound: Int16Array): void;
  close(): void;
}

/**
 * `heard` must not keep what it is given: it is overwritten afterwards. `payload` is shared by all streams of one format:
 * its type is learned from whichever Asterisk sends first, as it sends nothing on some.
 */
export async function openRtpStream(
  heard: (sound: Int16Array) => void,
  payload: { type: number },
): Promise<RtpStream> {
  const socket = createSocket('udp4');
  const port = await bind(socket);
  let peer: number | undefined;
  let sequence = 0;
  let time = 0;
  /** When the next packet is to be sent, if the sound goes on. Milliseconds of `performance`. */
  let due = Number.NEGATIVE_INFINITY;

  socket.on('error', () => undefined);
  socket.on('message', (packet, from) => {
    if (peer !== undefined && from.port === peer && from.address === LOOPBACK) take(packet);
    packet.fill(0);
  });

  function take(packet: Buffer): void {
    const rtp = readRtp(packet);
    // A key that is signalled.
    if (!rtp || rtp.payload.length <= 4 || rtp.payload.length % 2 === 1) return;
    payload.type = rtp.payloadType;
    const sound = Int16Array.from({ length: rtp.payload.length / 2 }, (_, i) =>
      rtp.payload.readInt16BE(2 * i),
    );
    heard(sound);
    sound.fill(0);
  }

  return {
    port,
    connect(to) {
      peer = to;
    },
    send(sound) {
      if (peer === undefined) return;
      const now = performance.now();
      const marker = now - due > PAUSE_MS;
      // Time goes on in a pause, such as a key that is signalled. Otherwise whatever plays this takes all that follows for late.
      if (marker) {
        if (Number.isFinite(due)) time = (time + Math.round((now - due) * PER_MS)) >>> 0;
        due = now;
      }
      due += sound.length / PER_MS;
      const packet = writeRtp({
        marker,
        payloadType: payload.type,
        sequence,
        time,
        payloadLength: 2 * sound.length,
      });
      for (let i = 0; i < sound.length; i++) packet.writeInt16BE(sound[i] as number, RTP_HEAD + 2 * i);
      sequence = (sequence + 1) & 0xffff;
      time = (time + sound.length) >>> 0;
      socket.send(packet, peer, LOOPBACK, () => packet.fill(0));
    },
    close() {
      peer = undefined;
      socket.close();
    },
  };
}

function bind(socket: Socket): Promise<number> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(0, LOOPBACK, () => resolve(socket.address().port));
  });
}
