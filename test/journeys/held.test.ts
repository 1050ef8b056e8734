import t from 'tap';
import { until } from '../../lib/rig/until.js';
import { Conversation } from './conversation.js';
import { CARD, openStage } from './stage.js';

t.setTimeout(150_000);
const stage = await openStage({ config: { capture: { timers: { firstKey: 2 } } } });
t.jobs = 3;

/** The channels that hold their call now, by Asterisk's own word. */
const holding = new Set<string>();
const events = await stage.pbx.server.ari.events(
  'journey',
  ({ type, channel }) => {
    if (type === 'ChannelHold') holding.add(channel?.id ?? '');
    if (type === 'ChannelUnhold') holding.delete(channel?.id ?? '');
  },
  true,
);
t.teardown(() => events.close());

/** The button of a phone is pressed, and the PBX knows. */
async function hold(call: Conversation, side: 'caller' | 'agent', on: boolean): Promise<void> {
  const { id } = await call.channel(side);
  await (on ? call.call[side].hold() : call.call[side].unhold());
  await until(`the ${side} to ${on ? '' : 'un'}hold`, 5000, () => holding.has(id) === on);
}

t.test(
  'given a capture, when the agent holds the call, then its music is not in the prompts and the keys count',
  { buffered: true },
  async (t) => {
    const call = await Conversation.handedOff(stage);
    const spoken = await call.says('agent', 600);
    await hold(call, 'agent', true);
    // What phones that send their own music do.
    const music = await call.says('agent', 1500);
    await call.key({ number: CARD.number, expiry: CARD.expiry });
    await hold(call, 'agent', false);
    const again = await call.says('agent', 600);
    await call.press(CARD.code);
    t.equal(await call.result(), 'success');
    await call.together(3000);
    const said = await call.talk();
    await call.hangUp();
    t.equal(await call.talked(said), 'both');
    t.ok(await call.heard('caller', spoken), 'the agent is heard before');
    t.notOk(await call.heard('caller', music), 'the music is not');
    t.ok(await call.heard('caller', again), 'the agent is heard afterwards');
  },
);

t.test(
  'given the agent still holds when the payment ends, then both talk as soon as the call is taken back',
  { buffered: true },
  async (t) => {
    const call = await Conversation.handedOff(stage);
    await hold(call, 'agent', true);
    await call.key();
    t.equal(await call.result(), 'success');
    await call.together(3000);
    await hold(call, 'agent', false);
    const said = await call.talk();
    await call.hangUp();
    t.equal(await call.talked(said), 'both');
  },
);

t.test(
  'given the caller holds amid its keys, then those before and after count',
  { buffered: true },
  async (t) => {
    const call = await Conversation.handedOff(stage);
    await call.press(CARD.number.slice(0, 4));
    await hold(call, 'caller', true);
    await hold(call, 'caller', false);
    await call.press(CARD.number.slice(4));
    await call.key({ expiry: CARD.expiry, code: CARD.code });
    t.equal(await call.result(), 'success');
    await call.together(3000);
    const said = await call.talk();
    await call.hangUp();
    t.equal(await call.talked(said), 'both');
    const lines = stage.hushpay.lines.filter(({ session }) => session === call.session);
    t.same(
      lines.filter(({ event }) => event === 'fieldFailed'),
      [],
      'every field was right at once',
    );
  },
);

t.test(
  'given the caller holds and stays away, then the time passes and both talk again',
  { buffered: true },
  async (t) => {
    const call = await Conversation.handedOff(stage);
    await hold(call, 'caller', true);
    t.equal(await call.result(60_000), 'too-many-failed-attempts');
    await call.together(3000);
    await hold(call, 'caller', false);
    const said = await call.talk();
    await call.hangUp();
    t.equal(await call.talked(said), 'both');
    t.same(await stage.bank.transactions(call.session), [], 'nothing was charged');
  },
);

t.test(
  'given the caller holds during the charge, then it is settled and both talk',
  { buffered: true },
  async (t) => {
    const call = await Conversation.handedOff(stage);
    const orderId = `${call.session}-1`;
    await stage.bank.fault({ route: 'transaction.create', orderId, kind: 'delay', ms: 2000, times: 1 });
    await call.key();
    await call.phase('charging');
    await hold(call, 'caller', true);
    await call.told('agent', 'agent-approved');
    await hold(call, 'caller', false);
    t.equal(await call.result(), 'success');
    await call.together(3000);
    const said = await call.talk();
    await call.hangUp();
    t.equal(await call.talked(said), 'both');
    t.match(await stage.bank.transactions(call.session), [{ amount: '25.00' }]);
  },
);

t.test(
  'given an agent with a payment on hold, when a second call has a payment of its own, then each is its own',
  { buffered: true },
  async (t) => {
    const first = await Conversation.handedOff(stage);
    await first.press(CARD.number.slice(0, 4));
    await hold(first, 'agent', true);
    const second = await Conversation.begin(stage, { variables: { HUSHPAY_AMOUNT: '7.00' } });
    const between = await second.talk();
    await second.handOff();
    t.not(second.session, first.session);
    await Promise.all([
      first.press(CARD.number.slice(4)),
      second.key({ number: '5555555555554444', expiry: '1230', code: '321' }),
    ]);
    const firstPaid = first.key({ expiry: CARD.expiry, code: CARD.code });
    t.equal(await second.result(), 'success');
    await second.together(3000);
    const after = await second.talk();
    await second.hangUp();
    await hold(first, 'agent', false);
    await firstPaid;
    t.equal(await first.result(), 'success');
    await first.together(3000);
    const said = await first.talk();
    await first.hangUp();
    t.equal(await first.talked(said), 'both');
    t.equal(await second.talked(between), 'both');
    t.equal(await second.talked(after), 'both');
    t.match(await stage.bank.transactions(first.session), [{ amount: '25.00' }]);
    t.match(await stage.bank.transactions(second.session), [{ amount: '7.00' }]);
  },
);
