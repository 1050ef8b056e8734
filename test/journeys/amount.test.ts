import t from 'tap';
import { Conversation } from './conversation.js';
import { openStage } from './stage.js';

const stage = await openStage();
t.jobs = 4;

/** No amount is set by the dialplan. */
const NONE = { HUSHPAY_REFERENCE: 'INV-2' };

t.test(
  'given no amount, when the agent keys and confirms one, then it is charged, and the caller heard none of the asking',
  {
    buffered: true,
  },
  async (t) => {
    const call = await Conversation.handedOff(stage, NONE, 'askingAmount');
    await call.told('caller', 'please-wait');
    await call.told('agent', 'agent-enter-amount', 'agent-star-is-the-point');
    const hz = await call.says('agent', 3000);
    await call.steer('25*50#');
    const read = await call.told('agent', 'agent-confirm-amount', 'agent-confirm');
    t.same(
      read.map((sound) => sound.replace('sound:hushpay/', '')),
      ['number-25', 'unit-usd-many', 'word-and', 'number-50', 'unit-usd-minor-many', 'agent-confirm'],
      'the amount is read back',
    );
    await call.steer('1');
    await call.phase('capturing');
    await call.key();
    t.equal(await call.result(), 'success');
    t.match(await stage.bank.transactions(call.session), [{ amount: '25.50', currency: 'USD' }]);
    await call.together(3000);
    const said = await call.talk();
    await call.hangUp();
    t.equal(await call.talked(said), 'both');
    t.ok(await call.heardSound('agent', 'agent-key-the-amount-in'), 'the agent hears the question');
    t.ok(await call.heardSound('caller', 'please-wait'), 'the caller is told to wait');
    t.notOk(
      await call.heardSound('caller', 'agent-key-the-amount-in'),
      'the caller does not hear the question',
    );
    t.ok(await call.heard('caller', hz), 'the agent can speak to the caller meanwhile');
  },
);

/** What the agent keys, and what is wrong with it; `JPY` has no decimals, so a limit of 10000 is 10000 yen. */
const KEYED = [
  { keys: '0#', fault: 'zero' },
  { keys: '10000*01#', fault: 'too-large' },
  { keys: '1*234#', fault: 'decimals' },
  { keys: '1*2*3#', fault: 'nonsense' },
  { keys: '#', fault: 'nonsense' },
  { keys: '12*5#', fault: 'decimals', currency: 'JPY' },
] as const;

for (const { keys, fault, ...rest } of KEYED) {
  t.test(
    `given no amount, when the agent keys ${keys}, then they are told ${fault} and asked again`,
    {
      buffered: true,
    },
    async (t) => {
      const currency = 'currency' in rest ? rest.currency : 'USD';
      const call = await Conversation.handedOff(
        stage,
        { ...NONE, HUSHPAY_CURRENCY: currency },
        'askingAmount',
      );
      await call.steer(keys);
      const told = await call.told('agent', 'agent-amount-fault', `agent-amount-${fault}`);
      t.ok(told.includes('sound:hushpay/agent-key-the-amount-in'), 'and asked again');
      if (fault === 'too-large') t.ok(told.includes('sound:hushpay/number-thousand'), 'the limit is named');
      await call.steer('7#');
      await call.told('agent', 'agent-confirm-amount', 'number-7');
      await call.steer('2');
      await call.told('agent', 'agent-enter-amount');
      await call.steer('8#1');
      await call.told('caller', 'welcome', 'number-8');
      await call.steer('*#');
      t.equal(await call.result(), 'transaction-cancelled');
      await call.together(3000);
      const said = await call.talk();
      await call.hangUp();
      t.equal(await call.talked(said), 'both');
      t.same(await stage.bank.transactions(call.session), []);
    },
  );
}

/** What the dialplan or CRM set, and what is wrong with it. */
const SET = [
  { variables: { HUSHPAY_AMOUNT: '0' }, fault: 'zero' },
  { variables: { HUSHPAY_AMOUNT: '10000.01' }, fault: 'too-large' },
  { variables: { HUSHPAY_AMOUNT: '1.234' }, fault: 'decimals' },
  { variables: { HUSHPAY_AMOUNT: '12,50' }, fault: 'nonsense' },
  { variables: { HUSHPAY_AMOUNT: '5', HUSHPAY_CURRENCY: 'XQX' }, fault: 'currency' },
] as const;

for (const { variables, fault } of SET) {
  t.test(
    `given ${JSON.stringify(variables)}, when handed off, then the agent is told ${fault} and asked`,
    {
      buffered: true,
    },
    async (t) => {
      const call = await Conversation.handedOff(stage, variables, 'askingAmount');
      const told = await call.told('agent', 'agent-amount-fault', `agent-amount-${fault}`);
      t.ok(told.includes('sound:hushpay/agent-key-the-amount-in'), 'and asked');
      await call.steer('9#1');
      await call.told('caller', 'welcome', 'number-9');
      await call.steer('*#');
      t.equal(await call.result(), 'transaction-cancelled');
      await call.hangUp();
    },
  );
}

t.test(
  'given no amount, when the agent keys nonsense three times, then both talk again',
  {
    buffered: true,
  },
  async (t) => {
    const call = await Conversation.handedOff(stage, NONE, 'askingAmount');
    await call.steer('0#0#0#');
    await call.told('agent', 'agent-too-many-attempts');
    await call.told('caller', 'cancelled');
    t.equal(await call.result(), 'too-many-failed-attempts');
    await call.together(3000);
    const said = await call.talk();
    t.equal(await call.variable('caller', 'HUSHPAY_RESULT'), 'too-many-failed-attempts');
    await call.hangUp();
    t.equal(await call.talked(said), 'both');
  },
);
