import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { stringify } from 'yaml';
import { createJournal } from '../../lib/journal/store.js';
import { createLog } from '../../lib/log.js';
import { runDirectory } from '../../lib/rig/pbx.js';
import { Conversation } from './conversation.js';
import { CARD, openStage } from './stage.js';

const sandboxConfig = join(runDirectory(), 'sandbox.yaml');
writeFileSync(sandboxConfig, stringify({ rules: { cvv: ['N'] } }));
const stage = await openStage({
  sandbox: ['--config', sandboxConfig],
  config: { capture: { timers: { decide: 2, stillProcessing: 2 } } },
});
t.jobs = 4;

const SECOND = { number: '5555555555554444', expiry: '1130', code: '321' } as const;
const amount = (text: string) => ({ HUSHPAY_AMOUNT: text });
const parallel = { buffered: true } as const;

const journal = createJournal(
  { client: 'sqlite3', file: stage.hushpay.journalFile, lockDeadline: 10 },
  createLog({ level: 'error' }, { write: () => undefined }),
);
await journal.open();
t.teardown(() => journal.close());

t.test(
  'given a decline, when the agent takes another card and then goes back, then each was an order of its own',
  parallel,
  async (t) => {
    const call = await Conversation.handedOff(stage, amount('2001.00'));
    await call.key();
    await call.told('caller', 'declined');
    const words = await call.told('agent', 'agent-declined', 'declined-insufficient-funds');
    t.ok(words.includes('sound:hushpay/agent-choice'), 'and the choice');
    await call.steer('1');
    await call.told('caller', 'another-card');
    await call.key(SECOND);
    await call.told('agent', 'agent-declined', 'declined-insufficient-funds');
    await call.steer('2');
    t.equal(await call.result(), 'payment-declined');
    t.match(await stage.bank.transactions(call.session), [
      { orderId: `${call.session}-1`, status: 'processor_declined' },
      { orderId: `${call.session}-2`, status: 'processor_declined' },
    ]);
    await call.together(3000);
    const said = await call.talk();
    t.equal(await call.variable('caller', 'HUSHPAY_RESULT'), 'payment-declined');
    t.equal(await call.variable('caller', 'HUSHPAY_CODE'), '2001');
    t.equal(await call.variable('agent', 'HUSHPAY_LAST4'), '4444');
    await call.hangUp();
    t.equal(await call.talked(said), 'both');
    t.match(await journal.payment(`${call.session}-2`), {
      status: 'declined',
      code: '2001',
      card: { last4: '4444' },
    });
  },
);

/** What the bank says by the amount, and the words for it. */
const CODES = [
  { code: '2000', sound: 'declined-do-not-honor' },
  { code: '2047', sound: 'declined-pick-up-card' },
  { code: '2999', sound: 'declined-with-code' },
  { code: '3000', sound: 'declined-network-unavailable' },
] as const;

for (const { code, sound } of CODES) {
  t.test(
    `given a decline with ${code}, when the agent does nothing, then after a time both are back`,
    parallel,
    async (t) => {
      const call = await Conversation.handedOff(stage, amount(`${code}.00`));
      await call.key();
      await call.told('agent', 'agent-declined', sound);
      await call.phase('deciding');
      const since = Date.now();
      t.equal(await call.result(), 'payment-declined');
      t.ok(Date.now() - since > 1500, 'there was time to choose');
      await call.together(3000);
      const said = await call.talk();
      await call.hangUp();
      t.equal(await call.talked(said), 'both');
      t.match(await stage.bank.transactions(call.session), [{ amount: `${code}.00` }]);
    },
  );
}

/** Rules of the gateway, not of the bank. */
const REFUSED = [
  { card: { ...CARD, code: '200' }, reason: 'cvv', sound: 'agent-refused-cvv' },
  { card: { ...CARD, number: '4000111111111511' }, reason: 'fraud', sound: 'agent-refused-fraud' },
] as const;

for (const { card, reason, sound } of REFUSED) {
  t.test(
    `given a card that is refused by the rule ${reason}, then the agent hears it and may choose`,
    parallel,
    async (t) => {
      const call = await Conversation.handedOff(stage, amount('31.00'));
      await call.key(card);
      await call.told('caller', 'declined');
      await call.told('agent', 'agent-refused', sound);
      await call.phase('deciding');
      await call.steer('1');
      await call.told('caller', 'another-card');
      await call.key(SECOND);
      t.equal(await call.result(), 'success');
      t.match(await stage.bank.transactions(call.session), [
        { status: 'gateway_rejected' },
        { status: 'submitted_for_settlement' },
      ]);
      t.match(await journal.payment(`${call.session}-1`), { status: 'refused', code: reason });
      await call.hangUp();
    },
  );
}

t.test(
  'given the caller hangs up before the charge, then nothing is charged and the agent is told and free',
  parallel,
  async (t) => {
    const call = await Conversation.handedOff(stage);
    await call.key({ number: CARD.number, expiry: CARD.expiry });
    await call.call.caller.hangUp();
    await call.told('agent', 'agent-caller-left');
    t.equal(await call.result(), 'caller-hung-up');
    await call.call.agent.ended;
    t.ok(await call.heardSound('agent', 'agent-caller-left'));
    t.same(await stage.bank.transactions(call.session), []);
  },
);

t.test(
  'given the caller hangs up during the charge, then it completes, is journalled, and the agent hears it',
  parallel,
  async (t) => {
    const call = await Conversation.handedOff(stage);
    const orderId = `${call.session}-1`;
    await stage.bank.fault({ route: 'transaction.create', orderId, kind: 'delay', ms: 3000, times: 1 });
    await call.key();
    await call.phase('charging');
    await call.call.caller.hangUp();
    await call.told('agent', 'agent-approved');
    t.equal(await call.result(), 'success');
    await call.call.agent.ended;
    t.ok(await call.heardSound('agent', 'agent-approved'));
    t.match(await stage.bank.transactions(call.session), [{ orderId, status: 'submitted_for_settlement' }]);
    t.match(await journal.payment(orderId), { status: 'approved' });
  },
);

t.test(
  'given the agent hangs up before the charge, then nothing is charged and the caller hears a kind word',
  parallel,
  async (t) => {
    const call = await Conversation.handedOff(stage);
    await call.key({ number: CARD.number });
    await call.call.agent.hangUp();
    await call.told('caller', 'agent-left');
    t.equal(await call.result(), 'agent-hung-up');
    await call.call.caller.ended;
    t.ok(await call.heardSound('caller', 'agent-left'));
    t.same(await stage.bank.transactions(call.session), []);
  },
);

t.test(
  'given the agent hangs up during the charge, then it completes first and the caller hears the outcome',
  parallel,
  async (t) => {
    const call = await Conversation.handedOff(stage);
    const orderId = `${call.session}-1`;
    await stage.bank.fault({ route: 'transaction.create', orderId, kind: 'delay', ms: 3000, times: 1 });
    await call.key();
    await call.phase('charging');
    await call.call.agent.hangUp();
    await call.told('caller', 'still-processing');
    await call.told('caller', 'approved');
    t.equal(await call.result(), 'success');
    await call.call.caller.ended;
    t.ok(await call.heardSound('caller', 'approved-2'));
    t.match(await stage.bank.transactions(call.session), [{ orderId, status: 'submitted_for_settlement' }]);
    t.match(await journal.payment(orderId), { status: 'approved' });
  },
);
