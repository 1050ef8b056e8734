// Looks for digits: a failure is never forgiven.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { AriEvent } from '../../lib/rig/ari.js';
import { captureRtp } from '../../lib/rig/capture.js';
import { keysHeard, silent, tone } from '../../lib/rig/listen.js';
import { multimonSamples } from '../../lib/rig/multimon.js';
import { type DtmfMode, type Pbx, startPbx } from '../../lib/rig/pbx.js';
import { type Phones, startPhones } from '../../lib/rig/phones.js';
import { talk } from '../../lib/rig/talk.js';
import { until } from '../../lib/rig/until.js';
import { keysAsTones, readWav, sines, wholeWav } from '../../lib/rig/wav.js';

const CARD = '4111111111111111';

async function withRig(dtmf: DtmfMode, work: (pbx: Pbx, phones: Phones) => Promise<void>): Promise<void> {
  const pbx = await startPbx({ dtmf });
  try {
    const phones = await startPhones(pbx);
    try {
      await work(pbx, phones);
    } finally {
      await phones.stop();
    }
  } finally {
    await pbx.stop();
  }
}

/** Keys of the caller's channel as the PBX reports them, until `close`. */
async function keysAtPbx(pbx: Pbx): Promise<{ keys(): string; close(): void }> {
  let keys = '';
  const events = await pbx.server.ari.events(
    'rig-test',
    (event: AriEvent) => {
      if (event.type === 'ChannelDtmfReceived' && event.channel?.name.startsWith('PJSIP/caller-'))
        keys += event.digit;
    },
    true,
  );
  return { keys: () => keys, close: () => events.close() };
}

t.test('given made sounds, then the detectors find what is in them and nothing else', async (t) => {
  const keys = keysAsTones('0123456789*#', 60, 60);
  t.equal(
    keysHeard(keys)
      .map(({ key }) => key)
      .join(''),
    '0123456789*#',
    'our own detector',
  );
  t.equal(await multimonSamples(keys), '0123456789*#', 'the independent one');
  t.equal(keysHeard(keysAsTones('5', 25, 60))[0]?.key, '5', 'a rest of 25 ms');
  t.same(keysHeard(sines([440], 1000)), [], 'a tone is no key');
  t.equal(tone(sines([440], 1000), 440).length, 1);
  t.same(tone(sines([440], 1000), 480), []);
  t.ok(silent(sines([], 500)));
  t.notOk(silent(sines([440], 500)));
});

t.test('given a call between the phones, when both speak and keys are pressed', async (t) => {
  await withRig('rfc4733', async (pbx, phones) => {
    const call = await phones.call({ from: 'caller', to: '100', variables: { HUSHPAY_AMOUNT: '12.50' } });
    t.same(await talk(call), { agentHearsCaller: true, callerHearsAgent: true }, 'then each hears the other');

    const channels = (await pbx.server.ari.request('GET', '/channels')) as { id: string; name: string }[];
    const caller = channels.find(({ name }) => name.startsWith('PJSIP/caller-'));
    t.equal(
      await pbx.server.ari.variable(caller?.id ?? '', 'HUSHPAY_AMOUNT'),
      '12.50',
      'then its variables are set',
    );

    const seen = await keysAtPbx(pbx);
    const rtp = await call.agent.watchRtp();
    const ear = await call.agent.listen();
    await call.caller.press(CARD);
    await until('sixteen keys', 3000, () => seen.keys().length >= CARD.length);
    t.equal(seen.keys(), CARD, 'then every key arrives once');
    const clean = await ear.stop();
    t.same(keysHeard(clean), [], 'then a signalled key is not heard');
    const packets = await rtp.stop();
    t.ok(
      packets.filter(({ event }) => event === 4).length > 0,
      'then unprotected keys are on the agent’s leg as events',
    );

    const bleeding = await call.agent.listen();
    await call.caller.press('58', { mode: 'bleed', bleedMs: 60 });
    const heard = keysHeard(await bleeding.stop()).map(({ key }) => key);
    t.ok(heard.includes('5') && heard.includes('8'), `then bleeding keys are heard: ${heard}`);

    const open = await call.agent.listen();
    await call.caller.press('159*', { mode: 'tones' });
    t.equal(await multimonSamples(await open.stop()), '159*', 'then keys as tones are heard by the agent');
    seen.close();

    await call.caller.hangUp();
    await call.agent.ended;
    const recordings = pbx.recordings(call.number);
    const files = ['caller', 'caller-in', 'caller-out', 'agent', 'agent-in', 'agent-out'].map(
      (n) => `${n}.wav`,
    );
    t.same([...readdirSync(recordings)].sort(), [...files].sort(), 'then each leg is recorded');
    await until('the recordings', 3000, () => files.every((file) => wholeWav(join(recordings, file))));
    t.match(
      await multimonSamples(readWav(join(recordings, 'agent-out.wav'))),
      /159\*$/,
      'then they hold what was said',
    );
    const cdr = join(pbx.logDir, 'cdr-csv', 'Master.csv');
    await until('the accounts', 3000, () => readFileSync(cdr, 'utf8').includes(call.number));
    t.match(
      readFileSync(join(pbx.logDir, 'cel-custom', 'Master.csv'), 'utf8'),
      call.number,
      'then CEL has the call',
    );
  });
});

for (const dtmf of ['inband', 'info'] as const) {
  t.test(`given keys sent ${dtmf}, when a card is keyed, then every key arrives once`, async (t) => {
    await withRig(dtmf, async (pbx, phones) => {
      const call = await phones.call({ from: 'caller', to: '100' });
      const seen = await keysAtPbx(pbx);
      await call.caller.press(CARD);
      await until('sixteen keys', 3000, () => seen.keys().length >= CARD.length);
      t.equal(seen.keys(), CARD);
      seen.close();
    });
  });
}

t.test(
  'given the right to capture, when keys are pressed, then their packets are seen with their times',
  { skip: process.getuid?.() === 0 ? false : 'needs root' },
  async (t) => {
    await withRig('rfc4733', async (pbx, phones) => {
      const call = await phones.call({ from: 'caller', to: '100', record: false });
      const { phone } = await call.caller.rtpAddresses();
      const capture = await captureRtp(join(pbx.directory, 'rtp.pcap'));
      const begin = Date.now();
      await call.caller.press('7');
      await call.caller.tone(1000, 200);
      const sent = (await capture.stop()).filter(({ fromPort }) => phone.endsWith(`:${fromPort}`));
      const last = sent.find(({ event }) => event?.end);
      t.equal(last?.event?.key, 7);
      t.ok(last && last.at > begin && last.at < Date.now(), 'the end of the key');
      t.ok(
        sent.some(({ level }) => (level ?? 0) > 1000),
        'voice is loud',
      );
      t.ok(
        sent.some(({ level }) => (level ?? 1) < 50),
        'silence is not',
      );
    });
  },
);

t.test('given a PBX that is killed, when it comes back, then calls can be made again', async (t) => {
  await withRig('rfc4733', async (pbx, phones) => {
    await pbx.kill();
    await pbx.restart();
    const call = await phones.call({ from: 'caller', to: '100' });
    t.same(await talk(call), { agentHearsCaller: true, callerHearsAgent: true });
  });
});
