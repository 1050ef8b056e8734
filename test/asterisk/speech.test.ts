// Looks for digits: a failure is never forgiven.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { SILENCE } from '../../lib/asterisk/agi.js';
import { Excursions } from '../../lib/asterisk/excursions.js';
import { Floor } from '../../lib/asterisk/floor.js';
import type { Stage } from '../../lib/asterisk/scenes.js';
import { Waits } from '../../lib/asterisk/waits.js';
import { loadConfig } from '../../lib/config/load.js';
import { AsteriskFiles } from '../../lib/doctor/patient.js';
import { checkSpeechModules, speechFault } from '../../lib/doctor/recogniser.js';
import { loudness, tone } from '../../lib/rig/listen.js';
import { ENGINE } from '../../lib/rig/pbx-config.js';
import { pause, until, within } from '../../lib/rig/until.js';
import { readWav, wholeWav } from '../../lib/rig/wav.js';
import { digitsOf } from '../../lib/speech/digits.js';
import { freshDirectory, writeConfig } from '../config/directory.js';
import { APP, openSpokenSeat, QUESTION, type SpokenCall } from './speech-seat.js';

/** Of a tone that is no speech, in hertz. */
const TONE = 1500;

const seat = await openSpokenSeat();
const { engine, pbx } = seat;
const { ari } = pbx.server;

/** What the recogniser hears next is this. */
const hears = (text: string, score = 90) => {
  engine.answers = [{ text, score }];
};

/** Sound that the recogniser was given, in milliseconds. */
const givenMs = () => engine.sound().length / 8;
const listening = () => until('the recogniser to hear', 3000, () => givenMs() > 0);
const loudest = (samples: Int16Array) => Math.max(0, ...loudness(samples));

/** Every place on the PBX where a text could have been left, by name. */
async function placesWith(text: string, call: SpokenCall): Promise<string[]> {
  const places: Record<string, string> = {
    'what another AMI client was told': seat.overheard(),
    'events of ARI': JSON.stringify(seat.events),
    'the channel and its variables': await pbx.command(`core show channel ${call.request.channelName}`),
    'our log': seat.lines.all.join('\n'),
  };
  for (const name of readdirSync(pbx.logDir, { recursive: true, encoding: 'utf8' })) {
    if (name.includes('.') || name === 'full' || name === 'queue_log') {
      places[name] = readFileSync(join(pbx.logDir, name), 'latin1');
    }
  }
  return Object.keys(places).filter((name) => places[name]?.includes(text));
}

t.test(
  'given a muted caller, when digits are said, then they are heard while it is asked and no longer',
  async (t) => {
    const call = await seat.dial();
    await seat.say(call.caller, '4');
    t.equal(givenMs(), 0, 'nothing before');
    hears('four one double one');
    const asked = call.entry.recognise(QUESTION);
    await listening();
    await seat.say(call.caller, '4', '1', '1', '1');
    const heard = await asked;
    if (heard.kind !== 'speech') return t.fail(JSON.stringify(heard));
    t.equal(heard.confidence, 90);
    t.equal(digitsOf(heard.text, 'en')?.toString(), '4111');
    t.ok(loudest(engine.sound()) > 1000, 'the recogniser heard the caller');
    t.ok(heard.text.buffer.byteLength > 64, 'off the heap');
    engine.forget();
    await seat.say(call.caller, '2');
    t.equal(givenMs(), 0, 'nothing after');
    t.same(await placesWith('four one', call), [], 'what was said is nowhere on the PBX');
    t.equal(engine.connections(), 0);
    t.ok((await call.request.overwriteRead()) > 1900, 'Asterisk can overwrite it');
    await call.hangUp();
    call.release();
  },
);

t.test(
  'given the control, when AGI is debugged or a variable is set, then what was said is found',
  async (t) => {
    const call = await seat.dial();
    await pbx.command('agi set debug on');
    t.teardown(() => pbx.command('agi set debug off'));
    hears('seven seven seven');
    const asked = call.entry.recognise(QUESTION);
    await listening();
    await seat.say(call.caller, '7');
    t.equal((await asked).kind, 'speech');
    await call.request.setVariable('SPEECH_TEXT', 'seven seven seven');
    const places = await placesWith('seven seven', call);
    t.ok(places.includes('full'), places.join());
    t.ok(places.includes('the channel and its variables'), places.join());
    await pbx.command('agi set debug off');
    await call.hangUp();
    call.release();
  },
);

