// Looks for digits: a failure is never forgiven.
import t from 'tap';
import type { Phone } from '../../lib/rig/phone.js';
import { until } from '../../lib/rig/until.js';
import { Conversation } from './conversation.js';
import { Newcomer } from './newcomer.js';
import { CARD, openStage } from './stage.js';

t.setTimeout(200_000);
const stage = await openStage();
const { phones, bank, hushpay } = stage;
const BLEED = { mode: 'bleed' } as const;

/** A call whose agent is in a bridge: before, Asterisk refuses to transfer it. */
async function handedOff(): Promise<Conversation> {
  const call = await Conversation.handedOff(stage);
  await bridged(call);
  return call;
}

/** The rest of the number and what is asked next, each when it is asked: keys in one rhythm belong to one field. */
async function keysAll(call: Conversation, number: string): Promise<void> {
  const { caller } = call.call;
  await caller.press(number, BLEED);
  for (const field of [CARD.expiry, CARD.code]) {
    await call.told('caller', 'enter');
    await caller.press(field, BLEED);
  }
}

async function bridged(call: Conversation): Promise<void> {
  const { id } = await call.channel('agent');
  await until('the agent to be in a bridge', 8000, async () => {
    const bridges = (await stage.pbx.server.ari.request('GET', '/bridges')) as readonly {
      readonly channels: readonly string[];
    }[];
    return bridges.some(({ channels }) => channels.includes(id));
  });
}

/** Resolves when the PBX has no channel of the call's agent any more. */
async function agentGone(call: Conversation): Promise<void> {
  const own = (name: string) => name.startsWith('PJSIP/agent-');
  await until(
    'the agent to be off',
    8000,
    async () => !(await call.channels()).some(({ name }) => own(name)),
  );
}

/** The agent holds the call and rings a colleague in a second one. */
async function asks({ call }: Conversation, number: string) {
  await call.agent.hold();
  const rings = phones.rings('third');
  const second = await phones.dial('agent', '310', number);
  return { second, newcomer: await Newcomer.of(await rings) };
}

/** The agent puts the colleague of its second call into the first, and is out. */
async function handsOver(call: Conversation, second: Phone): Promise<void> {
  const { agent } = call.call;
  await agent.transfer(second);
  await call.step('agentReplaced');
  await Promise.all([agent.hangUp(), second.hangUp()]);
}

t.test(
  'given a capture, when the agent transfers blindly, then the payment goes on with the newcomer, who hears no key',
  async (t) => {
    const call = await handedOff();
    await call.press(CARD.number.slice(0, 4));
    const rings = phones.rings('third');
    await call.call.agent.transfer('310');
    const newcomer = await Newcomer.of(await rings);
    await call.step('agentReplaced');
    await call.call.agent.hangUp();
    await keysAll(call, CARD.number.slice(4));
    await call.told('agent', 'agent-approved');
    t.equal(await call.result(), 'success');
    t.equal((await bank.transactions(call.session)).length, 1);
    t.ok(await newcomer.talksWith(call), 'the caller and the newcomer talk');
    await agentGone(call);
    await newcomer.leave(t);
    await call.call.caller.ended;
  },
);

t.test(
  'given a charge in flight, when the agent transfers after asking a colleague, then they are told',
  async (t) => {
    const call = await handedOff();
    const { second, newcomer } = await asks(call, '77');
    const orderId = `${call.session}-1`;
    await bank.fault({ route: 'transaction.create', orderId, kind: 'delay', ms: 3000, times: 1 });
    await call.key();
    await call.phase('charging');
    await handsOver(call, second);
    await call.told('agent', 'agent-approved');
    t.equal(await call.result(), 'success');
    t.match(await bank.transactions(call.session), [{ amount: '25.00' }]);
    t.ok(await newcomer.talksWith(call), 'the caller and the newcomer talk');
    await newcomer.leave(t);
    await call.call.caller.ended;
  },
);

