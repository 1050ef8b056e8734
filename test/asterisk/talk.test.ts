// Looks for digits: a failure is never forgiven.
import { join } from 'node:path';
import t from 'tap';
import { createAriRest } from '../../lib/asterisk/ari-rest.js';
import { loadConfig } from '../../lib/config/load.js';
import { AsteriskFiles } from '../../lib/doctor/patient.js';
import { checkTalk } from '../../lib/doctor/talk.js';
import { keysHeard } from '../../lib/rig/listen.js';
import { multimonSamples } from '../../lib/rig/multimon.js';
import type { Call } from '../../lib/rig/phones.js';
import { tcpdumpProgram } from '../../lib/rig/tcpdump.js';
import { pause, until } from '../../lib/rig/until.js';
import { readWav, wholeWav } from '../../lib/rig/wav.js';
import type { Gate } from '../../lib/talk/gate.js';
import { freshDirectory, writeConfig } from '../config/directory.js';
import { addNoise, addPress, digital, length, type Press } from '../talk/sound.js';
import { type Capture, heard, OUTCOME, Seat } from './seat.js';

t.setTimeout(600_000);
const seat = await Seat.take();
t.teardown(() => seat.stop());

/** The control: the same path, and the gate lets everything through. */
const OPEN: Gate = { pass: (frame) => frame.slice(), shut() {}, shutShare: () => 0, wipe() {} };
/** Outside of what the gate filters out. Hertz. */
const VOICE = 2300;
const KEYS = '4111';

interface Line {
  readonly name: string;
  readonly press: Omit<Press, 'key'>;
  readonly noise?: number;
}
const plain = { dBm0: -10, twist: 0, ms: 80, deviation: 0 } as const;
const LINES: readonly Line[] = [
  { name: 'plain', press: plain },
  { name: 'loud', press: { ...plain, dBm0: -3 } },
  { name: 'faint', press: { ...plain, dBm0: -30 } },
  { name: 'short', press: { ...plain, ms: 45 } },
  { name: 'columns stronger', press: { ...plain, twist: 6 } },
  { name: 'rows stronger', press: { ...plain, twist: -6 } },
  { name: 'in noise', press: plain, noise: -25 },
];

function keysOn({ press, noise }: Line): Int16Array {
  const sound = new Float64Array(length(KEYS.length * 200 + 200));
  [...KEYS].forEach((key, i) => {
    addPress(sound, length(100 + 200 * i) + 13 * i, { key, ...press });
  });
  if (noise !== undefined) addNoise(sound, noise, 7);
  return digital(sound);
}

interface Run {
  readonly call: Call;
  readonly capture: Capture;
  /** Ends the call and gives what the agent heard and what was recorded. */
  sounds(): Promise<{
    readonly agent: Int16Array;
    readonly recordings: Readonly<Record<string, Int16Array>>;
  }>;
}

async function talking(): Promise<Run> {
  const call = await seat.phones.call({ from: 'caller', to: '100' });
  const capture = await seat.capture(call);
  await seat.board.attend(capture.sessionId, capture.caller, capture.agent, 'talk');
  return {
    call,
    capture,
    async sounds() {
      await seat.board.rejoin(capture.sessionId, capture.caller, capture.agent, OUTCOME);
      await seat.board.forget(capture.sessionId);
      await call.hangUp();
      const recordings: Record<string, Int16Array> = {};
      for (const name of ['caller', 'caller-in', 'agent', 'agent-out']) {
        const path = join(seat.pbx.recordings(call.number), `${name}.wav`);
        await until(`${name}.wav to be whole`, 5000, () => wholeWav(path));
        recordings[name] = readWav(path);
      }
      const { heard: path } = call.agent.recording;
      await until('the agent’s phone to have written', 5000, () => wholeWav(path));
      return { agent: readWav(path), recordings };
    },
  };
}

async function keyInEveryWay({ caller }: Call): Promise<void> {
  await caller.tone(VOICE, 300);
  for (const line of LINES) await caller.say(`keys ${line.name}`, keysOn(line));
  await caller.press(KEYS, { mode: 'signal' });
  await caller.press(KEYS, { mode: 'bleed', offMs: 250 });
  await pause(200);
  await caller.tone(VOICE, 300);
}