t.test(
  'given recordings of the caller, then they hold nothing of what is said, and go on afterwards',
  async (t) => {
    for (const protection of [true, false]) {
      const call = await seat.dial();
      hears('four');
      if (protection) {
        const asked = call.entry.recognise(QUESTION);
        await listening();
        await seat.say(call.caller, '4', '1');
        t.equal((await asked).kind, 'speech');
      } else {
        // The control: the same without the door.
        await call.request.createSpeech(ENGINE);
        await call.request.setVariable('MUTEAUDIO(in)', 'off');
        const asked = call.request.recogniseSpeech(SILENCE, 8);
        await listening();
        await seat.say(call.caller, '4', '1');
        await asked;
      }
      await call.entry.close();
      await call.request.setVariable('MUTEAUDIO(in)', 'off');
      await call.caller.tone(TONE, 500);
      await call.hangUp();
      call.release();
      for (const name of ['caller', 'caller-in']) {
        const path = join(pbx.recordings(call.number), `${name}.wav`);
        await until(`${name}.wav to be whole`, 5000, () => wholeWav(path));
        const samples = readWav(path);
        const [after] = tone(samples, TONE, 200);
        if (!after) return t.fail(`the tone is not in ${name}`);
        const before = loudest(samples.subarray(0, 8 * (after.fromMs - 40)));
        if (protection) t.ok(before < 30, `${name} is silent, ${before}`);
        else t.ok(before > 1000, `control: ${name} holds the voice, ${before}`);
      }
    }
  },
);

t.test(
  'given a recording that begins while it is asked, then it holds nothing of what is said after',
  async (t) => {
    const call = await seat.dial();
    hears('four');
    const asked = call.entry.recognise(QUESTION);
    await listening();
    const path = join(pbx.directory, 'begun-meanwhile.wav');
    await pbx.server.ami.action('MixMonitor', { Channel: call.request.channelName, File: path });
    // The door looks every quarter of a second.
    await pause(400);
    await seat.say(call.caller, '4', '1');
    t.equal((await asked).kind, 'speech');
    await call.hangUp();
    call.release();
    await until('the recording to be whole', 5000, () => wholeWav(path));
    const samples = readWav(path);
    t.ok(samples.length > 8000, 'it went on');
    t.ok(loudest(samples) < 30, `and is silent, ${loudest(samples)}`);
  },
);

t.test('given keys instead of words, then the first is told and the rest come in Stasis', async (t) => {
  const call = await seat.dial();
  const asked = call.entry.recognise({ ...QUESTION, prompt: 'tt-weasels' });
  await call.caller.hearsSound(3000);
  const pressed = call.caller.press('4829', { onMs: 100, offMs: 60 });
  t.same(await asked, { kind: 'key', key: '4' });
  const staged = call.request.exec('Stasis', 'spoken-test');
  await pressed;
  const keys = () =>
    seat.events.flatMap((event) =>
      event.type === 'ChannelDtmfReceived' ? [(event as { digit?: string }).digit] : [],
    );
  await until('the other keys', 3000, () => keys().length >= 3);
  t.same(keys(), ['8', '2', '9']);
  const ear = await call.caller.listen();
  await pause(500);
  t.equal(loudest(await ear.stop()), 0, 'the prompt is over');
  await ari.request('POST', `/channels/${call.request.channelId}/continue`);
  await staged;
  hears('one');
  const again = call.entry.recognise(QUESTION);
  await listening();
  await seat.say(call.caller, '1');
  t.equal((await again).kind, 'speech', 'and words are understood after Stasis');
  await call.hangUp();
  call.release();
});

t.test('given silence, doubt, nothing understood or a hang-up, then it is told as such', async (t) => {
  const call = await seat.dial();
  const began = Date.now();
  t.same(await call.entry.recognise({ ...QUESTION, timeoutMs: 1000 }), { kind: 'silence' });
  const took = Date.now() - began;
  t.ok(took >= 1000 && took < 3000, `${took} ms`);
  for (const answers of [[{ text: 'four', score: 49 }], [], [{ text: '', score: 99 }]]) {
    engine.forget();
    engine.answers = answers;
    const asked = call.entry.recognise(QUESTION);
    await listening();
    await seat.say(call.caller, '4');
    t.same(await asked, { kind: 'unclear' });
  }
  engine.forget();
  engine.answers = [
    { text: 'two "2" three', score: 60 },
    { text: 'one', score: 55 },
  ];
  const asked = call.entry.recognise(QUESTION);
  await listening();
  await seat.say(call.caller, '2');
  const heard = await asked;
  t.equal(heard.kind === 'speech' && heard.text.toString(), 'two "2" three', 'the surest');
  engine.forget();
  const last = call.entry.recognise(QUESTION);
  await listening();
  await call.hangUp();
  t.same(await last, { kind: 'hungUp' });
  await call.entry.close();
  call.release();
});

