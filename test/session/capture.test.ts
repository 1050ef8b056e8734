import t from 'tap';
import { Table } from './fixture.js';

t.test(
  'given a prompt that plays, when the first key comes, then it stops and the time between keys runs',
  async (t) => {
    const table = new Table().arrive();
    table.happens({ type: 'fieldProgressed', field: 'payment-card-number', keys: 1, complete: false });
    t.same(table.did(), [
      'startTimer field',
      'stopPrompt caller',
      'stopTimer firstKey',
      'startTimer betweenKeys',
    ]);
    table.happens({ type: 'fieldProgressed', field: 'payment-card-number', keys: 2, complete: false });
    t.same(table.did(), ['stopTimer firstKey', 'startTimer betweenKeys']);
  },
);

t.test('given keys that may be the whole field, then only the short time runs', async (t) => {
  const table = new Table().arrive();
  table.happens({ type: 'fieldProgressed', field: 'payment-card-number', keys: 16, complete: true });
  t.match(table.last.commands.at(-1), { type: 'startTimer', timer: 'betweenKeys', ms: 1500 });
});

t.test('given a prompt, then the time for the first key runs from its end', async (t) => {
  const table = new Table().arrive();
  t.match(
    table.last.commands.find((one) => one.type === 'startTimer' && one.timer === 'firstKey'),
    { ms: 30_000 },
    'only the guard runs while it plays',
  );
  table.hearOut();
  t.match(table.last.commands, [{ type: 'startTimer', timer: 'firstKey', ms: 10_000 }]);
});

t.test('given keys and a pause, then the field is judged by its own rules', async (t) => {
  const table = new Table().arrive();
  table.happens({ type: 'fieldProgressed', field: 'payment-card-number', keys: 5, complete: false });
  table.happens({ type: 'timedOut', timer: 'betweenKeys' });
  t.same(table.did(), ['judgeField payment-card-number']);
});

t.test(
  'given three failures of one field, then both are told and joined; the next field would start anew',
  async (t) => {
    const table = new Table().arrive();
    const wrong = {
      type: 'fieldFailed',
      field: 'payment-card-number',
      error: 'invalid-card-number',
    } as const;
    table.happens(wrong);
    t.same(table.said(), ['prompt caller ask-again', 'prompt agent agent-field-failed']);
    t.match(table.phase, { name: 'capturing', attempt: 2, keys: 0 });
    table.happens({ type: 'timedOut', timer: 'firstKey' });
    t.match(table.phase, { attempt: 3 }, 'silence counts as an attempt');
    table.happens(wrong);
    t.same(table.said(), ['prompt caller too-many-attempts', 'prompt agent agent-too-many-attempts']);
    t.ok(table.did().includes('wipe'));
    table.hearOut();
    t.match(table.last.commands.at(-1), {
      type: 'rejoin',
      variables: { result: 'too-many-failed-attempts' },
    });
  },
);

t.test('given a cleared field, then the caller hears so and begins anew', async (t) => {
  const table = new Table().arrive();
  table.happens({ type: 'fieldProgressed', field: 'payment-card-number', keys: 3, complete: false });
  table.happens({ type: 'fieldCleared', field: 'payment-card-number' });
  t.same(table.said(), ['prompt caller cleared']);
  t.match(table.phase, { keys: 0, attempt: 1 });
});

t.test('given the agent presses #, then the open field is asked again from its beginning', async (t) => {
  const table = new Table().arrive();
  table.happens({ type: 'fieldProgressed', field: 'payment-card-number', keys: 3, complete: false });
  table.happens({ type: 'agentPressed', key: '#' });
  t.ok(table.did().includes('collect payment-card-number'));
  t.match(table.phase, { attempt: 1, keys: 0 });
});

t.test('given star and pound of the agent, then only within two seconds they cancel', async (t) => {
  const table = new Table().arrive();
  const first = table.at + 1000;
  table.happens({ type: 'agentPressed', key: '*', at: first });
  table.happens({ type: 'agentPressed', key: '#', at: first + 2001 });
  t.equal(table.phase.name, 'capturing');
  table.happens({ type: 'agentPressed', key: '*', at: first + 4001 });
  table.happens({ type: 'agentPressed', key: '#', at: first + 4201 });
  t.same(table.said(), ['prompt caller cancelled', 'prompt agent agent-cancelled']);
  t.ok(table.did().includes('wipe'));
  table.hearOut();
  t.match(table.last.commands.at(-1), { type: 'rejoin', variables: { result: 'transaction-cancelled' } });
});

