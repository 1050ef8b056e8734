import t from 'tap';
import { pause, until } from '../../lib/rig/until.js';
import { type Capture, heard, OUTCOME, Seat } from './seat.js';

t.setTimeout(180_000);
const seat = await Seat.take();
t.teardown(() => seat.stop());

const finished = (promptId: string) => seat.events.next('promptFinished', (e) => e.promptId === promptId);

t.test('given a capture, each side hears what it should, and keys arrive', async (t) => {
  const call = await seat.phones.call({ from: 'caller', to: '100' });
  await Promise.all([call.caller.tone(500, 300), call.agent.tone(600, 300)]);
  const { sessionId, caller, agent } = await seat.capture(call);
  const { board } = seat;

  await Promise.all([call.caller.tone(1100, 300), call.agent.tone(1300, 300)]);
  await board.prompt(sessionId, 'caller', caller, [seat.sound(350, 300), seat.sound(440, 300)], 'both');
  await finished('both');
  await call.agent.tone(1500, 300);
  await board.prompt(sessionId, 'agent', agent, [seat.sound(720, 300)], 'agent only');
  await finished('agent only');

  // A new prompt ends the one before, also where they follow at once.
  const long = [seat.sound(800, 20_000)];
  const began = Date.now();
  await board.prompt(sessionId, 'caller', caller, long, 'first');
  await Promise.all([
    board.prompt(sessionId, 'caller', caller, long, 'second'),
    board.prompt(sessionId, 'caller', caller, [seat.sound(950, 300)], 'third'),
  ]);
  await Promise.all(['first', 'second', 'third'].map(finished));
  await board.prompt(sessionId, 'agent', agent, long, 'stopped');
  await board.stopPrompt(sessionId, 'agent');
  await finished('stopped');
  t.ok(Date.now() - began < 5_000, 'no prompt of 20 s was waited for');
  await board.prompt(sessionId, 'caller', caller, ['sound:hushpay/there-is-no-such-file'], 'missing');
  await finished('missing');

  await board.prompt(sessionId, 'caller', caller, long, 'during keys');
  await call.caller.press('159*#');
  await call.agent.press('0');
  await seat.events.next('keyPressed', (e) => e.side === 'agent');
  const keys = seat.events.of('keyPressed').map((e) => `${e.side}${e.key}`);
  t.strictSame(keys, ['caller1', 'caller5', 'caller9', 'caller*', 'caller#', 'agent0']);

  // Rejoined while prompts of 20 s play to both.
  await board.prompt(sessionId, 'agent', agent, long, 'at the end');
  const asked = Date.now();
  await board.rejoin(sessionId, caller, agent, OUTCOME);
  t.ok(Date.now() - asked < 150, `rejoined in ${Date.now() - asked} ms`);
  await Promise.all([call.caller.tone(1700, 300), call.agent.tone(2000, 300)]);
  await board.forget(sessionId);
  await call.hangUp();

  for (const hz of [500, 350, 440, 720, 950, 1700]) t.ok(heard(call.agent, hz).length > 0, `agent: ${hz}`);
  for (const hz of [600, 1300, 350, 440, 1500, 950, 2000]) {
    t.ok(heard(call.caller, hz).length > 0, `caller: ${hz}`);
  }
  t.equal(heard(call.agent, 1100).length, 0, 'the agent does not hear the caller');
  t.equal(heard(call.caller, 720).length, 0, 'the caller does not hear the agent’s prompt');
  t.strictSame(seat.events.of('partyHungUp'), [], 'going back is no hang-up');
});

t.test(
  'given keys with next to no time between, in a prompt, after it and in talk, then each is told once',
  async (t) => {
    const call = await seat.phones.call({ from: 'caller', to: '100' });
    const { sessionId, caller, agent } = await seat.capture(call);
    const { board } = seat;
    const from = seat.events.of('keyPressed').length;
    const QUICK = { onMs: 100, offMs: 20 };
    const keys = '41111111112223334';
    await board.prompt(sessionId, 'caller', caller, [seat.sound(350, 20_000)], 'quick keys');
    await call.caller.press(keys, QUICK);
    await board.stopPrompt(sessionId, 'caller');
    await finished('quick keys');
    await call.caller.press(keys, QUICK);
    await board.attend(sessionId, caller, agent, 'talk');
    await call.caller.press(keys, QUICK);
    await pause(1000);
    const told = seat.events.of('keyPressed').slice(from);
    t.equal(told.map(({ key }) => key).join(''), keys + keys + keys);
    await board.rejoin(sessionId, caller, agent, OUTCOME);
    await board.forget(sessionId);
    await call.hangUp();
  },
);

