import t from 'tap';
import { answerOf } from '../../lib/session/choice.js';
import type { Field } from '../../lib/session/state.js';
import { FIELD, MASK, ORDER, POLICY, Table } from './fixture.js';

const done = (field: Field) =>
  ({ type: 'fieldDone', field, ...(field === 'payment-card-number' && { card: MASK }) }) as const;

/** The fields as they are asked for, each keyed right at once. */
function asked(table: Table): string[] {
  const fields: string[] = [];
  while (table.phase.name === 'capturing') {
    fields.push(`${table.phase.field}${table.phase.entry === 2 ? ' again' : ''}`);
    table.happens(done(table.phase.field));
  }
  return fields;
}

t.test(
  'given an order of fields, when keyed, then they are asked in it, and what is known is not',
  async (t) => {
    const order = ['security-code', 'payment-card-number', 'expiration-date', 'postal-code'] as const;
    t.same(asked(new Table({}, { order }).arrive()), order);
    t.same(asked(new Table({ postalCode: '10115' }, { order }).arrive()), order.slice(0, 3));
    const known = new Table({ postalCode: '10115' }, { order }).arrive();
    asked(known);
    known.happens({ type: 'tokenised' });
    t.match(known.last.commands.at(-1), { type: 'charge', postalCode: '10115' }, 'and goes with the charge');
  },
);

t.test('given a field that is keyed twice, when the two differ, then both are asked again', async (t) => {
  const fields = { ...POLICY.fields, 'expiration-date': { ...FIELD, twice: true } };
  t.same(asked(new Table({}, { fields }).arrive()), [
    'payment-card-number',
    'expiration-date',
    'expiration-date again',
    'security-code',
  ]);
  const table = new Table({}, { fields }).arrive().happens(done('payment-card-number'));
  table.happens(done('expiration-date'));
  t.same(table.said(), ['prompt caller enter-again', 'prompt agent agent-tick']);
  t.match(table.last.commands, [
    { type: 'stopTimer' },
    { type: 'stopTimer' },
    { type: 'stopTimer' },
    { type: 'collect', again: true },
  ]);
  table.happens({ type: 'fieldFailed', field: 'expiration-date', error: 'input-matching-failed' });
  t.match(table.phase, { name: 'capturing', field: 'expiration-date', entry: 1, attempt: 2 });
  t.match(asked(table), ['expiration-date', 'expiration-date again', 'security-code']);
});

t.test(
  'given a code before the number, when the number says it has the wrong length, then it is asked again',
  async (t) => {
    const order = ['security-code', 'payment-card-number', 'expiration-date'] as const;
    const table = new Table({}, { order }).arrive().happens(done('security-code'));
    table.happens({ ...done('payment-card-number'), recheck: 'security-code' });
    t.match(
      table.last.commands.find((one) => one.type === 'prompt'),
      {
        prompt: { key: 'ask-again', field: 'security-code', error: 'invalid-security-code', brand: 'visa' },
      },
    );
    t.same(asked(table), ['security-code', 'expiration-date']);
  },
);

t.test(
  'given the last four are confirmed, when the caller says no, then the number is asked again',
  async (t) => {
    const table = new Table({}, { confirmLastFour: true }).arrive().happens(done('payment-card-number'));
    t.same(table.said(), ['prompt caller confirm-last-four', 'prompt agent agent-tick']);
    table.happens({ type: 'callerChose', answer: 1, at: table.at + 20 });
    t.equal(table.phase.name, 'choosing', 'the doubled last key of the number is no answer');
    table.happens({ type: 'callerChose', answer: 2 });
    t.match(table.phase, { name: 'capturing', field: 'payment-card-number' });
    table.happens(done('payment-card-number')).happens({ type: 'callerChose', answer: 1 });
    t.match(table.phase, { name: 'capturing', field: 'expiration-date' });
  },
);

t.test(
  'given a question, when it is not answered, then it is asked as often as a field and then given up',
  async (t) => {
    const table = new Table({}, { confirmLastFour: true }).arrive().happens(done('payment-card-number'));
    table.happens({ type: 'timedOut', timer: 'choice' }).happens({ type: 'callerChose', answer: 'other' });
    t.match(table.phase, { name: 'choosing', attempt: 3 });
    table.happens({ type: 'timedOut', timer: 'choice' });
    t.ok(table.said().includes('prompt caller too-many-attempts'));
  },
);

t.test(
  'given a question, when a key is pressed, then only what it answers is told, never the key',
  async (t) => {
    const { session } = new Table({}, { confirmLastFour: true })
      .arrive()
      .happens(done('payment-card-number'));
    const told = [...'0123456789*#'].map((key) => [key, answerOf(key, session)]);
    t.same(told, [
      ['0', undefined],
      ['1', 1],
      ['2', 2],
      ...[...'3456789'].map((key) => [key, 'other']),
      ['*', undefined],
      ['#', undefined],
    ]);
  },
);

t.test(
  'given a question, when the next field is keyed ahead into it, then it counts as one answer',
  async (t) => {
    const table = new Table({}, { confirmLastFour: true }).arrive().happens(done('payment-card-number'));
    table.happens({ type: 'callerChose', answer: 'other' });
    t.match(table.phase, { name: 'choosing', attempt: 2 });
    for (const answer of ['other', 1, 2] as const) {
      table.happens({ type: 'callerChose', answer, at: table.at + 180 });
    }
    t.match(table.phase, { name: 'choosing', attempt: 2 });
    table.happens({ type: 'callerChose', answer: 1 });
    t.match(table.phase, { name: 'capturing', field: 'expiration-date' });
  },
);

