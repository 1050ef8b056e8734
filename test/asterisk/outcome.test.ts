import t from 'tap';
import { parseBlocks } from '../../lib/asterisk/ami.js';
import { assignOutcome } from '../../lib/asterisk/outcome.js';
import type { OutcomeVariables } from '../../lib/session/command.js';

const NAMES = [
  'RESULT',
  'TRANSACTION',
  'ORDER',
  'LAST4',
  'BRAND',
  'CODE',
  'PAID',
  'TEXT',
  'AUTHORISED',
  'TOKEN',
  'TIP',
  'SURCHARGE',
  'NEXT',
  'RECEIPT',
  'SCORE',
].map((name) => `HUSHPAY_${name}`);

/** The values of an outcome by name. */
function valuesOf(outcome: OutcomeVariables): Record<string, string | undefined> {
  const { variable, value } = assignOutcome(outcome);
  const names = variable.slice('ARRAY('.length, -1).split(',');
  return Object.fromEntries(value.split(',').map((one, i) => [names[i]?.replace('HUSHPAY_', ''), one]));
}

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
      variable: `ARRAY(${NAMES.join(',')})`,
      value: 'payment-declined,abc123,hp0123456789abc-1,1111,visa,2001,,Insufficient Funds,,,,,,,',
    },
  );
});

t.test('given a success, what was to be paid is cleared, so that the next payment asks again', async (t) => {
  const values = valuesOf({ result: 'success', amount: { minor: 1999, currency: 'USD' } });
  t.match(values, { RESULT: 'success', PAID: '19.99', AMOUNT: '', MINIMUM: '', INVOICES: '', REFERENCE: '' });
});

t.test('given an authorisation or a card only stored, then nothing is told as paid', async (t) => {
  const amount = { minor: 1999, currency: 'USD' };
  t.match(valuesOf({ result: 'success', amount, authorised: true }), { PAID: '', AUTHORISED: '19.99' });
  t.match(valuesOf({ result: 'success', token: 'hp1-1' }), { PAID: '', TOKEN: 'hp1-1' });
  const kept = valuesOf({ result: 'success', amount, token: 'hp1-k' });
  t.match(kept, { PAID: '19.99', TOKEN: 'hp1-k' }, 'a card kept beside a payment is');
});

t.test('given a payment line with a tip and a surcharge, then all of it is told', async (t) => {
  const usd = (minor: number) => ({ minor, currency: 'USD' });
  t.match(
    valuesOf({
      result: 'success',
      amount: usd(2850),
      tip: usd(300),
      surcharge: usd(50),
      next: 'end',
      receipt: 'text',
      score: 5,
    }),
    { PAID: '28.50', TIP: '3.00', SURCHARGE: '0.50', NEXT: 'end', RECEIPT: 'text', SCORE: '5' },
  );
});

t.test('given a hostile text, nothing in it can end the value, an expression or a header', async (t) => {
  const text = 'a,b"c\r\nAction: Hangup\r\n${SHELL(x)} $[1] ) : ? & | \\ ; é';
  const { value } = assignOutcome({ result: 'payment-declined', text });
  t.equal(value, 'payment-declined,,,,,,,a b c Action Hangup SHELL x 1 é,,,,,,,');
});

t.test('given an AMI answer with events, it is read block by block', async (t) => {
  const blocks = parseBlocks('Response: Success\r\nEventList: start\r\n\r\nEvent: A\r\nName: x: y\r\n\r\n');
  t.strictSame(blocks, [
    { Response: 'Success', EventList: 'start' },
    { Event: 'A', Name: 'x: y' },
  ]);
});
