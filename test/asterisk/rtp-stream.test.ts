import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import t from 'tap';
import { openRtpStream } from '../../lib/asterisk/rtp-stream.js';
import { pause } from '../../lib/rig/until.js';

const FRAME = 160;

t.test('given sound with a pause in it, when it is sent, then time goes on in the pause', async (t) => {
  const asterisk = createSocket('udp4').bind(0, '127.0.0.1');
  await once(asterisk, 'listening');
  const packets: Buffer[] = [];
  asterisk.on('message', (packet) => packets.push(packet));
  const stream = await openRtpStream(() => undefined, { type: 11 });
  t.teardown(() => {
    stream.close();
    asterisk.close();
  });
  const send = () => stream.send(new Int16Array(FRAME));
  send();
  stream.connect(asterisk.address().port);
  for (let i = 0; i < 3; i++) send();
  await pause(300);
  for (let i = 0; i < 2; i++) send();
  while (packets.length < 5) await pause(5);

  const times = packets.map((packet) => packet.readUInt32BE(4));
  const steps = times.slice(1).map((time, i) => time - (times[i] as number));
  const [, , after = 0] = steps;
  t.same(
    [steps[0], steps[1], steps[3]],
    [FRAME, FRAME, FRAME],
    'packets that come at once follow each other',
  );
  // The three before it were 60 ms of sound, sent at once.
  t.ok(after >= 8 * 230, `${after} samples over the pause`);
  t.same(
    packets.map((packet) => packet.readUInt16BE(2)),
    [0, 1, 2, 3, 4],
    'none is missing',
  );
  t.same(
    packets.map((packet) => packet.readUInt8(1) >> 7),
    [1, 0, 0, 1, 0],
    'what comes after a pause is marked',
  );
});
