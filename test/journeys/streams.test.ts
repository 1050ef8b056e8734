// Looks for digits: a failure is never forgiven.
import { createSocket } from 'node:dgram';
import t from 'tap';
import { writeRtp } from '../../lib/asterisk/rtp.js';
import { keysHeard } from '../../lib/rig/listen.js';
import { pause, until } from '../../lib/rig/until.js';
import { keysAsTones, readWav } from '../../lib/rig/wav.js';
import { samplesOf, ULAW } from '../../lib/talk/g711.js';
import { Conversation, whole } from './conversation.js';
import { openStage } from './stage.js';

t.setTimeout(150_000);
const stage = await openStage();
const { phones } = stage;

/**
 * Sequence numbers of streams one after the other, as when a carrier transfers the caller: each is older than the one
 * before. Whatever listens on a channel inside Asterisk, and the mute with it, is deaf to some of them: it takes the
 * packets for late ones, and Asterisk hands on the sound as it came.
 */
const STREAMS = [40_000, 23_616, 7_232, 56_384];

const CODE_OF = new Map(
  Array.from({ length: 256 }, (_, code): [number, number] => [
    samplesOf(ULAW, Uint8Array.of(code))?.[0] ?? 0,
    code,
  ]),
);
const LEVELS = [...CODE_OF.keys()].sort((a, b) => a - b);

/** The nearest code of G.711 u-law. */
function code(sample: number): number {
  const above = LEVELS.find((level) => level >= sample) ?? LEVELS.at(-1);
  return CODE_OF.get(above ?? 0) ?? 0xff;
}

/** A key held as a tone in each of four streams that come where the caller's phone sends its own, which is quiet. */
async function keyed(call: Conversation, keys: string): Promise<void> {
  const { caller } = call.call;
  const { ari } = phones.server;
  const mouth = (verb: string) =>
    ari.request('POST', `/bridges/${caller.channelId}-head/${verb}?channel=${caller.channelId}`);
  const port = Number((await caller.rtpAddresses()).pbx.split(':')[1]);
  const socket = createSocket('udp4');
  await mouth('removeChannel');
  for (const [stream, first] of STREAMS.entries()) {
    const sound = keysAsTones(keys.charAt(stream), 300, 100);
    for (let i = 0; 160 * i < sound.length; i++) {
      const voice = Uint8Array.from(sound.subarray(160 * i, 160 * (i + 1)), code);
      const head = {
        payloadType: ULAW,
        sequence: (first + i) & 0xffff,
        time: 160 * i,
        payloadLength: voice.length,
      };
      const packet = writeRtp(head);
      packet.set(voice, packet.length - voice.length);
      // Another source: RFC 3550 tells streams apart by it.
      packet.writeUInt32BE(stream + first, 8);
      socket.send(packet, port, '127.0.0.1');
      await pause(20);
    }
  }
  socket.close();
  await mouth('addChannel');
}

interface Bridge {
  readonly id: string;
  readonly channels: readonly string[];
}

async function bridges(): Promise<readonly Bridge[]> {
  return (await stage.pbx.server.ari.request('GET', '/bridges')) as Bridge[];
}

for (const presence of ['guided', 'talk']) {
  t.test(
    `given ${presence} and a caller whose streams make Asterisk’s listeners and its mute deaf, then nobody hears a key`,
    async (t) => {
      const variables = { HUSHPAY_AMOUNT: '25.00', HUSHPAY_PRESENCE: presence };
      const call = await Conversation.begin(stage, { variables });
      const spy = await phones.dial('third', '410', '410');
      await keyed(call, '1236');
      await call.handOff();
      await call.told('caller', 'welcome');
      if (presence === 'talk') {
        const path = `${call.session}-talk-bridge`;
        await until('them to talk', 5000, async () =>
          (await bridges()).some(({ id, channels }) => id === path && channels.length === 2),
        );
      }
      await keyed(call, '7894');
      const { id: caller } = await call.channel('caller');
      const shared = (await bridges()).filter(({ channels }) => channels.includes(caller));
      t.same(shared, [], 'the caller is in no bridge, where its sound would be passed on');
      await call.call.caller.hangUp();
      await call.told('agent', 'agent-caller-left');
      await call.hangUp();
      await spy.hangUp();
      const [atAgent, atSpy] = await Promise.all(
        [call.call.agent, spy].map(async (phone) =>
          keysHeard(readWav(await whole(phone)))
            .map(({ key }) => key)
            .join(''),
        ),
      );
      t.match(atAgent, /^1+2+3+6+$/, 'control: before the payment the agent hears all');
      t.notMatch(atSpy, /1.*2.*3.*6/, 'and whoever listens inside Asterisk is deaf to some');
      t.match(atSpy, /^[1236]*$/, 'in the payment neither does');
    },
  );
}
