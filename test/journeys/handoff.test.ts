import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { createJournal } from '../../lib/journal/store.js';
import { createLog } from '../../lib/log.js';
import { until } from '../../lib/rig/until.js';
import { Conversation } from './conversation.js';
import { openStage } from './stage.js';

/** The agent has the code as the README gives it, by the endpoint, with no line of the dialplan. */
const stage = await openStage({
  agentsBy: 'endpoint',
  config: { braintree: { merchantAccounts: { USD: 'hushpay_usd', EUR: 'hushpay_eur' } } },
});
t.jobs = 4;

const journal = createJournal(
  { client: 'sqlite3', file: stage.hushpay.journalFile, lockDeadline: 10 },
  createLog({ level: 'error' }, { write: () => undefined }),
);
await journal.open();
t.teardown(() => journal.close());

const OUTCOME = ['RESULT', 'TRANSACTION', 'ORDER', 'LAST4', 'BRAND', 'CODE', 'PAID', 'AMOUNT'] as const;

/** The variables that the dialplan has of the last payment, on one side. */
async function outcome(call: Conversation, side: 'caller' | 'agent'): Promise<Record<string, string>> {
  const read = OUTCOME.map(async (name) => [name, await call.variable(side, `HUSHPAY_${name}`)] as const);
  return Object.fromEntries(await Promise.all(read));
}

const WAYS = [
  { name: 'an inbound call by Dial()', plan: { from: 'caller', to: '100' } },
  { name: 'an outbound call by Dial()', plan: { from: 'agent', to: '300' } },
  { name: 'a call from a queue with a direct member', plan: { from: 'caller', to: '200' } },
  { name: 'a call from a queue with a Local member', plan: { from: 'caller', to: '201' } },
] as const;

for (const { name, plan } of WAYS) {
  t.test(
    `given ${name}, when it is handed off and paid twice, then each time both are together again and know`,
    {
      buffered: true,
    },
    async (t) => {
      const variables = {
        HUSHPAY_AMOUNT: '12.34',
        HUSHPAY_CURRENCY: 'EUR',
        HUSHPAY_REFERENCE: 'INV-1',
        HUSHPAY_AGENT: 'Anna K.',
      };
      const call = await Conversation.begin(stage, { ...plan, variables });
      const before = await call.talk();

      await call.handOff();
      await call.key();
      await call.told('caller', 'approved');
      await call.told('agent', 'agent-approved', 'brand-visa');
      t.equal(await call.result(), 'success');
      await call.together(3000);
      const between = await call.talk();
      const [first] = await stage.bank.transactions(call.session);
      t.match(first, {
        orderId: `${call.session}-1`,
        amount: '12.34',
        currency: 'EUR',
        status: 'submitted_for_settlement',
      });
      // Of a Local member too, whose leg in the payment is not their telephone.
      const agent = { device: 'PJSIP/agent', name: 'Anna K.' };
      t.match(await journal.payment(`${call.session}-1`), { agent }, 'the books have who took it');
      const expected = {
        RESULT: 'success',
        TRANSACTION: first?.id,
        ORDER: `${call.session}-1`,
        LAST4: '1111',
        BRAND: 'visa',
        CODE: '1000',
        PAID: '12.34',
        // Paid: another payment in this call asks for its own amount.
        AMOUNT: '',
      };
      t.same(await outcome(call, 'caller'), expected);
      // Of a Local member too: its own channel stays outside, and is where its CRM looks.
      t.same(await outcome(call, 'agent'), expected);

      const old = call.session;
      await call.handOff('askingAmount');
      t.not(call.session, old);
      await call.steer('8#');
      await call.phase('confirmingAmount');
      await call.steer('1');
      await call.phase('capturing');
      await call.key({ number: '5555555555554444', expiry: '1230', code: '321' });
      t.equal(await call.result(), 'success');
      await call.together(3000);
      t.match(await outcome(call, 'caller'), { RESULT: 'success', LAST4: '4444', BRAND: 'mastercard' });
      t.equal((await stage.bank.transactions(call.session)).length, 1);
      const after = await call.talk();
      await call.hangUp();

      t.equal(await call.talked(before), 'both', 'they talk before');
      t.equal(await call.talked(between), 'both', 'they talk between the payments');
      t.equal(await call.talked(after), 'both', 'they talk after');
      if (plan.to.startsWith('2')) {
        const events = await queueEvents(plan.to === '200' ? 'direct' : 'local');
        t.same(events, ['ENTERQUEUE', 'CONNECT', 'COMPLETE'], 'the queue counted one call, to its real end');
      }
    },
  );
}

/** What the queue wrote of its only call, once it has written the end. */
async function queueEvents(queue: string): Promise<readonly string[]> {
  return until('the queue to write the end', 5000, () => {
    const lines = readFileSync(join(stage.pbx.logDir, 'queue_log'), 'utf8').split('\n');
    const rows = lines.map((line) => line.split('|')).filter((row) => row[2] === queue);
    const events = rows.map((row) => (row[4] ?? '').replace(/^COMPLETE(AGENT|CALLER)$/, 'COMPLETE'));
    return events.includes('COMPLETE') && events;
  });
}

t.test(
  'given HUSHPAY_AFTER, when the call ends after a payment, then the party that stays goes there',
  {
    buffered: true,
  },
  async (t) => {
    const variables = { HUSHPAY_AMOUNT: '5.00', HUSHPAY_AFTER: 'from-caller,900,1' };
    const call = await Conversation.handedOff(stage, variables);
    await call.key();
    t.equal(await call.result(), 'success');
    await call.together(3000);
    const said = await call.talk();
    await call.call.agent.hangUp();
    const place = await until('the caller to be in the dialplan', 5000, async () => {
      const { dialplan } = await call.channel('caller');
      return dialplan.context === 'from-caller' && dialplan.exten === '900' && dialplan;
    });
    t.match(place, { exten: '900' });
    await call.call.caller.hangUp();
    t.equal(await call.talked(said), 'both');
  },
);

t.test(
  'given a payment has been made, when the service is killed, then the call knows nothing of it',
  {
    buffered: false,
  },
  async (t) => {
    const call = await Conversation.handedOff(stage);
    await call.key();
    t.equal(await call.result(), 'success');
    await call.together(3000);
    await stage.hushpay.kill();
    const said = await call.talk();
    await call.hangUp();
    t.equal(await call.talked(said), 'both');
  },
);