t.test('given a prompt to the agent alone, the caller’s prompt is cut there, not held up', async (t) => {
  const call = await seat.phones.call({ from: 'caller', to: '100' });
  const { sessionId, caller, agent } = await seat.capture(call);
  await seat.board.prompt(sessionId, 'caller', caller, [seat.sound(350, 700), seat.sound(450, 700)], 'long');
  await seat.board.prompt(sessionId, 'agent', agent, [seat.sound(620, 500)], 'short');
  await finished('short');
  await finished('long');

  await seat.board.prompt(sessionId, 'agent', agent, [seat.sound(830, 1500)], 'words');
  await Promise.all([call.agent.tone(1300, 300), call.caller.tone(1100, 300)]);
  await finished('words');
  await seat.board.prompt(sessionId, 'agent', agent, [seat.sound(1040, 1500)], 'moved');
  await pause(500);
  await seat.board.attend(sessionId, caller, agent, 'silent');
  await finished('moved');
  await seat.board.attend(sessionId, caller, agent, 'guided');
  await seat.board.prompt(sessionId, 'agent', agent, [seat.sound(930, 1500)], 'left');
  await pause(500);
  await call.caller.hangUp();
  await seat.events.next('partyHungUp', (e) => e.sessionId === sessionId);
  await finished('left');
  await call.hangUp();
  t.ok(heard(call.caller, 1300).length > 0, 'the caller hears the agent while words play');
  t.equal(heard(call.agent, 1100).length, 0, 'and the agent hears nothing of the caller');
  for (const hz of [830, 1040, 930]) {
    // Cut after half a second, where they are not said anew.
    const ms = heard(call.agent, hz).reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
    t.ok(ms > 1000, `whole words are heard: ${ms} ms of ${hz} Hz`);
    t.equal(heard(call.caller, hz).length, 0, 'by the agent alone');
  }
  // From its beginning to its end: a busy machine tears holes into it.
  const [late, whole] = [heard(call.agent, 450), heard(call.caller, 450)].map(
    (parts) => (parts.at(-1)?.toMs ?? 0) - (parts[0]?.fromMs ?? 0),
  );
  t.ok(late && whole);
  if (late && whole) t.ok(Math.abs(late - whole) <= 150, `not squeezed: ${late} of ${whole} ms`);
  await seat.board.forget(sessionId);
});

t.test('given a prompt of which a file is missing, then its end says that it was not heard', async (t) => {
  const call = await seat.phones.call({ from: 'caller', to: '100' });
  const { sessionId, caller } = await seat.capture(call);
  const [one, two] = [seat.sound(350, 300), seat.sound(450, 300)];
  const none = 'sound:hushpay/there-is-no-such-file';
  for (const [name, media, failed] of [
    ['whole', [one, two], undefined],
    ['all missing', [none], true],
    ['first missing', [none, one], true],
    ['middle missing', [one, none, two], true],
    ['last missing', [one, none], true],
  ] as const) {
    await seat.board.prompt(sessionId, 'caller', caller, media, name);
    t.equal((await finished(name)).failed, failed, name);
  }
  await seat.board.prompt(sessionId, 'caller', caller, [seat.sound(350, 20_000), one], 'stopped');
  await seat.board.stopPrompt(sessionId, 'caller');
  t.equal((await finished('stopped')).failed, undefined, 'what is cut short has not failed');
  await seat.board.forget(sessionId);
  await call.hangUp();
});