t.test('given somebody who listens, then it is refused, or ends at once with the caller muted', async (t) => {
  const call = await seat.dial();
  const spy = (name: string) =>
    ari.request('POST', `/channels/${call.request.channelId}/snoop/${name}?spy=in&app=spoken-test`);
  await spy('spy-1');
  const refused = await call.entry.recognise(QUESTION);
  t.match(refused, { kind: 'refused', why: /Snoop\/.* is listening/ });
  t.equal(givenMs(), 0);
  await ari.request('DELETE', '/channels/spy-1');
  // A spy goes only when the next sound passes on the channel it spied on.
  await call.request.streamFile('beep');
  await until('the spy to be gone', 3000, async () => !(await ari.tryGet('/channels/spy-1')));
  const asked = call.entry.recognise({ ...QUESTION, timeoutMs: 2000 });
  await listening();
  await spy('spy-2');
  const ended = await asked;
  t.match(ended, { kind: 'refused', why: /Snoop\/.* is listening/ });
  t.ok(givenMs() < 1500, `muted at once, ${givenMs()} ms were given`);
  await ari.request('DELETE', '/channels/spy-2');
  await call.hangUp();
  call.release();
});

t.test('given this PBX, when the doctor looks, then nothing is missing for spoken entry', async (t) => {
  const file = writeConfig(
    freshDirectory(t),
    JSON.stringify({
      asterisk: { ari: { password: 'a' }, ami: { password: 'b' }, configDir: pbx.configDir },
      capture: { speech: { engine: ENGINE } },
    }),
  );
  const config = await loadConfig(file);
  t.equal(speechFault(config), undefined);
  const patient = { config, configFile: file, files: new AsteriskFiles(pbx.configDir), ari: seat.stage.rest };
  t.same(await checkSpeechModules(patient), []);
});

t.test('given no such recogniser, then it is refused and nothing else changes', async (t) => {
  const call = await seat.dial();
  const refused = await call.entry.recognise({ ...QUESTION, engine: 'nobody' });
  t.match(refused, { kind: 'refused', why: /nobody is not there/ });
  hears('one');
  const asked = call.entry.recognise(QUESTION);
  await listening();
  await seat.say(call.caller, '1');
  t.equal((await asked).kind, 'speech');
  await call.hangUp();
  call.release();
});

t.test(
  'given the AGI connection breaks while it listens, then the caller is muted and the dialplan goes on',
  async (t) => {
    const call = await seat.dial();
    const asked = call.entry.recognise({ ...QUESTION, timeoutMs: 2000 });
    await listening();
    await seat.breakAgi();
    await t.rejects(within('the rejection', 3000, asked), /ended its AGI session/);
    engine.forget();
    await seat.say(call.caller, '4', '1');
    t.ok(givenMs() <= 40, `muted by the manager: ${givenMs()} ms were under way`);
    await until('the dialplan to go on', 6000, () => seat.overheard().includes('UserEvent: Spoken'));
    await call.entry.close();
    await call.hangUp();
    call.release();
    await pause(0);
  },
);

t.test('given who cannot be called back, when the payment is over, then the dialplan goes on', async (t) => {
  const call = await seat.dial();
  const { channelId, channelName } = call.request;
  const leg = { channelId, channelName };
  const id = 'hp0000000000001';
  const told = (type: string) =>
    seat.events.filter((event) => event.type === type && event.channel?.id === channelId).length;
  const floor = new Floor();
  const waits = new Waits();
  const { action } = seat.stage.ami;
  const deaf: typeof action = (name, headers) =>
    name === 'PlayDTMF' ? Promise.reject(new Error('not now')) : action(name, headers);
  const ami = { ...seat.stage.ami, action: deaf };
  const stage = { ...seat.stage, ami, floor, waits, app: APP, deadlineMs: 500, lost: () => undefined };
  const excursions = new Excursions(stage as unknown as Stage);
  const over = excursions.accompany(id, call.request, async () => {
    await call.request.exec('Stasis', `${APP},caller,${id}`);
  });
  await until('the caller to be with us', 3000, () => told('StasisStart') === 1);
  floor.arrive(id, 'caller', leg);
  const heard = excursions.listen(id, leg, { ...QUESTION, timeoutMs: 3000 });
  await until('the caller to be out', 3000, () => told('StasisEnd') === 1);
  waits.meet(`left:${channelId}`);
  engine.forget();
  await listening();
  await excursions.end(id);
  t.equal((await heard).kind, 'silence');
  await over;
  call.release();
  await until('the dialplan to go on', 6000, () => seat.overheard().split('UserEvent: Spoken').length > 2);
  t.equal(told('StasisStart'), 1, 'and it is not taken in again, where nobody would fetch it');
  await call.hangUp();
});
