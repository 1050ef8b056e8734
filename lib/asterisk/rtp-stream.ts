import { createSocket, type Socket } from 'node:dgram';

/** RTP's head without extensions. Octets. */
const HEAD = 12;

/** The only address that sound is taken from or sent to. */
const LOOPBACK = '127.0.0.1';

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

  socket.on('error', () => undefined);
  socket.on('message', (packet, from) => {
    if (peer !== undefined && from.port === peer && from.address === LOOPBACK) take(packet);
    packet.fill(0);
  });

  function take(packet: Buffer): void {
    const sound = soundOf(packet);
    if (!sound) return;
    payload.type = (packet[1] as number) & 127;
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
      const packet = Buffer.alloc(HEAD + 2 * sound.length);
      packet[0] = 0x80;
      packet[1] = payload.type;
      packet.writeUInt16BE(sequence, 2);
      packet.writeUInt32BE(time, 4);
      packet.writeUInt32BE(1, 8);
      for (let i = 0; i < sound.length; i++) packet.writeInt16BE(sound[i] as number, HEAD + 2 * i);
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

/** Samples of a packet; undefined where it is none of sound (a key that is signalled is 4 octets). */
function soundOf(packet: Buffer): Int16Array | undefined {
  if (packet.length < HEAD || (packet[0] as number) >> 6 !== 2) return undefined;
  const body = packet.subarray(HEAD + 4 * ((packet[0] as number) & 15));
  if (body.length <= 4 || body.length % 2 === 1) return undefined;
  return Int16Array.from({ length: body.length / 2 }, (_, i) => body.readInt16BE(2 * i));
}

function bind(socket: Socket): Promise<number> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(0, LOOPBACK, () => resolve(socket.address().port));
  });
}
