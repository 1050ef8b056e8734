// Looks for digits: a failure is never forgiven.
import t from 'tap';
import { freePort } from '../../lib/rig/port.js';
import { Program } from '../api/reader.js';
import { insists } from './agrees.js';
import { Conversation } from './conversation.js';
import { openStage } from './stage.js';

t.setTimeout(300_000);

const SECRETS = { crm: 'a-token-of-the-crm-for-this-test', other: 'a-token-of-another-agent-of-theirs' };
const ALL = ['watch', 'steer', 'amount', 'cancel'];
const port = await freePort();
const stage = await openStage({
  config: {
    api: {
      enabled: true,
      port,
      tokens: [
        { name: 'crm', secret: SECRETS.crm, rights: ALL, agents: ['PJSIP/agent'] },
        { name: 'other', secret: SECRETS.other, rights: ALL, agents: ['PJSIP/other'] },
      ],
    },
  },
});
const url = `http://127.0.0.1:${port}`;
const crm = new Program(url, SECRETS.crm);
const usd = (minor: number) => ({ do: 'changeAmount', amount: { minor, currency: 'USD' } }) as const;

/** A call for 25.00, whose card is keyed; the amount is changed in the midst of it. */
async function changed(minor: number): Promise<Conversation> {
  const call = await Conversation.handedOff(stage, { HUSHPAY_AMOUNT: '25.00', HUSHPAY_REFERENCE: 'INV-9' });
  if (minor !== 2500) t.match(await crm.command(call.session, usd(minor)), { status: 202 });
  await call.key();
  return call;
}

t.test(
  'given 25 raised to 1,999 by API, when the caller refuses by key, then nothing is charged and both talk',
  async (t) => {
    const call = await changed(199_900);
    const told = await call.told('caller', 'amount-raised', 'amount-raised-1');
    const amount = ['number-1', 'number-thousand', 'number-900', 'number-99', 'unit-usd-many'];
    const said = ['amount-raised-1', ...amount, 'amount-raised-2'].map((one) => `sound:hushpay/${one}`);
    t.same(told, said, 'with the new amount');
    await insists(call, '2', call.phase('announcing'));
    await call.told('caller', 'amount-refused', 'amount-refused');
    await call.told('agent', 'agent-amount-refused', 'agent-amount-refused');
    t.equal(await call.result(), 'transaction-cancelled');
    t.same(await stage.bank.transactions(call.session), []);
    await call.together(3000);
    const heard = await call.talk();
    await call.hangUp();
    t.equal(await call.talked(heard), 'both');
    t.ok(await call.heardSound('caller', 'amount-raised-1'), 'the caller did hear it');
  },
);

t.test(
  'given 25 raised to 1,999 by API, when the caller agrees by key, then it is charged, and who raised it is known',
  async (t) => {
    const call = await changed(199_900);
    await call.told('caller', 'amount-raised');
    await insists(call, '1', call.phase('tokenising'));
    await call.told('caller', 'approved');
    t.equal(await call.result(), 'success');
    t.match(await stage.bank.transactions(call.session), [{ amount: '1999.00' }]);
    await call.hangUp();
    const told = await crm.follow(`/sessions/${call.session}/events`);
    await told.ended;
    t.match(
      told.events.find(({ happening }) => happening.is === 'commanded'),
      { happening: { do: 'changeAmount', by: { token: 'crm' } } },
      'the journal says who',
    );
  },
);

t.test(
  'given 25 raised by API, when the caller hangs up at the question, then nothing is charged',
  async (t) => {
    const call = await changed(199_900);
    await call.told('caller', 'amount-raised');
    await call.call.caller.hangUp();
    t.equal(await call.result(), 'caller-hung-up');
    t.same(await stage.bank.transactions(call.session), []);
    await call.hangUp();
  },
);

t.test('given 25 lowered by API, when all is keyed, then the caller is told and it is charged', async (t) => {
  const call = await changed(990);
  await call.told('caller', 'amount-lowered', 'amount-lowered');
  t.equal(await call.result(), 'success');
  t.match(await stage.bank.transactions(call.session), [{ amount: '9.90' }]);
  await call.hangUp();
});

t.test(
  'given the token of another agent, when it raises the amount, then there is no such session, and 25 is charged unasked',
  async (t) => {
    const other = new Program(url, SECRETS.other);
    const call = await Conversation.handedOff(stage, { HUSHPAY_AMOUNT: '25.00' });
    t.match((await other.ask('/sessions')).body, { sessions: { length: 0 } });
    for (const path of ['', '/events']) {
      t.equal((await other.ask(`/sessions/${call.session}${path}`)).status, 404, path);
    }
    for (const command of [usd(199_900), { do: 'cancel' } as const]) {
      t.match(await other.command(call.session, command), { status: 404 });
    }
    await call.key();
    t.equal(await call.result(), 'success');
    t.match(await stage.bank.transactions(call.session), [{ amount: '25.00' }]);
    await call.hangUp();
  },
);
