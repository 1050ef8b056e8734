import t from 'tap';
import { LISTEN_MS } from '../../lib/session/listen.js';
import type { Policy, Terms } from '../../lib/session/state.js';
import { FIELD, MASK, POLICY, Table } from './fixture.js';

/** A caller alone on the payment line, where fields may be spoken. */
function line(policy: Partial<Policy> = {}, terms: Partial<Terms> = {}): Table {
  return new Table({ entry: 'ivr', ...terms }, { speech: true, ...policy }).enter();
}

const number = 'payment-card-number';
const listens = (table: Table) => table.last.commands.filter(({ type }) => type === 'listen');
const timer = (table: Table, name: string) =>
  table.last.commands.findLast((one) => one.type === 'startTimer' && one.timer === name);
const prompt = (table: Table) => table.last.commands.find(({ type }) => type === 'prompt');

t.test(
  'given spoken entry, when the request was heard to its end, then the caller is listened to',
  async (t) => {
    const table = line();
    t.match(prompt(table), { prompt: { key: 'welcome', speech: true } }, 'and was told so');
    t.same(listens(table), [], 'not before');
    table.hearOut();
    t.same(listens(table), [{ type: 'listen', field: number, attempt: 1 }]);
    const guard = timer(table, 'firstKey');
    t.ok(guard?.type === 'startTimer' && guard.ms > LISTEN_MS, 'no time-out under it');
    table.happens({ type: 'heard', field: number, outcome: 'digits' });
    t.same(table.did(), ['stopTimer firstKey']);
    table.happens({ type: 'fieldDone', field: number, card: MASK });
    t.match(prompt(table), { prompt: { key: 'enter', field: 'expiration-date', speech: true } });
    table.hearOut();
    t.same(listens(table), [{ type: 'listen', field: 'expiration-date', attempt: 1 }]);
  },
);

t.test(
  'given no spoken entry, or an agent on the line, or a field of another kind, then only keys',
  async (t) => {
    t.notMatch(prompt(line({}, { language: 'pt_BR' })), { prompt: { speech: true } }, 'not in Portuguese');
    t.match(prompt(line({}, { language: 'en_GB' })), { prompt: { speech: true } });
    const amount = { amount: undefined, due: { minor: 900, currency: 'USD' } };
    const other = { allowed: true, other: true };
    for (const [what, table] of Object.entries({
      'turned off': line({ speech: false }),
      'an agent': new Table({}, { speech: true }).arrive(),
      'an amount': line({ parts: other }, amount).hearOut().happens({ type: 'callerChose', answer: 3 }),
      'a customer number': line({ line: { ...POLICY.line, identify: true } }, { amount: undefined }),
    })) {
      t.equal(table.phase.name, 'capturing', what);
      t.notOk((prompt(table) as { prompt?: { speech?: true } })?.prompt?.speech, what);
      table.hearOut();
      const [all] = [table.decisions.flatMap(({ commands }) => commands)];
      t.notOk(
        all.some(({ type }) => type === 'listen'),
        what,
      );
      t.match(
        all.findLast((one) => one.type === 'startTimer' && one.timer === 'firstKey'),
        {
          ms: FIELD.firstKeyMs,
        },
      );
    }
  },
);

t.test(
  'given nothing can be made of it twice, then the field is asked for by keys, and the next by voice',
  async (t) => {
    const table = line().hearOut();
    table.happens({ type: 'heard', field: number, outcome: 'unclear' });
    t.match(table.phase, { name: 'capturing', attempt: 2 });
    t.match(prompt(table), { prompt: { key: 'ask-again', error: 'not-understood', speech: true } });
    table.hearOut();
    t.same(listens(table), [{ type: 'listen', field: number, attempt: 2 }]);
    table.happens({ type: 'heard', field: number, outcome: 'unclear' });
    t.match(table.phase, { attempt: 3 });
    t.match(prompt(table), { prompt: { speech: undefined } });
    table.hearOut();
    t.same(table.did(), ['startTimer firstKey'], 'keys only');
    table.happens({ type: 'fieldDone', field: number, card: MASK }).hearOut();
    t.same(listens(table), [{ type: 'listen', field: 'expiration-date', attempt: 1 }]);
  },
);

