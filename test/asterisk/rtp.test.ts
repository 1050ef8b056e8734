import t from 'tap';
import { readRtp, writeRtp } from '../../lib/asterisk/rtp.js';

const SOUND = Buffer.from('sound');

function packet(first: number, type: number, ...parts: readonly Buffer[]): Buffer {
  const head = Buffer.alloc(12);
  head[0] = first;
  head[1] = type;
  head.writeUInt16BE(65_535, 2);
  return Buffer.concat([head, ...parts]);
}

t.test('given RTP of every shape, then its payload is found', async (t) => {
  const plain = { payloadType: 8, sequence: 65_535 };
  const extension = Buffer.from([0, 0, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8]);
  const shapes = {
    plain: packet(0x80, 8, SOUND),
    marked: packet(0x80, 0x88, SOUND),
    mixed: packet(0x82, 8, Buffer.alloc(8), SOUND),
    extended: packet(0x90, 8, extension, SOUND),
    padded: packet(0xa0, 8, SOUND, Buffer.from([0, 0, 3])),
    everything: packet(0xb1, 8, Buffer.alloc(4), extension, SOUND, Buffer.from([1])),
  };
  for (const [name, bytes] of Object.entries(shapes)) {
    const read = readRtp(bytes);
    t.match(read, plain, name);
    t.equal(read?.payload.toString(), 'sound', name);
  }
});

t.test('given anything else, then it is none', async (t) => {
  const others = {
    RTCP: packet(0x80, 200, SOUND),
    STUN: packet(0x00, 1, SOUND),
    'nothing in it': packet(0x80, 0),
    'only padding': packet(0xa0, 0, Buffer.from([0, 0, 3])),
    'padding beyond its beginning': packet(0xa0, 0, Buffer.from([200])),
    'an extension cut off': packet(0x90, 0, Buffer.from([0, 0])),
    'an extension longer than it': packet(0x90, 0, Buffer.from([0, 0, 0, 9, 1, 2])),
    'too short': Buffer.from([0x80, 0]),
  };
  for (const [name, bytes] of Object.entries(others)) t.equal(readRtp(bytes), undefined, name);
});

t.test('given what we write, then it reads as it was meant', async (t) => {
  const written = writeRtp({
    payloadType: 11,
    sequence: 7,
    time: 4_294_967_295,
    payloadLength: 4,
    marker: true,
  });
  written.write('abcd', 12);
  t.match(readRtp(written), { payloadType: 11, sequence: 7 });
  t.equal(written.readUInt32BE(4), 4_294_967_295);
  t.equal(written.readUInt8(1), 128 + 11);
});
