import t from 'tap';
import type { ChargeOutcome } from '../../lib/session/state.js';
import { ACCOUNT_MASK, accountTable, HOLDER, ID, MANDATE, ORDER, Table } from './fixture.js';

const TOKEN = `${ID}-a1`;
const stored = { type: 'stored', token: TOKEN } as const;
const failed = (outcome: ChargeOutcome) => ({ type: 'storeFailed', token: TOKEN, outcome }) as const;
const approved = { kind: 'approved', transactionId: 't1' } as const;
const declined = { kind: 'declined', code: '2061', text: 'no', severity: 'hard' } as const;
const prompts = (table: Table) =>
  table.last.commands.flatMap((one) => (one.type === 'prompt' ? [one.prompt] : []));
const all = (table: Table) => table.decisions.flatMap(({ commands }) => commands);

t.test('given a bank account, when its fields are asked, then the type and the mandate follow', async (t) => {
  const table = accountTable().arrive();
  t.match(table.phase, { name: 'capturing', field: 'bank-routing-number' });
  t.match(prompts(table)[0], { key: 'welcome', field: 'bank-routing-number' });
  table.happens({ type: 'fieldDone', field: 'bank-routing-number' });
  t.match(table.phase, { field: 'bank-account-number', entry: 1 });
  table.happens({ type: 'fieldDone', field: 'bank-account-number', card: ACCOUNT_MASK });
  t.match(table.phase, { field: 'bank-account-number', entry: 2 });
  table.happens({ type: 'fieldDone', field: 'bank-account-number', card: ACCOUNT_MASK });
  t.match(table.phase, { name: 'choosing', choice: 'account-type' });
  t.same(table.said(), ['prompt caller choose-account-type', 'prompt agent agent-tick']);
  table.happens({ type: 'callerChose', answer: 'other' });
  t.match(prompts(table)[0], { key: 'choose-account-type', again: true });
  table.happens({ type: 'callerChose', answer: 2 });
  t.equal(table.session.accountType, 'savings');
  t.match(prompts(table)[0], { key: 'mandate', amount: MANDATE.amount });
  table.agreed();
  t.match(table.session.mandate, { ...MANDATE, at: table.at });
  t.match(table.last.commands.at(-1), { type: 'tokenise', of: 'account', accountType: 'savings' });
});

t.test(
  'given a token of it, when it is verified, then it is debited by its token of the vault',
  async (t) => {
    const table = accountTable({ customer: 'c1' }).verifying();
    t.match(table.phase, { name: 'verifying', token: TOKEN });
    t.match(table.last.commands, [
      { type: 'store', token: TOKEN, customer: 'c1', account: { currency: 'USD' } },
    ]);
    t.equal(table.last.payment, undefined, 'nothing is intended yet');
    table.happens({ type: 'stored', token: `${ID}-a2` });
    t.equal(table.phase.name, 'verifying', 'another is not this one');
    table.happens(stored);
    t.match(table.last.payment, { change: 'intended', orderId: ORDER, card: ACCOUNT_MASK });
    t.match(table.last.commands.at(-1), { type: 'charge', orderId: ORDER, token: TOKEN });
    table.happens({ type: 'charged', orderId: ORDER, outcome: approved });
    t.match(prompts(table)[1], { key: 'agent-approved', card: { last4: '45' }, method: 'ach-debit' });
    table.hearOut();
    t.match(table.last.commands.at(-1), { type: 'rejoin', variables: { result: 'success', last4: '45' } });
    table.happens({ type: 'rejoined' });
    t.same(table.did(), ['forget', 'wipe', 'finish'], 'nobody wanted it kept');
  },
);

t.test('given the mandate, when it is declined or not answered, then nothing leaves us', async (t) => {
  const no = accountTable().arrive().account().happens({ type: 'callerChose', answer: 2 });
  t.same(no.said(), ['prompt caller mandate-declined', 'prompt agent agent-mandate-declined']);
  no.hearOut();
  t.match(no.last.commands.at(-1), { variables: { result: 'transaction-cancelled' } });
  const silent = accountTable().arrive().account();
  for (let i = 0; i < 3; i++) silent.happens({ type: 'timedOut', timer: 'choice' });
  t.equal(silent.session.result, 'too-many-failed-attempts');
  for (const table of [no, silent]) {
    t.same(
      all(table).filter(({ type }) => ['tokenise', 'store', 'charge', 'forget'].includes(type)),
      [],
    );
    t.equal(table.session.mandate, undefined);
  }
});

t.test(
  'given an answer without words or with those of another amount, then it agrees to nothing',
  async (t) => {
    const table = accountTable().arrive().account();
    table.happens({ type: 'callerChose', answer: 1, mandate: MANDATE });
    t.match(table.phase, { name: 'choosing', choice: 'mandate', attempt: 1 }, 'it was not heard to its end');
    t.same(table.did(), [], 'and is not cut short');
    table.heard().happens({ type: 'callerChose', answer: 1 });
    t.match(table.phase, { name: 'choosing', choice: 'mandate' }, 'nothing was read out');
    table.agreed({ ...MANDATE, amount: { minor: 100, currency: 'USD' } });
    t.match(table.phase, { name: 'choosing', choice: 'mandate' });
    t.same(table.said(), ['prompt caller mandate']);
    table.agreed();
    t.equal(table.phase.name, 'tokenising');
  },
);

