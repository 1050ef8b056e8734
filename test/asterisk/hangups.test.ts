import t from 'tap';
import { createAmi } from '../../lib/asterisk/ami.js';
import { until } from '../../lib/rig/until.js';
import { heard, OUTCOME, optionsOf, Seat } from './seat.js';
import { Wire } from './wire.js';

t.setTimeout(180_000);
const seat = await Seat.take();
t.teardown(() => seat.stop());

const hungUps = (sessionId: string) =>
  seat.events
    .of('partyHungUp')
    .filter((event) => event.sessionId === sessionId)
    .map(({ side }) => side);
const finished = (promptId: string) => seat.events.next('promptFinished', (e) => e.promptId === promptId);

t.test('given one side hangs up during the capture, the other is told and let go', async (t) => {
  for (const gone of ['caller', 'agent'] as const) {
    const call = await seat.phones.call({ from: 'caller', to: '100' });
    const capture = await seat.capture(call);
    const { sessionId } = capture;
    const left = gone === 'caller' ? 'agent' : 'caller';
    await seat.board.prompt(sessionId, gone, capture[gone], [seat.sound(800, 20_000)], `${gone} hears`);
    await call[gone].hangUp();
    await seat.events.next('partyHungUp', (event) => event.sessionId === sessionId);
    await t.rejects(seat.board.prompt(sessionId, gone, capture[gone], [seat.sound(800, 300)], 'x'), {
      code: 'ari-failed',
    });
    await seat.board.prompt(sessionId, left, capture[left], [seat.sound(440, 300)], `${left} is told`);
    await finished(`${left} is told`);
    await seat.board.release(sessionId, left, capture[left], { ...OUTCOME, result: `${gone}-hung-up` });
    await seat.board.release(sessionId, gone, capture[gone], OUTCOME);
    await seat.board.forget(sessionId);
    await call[left].ended;
    await call[left].hangUp();
    t.ok(heard(call[left], 440).length > 0, `${left} hears why`);
    t.strictSame(hungUps(sessionId), [gone], 'told once, and of one side only');
  }
});

t.test('given both hang up at once, each is told once and nothing is left', async (t) => {
  const call = await seat.phones.call({ from: 'caller', to: '100' });
  const { sessionId } = await seat.capture(call);
  await call.hangUp();
  await until('both hang-ups', 3_000, () => hungUps(sessionId).length === 2);
  await seat.board.forget(sessionId);
  const { ari } = seat.pbx.server;
  await until('nothing left', 3_000, async () => {
    const left = [await ari.request('GET', '/channels'), await ari.request('GET', '/bridges')];
    return !JSON.stringify(left).includes(sessionId);
  });
  t.strictSame([...hungUps(sessionId)].sort(), ['agent', 'caller']);
});

t.test('given a party hangs up as the call is rejoined, the door does not hang', async (t) => {
  for (const gone of ['caller', 'agent'] as const) {
    const call = await seat.phones.call({ from: 'caller', to: '100' });
    const { sessionId, caller, agent } = await seat.capture(call);
    const began = Date.now();
    await Promise.allSettled([call[gone].hangUp(), seat.board.rejoin(sessionId, caller, agent, OUTCOME)]);
    t.ok(Date.now() - began < 5_000, `${gone}: ${Date.now() - began} ms`);
    await seat.board.release(sessionId, 'agent', agent, OUTCOME);
    await Promise.all([call.caller.ended, call.agent.ended]);
    await seat.board.forget(sessionId);
  }
});

t.test('given a caller who left unseen, when both are to be joined, then its leaving is told', async (t) => {
  const call = await seat.phones.call({ from: 'caller', to: '100' });
  const { sessionId, agent } = await seat.capture(call);
  const gone = { channelId: '1700000000.1', channelName: 'PJSIP/caller-gone' };
  await t.rejects(seat.board.rejoin(sessionId, gone, agent, OUTCOME), { code: 'ari-deadline' });
  t.strictSame(hungUps(sessionId), ['caller'], 'so that nobody asks for it for ever');
  await seat.board.forget(sessionId);
  await call.hangUp();
});

t.test('given a key while both are being joined, then they stay where they are', async (t) => {
  const call = await seat.phones.call({ from: 'caller', to: '100' });
  const { sessionId, caller, agent } = await seat.capture(call);
  let asked = 0;
  // Quiet when it is decided, and not any more when everything has been prepared.
  const quiet = () => ++asked <= 2;
  t.equal(await seat.board.rejoin(sessionId, caller, agent, OUTCOME, quiet), false);
  await call.caller.tone(1100, 400);
  t.equal(await seat.board.rejoin(sessionId, caller, agent, OUTCOME, () => true), true);
  await call.caller.tone(1700, 400);
  await seat.board.forget(sessionId);
  await call.hangUp();
  t.equal(heard(call.agent, 1100).length, 0, 'apart');
  t.ok(heard(call.agent, 1700).length > 0, 'and together when it is quiet');
});

t.test('given somebody fetches a party away, it counts as gone', async (t) => {
  const call = await seat.phones.call({ from: 'caller', to: '100' });
  const { sessionId, caller } = await seat.capture(call);
  await seat.pbx.server.ami.action('Redirect', {
    Channel: caller.channelName,
    Context: 'from-caller',
    Exten: '900',
    Priority: '1',
  });
  await seat.events.next('partyHungUp', (event) => event.sessionId === sessionId);
  t.strictSame(hungUps(sessionId), ['caller']);
  await seat.board.forget(sessionId);
  await call.hangUp();
});

