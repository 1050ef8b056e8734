// Looks for digits: a failure is never forgiven.
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import t from 'tap';
import { createJournal } from '../../lib/journal/store.js';
import { createLog } from '../../lib/log.js';
import { windowsOf } from '../../lib/rig/proof/digits.js';
import { filesOf } from '../../lib/rig/proof/files.js';
import { until } from '../../lib/rig/until.js';
import { Conversation } from './conversation.js';
import { openStage } from './stage.js';

/**
 * An account that the network check of the sandbox knows, and two that it declines. The other one that it knows ends like
 * the names of the PBX's channels, and would be found everywhere.
 */
const GOOD = '1000000000';
const UNKNOWN = '74829105638';
const OTHER = '5820391746';
const ROUTING = '071101307';

/** The largest amount, in cents, must not be seven digits of the account that is looked for. */
const stage = await openStage({
  config: { payment: { methods: ['credit-card', 'ach-debit'], maximum: '9999' } },
});
const journal = createJournal(
  { client: 'sqlite3', file: stage.hushpay.journalFile, lockDeadline: 10 },
  createLog({ level: 'error' }),
);
await journal.open();
t.teardown(() => journal.close());

const VARIABLES = {
  HUSHPAY_AMOUNT: '25.00',
  HUSHPAY_METHOD: 'ach-debit',
  HUSHPAY_HOLDER_FIRST: 'Ada',
  HUSHPAY_HOLDER_LAST: 'Moss',
  HUSHPAY_HOLDER_STREET: '1 Main St',
  HUSHPAY_HOLDER_CITY: 'San Jose',
  HUSHPAY_HOLDER_REGION: 'CA',
  HUSHPAY_HOLDER_POSTAL_CODE: '94085',
};

/** Numbers, account type and consent, each when it is asked for. */
async function keyed(call: Conversation, account: string): Promise<void> {
  await call.press(ROUTING);
  await call.press(`${account}#`);
  await call.told('caller', 'enter-again', 'repeat-bank-account-number');
  await call.press(account);
  await call.told('caller', 'choose-account-type');
  await call.press('2');
  await agreed(call);
}

/** Keys 1 from the first word on: it counts when all was heard. */
async function agreed(call: Conversation): Promise<void> {
  await call.told('caller', 'mandate', 'mandate-1');
  const taken = call.phase('tokenising').then(() => true);
  do await call.press('1');
  while (!(await Promise.race([taken, pause(1000, false)])));
}

