import t from 'tap';
import { Pcap } from '../../lib/asterisk/pcap.js';

const HEADS: Readonly<Record<number, (kind: number) => Buffer>> = {
  1: (kind) => Buffer.concat([Buffer.alloc(12, 1), word(kind)]),
  113: (kind) => Buffer.concat([Buffer.alloc(14, 1), word(kind)]),
  276: (kind) => Buffer.concat([word(kind), Buffer.alloc(18, 1)]),
};

function word(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function fileHead(link: number): Buffer {
  const bytes = Buffer.alloc(24);
  bytes.writeUInt32LE(0xa1b2c3d4, 0);
  bytes.writeUInt32LE(link, 20);
  return bytes;
}

function record(frame: Buffer): Buffer {
  const head = Buffer.alloc(16);
  head.writeUInt32LE(frame.length, 8);
  head.writeUInt32LE(frame.length, 12);
  return Buffer.concat([head, frame]);
}

function udp(body: string): Buffer {
  return Buffer.concat([word(4000), word(5000), word(8 + body.length), word(0), Buffer.from(body)]);
}

function ipv4(body: string, protocol = 17, options = 0): Buffer {
  const head = Buffer.alloc(20 + options);
  head[0] = 0x40 | (5 + options / 4);
  head[9] = protocol;
  return Buffer.concat([head, udp(body)]);
}

function ipv6(body: string): Buffer {
  const head = Buffer.alloc(40);
  head[0] = 0x60;
  head[6] = 17;
  return Buffer.concat([head, udp(body)]);
}

for (const link of [1, 113, 276]) {
  t.test(
    `given a capture of link type ${link}, in pieces of any size, then every body is heard`,
    async (t) => {
      const head = HEADS[link] as (kind: number) => Buffer;
      const frames = [
        Buffer.concat([head(0x0800), ipv4('sound one')]),
        Buffer.concat([head(0x0800), ipv4('is tcp', 6)]),
        Buffer.concat([head(0x0806), ipv4('is arp')]),
        Buffer.concat([head(0x86dd), ipv6('sound two')]),
        Buffer.concat([head(0x0800), ipv4('sound three', 17, 8), Buffer.alloc(4)]),
        Buffer.concat([head(0x0800), ipv4('cut off')]).subarray(0, -3),
        Buffer.alloc(5),
      ];
      const whole = Buffer.concat([fileHead(link), ...frames.map(record)]);
      for (const size of [1, 7, 40, whole.length]) {
        const heard: string[] = [];
        const pcap = new Pcap((body) => heard.push(body.toString()));
        for (let at = 0; at < whole.length; at += size) {
          const piece = Buffer.from(whole.subarray(at, at + size));
          pcap.take(piece);
          t.ok(
            piece.every((byte) => byte === 0),
            'nothing of it is left',
          );
        }
        t.same(heard, ['sound one', 'sound two', 'sound three'], `pieces of ${size}`);
      }
    },
  );
}

t.test('given what is no capture, then it is refused', async (t) => {
  t.throws(() => new Pcap(() => undefined).take(Buffer.alloc(24)), /unknown kind of capture/);
  t.throws(() => new Pcap(() => undefined).take(fileHead(999)), /unknown kind of capture/);
});
