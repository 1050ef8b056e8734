// Looks for digits: a failure is never forgiven.
import t, { type Test } from 'tap';
import { talk } from '../../lib/rig/talk.js';
import { until } from '../../lib/rig/until.js';
import { Conversation } from './conversation.js';
import { Newcomer } from './newcomer.js';
import { openStage } from './stage.js';

t.setTimeout(200_000);
const stage = await openStage();
const { phones, pbx, bank } = stage;
const { ami, ari } = pbx.server;

async function redirect(call: Conversation, side: 'caller' | 'agent', exten: string): Promise<void> {
  const { name } = await call.channel(side);
  await ami.action('Redirect', { Channel: name, Context: 'from-caller', Exten: exten, Priority: '1' });
}

/** An operator sends the caller to a colleague, while it keys. */
async function sentAway(t: Test, call: Conversation): Promise<void> {
  const rings = phones.rings('third');
  await redirect(call, 'caller', '311');
  // The caller knows nothing of it and keys on.
  const keying = call.call.caller.press('11111111111111', { mode: 'bleed' });
  const newcomer = await Newcomer.of(await rings);
  await keying;
  t.ok(await newcomer.talksWith(call), 'the caller is heard where it was sent');
  const { id } = await call.channel('caller');
  t.equal(await ari.variable(id, 'TIMEOUT(absolute)'), '0', 'its call is not limited any more');
  t.equal(await ari.variable(id, 'HUSHPAY_WATCHED'), '', 'nor watched');
  await newcomer.leave(t);
  await call.call.caller.ended;
}

t.test(
  'given a capture, when an operator sends the caller elsewhere, then it is heard there, and not keying',
  async (t) => {
    const call = await Conversation.handedOff(stage);
    await call.press('4111');
    await sentAway(t, call);
    t.equal(await call.result(), 'caller-hung-up');
    t.same(await bank.transactions(call.session), [], 'nothing was charged');
    await call.call.agent.ended;
  },
);

t.test('given a charge in flight, when the caller is sent elsewhere, then it is settled', async (t) => {
  const call = await Conversation.handedOff(stage);
  const orderId = `${call.session}-1`;
  await bank.fault({ route: 'transaction.create', orderId, kind: 'delay', ms: 3000, times: 1 });
  await call.key();
  await call.phase('charging');
  await sentAway(t, call);
  await call.told('agent', 'agent-approved');
  t.equal(await call.result(), 'success');
  t.match(await bank.transactions(call.session), [{ amount: '25.00' }]);
  await call.call.agent.ended;
});

t.test('given a capture, when the caller is parked, then both are together again', async (t) => {
  const call = await Conversation.handedOff(stage);
  await call.press('4111');
  await ami.action('Park', { Channel: (await call.channel('caller')).name });
  t.equal(await call.result(), 'caller-hung-up');
  await call.together(12_000);
  const said = await call.talk();
  await call.hangUp();
  t.equal(await call.talked(said), 'both');
});

t.test(
  'given a capture, when somebody bridges the caller, then they hear no key and it comes back',
  async (t) => {
    const call = await Conversation.handedOff(stage);
    const newcomer = await Newcomer.of(await phones.dial('third', '401', '1'));
    const thief = ((await ari.request('GET', '/channels')) as readonly { name: string }[]).find(({ name }) =>
      name.startsWith('PJSIP/third-'),
    );
    const { name } = await call.channel('caller');
    await ami.action('Bridge', { Channel1: name, Channel2: thief?.name ?? '' });
    await call.call.caller.press('11111111', { mode: 'bleed' });
    await call.together(12_000);
    const said = await call.talk();
    await call.hangUp();
    t.equal(await call.talked(said), 'both');
    await newcomer.leave(t);
  },
);

t.test(
  'given a capture, when the agent is sent elsewhere, then the caller is told and goes on alone',
  async (t) => {
    const variables = { HUSHPAY_AMOUNT: '25.00', HUSHPAY_AFTER: 'from-caller,900,1' };
    const call = await Conversation.handedOff(stage, variables);
    const rings = phones.rings('third');
    await redirect(call, 'agent', '310');
    const third = await rings;
    await call.told('caller', 'agent-left');
    t.equal(await call.result(), 'agent-hung-up');
    await until('the caller to be in the dialplan', 5000, async () => {
      return (await call.channel('caller')).dialplan.exten === '900';
    });
    const heard = await talk({ caller: third, agent: call.call.agent });
    t.ok(heard.agentHearsCaller && heard.callerHearsAgent, 'the agent talks where it was sent');
    await call.hangUp();
    await third.ended;
  },
);