t.test('given a mandate, when amount or account change, then it is asked for again', async (t) => {
  const amount = { minor: 900, currency: 'USD' };
  const change = { type: 'agentCommanded', command: { do: 'changeAmount', amount } } as const;
  const open = accountTable().arrive().account().happens(change);
  t.match(prompts(open)[0], { key: 'mandate', amount });
  const ready = accountTable({}, { charge: 'agent' }).arrive().account().agreed();
  t.equal(ready.phase.name, 'ready');
  ready.happens(change);
  t.match(prompts(ready)[0], { key: 'mandate', amount });
  ready.agreed({ ...MANDATE, amount });
  t.equal(ready.phase.name, 'ready');
  ready.happens({
    type: 'agentCommanded',
    command: { do: 'recapture', field: 'bank-account-number' },
  });
  t.match(ready.phase, { name: 'capturing', field: 'bank-account-number', entry: 1 });
  t.equal(ready.session.mandate, undefined);
  for (let i = 0; i < 2; i++) {
    ready.happens({ type: 'fieldDone', field: 'bank-account-number', card: ACCOUNT_MASK });
  }
  t.match(ready.phase, { name: 'choosing', choice: 'mandate' }, 'the type is known');
  ready.happens({ type: 'agentCommanded', command: { do: 'clear' } });
  t.match(ready.phase, { name: 'capturing', field: 'bank-routing-number' });
  t.equal(ready.session.accountType, undefined);
  ready.account();
  t.match(ready.phase, { name: 'choosing', choice: 'mandate' });
});

const OUTCOMES: readonly (readonly [string, ChargeOutcome, object, readonly string[]])[] = [
  ['declined', declined, declined, ['prompt caller declined', 'prompt agent agent-declined']],
  [
    'not verified yet',
    { kind: 'refused', reason: 'not-verified', text: '?' },
    { kind: 'refused' },
    ['prompt caller declined', 'prompt agent agent-refused'],
  ],
  [
    'failed',
    { kind: 'failed', cause: 'gateway-unreachable', text: '?' },
    { kind: 'failed' },
    ['prompt caller failed', 'prompt agent agent-failed'],
  ],
  [
    'not known',
    { kind: 'unknown', cause: 'gateway-silence', text: '?' },
    { kind: 'failed', cause: 'account-not-verified' },
    ['prompt caller failed', 'prompt agent agent-failed'],
  ],
];

for (const [what, outcome, told, said] of OUTCOMES) {
  t.test(`given a verification that is ${what}, then nothing is debited and the account goes`, async (t) => {
    const table = accountTable().verifying().happens(failed(outcome));
    t.same(table.said(), said);
    t.match(table.session.outcome, told);
    table.hearOut();
    if (table.phase.name === 'deciding') table.happens({ type: 'agentPressed', key: '2' });
    table.happens({ type: 'rejoined' });
    t.equal(table.phase.name, 'ended');
    t.same(
      all(table).flatMap((one) => (one.type === 'forget' ? [one.token] : [])),
      [TOKEN],
    );
    t.notOk(all(table).some(({ type }) => type === 'charge'));
  });
}

t.test('given a declined account, when another is keyed, then it has a token of its own', async (t) => {
  const table = accountTable().verifying().happens(failed(declined)).hearOut();
  table.happens({ type: 'agentPressed', key: '1' });
  t.match(table.last.commands[2], { type: 'forget', token: TOKEN });
  t.match(table.phase, { name: 'capturing', field: 'bank-routing-number' });
  table.account().agreed().happens({ type: 'tokenised' });
  t.match(table.phase, { name: 'verifying', token: `${ID}-a2` });
  table.happens(stored);
  t.equal(table.phase.name, 'verifying', 'what was heard late of the first changes nothing');
});

t.test('given a debit of which nobody knows, then the account is left alone', async (t) => {
  const table = accountTable().verifying().happens(stored);
  const outcome = { kind: 'unknown', cause: 'gateway-silence', text: '?' } as const;
  table.happens({ type: 'charged', orderId: ORDER, outcome }).hearOut().happens({ type: 'rejoined' });
  t.equal(table.phase.name, 'ended');
  t.notOk(all(table).some(({ type }) => type === 'forget'));
});

