import t from 'tap';
import { Conversation } from './conversation.js';
import { openStage } from './stage.js';

const stage = await openStage();
t.jobs = 2;

const VARIABLES = { HUSHPAY_AMOUNT: '25.00' };

for (const [way, to] of [
  ['Gosub', '600'],
  ['AGI', '601'],
] as const) {
  t.test(
    `given a caller who dials the payment line by ${way}, when the card is good, then it is paid and the dialplan goes on`,
    { buffered: true },
    async (t) => {
      const visit = await Conversation.onLine(stage, { to, variables: VARIABLES });
      await visit.told('caller', 'welcome', 'ivr-greeting');
      await visit.key();
      await visit.told('caller', 'approved');
      await visit.told('caller', 'confirmation', 'confirmation-repeat');
      await visit.press('2');
      await visit.told('caller', 'goodbye');
      t.equal(await visit.result(), 'success');
      const told = ['RESULT', 'NEXT', 'PAID', 'LAST4'].map((name) => `HUSHPAY_${name}`);
      t.same(await visit.wentOn(...told), ['success', 'end', '25.00', '1111']);
      const tone = await visit.says('caller');
      await visit.hangUp();
      t.ok(tone);
      const [transaction] = await stage.bank.transactions(visit.session);
      t.match(transaction, { status: 'submitted_for_settlement' });
    },
  );
}