t.test(
  'given talk, however keys come, then the agent hears the voice and no key, nor does a recording',
  async (t) => {
    const run = await talking();
    await keyInEveryWay(run.call);
    const { agent, recordings } = await run.sounds();
    t.equal(await multimonSamples(agent), '', 'multimon-ng hears none at the agent');
    t.same(keysHeard(agent), [], 'nor a rest of 20 ms');
    for (const [which, sound] of Object.entries(recordings)) {
      t.same(keysHeard(sound), [], `nor in the recording ${which}`);
      t.equal(await multimonSamples(sound), '');
    }
    t.equal(heard(run.call.agent, VOICE).length, 2, 'the voice is heard before and after the keys');
    const keys = seat.events.of('keyPressed').map(({ key }) => key);
    t.equal(keys.join(''), KEYS + KEYS, 'what was signalled has come to us');
  },
);

t.test('given the control, when the gate is open, then the keys are heard at the agent', async (t) => {
  await seat.replaceBoard({ talk: { tcpdump: tcpdumpProgram(seat.pbx.directory), createGate: () => OPEN } });
  const run = await talking();
  await keyInEveryWay(run.call);
  const { agent } = await run.sounds();
  await seat.replaceBoard();
  const found = await multimonSamples(agent);
  t.ok(found.length >= KEYS.length * (LINES.length - 2), `${found} at the agent`);
});

t.test('given a prompt to each side, when the presence changes, then both hear it to its end', async (t) => {
  const call = await seat.phones.call({ from: 'caller', to: '100' });
  const { sessionId, caller, agent } = await seat.capture(call);
  const { board } = seat;
  const finished = (promptId: string) => seat.events.next('promptFinished', (e) => e.promptId === promptId);
  const first = { caller: 'guided to talk', agent: 'guided to talk, agent' };
  await board.prompt(sessionId, 'caller', caller, [seat.sound(350, 600)], first.caller);
  await board.prompt(sessionId, 'agent', agent, [seat.sound(400, 1200)], first.agent);
  await board.attend(sessionId, caller, agent, 'talk');
  await Promise.all([finished(first.caller), finished(first.agent)]);
  await board.prompt(sessionId, 'agent', agent, [seat.sound(2750, 400)], 'while they talk');
  await finished('while they talk');
  await Promise.all([call.caller.tone(2000, 400), call.agent.tone(2150, 400)]);
  await board.prompt(sessionId, 'caller', caller, [seat.sound(1100, 600)], 'talk to guided');
  await board.attend(sessionId, caller, agent, 'guided');
  await finished('talk to guided');
  await Promise.all([call.caller.tone(2300, 400), call.agent.tone(2450, 400)]);
  await board.attend(sessionId, caller, agent, 'talk');
  await board.attend(sessionId, caller, agent, 'isolated');
  await board.attend(sessionId, caller, agent, 'talk');
  await call.caller.tone(2600, 400);
  await board.rejoin(sessionId, caller, agent, OUTCOME);
  await board.forget(sessionId);
  await call.caller.tone(2900, 400);
  await call.hangUp();
  const agentHears = (hz: number) => heard(call.agent, hz).length > 0;
  const callerHears = (hz: number) => heard(call.caller, hz).length > 0;
  for (const hz of [400, 2000, 2750, 1100, 2600, 2900]) t.ok(agentHears(hz), `the agent hears ${hz}`);
  for (const hz of [350, 2150, 1100, 2450]) t.ok(callerHears(hz), `the caller hears ${hz}`);
  t.notOk(callerHears(400) || callerHears(2750), 'not what is for the agent');
  t.notOk(agentHears(2300), 'the agent does not hear the caller in guided');
});

t.test(
  'given this machine, when the doctor looks, then nothing hinders talk, and what does is told',
  async (t) => {
    const ari = createAriRest({ ...seat.pbx.ari, app: seat.pbx.app }, 2000);
    const findings = async (tcpdump: string) => {
      const options = {
        asterisk: { ari: { password: 'a' }, ami: { password: 'b' } },
        capture: { presence: 'talk', tcpdump },
      };
      const config = await loadConfig(writeConfig(freshDirectory(t), JSON.stringify(options)));
      return checkTalk({ config, configFile: '', files: new AsteriskFiles(seat.pbx.configDir), ari });
    };
    t.same(await findings(tcpdumpProgram(seat.pbx.directory)), []);
    t.match(await findings('/nowhere/tcpdump'), [
      { id: 'presence.talk', what: /cannot read the caller’s sound/ },
    ]);
  },
);