await t.test('given bank accounts', async (t) => {
  t.jobs = 3;

  t.test(
    'given a holder, when the caller keys their account and agrees, then it is verified and debited, and both talk on',
    { buffered: true },
    async (t) => {
      const call = await Conversation.handedOff(stage, VARIABLES);
      await keyed(call, GOOD);
      await call.told('caller', 'approved');
      await call.told('agent', 'agent-approved', 'agent-account');
      t.equal(await call.result(), 'success');
      await call.together(3000);
      t.equal(await call.variable('caller', 'HUSHPAY_LAST4'), '00');
      t.equal(await call.variable('caller', 'HUSHPAY_PAID'), '25.00');
      t.equal(await call.variable('caller', 'HUSHPAY_TOKEN'), '', 'it was not to be kept');
      const [debit, ...more] = await stage.bank.transactions(call.session);
      t.match(debit, { status: 'settlement_pending', amount: '25.00', currency: 'USD' });
      t.same(more, []);
      const xml = await stage.bank.transaction(debit?.id ?? '');
      t.match(xml, /<text>By pressing 1, you authorize us to debit USD 25\.00 once from the bank account/);
      t.match(xml, /<account-type>savings</);
      t.match(await journal.payment(`${call.session}-1`), { status: 'approved', card: { last4: '00' } });
      const steps = await journal.steps(call.session);
      const consent = steps.findLast(({ event }) => event.type === 'callerChose' && event.mandate);
      t.match(consent, {
        event: {
          at: Number,
          mandate: { language: 'en', version: /^en-[0-9a-f]{12}$/, amount: { minor: 2500 } },
        },
      });
      const type = steps.find(({ event }) => event.type === 'callerChose');
      const heard = (consent?.event.at ?? 0) - (type?.event.at ?? 0);
      t.ok(heard > 5000, `the mandate was heard to its end (${heard} ms)`);
      const token = `${call.session}-a1`;
      await until('the account to be forgotten', 5000, async () => !(await stage.bank.stored(token)));
      const said = await call.talk();
      await call.hangUp();
      t.equal(await call.talked(said), 'both');
      t.notOk(await call.heardSound('agent', 'again-bank-account-number'));
    },
  );

  t.test(
    'given a wrong routing number and two entries that differ, when consent is refused, then nothing is debited',
    { buffered: true },
    async (t) => {
      const call = await Conversation.handedOff(stage, VARIABLES);
      await call.press('071101308');
      await call.told('caller', 'ask-again', 'error-invalid-bank-routing-number');
      await call.told('agent', 'agent-field-failed', 'agent-field-bank-routing-number');
      await call.press(ROUTING);
      await call.press(`${OTHER}#`);
      await call.told('caller', 'enter-again');
      await call.press(`${OTHER.slice(0, -1)}0`);
      await call.told('caller', 'ask-again', 'error-input-matching-failed');
      await call.told('agent', 'agent-field-failed', 'agent-field-bank-account-number');
      await call.press(`${OTHER}#`);
      await call.told('caller', 'enter-again');
      await call.press(OTHER);
      await call.told('caller', 'choose-account-type');
      await call.press('1');
      await call.told('caller', 'mandate');
      await call.press('2');
      await call.told('caller', 'mandate-declined', 'mandate-declined');
      await call.told('agent', 'agent-mandate-declined', 'agent-field-mandate');
      t.equal(await call.result(), 'transaction-cancelled');
      await call.together(3000);
      await call.hangUp();
      t.same(await stage.bank.transactions(call.session), []);
      t.notOk(await stage.bank.stored(`${call.session}-a1`));
      t.equal(await journal.payment(`${call.session}-1`), undefined);
    },
  );

  t.test(
    'given an account that the bank does not confirm, when the agent lets another be keyed, then that one is debited',
    { buffered: true },
    async (t) => {
      const call = await Conversation.handedOff(stage, { ...VARIABLES, HUSHPAY_AMOUNT: '31.00' });
      await keyed(call, UNKNOWN);
      await call.told('caller', 'declined');
      await call.told('agent', 'agent-declined', 'agent-choice');
      t.same(await stage.bank.transactions(call.session), []);
      await call.phase('deciding');
      await call.steer('1');
      await call.told('caller', 'another-card', 'enter-bank-routing-number');
      await keyed(call, GOOD);
      await call.told('caller', 'approved');
      t.equal(await call.result(), 'success');
      await call.together(3000);
      await call.hangUp();
      const debits = await stage.bank.transactions(call.session);
      t.match(debits, [{ orderId: `${call.session}-1`, amount: '31.00', status: 'settlement_pending' }]);
      for (const token of [`${call.session}-a1`, `${call.session}-a2`]) {
        await until(`${token} to be forgotten`, 5000, async () => !(await stage.bank.stored(token)));
      }
    },
  );

  t.test(
    'given an account that is being verified, when the caller hangs up, then it is not debited and not kept',
    { buffered: true },
    async (t) => {
      const call = await Conversation.handedOff(stage, { ...VARIABLES, HUSHPAY_AMOUNT: '32.00' });
      // Those who pay at the same time only wait a little longer.
      await stage.bank.fault({ route: 'paymentMethod.create', kind: 'delay', when: 'before', ms: 3000 });
      await keyed(call, GOOD);
      await call.phase('verifying');
      await call.call.caller.hangUp();
      await stage.bank.clear();
      await call.told('agent', 'agent-caller-left');
      t.equal(await call.result(), 'caller-hung-up');
      t.same(await stage.bank.transactions(call.session), []);
      const token = `${call.session}-a1`;
      await until('the account to be forgotten', 5000, async () => !(await stage.bank.stored(token)));
      await call.hangUp();
    },
  );
});

/** Most digits of a number in files: runs from seven on; one byte a character or two. */
function digitsInFiles(number: string, files: readonly string[]): number {
  const texts = files.map((file) => readFileSync(file).toString('latin1').replaceAll('\0', ''));
  for (let length = number.length; length >= 7; length--) {
    if (windowsOf(number, length).some((run) => texts.some((text) => text.includes(run)))) return length;
  }
  return 0;
}

t.test(
  'given all these calls, then no seven digits of an account are in the log or the journal',
  async (t) => {
    const files = filesOf(stage.hushpay.directory);
    t.ok(
      files.some((file) => file.endsWith('.log')) && files.some((file) => file.includes('journal.sqlite')),
    );
    for (const number of [GOOD, UNKNOWN, OTHER, ROUTING]) t.equal(digitsInFiles(number, files), 0, number);
    t.same(await journal.openSessions(), [], 'every session has ended');
    const [first] = await journal.payments({});
    const written = String(first?.createdAt);
    t.equal(digitsInFiles(written, files), written.length, 'what was written is found: the search does see');
  },
);