for (const [what, event, words] of [
  ['the caller hangs up', { type: 'partyHungUp', side: 'caller' }, 'prompt agent agent-caller-left'],
  ['the agent hangs up', { type: 'partyHungUp', side: 'agent' }, 'prompt caller agent-left'],
  ['the agent cancels', { type: 'agentCommanded', command: { do: 'cancel' } }, 'prompt caller cancelled'],
  ['the service stops', { type: 'shutdownDue' }, 'prompt caller cancelled'],
] as const) {
  t.test(`given an account that is being verified, when ${what}, then it is not debited`, async (t) => {
    const table = accountTable().verifying().happens(event);
    t.ok(table.said().includes(words));
    table.happens(stored);
    t.notOk(table.did().includes('charge'));
    table.hearOut().happens({ type: 'rejoined' });
    t.same(table.phase, { name: 'ended' });
    t.same(
      all(table).flatMap((one) => (one.type === 'forget' ? [one.token] : [])),
      [TOKEN],
    );
  });
}

t.test('given a restart while it is verified, then both are joined and the account goes', async (t) => {
  const table = accountTable().verifying();
  table.happens({ type: 'recovered', callerPresent: true, agentPresent: true, restarted: true });
  t.ok(table.quiet().did().includes('rejoin'));
  table.happens({ type: 'rejoined' });
  t.match(table.last.commands[0], { type: 'forget', token: TOKEN });
});

t.test('given a restart during the debit, then it is looked for, and kept only where wanted', async (t) => {
  const table = accountTable({}, { keep: true }).verifying().happens(stored);
  table.happens({ type: 'recovered', callerPresent: true, agentPresent: true, restarted: true });
  t.match(table.last.commands[0], { type: 'find', orderId: ORDER });
  table.happens({ type: 'found', orderId: ORDER, outcome: approved }).hearOut();
  t.same(table.said(), ['prompt caller keep-method'], 'the account is in the vault');
  table.happens({ type: 'callerChose', answer: 1 });
  t.same(table.said(), ['prompt caller kept', 'prompt agent agent-kept']);
  table.hearOut();
  t.match(table.last.commands.at(-1), { variables: { result: 'success', token: TOKEN } });
  table.happens({ type: 'rejoined' });
  t.same(table.did(), ['wipe', 'finish']);
});

t.test(
  'given a stored account, when it is used, then its mandate is asked and its token debited',
  async (t) => {
    const stored = [{ token: 'acc-1', method: 'ach-debit', card: ACCOUNT_MASK }] as const;
    const table = new Table({ stored }).arrive().happens({ type: 'callerChose', answer: 1 });
    t.match(table.phase, { name: 'choosing', choice: 'mandate' });
    table.agreed();
    t.match(table.last.commands.at(-1), { type: 'charge', token: 'acc-1' });
    table.happens({ type: 'charged', orderId: ORDER, outcome: approved }).hearOut();
    table.happens({ type: 'rejoined' });
    t.notOk(
      all(table).some(({ type }) => type === 'forget'),
      'it was there before',
    );
    const held = new Table({ stored, mode: 'authorise' }).arrive();
    t.match(held.phase, { name: 'capturing', field: 'payment-card-number' }, 'nothing is held on an account');
  },
);

t.test('given two methods, when an account cannot be taken, then a card is asked for', async (t) => {
  const methods = ['credit-card', 'ach-debit'] as const;
  for (const terms of [
    {},
    { holder: HOLDER, mode: 'authorise' as const },
    { holder: HOLDER, currency: 'EUR', amount: { minor: 2500, currency: 'EUR' } },
  ]) {
    const table = new Table(terms, { methods }).arrive();
    t.match(table.phase, { name: 'capturing', field: 'payment-card-number' }, JSON.stringify(terms));
    const named = new Table({ ...terms, method: 'ach-debit' }, { methods }).arrive();
    t.equal(named.session.result, 'validation-error', 'asked for by name, nothing is taken in its place');
    t.notOk(
      all(named).some(({ type }) => type === 'collect'),
      JSON.stringify(terms),
    );
  }
  const stored = [{ token: 'tok-1', method: 'credit-card', card: { brand: 'visa', last4: '1111' } }] as const;
  const line = new Table({ entry: 'ivr', method: 'ach-debit', stored }, { methods }).arrive();
  t.match(line.phase, { name: 'choosing', choice: 'stored-method' });
  line.happens({ type: 'callerChose', answer: 2 });
  t.equal(line.session.result, 'validation-error', 'nor when a stored one is not wanted');
  const card = new Table({ method: 'credit-card', holder: HOLDER }, { methods: ['ach-debit'] }).arrive();
  t.equal(card.session.result, 'validation-error', 'nor an account for a card');
  const asked = new Table({ holder: HOLDER }, { methods }).arrive();
  t.match(asked.phase, { name: 'choosing', choice: 'method' });
  asked.happens({ type: 'callerChose', answer: 2 });
  t.match(asked.phase, { name: 'capturing', field: 'bank-routing-number' });
  const settled = new Table({ holder: HOLDER, method: 'ach-debit' }, { methods }).arrive();
  t.match(settled.phase, { name: 'capturing', field: 'bank-routing-number' });
  asked.account().agreed().happens({ type: 'tokenised' }).happens(failed(declined)).hearOut();
  asked.happens({ type: 'agentPressed', key: '1' });
  t.match(asked.phase, { name: 'choosing', choice: 'method' }, 'and a card may be taken after all');
});