t.test(
  'given talk, when the agent transfers after asking a colleague, then they talk through the payment and hear no key',
  async (t) => {
    const call = await Conversation.handedOff(stage, { HUSHPAY_AMOUNT: '25.00', HUSHPAY_PRESENCE: 'talk' });
    const { second, newcomer } = await asks(call, '78');
    await handsOver(call, second);
    t.ok(await newcomer.talksWith(call), 'in the payment');
    await keysAll(call, CARD.number);
    t.equal(await call.result(), 'success');
    t.ok(await newcomer.talksWith(call), 'and after it');
    await newcomer.leave(t);
    await call.call.caller.ended;
  },
);

t.test(
  'given a decline, when the agent transfers before deciding, then the newcomer is told and decides',
  async (t) => {
    const call = await Conversation.handedOff(stage, { HUSHPAY_AMOUNT: '2000.00' });
    await call.key();
    await call.told('agent', 'agent-declined');
    const rings = phones.rings('third');
    await call.call.agent.transfer('310');
    const third = await rings;
    await call.step('agentReplaced');
    await call.call.agent.hangUp();
    await third.hearsSound(3000);
    await call.phase('deciding');
    await third.press('2', { onMs: 120 });
    t.equal(await call.result(), 'payment-declined');
    const newcomer = await Newcomer.of(third);
    t.ok(await newcomer.talksWith(call));
    await newcomer.leave(t);
    await call.call.caller.ended;
  },
);

t.test(
  'given an agent of a queue with Local members, when it transfers, then the payment goes on with the newcomer',
  async (t) => {
    const call = await Conversation.begin(stage, { to: '201', variables: { HUSHPAY_AMOUNT: '25.00' } });
    await call.handOff();
    await bridged(call);
    const rings = phones.rings('third');
    await call.call.agent.transfer('310');
    const newcomer = await Newcomer.of(await rings);
    await call.call.agent.hangUp();
    await keysAll(call, CARD.number);
    t.equal(await call.result(), 'success');
    t.ok(await newcomer.talksWith(call), 'the caller and the newcomer talk');
    await newcomer.leave(t);
    await call.call.caller.ended;
  },
);

t.test(
  'given a transfer to nobody, then the caller is told, nothing is charged and the call ends',
  async (t) => {
    const call = await handedOff();
    await call.call.agent.transfer('312');
    await call.told('caller', 'agent-left');
    t.equal(await call.result(), 'agent-hung-up');
    await call.call.caller.ended;
    await call.call.agent.hangUp();
    t.same(await bank.transactions(call.session), []);
  },
);

t.test(
  'given a transfer, when the service is started anew, then the caller and the newcomer talk',
  async (t) => {
    const call = await handedOff();
    const rings = phones.rings('third');
    await call.call.agent.transfer('310');
    const newcomer = await Newcomer.of(await rings);
    await call.call.agent.hangUp();
    await hushpay.kill('SIGKILL');
    call.rewind();
    await hushpay.ready();
    t.equal(await call.result(), 'internal-error');
    await until('the caller to be out of the payment', 5000, async () => {
      return (await call.channel('caller')).dialplan.app_name === 'Bridge';
    });
    t.ok(await newcomer.talksWith(call));
    await newcomer.leave(t);
    await call.call.caller.ended;
  },
);

t.test('given the caller’s own phone transfers, then it is refused and the payment goes on', async (t) => {
  const call = await Conversation.handedOff(stage);
  await call.press(CARD.number.slice(0, 4));
  await call.call.caller.transfer('310').catch(() => undefined);
  t.equal((await call.channel('caller')).dialplan.app_name, 'Stasis', 'the caller is where it was');
  await call.call.caller.hangUp();
  await call.told('agent', 'agent-caller-left');
  t.equal(await call.result(), 'caller-hung-up');
  await call.call.agent.ended;
});
