// Looks for digits: a failure is never forgiven.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import t, { type Test } from 'tap';
import { until, within } from '../../lib/rig/until.js';
import { Conversation } from './conversation.js';
import { CARD, openStage } from './stage.js';

t.setTimeout(300_000);

/** The shop's own system: what it was asked, and what it knows. */
const asked: Record<string, unknown>[] = [];
const ACCOUNTS: Readonly<Record<string, object>> = {
  '4711': {
    due: { amount: '120.00', currency: 'USD' },
    minimum: { amount: '20.00', currency: 'USD' },
    reference: 'INV-4711',
  },
  '4712': { due: { minor: 0, currency: 'USD' } },
  '4713': { due: { amount: '65.40', currency: 'USD' }, reference: 'INV-4713' },
  '4714': { reference: 'INV-4714' },
  // The gateway declines it for want of funds.
  '4715': {
    due: { amount: '2001.00', currency: 'USD' },
    minimum: { amount: '20.00', currency: 'USD' },
    reference: 'INV-4715',
  },
};
/** Answers to these numbers wait for their turn. */
const slow = new Map<string, Promise<void>>();
function heldUp(number: string): () => void {
  let answer = (): void => undefined;
  slow.set(number, new Promise((resolve) => (answer = resolve)));
  return () => answer();
}
/** By caller id; it is the proof that makes them speak. */
const BY_CALLER: Readonly<Record<string, object>> = Object.fromEntries(
  ['55520001', '55520002', '55520003', '55520004'].map((callerId) => [
    callerId,
    { due: { amount: '120.00', currency: 'USD' }, reference: `INV-${callerId}`, postalCode: '89501' },
  ]),
);
const shop = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', async () => {
    const question = JSON.parse(body) as { by: string; number?: string; callerId?: string };
    asked.push({ ...question, authorization: request.headers.authorization });
    const account = ACCOUNTS[question.number ?? ''] ?? BY_CALLER[question.callerId ?? ''];
    await slow.get(question.number ?? '');
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(account ? { found: true, account } : { found: false }));
  });
});
await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
t.teardown(() => shop.close());

const stage = await openStage({
  config: {
    capture: { fields: { 'caller-postal-code': { firstKey: 1 } } },
    ivr: {
      enabled: true,
      askLanguage: ['en', 'de'],
      identify: ['caller', 'number'],
      lookup: {
        url: `http://127.0.0.1:${(shop.address() as AddressInfo).port}/owes`,
        token: 'a-token-of-the-shop-0123456789',
      },
      parts: { allowed: true },
      receipt: ['text', 'email'],
      score: true,
    },
  },
});
t.jobs = 2;

t.test(
  'given a caller nobody knows, when the customer number is keyed, then a part of what is owed is paid in the chosen language',
  { buffered: true },
  async (t) => {
    const visit = await Conversation.onLine(stage, {}, 'choosing');
    await visit.told('caller', 'choose-language', 'language-choice');
    await visit.press('2');
    await visit.told('caller', 'enter', 'enter-customer-number');
    await until(
      'the dialplan to know the language',
      5000,
      async () => (await visit.variable('caller', 'HUSHPAY_SPEAKS')) === 'de',
    );
    await visit.press('9999#');
    await visit.told('caller', 'ask-again', 'error-invalid-customer-number');
    await visit.press('4711#');
    const due = await visit.told('caller', 'choose-amount');
    t.ok(due.includes('sound:hushpay/identified'));
    await visit.press('2');
    await visit.told('caller', 'enter', 'enter-amount');
    await visit.press('10#');
    await visit.told('caller', 'ask-again', 'amount-too-small');
    await visit.press('45*50#');
    await visit.told('caller', 'confirm-amount');
    await visit.press('1');
    await visit.told('caller', 'enter');
    await visit.key();
    await visit.told('caller', 'confirmation');
    await visit.press('2');
    await visit.told('caller', 'choose-receipt');
    await visit.press('1');
    await visit.told('caller', 'score');
    await visit.press('5');
    await visit.told('caller', 'goodbye');
    t.equal(await visit.result(), 'success');
    const told = ['RESULT', 'PAID', 'RECEIPT', 'SCORE', 'NEXT'].map((name) => `HUSHPAY_${name}`);
    t.same(await visit.wentOn(...told), ['success', '45.50', 'text', '5', 'end']);
    await visit.hangUp();
    const [transaction] = await stage.bank.transactions(visit.session);
    t.match(transaction, { status: 'submitted_for_settlement' });
    const own = asked.filter(({ session }) => session === visit.session);
    t.match(own, [
      { by: 'caller', callerId: visit.call.number, authorization: 'Bearer a-token-of-the-shop-0123456789' },
      { by: 'number', number: '9999' },
      { by: 'number', number: '4711' },
    ]);
    const german = stage.hushpay.lines.filter(
      ({ session, key, media }) =>
        session === visit.session && key === 'approved' && String(media).startsWith('sound:de/'),
    );
    t.equal(german.length, 1, 'the outcome is told in German');
  },
);