t.test('given stars of the agent, or a key between star and pound, then nothing is cancelled', async (t) => {
  for (const keys of ['**', '*7#', '#*']) {
    const table = new Table().arrive();
    const first = table.at + 1000;
    for (const [index, key] of [...keys].entries()) {
      table.happens({ type: 'agentPressed', key, at: first + index * 100 });
    }
    t.equal(table.phase.name, 'capturing', keys);
  }
});

t.test('given a late key of the code to cancel, then it is not in the conversation', async (t) => {
  const table = new Table().arrive();
  for (const key of ['*', '#']) table.happens({ type: 'agentPressed', key, at: table.at + 200 });
  const { caller = '', agent = '' } = table.session.playing;
  const late = table.at + 2000;
  table.happens({ type: 'promptFinished', side: 'caller', promptId: caller, at: late - 100 });
  table.happens({ type: 'agentPressed', key: '#', at: late });
  table.happens({ type: 'promptFinished', side: 'agent', promptId: agent, at: late + 100 });
  t.match(table.last.commands.at(-1), { type: 'startTimer', timer: 'quiet', ms: 900 });
  table.happens({ type: 'agentPressed', key: '*', at: late + 800 });
  table.happens({ type: 'timedOut', timer: 'quiet', at: late + 1000 });
  t.match(table.last.commands.at(-1), { type: 'startTimer', timer: 'quiet', ms: 800 });
  table.happens({ type: 'timedOut', timer: 'quiet', at: late + 1800 });
  t.match(table.last.commands.at(-1), { type: 'rejoin' });
});

t.test(
  'given keys after the last field, then the caller is heard again only after a quiet second',
  async (t) => {
    const table = new Table().charging().happens({
      type: 'charged',
      orderId: 'hp0123456789abc-1',
      outcome: { kind: 'approved', transactionId: 't' },
    });
    const caller = table.session.playing.caller ?? '';
    const agent = table.session.playing.agent ?? '';
    table.happens({ type: 'promptFinished', side: 'caller', promptId: caller });
    const late = table.at + 500;
    table.happens({ type: 'callerPressed', at: late });
    table.happens({ type: 'promptFinished', side: 'agent', promptId: agent, at: late + 100 });
    t.same(table.last.commands.at(-1), { type: 'startTimer', timer: 'quiet', ms: 900 });
    t.same(table.said(), ['prompt caller no-more-keys']);
    table.happens({
      type: 'promptFinished',
      side: 'caller',
      promptId: table.session.playing.caller ?? '',
      at: late + 700,
    });
    table.happens({ type: 'callerPressed', at: late + 800 });
    table.happens({ type: 'timedOut', timer: 'quiet', at: late + 1000 });
    t.same(table.did(), ['startTimer quiet'], 'another key moves it on');
    table.happens({ type: 'timedOut', timer: 'quiet', at: late + 1800 });
    t.same(table.did(), ['rejoin']);
  },
);

t.test(
  'given the agent presses the feature code in a capture, then a word says why not, and the capture goes on',
  async (t) => {
    const table = new Table().arrive().happens({ type: 'agentPressed', key: '*' });
    table.happens({ type: 'agentPressed', key: '7' });
    t.same(table.said(), ['prompt agent agent-busy']);
    t.match(table.phase, { name: 'capturing', attempt: 1 });
    table.happens({ type: 'agentPressed', key: '7' });
    t.same(table.said(), [], 'the seven alone is nothing');
  },
);

t.test('given one star published twice, then pound still cancels', async (t) => {
  const table = new Table().arrive();
  const first = table.at + 1000;
  table.happens({ type: 'agentPressed', key: '*', at: first });
  table.happens({ type: 'agentPressed', key: '*', at: first + 1 });
  t.equal(table.phase.name, 'capturing');
  table.happens({ type: 'agentPressed', key: '#', at: first + 400 });
  t.equal(table.phase.name, 'announcing');
});
