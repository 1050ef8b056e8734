import t from 'tap';
import { Conversation } from './conversation.js';
import { CARD, openStage } from './stage.js';

const stage = await openStage({
  config: {
    capture: {
      order: ['security-code', 'payment-card-number', 'expiration-date', 'postal-code'],
      confirmLastFour: true,
    },
  },
});
t.jobs = 3;

/** 19 digits of a Visa whose first 16 are right by chance. */
const LONG = '4917610000000000003';

/** The number, and that it is the right one. */
async function number(call: Conversation, keys = CARD.number): Promise<void> {
  await call.press(keys);
  await call.told('caller', 'confirm-last-four');
  await call.press('1');
}

t.test(
  'given code first and a postal code, when the amount is only to be held, then it is held with both checked',
  { buffered: true },
  async (t) => {
    const call = await Conversation.handedOff(stage, { HUSHPAY_AMOUNT: '25.00', HUSHPAY_MODE: 'authorise' });
    await call.press(`${CARD.code}#`);
    await number(call);
    await call.press(CARD.expiry);
    await call.told('caller', 'enter', 'enter-postal-code-brief');
    await call.press('20000');
    await call.told('agent', 'agent-authorised', 'brand-visa');
    t.equal(await call.result(), 'success');
    await call.together(3000);
    t.equal(await call.variable('caller', 'HUSHPAY_AUTHORISED'), '25.00');
    t.equal(await call.variable('caller', 'HUSHPAY_PAID'), '');
    const [transaction] = await stage.bank.transactions(call.session);
    t.match(transaction, { status: 'authorized' });
    const answer = await stage.bank.transaction(transaction?.id ?? '');
    t.match(answer, /<avs-postal-code-response-code>N</, 'the keyed postal code was sent to be checked');
    t.match(answer, /<cvv-response-code>M</, 'and so was the code');
    await call.hangUp();
  },
);

t.test(
  'given the caller asks for help and then for the agent, then help is said, and both talk again',
  { buffered: true },
  async (t) => {
    const call = await Conversation.handedOff(stage);
    await call.press('12*');
    await call.press('#');
    await call.told('caller', 'help', 'key-goes-back');
    await call.press('**');
    await call.told('agent', 'agent-interrupted');
    t.equal(await call.result(), 'caller-interrupted-with-star');
    await call.together(3000);
    const said = await call.talk();
    await call.hangUp();
    t.equal(await call.talked(said), 'both');
    t.same(await stage.bank.transactions(call.session), []);
  },
);

t.test(
  'given a known postal code and an isolated agent, then the agent hears the outcome and no prompt of the caller',
  { buffered: true },
  async (t) => {
    const call = await Conversation.handedOff(stage, {
      HUSHPAY_AMOUNT: '25.00',
      HUSHPAY_POSTAL_CODE: '20000',
      HUSHPAY_PRESENCE: 'isolated',
    });
    await call.press(`${CARD.code}#`);
    await number(call);
    await call.press(CARD.expiry);
    await call.told('agent', 'agent-approved', 'brand-visa');
    t.equal(await call.result(), 'success');
    await call.together(3000);
    const said = await call.talk();
    await call.hangUp();
    t.equal(await call.talked(said), 'both');
    const [transaction] = await stage.bank.transactions(call.session);
    const answer = await stage.bank.transaction(transaction?.id ?? '');
    t.match(answer, /<avs-postal-code-response-code>N</, 'the known postal code was sent to be checked');
    t.notOk(await call.heardSound('agent', 'processing'), 'nothing of what the caller is told');
    t.ok(await call.heardSound('caller', 'processing'), 'which the caller did hear');
    t.ok(await call.heardSound('agent', 'agent-approved'));
  },
);

t.test(
  'given a ZIP+4 and too many keys of a number, then none answers a question and five digits are checked',
  { buffered: true },
  async (t) => {
    const call = await Conversation.handedOff(stage);
    await call.press(`${CARD.code}#`);
    // The two too many come while the last four are read out, and 2 would say that they are wrong.
    await call.press(`${CARD.number}22`);
    await call.step('fieldOverran');
    await call.told('caller', 'confirm-last-four');
    await call.press('1');
    await call.press(CARD.expiry);
    await call.told('caller', 'enter', 'enter-postal-code-brief');
    await call.press('200001234');
    t.equal(await call.result(), 'success');
    const [transaction] = await stage.bank.transactions(call.session);
    t.match(transaction, { amount: '25.00' });
    const answer = await stage.bank.transaction(transaction?.id ?? '');
    t.match(answer, /<avs-postal-code-response-code>N</, 'the five digits were sent');
    t.match(answer, /<cvv-response-code>M</, 'and the four more are no code');
    await call.hangUp();
  },
);

t.test(
  'given a 19-digit Visa whose first 16 are right, when confirmed, then the last four are those of all of it',
  { buffered: true },
  async (t) => {
    const call = await Conversation.handedOff(stage);
    await call.press(`${CARD.code}#`);
    await call.press(LONG);
    await call.step('numberExtended');
    await call.told('caller', 'confirm-last-four');
    await call.press('1');
    await call.press(CARD.expiry);
    await call.press('20000');
    t.equal(await call.result(), 'success');
    t.equal(await call.variable('caller', 'HUSHPAY_LAST4'), LONG.slice(-4));
    await call.hangUp();
  },
);
