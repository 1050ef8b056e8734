import t from 'tap';
import { parseBlocks } from '../../lib/asterisk/ami.js';
import { assignOutcome } from '../../lib/asterisk/outcome.js';

t.test('given an outcome, it is one assignment of all variables', async (t) => {
  t.same(
    assignOutcome({
      result: 'payment-declined',
      transaction: 'abc123',
      orderId: 'hp0123456789abc-1',
      last4: '1111',
      brand: 'visa',
      code: '2001',
      text: 'Insufficient Funds',
      amount: { minor: 1999, currency: 'USD' },
    }),
    {
      variable:
        'ARRAY(HUSHPAY_RESULT,HUSHPAY_TRANSACTION,HUSHPAY_ORDER,HUSHPAY_LAST4,HUSHPAY_BRAND,HUSHPAY_CODE,HUSHPAY_PAID,HUSHPAY_TEXT,HUSHPAY_AUTHORISED,HUSHPAY_TOKEN)',
      value: 'payment-declined,abc123,hp0123456789abc-1,1111,visa,2001,,Insufficient Funds,,',
    },
  );
});

t.test('given a success, what was to be paid is cleared, so that the next payment asks again', async (t) => {
  const { variable, value } = assignOutcome({ result: 'success', amount: { minor: 1999, currency: 'USD' } });
  t.match(variable, /HUSHPAY_TOKEN,HUSHPAY_AMOUNT,HUSHPAY_REFERENCE,HUSHPAY_DESCRIPTION\)$/);
  t.equal(value, 'success,,,,,,19.99,,,,,,');
});

t.test('given an authorisation or a card only stored, then nothing is told as paid', async (t) => {
  const amount = { minor: 1999, currency: 'USD' };
  t.equal(assignOutcome({ result: 'success', amount, authorised: true }).value, 'success,,,,,,,,19.99,,,,');
  t.equal(assignOutcome({ result: 'success', token: 'hp1-1' }).value, 'success,,,,,,,,,hp1-1,,,');
  const kept = assignOutcome({ result: 'success', amount, token: 'hp1-k' });
  t.equal(kept.value, 'success,,,,,,19.99,,,hp1-k,,,', 'a card kept beside a payment is');
});

t.test('given a hostile text, nothing in it can end the value, an expression or a header', async (t) => {
  const text = 'a,b"c\r\nAction: Hangup\r\n${SHELL(x)} $[1] ) : ? & | \\ ; é';
  const { value } = assignOutcome({ result: 'payment-declined', text });
  t.equal(value, 'payment-declined,,,,,,,a b c Action Hangup SHELL x 1 é,,');
});

t.test('given an AMI answer with events, it is read block by block', async (t) => {
  const blocks = parseBlocks('Response: Success\r\nEventList: start\r\n\r\nEvent: A\r\nName: x: y\r\n\r\n');
  t.strictSame(blocks, [
    { Response: 'Success', EventList: 'start' },
    { Event: 'A', Name: 'x: y' },
  ]);
});