t.test(
  'given a card that is keyed as a customer number, then the shop is not asked for it; and who owes nothing hears so',
  { buffered: true },
  async (t) => {
    const visit = await Conversation.onLine(stage, {}, 'choosing');
    await visit.press('1');
    await visit.told('caller', 'enter', 'enter-customer-number');
    await visit.press(`${CARD.number}#`);
    await visit.told('caller', 'ask-again', 'error-invalid-customer-number');
    await visit.press('4712#');
    await visit.told('caller', 'nothing-due');
    t.equal(await visit.result(), 'nothing-due');
    t.same(await visit.wentOn('HUSHPAY_NEXT'), ['end']);
    await visit.hangUp();
    t.same(
      asked
        .filter(({ session, by }) => session === visit.session && by === 'number')
        .map(({ number }) => number),
      ['4712'],
    );
    const log = stage.hushpay.lines.map((line) => JSON.stringify(line)).join('\n');
    t.notOk(log.includes(CARD.number.slice(0, 7)));
  },
);

t.test(
  'given keys while the shop is asked, then they answer no question, and the payment goes on',
  { buffered: true },
  async (t) => {
    const answer = heldUp('4713');
    const visit = await Conversation.onLine(stage, {}, 'choosing');
    await visit.press('1');
    await visit.told('caller', 'enter', 'enter-customer-number');
    await visit.press('4713#');
    await visit.told('caller', 'please-wait');
    // Within the time that a lookup has.
    await visit.press(CARD.number.slice(0, 8));
    answer();
    await visit.told('caller', 'choose-amount');
    await visit.press('1');
    await visit.told('caller', 'enter', 'enter-payment-card-number');
    await visit.key();
    await visit.told('caller', 'approved');
    await visit.hangUp();
    t.same(
      (await stage.bank.transactions(visit.session)).map(({ amount }) => amount),
      ['65.40'],
    );
    const log = stage.hushpay.lines.map((line) => JSON.stringify(line)).join('\n');
    t.notOk(log.includes(CARD.number.slice(0, 7)));
  },
);

t.test(
  'given the amount is keyed while the shop is asked, then it is the amount of the field that is open then',
  { buffered: true },
  async (t) => {
    const answer = heldUp('4714');
    const visit = await Conversation.onLine(stage, {}, 'choosing');
    await visit.press('1');
    await visit.told('caller', 'enter', 'enter-customer-number');
    await visit.press('4714#');
    await visit.told('caller', 'please-wait');
    await visit.press('12*50#');
    answer();
    await visit.told('caller', 'confirm-amount');
    await visit.press('1');
    await visit.told('caller', 'enter', 'enter-payment-card-number');
    await visit.key();
    await visit.told('caller', 'approved');
    await visit.hangUp();
    t.same(
      (await stage.bank.transactions(visit.session)).map(({ amount }) => amount),
      ['12.50'],
    );
  },
);