t.test('given a number that is wrong, then it is a try as well', async (t) => {
  const table = line().hearOut();
  for (let attempt = 2; attempt <= 3; attempt++) {
    table.happens({ type: 'heard', field: number, outcome: 'digits' });
    table.happens({ type: 'fieldFailed', field: number, error: 'invalid-card-number' });
    t.match(table.phase, { attempt });
    table.hearOut();
    t.equal(listens(table).length, attempt === 2 ? 1 : 0);
  }
});

t.test('given silence, then it is as if nothing was keyed in time', async (t) => {
  const table = line().hearOut().happens({ type: 'heard', field: number, outcome: 'silence' });
  t.match(prompt(table), { prompt: { key: 'ask-again', error: 'timeout' } });
  const optional = { ...POLICY.fields, 'security-code': { ...FIELD, optional: true } };
  const last = line({ fields: optional })
    .happens({ type: 'fieldDone', field: number, card: MASK })
    .happens({ type: 'fieldDone', field: 'expiration-date' })
    .hearOut();
  t.same(listens(last), [{ type: 'listen', field: 'security-code', attempt: 1 }]);
  last.happens({ type: 'heard', field: 'security-code', outcome: 'silence' });
  t.equal(last.phase.name, 'tokenising');
});

t.test('given it is refused, then the keys count at once, and it is not asked for again', async (t) => {
  const table = line().hearOut().happens({ type: 'heard', field: number, outcome: 'refused' });
  t.match(timer(table, 'firstKey'), { ms: FIELD.firstKeyMs });
  t.match(table.phase, { attempt: 1, field: number });
  table.happens({ type: 'fieldDone', field: number, card: MASK });
  t.match(prompt(table), { prompt: { speech: undefined } });
  table.hearOut();
  t.same(table.did(), ['startTimer firstKey']);
});

t.test(
  'given a key in the middle, then the field goes on by keys and nothing that was said counts',
  async (t) => {
    const table = line().hearOut().happens({ type: 'heard', field: number, outcome: 'keys' });
    t.match(timer(table, 'firstKey'), { ms: FIELD.firstKeyMs });
    table.happens({ type: 'fieldProgressed', field: number, keys: 1, complete: false });
    const { phase } = table;
    for (const outcome of ['unclear', 'silence', 'refused', 'digits'] as const) {
      table.happens({ type: 'heard', field: number, outcome });
      t.same(table.last.commands, [], outcome);
      t.same(table.phase, phase, outcome);
    }
  },
);

t.test(
  'given a hang-up, a cancel, a stop or a restart while it listens, then it ends as without',
  async (t) => {
    for (const [what, event] of Object.entries({
      'a hang-up': { type: 'partyHungUp', side: 'caller' },
      'the way back': { type: 'callerInterrupted' },
      'a cancel': { type: 'agentCommanded', command: { do: 'cancel' } },
      'the service stops': { type: 'shutdownDue' },
      'a restart': { type: 'recovered', callerPresent: true, agentPresent: false, restarted: true },
      'its time is over': { type: 'timedOut', timer: 'capture' },
    } as const)) {
      const [spoken, keyed] = [line().hearOut(), line({ speech: false }).hearOut()];
      for (const table of [spoken, keyed]) table.happens(event);
      t.same(spoken.did(), keyed.did(), what);
      t.same(spoken.phase, keyed.phase, what);
      const before = spoken.session;
      spoken.happens({ type: 'heard', field: number, outcome: 'unclear' });
      t.same(spoken.last.commands, [], `${what}: what is heard late means nothing`);
      t.same(spoken.session, before, what);
    }
  },
);

t.test(
  'given a new connection to Asterisk while it listens, then no time-out is begun under it',
  async (t) => {
    const back = { type: 'recovered', callerPresent: true, agentPresent: false, restarted: false } as const;
    t.equal(timer(line().hearOut().happens(back), 'firstKey'), undefined);
    t.ok(timer(line({ speech: false }).hearOut().happens(back), 'firstKey'));
  },
);
