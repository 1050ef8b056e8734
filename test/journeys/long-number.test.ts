import t from 'tap';
import { Conversation } from './conversation.js';
import { openStage } from './stage.js';

t.setTimeout(180_000);
t.jobs = 3;

const stage = await openStage({ config: { payment: { brands: ['visa', 'mastercard', 'unionpay'] } } });

/** 19 digits of a Visa whose first 16 are right by chance. */
const LONG = '4917610000000000003';

for (const [how, end] of [
  ['#', '#'],
  ['a pause', ''],
] as const) {
  t.test(
    `given a 19-digit Visa whose first 16 are right, when ${how} ends it, then it is charged whole`,
    { buffered: true },
    async (t) => {
      const call = await Conversation.handedOff(stage);
      await call.press(LONG + end);
      await call.step('numberExtended');
      await call.told('caller', 'enter', 'enter-expiration-date-brief');
      await call.press('1230');
      await call.told('caller', 'enter', 'enter-security-code-brief');
      await call.press('123');
      t.equal(await call.result(), 'success');
      t.equal(await call.variable('caller', 'HUSHPAY_LAST4'), LONG.slice(-4));
      t.match(await stage.bank.transactions(call.session), [{ amount: '25.00' }]);
      await call.hangUp();
    },
  );
}

t.test(
  'given a 19-digit Visa keyed in one go with date and code, then all of it is taken',
  { buffered: true },
  async (t) => {
    const call = await Conversation.handedOff(stage);
    await call.press(`${LONG}1230123`);
    t.equal(await call.result(), 'success');
    t.equal(await call.variable('caller', 'HUSHPAY_LAST4'), LONG.slice(-4));
    await call.hangUp();
  },
);

t.test(
  'given 16 digits, when the last is keyed, then the date is asked for at once, and a date with four digits of the year is taken',
  { buffered: true },
  async (t) => {
    const call = await Conversation.handedOff(stage);
    await call.press('4111111111111111');
    const done = await call.step('fieldDone');
    await call.told('caller', 'enter', 'enter-expiration-date-brief');
    t.equal(done.phase, 'capturing', 'no pause was waited for');
    await call.press('122030');
    await call.told('caller', 'enter', 'enter-security-code-brief');
    await call.press('123');
    t.equal(await call.result(), 'success');
    await call.hangUp();
  },
);
