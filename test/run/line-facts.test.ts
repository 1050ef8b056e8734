import t from 'tap';
import type { Entry } from '../../lib/asterisk/entry.js';
import { lineFacts } from '../../lib/run/line-facts.js';

const ENTRY: Entry = {
  args: ['9.00', 'EUR', 'A', 'B'],
  place: { context: 'from-trunk', exten: '800', priority: 1 },
  answered: true,
};

const facts = (script: string, variables: Readonly<Record<string, string>>) =>
  lineFacts({ channelId: '12.3', script }, ENTRY, {
    read: async (channelId, expressions) => {
      t.equal(channelId, '12.3');
      return expressions.map((one) => variables[one.slice(2, -1)] ?? '');
    },
  });

const CALL = {
  'CALLERID(num)': '+15550100',
  'CALLERID(dnid)': '800',
  ARG1: '25.00',
  ARG2: 'USD',
  ARG3: 'INV-7',
};

t.test('given a caller by Gosub, then the arguments are the channel’s own', async (t) => {
  t.match(await facts('ivr', { ...CALL, HUSHPAY_IVR: 'gosub', HUSHPAY_CUSTOMER: 'c1' }), {
    callerId: '+15550100',
    dialled: '800',
    given: ['25.00', 'USD', 'INV-7'],
    details: { customer: 'c1' },
  });
});

t.test('given a caller who was handed over, then another’s arguments are not the line’s', async (t) => {
  t.same((await facts('ivr', { ...CALL, HUSHPAY_IVR: 'agi' })).given, []);
});

t.test('given a caller by AGI, then the arguments are what Asterisk says they are', async (t) => {
  t.same((await facts('pay', CALL)).given, ['9.00', 'EUR', 'A,B']);
});

t.test('given a caller whose number is hidden, then there is none', async (t) => {
  t.equal((await facts('ivr', { ...CALL, 'CALLERID(num)': 'Anonymous' })).callerId, '');
  t.equal((await facts('ivr', { ...CALL, 'CALLERID(num-pres)': 'prohib_passed_screen' })).callerId, '');
});