t.test(
  'given a stored card, when the caller takes it, then nothing is keyed and its token is charged',
  async (t) => {
    const stored = [
      { token: 'tok-1', method: 'credit-card', card: { brand: 'visa', last4: '1881' } },
    ] as const;
    const table = new Table({ stored }).arrive();
    t.same(table.said(), ['prompt caller stored-method']);
    table.happens({ type: 'callerChose', answer: 1 });
    t.match(table.last.payment, { change: 'intended', orderId: ORDER, card: stored[0].card });
    t.match(table.last.commands.at(-1), { type: 'charge', token: 'tok-1' });
    const outcome = { kind: 'declined', code: '2001', text: 'x', severity: 'soft' } as const;
    table.happens({ type: 'charged', orderId: ORDER, outcome }).hearOut();
    table.happens({ type: 'agentPressed', key: '1' });
    t.match(table.phase, { name: 'capturing', field: 'payment-card-number' }, 'another card is keyed');
    t.equal(table.session.using, undefined);
  },
);

t.test('given a stored card, when the caller wants another, then it is asked for', async (t) => {
  const stored = [{ token: 'tok-1', method: 'credit-card', card: { brand: 'visa', last4: '1881' } }] as const;
  const table = new Table({ stored }).arrive().happens({ type: 'callerChose', answer: 2 });
  t.same(asked(table), POLICY.order);
  table.happens({ type: 'tokenised' });
  t.notOk((table.last.commands.at(-1) as { token?: string }).token);
});

t.test(
  'given tokenise only, when stored, then no amount is asked, none is charged, and the token is told',
  async (t) => {
    const table = new Table({ amount: undefined, mode: 'tokenise', customer: 'c1' }).arrive();
    t.same(asked(table), POLICY.order);
    table.happens({ type: 'tokenised' });
    t.match(table.last.commands.at(-1), { type: 'store', token: ORDER, customer: 'c1' });
    t.equal(table.last.payment, undefined);
    table.happens({ type: 'stored', token: ORDER });
    t.same(table.said(), ['prompt caller stored', 'prompt agent agent-stored']);
    table.hearOut();
    t.match(table.last.commands.at(-1), { variables: { result: 'success', token: ORDER } });
    t.ok(table.decisions.every(({ commands }) => commands.every(({ type }) => type !== 'charge')));
  },
);

t.test('given the caller keys the way back, then both are told and nothing is charged', async (t) => {
  for (const table of [
    new Table().arrive(),
    new Table({}, { charge: 'agent' }).arrive().card(),
    new Table({}, { confirmLastFour: true }).arrive().happens(done('payment-card-number')),
  ]) {
    table.happens({ type: 'callerInterrupted' });
    t.same(table.said(), ['prompt caller back-to-agent', 'prompt agent agent-interrupted']);
    t.ok(table.did().includes('wipe'));
    table.hearOut();
    t.match(table.last.commands.at(-1), { variables: { result: 'caller-interrupted-with-star' } });
  }
});

t.test(
  'given help, when asked, then it is said and the field goes on; with a mistake it is said once',
  async (t) => {
    const table = new Table().arrive().happens({ type: 'helpAsked' });
    t.same(table.said(), ['prompt caller help']);
    t.match(table.phase, { name: 'capturing', attempt: 1 });
    const wrong = { type: 'fieldFailed', field: 'payment-card-number', error: 'timeout' } as const;
    const prompts = (one: Table) => one.last.commands.flatMap((c) => (c.type === 'prompt' ? [c.prompt] : []));
    table.happens(wrong);
    t.notOk('keys' in (prompts(table)[0] ?? {}), 'it has been said');
    const other = new Table().arrive().happens(wrong);
    t.match(prompts(other)[0], { keys: { clear: true, back: true, help: true } });
    other.happens(wrong);
    t.notOk('keys' in (prompts(other)[0] ?? {}));
  },
);

t.test('given a line that doubles keys, when a field is done or wrong, then the agent is told', async (t) => {
  const table = new Table().arrive();
  table.happens({
    type: 'fieldFailed',
    field: 'payment-card-number',
    error: 'invalid-card-number',
    doubled: true,
  });
  t.match(table.last.commands.filter((one) => one.type === 'prompt')[1], {
    prompt: { key: 'agent-field-failed', doubled: true },
  });
  table.happens(done('payment-card-number')).happens({ ...done('expiration-date'), doubled: true });
  t.match(table.said(), ['prompt caller enter', 'prompt agent agent-doubled']);
});

t.test('given timers of their own, when a field is asked and keyed, then its own run', async (t) => {
  const fields = {
    ...POLICY.fields,
    'expiration-date': { ...FIELD, attempts: 1, firstKeyMs: 1, betweenKeysMs: 2, lastKeyMs: 3, fieldMs: 4 },
  };
  const table = new Table({}, { fields }).arrive().happens(done('payment-card-number'));
  table.happens({ type: 'promptFinished', side: 'caller', promptId: table.session.playing.caller ?? '' });
  t.match(table.last.commands, [{ timer: 'firstKey', ms: 1 }]);
  table.happens({ type: 'fieldProgressed', field: 'expiration-date', keys: 1, complete: false });
  const timers = table.last.commands.flatMap((one) => (one.type === 'startTimer' ? [one.ms] : []));
  t.same(timers, [4, 2]);
  table.happens({ type: 'timedOut', timer: 'field' });
  t.same(table.did(), ['judgeField expiration-date']);
  table.happens({ type: 'fieldFailed', field: 'expiration-date', error: 'timeout' });
  t.ok(table.said().includes('prompt caller too-many-attempts'), 'one attempt only');
});