t.test('given a channel without a session in our application, it is sent back', async (t) => {
  const { ari } = optionsOf(seat.pbx, () => undefined);
  const bench = { ari: { ...ari, app: 'bench' } };
  await seat.replaceBoard(bench);
  // Its phone may be off the line before the rig has it in hand.
  await seat.phones.call({ from: 'caller', to: '901', answers: 'none' }).catch(() => undefined);
  const gone = async () => ((await seat.pbx.server.ari.request('GET', '/channels')) as []).length === 0;
  await until('the stranger to leave', 3_000, gone);
  t.match(seat.lines.all.join('\n'), /without a session/);

  // The same for one that came while nobody was connected to see it.
  const { close } = await seat.pbx.server.ari.events('bench', () => undefined);
  const early = await seat.phones.call({ from: 'caller', to: '901', answers: 'none' });
  const events = await seat.replaceBoard(bench);
  await early.caller.ended;
  await until('the other stranger to leave', 3_000, gone);
  t.match(events.of('connected')[0]?.present, [
    { leg: { channelName: /^PJSIP\/caller/ }, sessionId: undefined },
  ]);
  close();
});

t.test('given the websocket breaks during a capture, the call and its keys go on', async (t) => {
  const wire = new Wire(seat.pbx.server.plan.httpPort);
  await wire.open();
  t.teardown(() => wire.close());
  const { ari } = optionsOf(seat.pbx, () => undefined);
  const events = await seat.replaceBoard({ ari: { ...ari, url: `http://127.0.0.1:${wire.port}` } });
  const call = await seat.phones.call({ from: 'caller', to: '100' });
  const { sessionId, caller, agent } = await seat.capture(call);
  wire.breakAll();
  const lost = await events.next('disconnected');
  const back = await events.next('connected', (event) => event.at >= lost.at);
  t.strictSame([...back.present].map((one) => `${one.side} ${one.sessionId} ${one.leg.channelName}`).sort(), [
    `agent ${sessionId} ${agent.channelName}`,
    `caller ${sessionId} ${caller.channelName}`,
  ]);
  await call.caller.press('7');
  await seat.events.next('keyPressed', (event) => event.sessionId === sessionId && event.key === '7');
  wire.breakAll();
  await seat.board.rejoin(sessionId, caller, agent, OUTCOME);
  await Promise.all([call.caller.tone(1700, 300), call.agent.tone(2000, 300)]);
  await call.hangUp();
  t.ok(heard(call.agent, 1700).length > 0);
  t.ok(heard(call.caller, 2000).length > 0);
  t.strictSame(hungUps(sessionId), []);
});

t.test('given AMI falls silent, the parties are brought together all the same', async (t) => {
  const wire = new Wire(seat.pbx.server.plan.httpPort);
  await wire.open();
  t.teardown(() => wire.close());
  const { ami } = optionsOf(seat.pbx, () => undefined);
  await seat.replaceBoard({ ami: { ...ami, url: `http://127.0.0.1:${wire.port}` } });
  const call = await seat.phones.call({ from: 'caller', to: '100' });
  const { sessionId, caller, agent } = await seat.capture(call);
  wire.fallSilent(true);
  const began = Date.now();
  await seat.board.rejoin(sessionId, caller, agent, OUTCOME);
  t.ok(Date.now() - began < 1_000, `${Date.now() - began} ms`);
  await call.caller.tone(1700, 300);
  await call.hangUp();
  t.ok(heard(call.agent, 1700).length > 0);
  await seat.board.forget(sessionId);
  await seat.replaceBoard();
});

t.test('given AMI, many actions at once are answered, and a header cannot be smuggled in', async (t) => {
  const call = await seat.phones.call({ from: 'caller', to: '100' });
  const ami = createAmi(seat.pbx.ami, 2_000);
  t.teardown(() => ami.close());
  const { ari } = seat.pbx.server;
  const channels = (await ari.request('GET', '/channels')) as { id: string; name: string }[];
  const caller = channels.find(({ name }) => name.startsWith('PJSIP/caller'));
  t.ok(caller);
  if (!caller) return;
  const count = Array.from({ length: 60 }, (_, i) => i);
  await Promise.all(count.map((i) => ami.setvar(caller.name, `V${i}`, `value ${i}, with = and %`)));
  const values = await Promise.all(count.map((i) => ari.variable(caller.id, `V${i}`)));
  t.strictSame(
    values,
    count.map((i) => `value ${i}, with = and %`),
  );
  await t.rejects(ami.setvar(caller.name, 'X', 'a\r\nAction: Hangup'), { code: 'ami-failed' });
  await t.rejects(ami.setvar('PJSIP/nobody-1', 'X', 'a'), { code: 'ami-failed' });
  await t.rejects(ami.action('CoreSettings'), { code: 'ami-refused' }, 'the sample has no class for it');
  await call.hangUp();
});

t.test('given another application in the dialplan than in the configuration, it is said', async (t) => {
  const { ari } = optionsOf(seat.pbx, () => undefined);
  await seat.replaceBoard({ ari: { ...ari, app: 'hushpai' } });
  const call = await seat.phones.call({ from: 'caller', to: '100' });
  await call.agent.press(seat.pbx.feature, { onMs: 80, offMs: 80 });
  const health = () => seat.board.health().find(({ door }) => door === 'dialplan');
  t.equal(health()?.up, true);
  await until('the fault', 6_000, () => health()?.up === false);
  t.match(health()?.detail, /application hushpai.*Stasis\(\)/);
  await call.hangUp();
});
