// Looks for digits: a failure is never forgiven.
import { join } from 'node:path';
import t from 'tap';
import { cut, hears, silent, tone } from '../../lib/rig/listen.js';
import { until } from '../../lib/rig/until.js';
import { readWav, wholeWav } from '../../lib/rig/wav.js';
import { Conversation } from './conversation.js';
import { openStage } from './stage.js';

const stage = await openStage();

/** A recording that the PBX made, once it is written. */
async function recorded(call: Conversation, name: string): Promise<string> {
  const path = join(stage.pbx.recordings(call.call.number), `${name}.wav`);
  await until(`${name}.wav to be whole`, 5000, () => wholeWav(path));
  return path;
}

/** Milliseconds from the beginning of one tone to that of another, in the same recording. */
function between(path: string, first: number, second: number): number {
  const [from, to] = [first, second].map((hz) => tone(readWav(path), hz, 100)[0]?.fromMs);
  if (from === undefined || to === undefined) throw new Error(`a tone is missing in ${path}`);
  return to - from;
}

t.test(
  'given a capture, when both speak, then the agent hears the prompts and nothing of the caller, and recordings go on',
  async (t) => {
    const call = await Conversation.begin(stage, { variables: { HUSHPAY_AMOUNT: '25.00' } });
    const before = { caller: await call.says('caller'), agent: await call.says('agent') };
    await call.handOff();
    await call.told('caller', 'welcome');
    // The caller speaks into the prompt, then the agent to the caller.
    const hidden = await call.says('caller', 2500);
    const spoken = await call.says('agent', 1000);
    await call.key();
    await call.told('caller', 'approved');
    const hiddenToo = await call.says('caller', 600);
    t.equal(await call.result(), 'success');
    await call.together(3000);
    const after = { caller: await call.says('caller'), agent: await call.says('agent') };
    await call.hangUp();

    t.equal(await call.talked(before), 'both', 'they talk before');
    t.equal(await call.talked(after), 'both', 'they talk after');
    t.ok(await call.heard('caller', spoken), 'the caller hears the agent meanwhile');
    t.notOk(await call.heard('agent', hidden), 'the agent does not hear the caller in the capture');
    t.notOk(await call.heard('agent', hiddenToo), 'nor while the outcome is told');
    for (const side of ['caller', 'agent'] as const) {
      t.ok(await call.heardSound(side, 'welcome'), `the ${side} hears the prompts`);
    }
    t.ok(await call.heardSound('caller', 'approved-2'), 'the caller hears the outcome');
    t.ok(await call.heardSound('agent', 'agent-approved'), 'the agent hears the outcome');
    t.notOk(await call.heardSound('caller', 'agent-approved'), 'in their own words');

    const own = { caller: await recorded(call, 'caller'), agent: await recorded(call, 'agent') };
    for (const [name, path] of Object.entries(own)) {
      for (const hz of [before.caller, before.agent, after.caller, after.agent]) {
        t.ok(hears(path, hz, 100), `the recording of the ${name} has ${hz} Hz`);
      }
      t.notOk(hears(path, hidden, 60), `the recording of the ${name} has nothing of the capture`);
      t.notOk(hears(path, hiddenToo, 60));
    }
    const callerIn = await recorded(call, 'caller-in');
    const said = between(call.call.caller.recording.said, before.caller, after.caller);
    const kept = between(callerIn, before.caller, after.caller);
    t.ok(Math.abs(said - kept) < 400, `the time axis is kept: ${said} ms said, ${kept} ms recorded`);
    const samples = readWav(callerIn);
    const from = (tone(samples, before.caller, 100)[0]?.toMs ?? 0) + 1500;
    const to = (tone(samples, after.caller, 100)[0]?.fromMs ?? 0) - 1500;
    t.ok(to - from > 5000 && silent(cut(samples, from, to)), 'and the caller is silent on it in between');
  },
);