t.test('given a rejoined call, the feature code works again, from either kind of call', async (t) => {
  for (const plan of [
    { from: 'caller', to: '100' },
    { from: 'agent', to: '300' },
    { from: 'caller', to: '201' },
  ] as const) {
    const call = await seat.phones.call(plan);
    for (const hz of [700, 900]) {
      const capture = await seat.capture(call);
      await call.caller.tone(hz + 50, 200);
      await seat.board.prompt(capture.sessionId, 'caller', capture.caller, [seat.sound(hz, 300)], `${hz}`);
      await seat.events.next('promptFinished', (e) => e.sessionId === capture.sessionId);
      await call.agent.press('1');
      await seat.events.next('keyPressed', (e) => e.sessionId === capture.sessionId && e.side === 'agent');
      await seat.board.rejoin(capture.sessionId, capture.caller, capture.agent, OUTCOME);
      await Promise.all([call.caller.tone(hz + 400, 200), call.agent.tone(hz + 1_000, 200)]);
      await seat.board.forget(capture.sessionId);
    }
    await call.hangUp();
    for (const hz of [700, 900]) {
      t.ok(heard(call.agent, hz).length > 0, `${plan.to}: the agent hears the prompt`);
      t.equal(heard(call.agent, hz + 50).length, 0, `${plan.to}: the agent does not hear the caller`);
      t.ok(heard(call.agent, hz + 400).length > 0, `${plan.to}: the agent hears the caller again`);
      t.ok(heard(call.caller, hz + 1_000).length > 0, `${plan.to}: the caller hears the agent again`);
    }
  }
  t.match(seat.surveys.at(-1), { kind: 'two-parties', agent: { channelName: /^Local\/.*;1$/ } });
});

t.test('given a third in the call, and given a capture under way, a hand-off is refused', async (t) => {
  const call = await seat.phones.call({ from: 'caller', to: '100' });
  const third = await seat.phones.dial('third', '400', '99999999');
  await until('three in the bridge', 3_000, async () => {
    const bridges = (await seat.pbx.server.ari.request('GET', '/bridges')) as { channels: unknown[] }[];
    return bridges.some(({ channels }) => channels.length === 3);
  });
  const before = seat.surveys.length;
  await call.agent.press(seat.pbx.feature, { onMs: 80, offMs: 80 });
  await until('the survey', 3_000, () => seat.surveys.length > before);
  t.strictSame(seat.surveys.at(-1), { kind: 'refused', reason: 'three-parties' });
  await third.hangUp();

  const { sessionId, caller, agent } = await seat.capture(call);
  t.strictSame(await seat.board.survey(agent.channelName, caller.channelName), {
    kind: 'refused',
    reason: 'already',
  });
  await seat.board.rejoin(sessionId, caller, agent, OUTCOME);
  await call.hangUp();
});

t.test('given another instance after a crash, it finds what the first had made', async (t) => {
  const call = await seat.phones.call({ from: 'caller', to: '100' });
  const { sessionId, caller, agent }: Capture = await seat.capture(call);
  const long = [seat.sound(800, 20_000)];
  await seat.board.prompt(sessionId, 'caller', caller, long, 'old');
  await seat.board.prompt(sessionId, 'agent', agent, long, 'old of the agent');

  const events = await seat.replaceBoard();
  const present = events.of('connected')[0]?.present ?? [];
  t.strictSame([...present].map(({ leg, sessionId, side }) => ({ leg, sessionId, side })).sort(bySide), [
    { leg: agent, sessionId, side: 'agent' },
    { leg: caller, sessionId, side: 'caller' },
  ]);
  await seat.board.isolate(sessionId, caller, agent);
  await seat.board.isolate(sessionId, caller, agent);
  const asked = Date.now();
  await seat.board.prompt(sessionId, 'caller', caller, [seat.sound(440, 300)], 'new');
  await seat.events.next('promptFinished', (e) => e.promptId === 'new');
  t.ok(Date.now() - asked < 2_000, 'the old prompt was ended');
  t.strictSame(
    events.of('promptFinished').map((e) => e.promptId),
    ['new'],
  );
  await call.agent.tone(1300, 300);

  await seat.replaceBoard();
  await seat.board.rejoin(sessionId, caller, agent, OUTCOME);
  await Promise.all([call.caller.tone(1700, 300), call.agent.tone(2000, 300)]);
  await call.hangUp();
  t.ok(heard(call.agent, 440).length > 0);
  t.ok(heard(call.caller, 1300).length > 0);
  t.ok(heard(call.agent, 1700).length > 0);
  t.ok(heard(call.caller, 2000).length > 0);
});

function bySide(a: { side?: string }, b: { side?: string }): number {
  return String(a.side).localeCompare(String(b.side));
}
