import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { writeRtp } from '../../lib/asterisk/rtp.js';
import { openTap, tapFault } from '../../lib/asterisk/tap.js';
import { tcpdumpProgram } from '../../lib/rig/tcpdump.js';
import { pause, until } from '../../lib/rig/until.js';
import { samplesOf } from '../../lib/talk/g711.js';

const directory = mkdtempSync(join(tmpdir(), 'hushpay-'));
const program = tcpdumpProgram(directory);
const CODES = { first: 0x12, second: 0x34 };

/** A telephone that sends to a port where nobody listens but the tap. */
async function telephone() {
  const taken = createSocket('udp4');
  taken.bind(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address();
  t.teardown(() => taken.close());
  const send = (payloadType: number, sequence: number, payload: readonly number[]) =>
    new Promise((resolve) => {
      const packet = writeRtp({ payloadType, sequence, time: 0, payloadLength: payload.length });
      packet.set(payload, 12);
      taken.send(packet, port, '127.0.0.1', resolve);
    });
  return { port, send };
}

t.test(
  'given a telephone, then its sound and its keys are heard once and in order, whatever else comes',
  async (t) => {
    const { port, send } = await telephone();
    const heard: number[] = [];
    let keys = 0;
    const begin = setInterval(() => void send(0, 65_534, [CODES.first]), 20);
    const tap = await openTap({
      program,
      port,
      sound: (samples) => heard.push(...samples),
      key: () => keys++,
      lost: () => undefined,
    });
    clearInterval(begin);
    await pause(50);
    for (const [type, sequence, ...payload] of [
      [0, 65_535, CODES.second],
      [0, 65_535, CODES.second],
      [101, 0, 4, 10, 3, 32],
      [8, 1, CODES.second],
      [0, 0, CODES.first],
      [200, 2, 1, 2, 3, 4],
    ] as const) {
      await send(type & 127, sequence, payload);
    }
    const value = (type: number, code: number) => samplesOf(type, Uint8Array.of(code))?.[0];
    const expected = [value(0, CODES.first), value(0, CODES.second), value(8, CODES.second)];
    await until('all of it to be heard', 3000, () => heard.length >= expected.length);
    await pause(100);
    t.same(heard, expected);
    t.equal(keys, 1);
    tap.close();
    await send(0, 3, [CODES.first]);
    await pause(100);
    t.same(heard, expected, 'nothing after its end');
  },
);

t.test('given another codec, or silence, then it is refused and says what comes', async (t) => {
  const { port, send } = await telephone();
  const options = { program, port, sound: () => undefined, key: () => undefined, lost: () => undefined };
  const other = setInterval(() => void send(9, 1, [1, 2, 3]), 20);
  await t.rejects(openTap(options), /no sound of the caller in G\.711 .*, only payload types 9$/);
  clearInterval(other);
  await t.rejects(openTap(options), /no sound of the caller in G\.711 comes to this machine$/);
  const comfort = setInterval(() => void send(13, 1, [60]), 20);
  const tap = await openTap(options);
  clearInterval(comfort);
  tap.close();
});

t.test('given tcpdump that is not there, may not, or dies, then it is told', async (t) => {
  const { port, send } = await telephone();
  t.equal(await tapFault(program), undefined);
  t.match(await tapFault('/nowhere/tcpdump'), /cannot read the caller’s sound from the wire: .*ENOENT/);
  const may = join(directory, 'may-not');
  writeFileSync(may, '#!/bin/sh\necho "You do not have permission to capture" >&2\nexit 1\n', {
    mode: 0o755,
  });
  t.match(await tapFault(may), /You do not have permission to capture/);
  const number = join(directory, 'pid');
  const told = join(directory, 'told');
  writeFileSync(told, `#!/bin/sh\necho $$ >${number}\nexec ${program} "$@"\n`, { mode: 0o755 });
  const voice = setInterval(() => void send(0, 1, [1]), 20);
  const lost = new Promise<string>((resolve) => {
    const options = { program: told, port, sound: () => undefined, key: () => undefined, lost: resolve };
    openTap(options).then(() => process.kill(Number(readFileSync(number, 'utf8')), 'SIGKILL'));
  });
  t.match(await lost, /has ended$/);
  clearInterval(voice);
});