t.test(
  'given not enough money on the card, when less is keyed, then it is told, agreed to and paid',
  { buffered: true },
  async (t) => {
    const visit = await Conversation.onLine(stage, {}, 'choosing');
    await visit.press('1');
    await visit.told('caller', 'enter', 'enter-customer-number');
    await visit.press('4715#');
    await visit.told('caller', 'choose-amount');
    await visit.press('1');
    await visit.told('caller', 'enter', 'enter-payment-card-number');
    await visit.key();
    await visit.told('caller', 'declined', 'told-smaller-amount');
    await visit.told('caller', 'after-decline', 'ivr-again-choice-less');
    await visit.press('3');
    await visit.told('caller', 'enter', 'enter-amount');
    await visit.press('25*50#');
    await visit.told('caller', 'confirm-amount');
    await visit.press('1');
    await visit.told('caller', 'enter', 'enter-payment-card-number');
    await visit.key();
    await visit.told('caller', 'approved');
    await visit.hangUp();
    const amounts = (await stage.bank.transactions(visit.session)).map(({ amount }) => amount);
    t.same(amounts.sort(), ['2001.00', '25.50']);
  },
);

/** A caller who is known by the telephone number, asked for the postal code. */
async function toBeProved(number: string): Promise<Conversation> {
  const visit = await Conversation.onLine(stage, { number, record: false }, 'choosing');
  await visit.press('1');
  await visit.told('caller', 'enter', 'enter-caller-postal-code');
  return visit;
}

/** Nothing of the account in words, and nothing in the journal of the session. */
function untold(t: Test, { session }: Conversation): void {
  const own = stage.hushpay.lines.filter((line) => line.session === session);
  t.same(
    own.filter(({ key }) => ['choose-amount', 'stored-method', 'confirm-amount'].includes(String(key))),
    [],
  );
}

t.test(
  'given a caller known by number, when the second factor is right, then what is owed is told',
  { buffered: true },
  async (t) => {
    const visit = await toBeProved('55520001');
    await visit.press('89501#');
    const due = await visit.told('caller', 'choose-amount');
    t.ok(due.includes('sound:hushpay/identified'));
    await visit.hangUp();
    t.equal(await visit.result(), 'caller-hung-up');
  },
);

t.test(
  'given a caller known by number, when the second factor is wrong too often, then nothing is told',
  { buffered: true },
  async (t) => {
    const visit = await toBeProved('55520002');
    for (let i = 0; i < 2; i++) {
      await visit.press('11111#');
      await visit.told('caller', 'ask-again', 'error-wrong-answer');
    }
    await visit.press('11111#');
    await visit.told('caller', 'too-many-attempts');
    const answered = stage.phones.answered('55520002');
    await visit.told('caller', 'transfer');
    t.equal(await visit.result(), 'too-many-failed-attempts');
    untold(t, visit);
    await (await within('an agent to be rung', 15_000, answered)).hangUp();
    await visit.hangUp();
    const again = await toBeProved('55520002');
    for (let i = 0; i < 2; i++) {
      await again.press('22222#');
      await again.told('caller', 'ask-again', 'error-wrong-answer');
    }
    await again.press('89501#');
    await again.told('caller', 'limited', 'limited');
    untold(t, again);
    await again.hangUp();
  },
);

t.test(
  'given a caller known by number, when nothing is keyed, then nothing is told',
  { buffered: true },
  async (t) => {
    const visit = await toBeProved('55520003');
    await visit.told('caller', 'ask-again');
    await visit.told('caller', 'ask-again');
    await visit.told('caller', 'too-many-attempts');
    untold(t, visit);
    await visit.hangUp();
  },
);

t.test(
  'given a caller known by number, when they hang up in the second factor, then nothing is told',
  { buffered: true },
  async (t) => {
    const visit = await toBeProved('55520004');
    await visit.press('895');
    await visit.hangUp();
    t.equal(await visit.result(), 'caller-hung-up');
    untold(t, visit);
  },
);
