import t from 'tap';
import { Conversation } from './conversation.js';
import { CARD, openStage } from './stage.js';

const stage = await openStage({
  config: { payment: { keepCard: true }, capture: { codeForStored: true } },
});
t.jobs = 2;

t.test(
  'given a payment, when the caller keeps the card, then the next payment of the call takes it by its code alone',
  { buffered: true },
  async (t) => {
    const call = await Conversation.handedOff(stage, { HUSHPAY_AMOUNT: '25.00', HUSHPAY_CUSTOMER: 'ada-1' });
    await call.key();
    await call.told('caller', 'approved');
    await call.told('caller', 'keep-method', 'keep-card');
    await call.press('1');
    await call.told('caller', 'kept', 'card-kept');
    await call.told('agent', 'agent-kept', 'agent-kept');
    t.equal(await call.result(), 'success');
    await call.together(3000);
    const token = `${call.session}-k`;
    t.equal(await call.variable('caller', 'HUSHPAY_TOKEN'), token);
    t.equal(await call.variable('caller', 'HUSHPAY_PAID'), '25.00');
    t.ok(await stage.bank.stored(token));

    await call.set('agent', 'HUSHPAY_AMOUNT', '11.00');
    await call.set('agent', 'HUSHPAY_STORED', token);
    await call.handOff('choosing');
    await call.told('caller', 'stored-method', 'brand-visa');
    await call.press('1');
    await call.told('caller', 'enter', 'enter-security-code');
    await call.press(CARD.code);
    await call.told('caller', 'approved');
    t.equal(await call.result(), 'success');
    await call.together(3000);
    const said = await call.talk();
    await call.hangUp();
    t.equal(await call.talked(said), 'both');
    const [second] = await stage.bank.transactions(call.session);
    t.match(second, { amount: '11.00', status: 'submitted_for_settlement' });
    const xml = await stage.bank.transaction(second?.id ?? '');
    t.match(xml, /<cvv-response-code>M</, 'the code was sent to be checked');
    t.match(xml, new RegExp(`<token>${token}<`));
  },
);

t.test(
  'given a payment, when the caller does not want the card kept, then nothing is stored',
  { buffered: true },
  async (t) => {
    const call = await Conversation.handedOff(stage, { HUSHPAY_AMOUNT: '26.00' });
    await call.key();
    await call.told('caller', 'keep-method');
    await call.press('2');
    t.equal(await call.result(), 'success');
    await call.together(3000);
    t.equal(await call.variable('caller', 'HUSHPAY_TOKEN'), '');
    t.equal(await call.variable('caller', 'HUSHPAY_PAID'), '26.00');
    t.notOk(await stage.bank.stored(`${call.session}-k`));
    await call.hangUp();
  },
);
