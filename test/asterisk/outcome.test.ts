import t from 'tap';
import { parseBlocks } from '../../lib/asterisk/ami.js';
import { packOutcome } from '../../lib/asterisk/outcome.js';

t.test('given an outcome, it is eight values in the order of the dialplan', async (t) => {
  const packed = packOutcome({
    result: 'payment-declined',
    transaction: 'abc123',
    orderId: 'hp0123456789abc-1',
    last4: '1111',
    brand: 'visa',
    code: '2001',
    text: 'Insufficient Funds',
    amount: { minor: 1999, currency: 'USD' },
  });
  t.equal(packed, 'payment-declined,abc123,hp0123456789abc-1,1111,visa,2001,19.99,Insufficient Funds');
  t.equal(packOutcome({ result: 'success' }), 'success,,,,,,,');
});

t.test('given a hostile text, nothing in it can end the value, an expression or a header', async (t) => {
  const text = 'a,b"c\r\nAction: Hangup\r\n${SHELL(x)} $[1] ) : ? & | \\ ; é';
  const packed = packOutcome({ result: 'success', text });
  t.equal(packed, 'success,,,,,,,a b c Action Hangup SHELL x 1 é');
});

t.test('given an AMI answer with events, it is read block by block', async (t) => {
  const blocks = parseBlocks('Response: Success\r\nEventList: start\r\n\r\nEvent: A\r\nName: x: y\r\n\r\n');
  t.strictSame(blocks, [
    { Response: 'Success', EventList: 'start' },
    { Event: 'A', Name: 'x: y' },
  ]);
});
