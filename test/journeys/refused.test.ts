import t from 'tap';
import { hears } from '../../lib/rig/listen.js';
import { until } from '../../lib/rig/until.js';
import { Conversation, whole } from './conversation.js';
import { openStage } from './stage.js';
import { soundHeard } from './words.js';

const stage = await openStage({ config: { shutdown: { grace: 60 } } });
const AMOUNT = { variables: { HUSHPAY_AMOUNT: '25.00' } };
const { feature } = stage.pbx;

/** The code is pressed and nothing happens but a word in the agent's ear, named by its sound. */
async function refused(t: Tap, call: Conversation, word: string): Promise<void> {
  const from = stage.hushpay.lines.length;
  const bridged = (await call.channels()).map(({ id }) => id);
  await call.call.agent.press(feature);
  const hz = await call.says('caller', 4500);
  const said = await call.talk();
  t.same(
    (await call.channels())
      .map(({ id, dialplan }) => [id, dialplan.app_name])
      .filter(([, app]) => app === 'Stasis'),
    [],
    'nobody was moved',
  );
  t.same((await call.channels()).map(({ id }) => id).sort(), [...bridged].sort(), 'nobody has left');
  const handed = stage.hushpay.lines.slice(from).filter(({ msg }) => msg === 'hand-off');
  t.same(handed, [], 'no hand-off was begun');
  await call.hangUp();
  t.equal(await call.talked(said), 'both', 'the call goes on');
  t.ok(await call.heardSound('agent', word), `the agent hears ${word}`);
  t.ok(await call.heard('agent', 420), 'after a tone');
  t.notOk(await call.heardSound('caller', word), 'the caller does not');
  t.ok(await call.heard('agent', hz), 'and the agent hears the caller again after the word');
}
type Tap = Pick<typeof t, 'ok' | 'notOk' | 'same' | 'equal'>;

t.test(
  'given a call, when the caller presses the code, then nothing happens, and the agent can still',
  async (t) => {
    const call = await Conversation.begin(stage, AMOUNT);
    const from = stage.hushpay.lines.length;
    await call.call.caller.press(feature);
    const said = await call.talk();
    t.same(stage.hushpay.lines.slice(from), [], 'the service hears nothing of it');
    await call.handOff();
    await call.steer('*#');
    t.equal(await call.result(), 'transaction-cancelled');
    await call.hangUp();
    t.equal(await call.talked(said), 'both');
  },
);

t.test(
  'given a call, when the code is pressed twice quickly, then there is one hand-off, which works',
  async (t) => {
    const call = await Conversation.begin(stage, AMOUNT);
    const from = stage.hushpay.lines.length;
    const pressed = call.call.agent.press(feature + feature);
    await call.follow(from);
    await pressed;
    await call.key();
    t.equal(await call.result(), 'success');
    t.equal(stage.hushpay.lines.slice(from).filter(({ msg }) => msg === 'hand-off').length, 1);
    await call.together(3000);
    const said = await call.talk();
    await call.hangUp();
    t.equal(await call.talked(said), 'both');
    t.equal((await stage.bank.transactions(call.session)).length, 1);
  },
);

t.test(
  'given a capture, when the agent presses the code again, then the agent hears why not, and it goes on',
  async (t) => {
    const call = await Conversation.handedOff(stage);
    const from = stage.hushpay.lines.length;
    await call.key({ number: '4111111111111111' });
    await call.steer(feature);
    await call.told('agent', 'agent-busy', 'refusal-busy');
    await call.key({ expiry: '1230', code: '123' });
    t.equal(await call.result(), 'success');
    t.equal(stage.hushpay.lines.slice(from).filter(({ msg }) => msg === 'hand-off').length, 0);
    await call.hangUp();
  },
);

t.test(
  'given a third party on the line, when the code is pressed, then the agent hears why not',
  async (t) => {
    const call = await Conversation.begin(stage, AMOUNT);
    const third = await stage.phones.dial('third', '400', '33333333');
    await until('three to be in the conversation', 5000, async () => {
      const bridges = (await stage.pbx.server.ari.request('GET', '/bridges')) as { channels: string[] }[];
      return bridges.some(({ channels }) => channels.length === 3);
    });
    await refused(t, call, 'refusal-three-parties');
    await third.hangUp();
  },
);

t.test(
  'given a conference, when the agent presses the code, then only the agent hears why not, and it goes on',
  async (t) => {
    const from = stage.hushpay.lines.length;
    const caller = await stage.phones.dial('caller', '500', '55555551');
    const agent = await stage.phones.dial('agent', '500', '55555552');
    await until('both to be in the conference', 5000, async () => {
      const bridges = (await stage.pbx.server.ari.request('GET', '/bridges')) as { channels: string[] }[];
      return bridges.some(({ channels }) => channels.length === 2);
    });
    await agent.press(feature, { onMs: 120, offMs: 150 });
    await caller.tone(530, 5000);
    await agent.tone(1100, 400);
    await Promise.all([caller.hangUp(), agent.hangUp()]);
    t.same(
      stage.hushpay.lines.slice(from).filter(({ msg }) => msg === 'hand-off'),
      [],
      'no hand-off was begun',
    );
    const [callerHeard, agentHeard] = [await whole(caller), await whole(agent)];
    t.ok(await soundHeard(agentHeard, 'refusal-three-parties'), 'the agent hears why');
    t.notOk(await soundHeard(callerHeard, 'refusal-three-parties'), 'the caller does not');
    t.ok(await hears(agentHeard, 530, 100), 'the agent hears the caller');
    t.ok(await hears(callerHeard, 1100, 100), 'the caller hears the agent');
  },
);

t.test(
  'given the service hangs, when the code is pressed, then the agent is told after a second, and later it works',
  async (t) => {
    process.kill(stage.hushpay.pid, 'SIGSTOP');
    try {
      await refused(t, await Conversation.begin(stage, AMOUNT), 'agent-unavailable');
    } finally {
      process.kill(stage.hushpay.pid, 'SIGCONT');
    }
    const call = await Conversation.handedOff(stage);
    await call.key();
    t.equal(await call.result(), 'success');
    await call.hangUp();
  },
);

t.test(
  'given the service is being stopped, when the code is pressed, then the agent is told; a capture goes on',
  async (t) => {
    const paying = await Conversation.handedOff(stage);
    const stopped = stage.hushpay.stop();
    await stage.hushpay.line((line) => line.msg === 'stopping: no new hand-offs');
    await refused(t, await Conversation.begin(stage, AMOUNT), 'agent-unavailable');
    await paying.key();
    t.equal(await paying.result(), 'success');
    t.equal(await stopped, 0, 'it ends well');
    await paying.together(3000);
    const said = await paying.talk();
    await paying.hangUp();
    t.equal(await paying.talked(said), 'both');
  },
);

t.test('given the service is down, when the code is pressed, then the agent is told', async (t) => {
  await refused(t, await Conversation.begin(stage, AMOUNT), 'agent-unavailable');
});
