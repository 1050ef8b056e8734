import fc from 'fast-check';
import t from 'tap';
import type { Policy, Terms } from '../../lib/session/state.js';
import { untold } from '../../lib/session/told.js';
import { APPROVED, accountTable, DECLINED, LINE, MANDATE, Table } from './fixture.js';

const usd = (minor: number) => ({ minor, currency: 'USD' });
const change = (minor: number) =>
  ({
    type: 'agentCommanded',
    command: { do: 'changeAmount', amount: usd(minor) },
    by: { token: 'crm' },
  }) as const;
/** 25.00 was heard; the card is keyed after the amount was changed. */
const changed = (minor: number, terms: Partial<Terms> = {}, policy: Partial<Policy> = {}) => {
  const table = new Table(terms, policy);
  return (terms.entry === 'ivr' ? table.enter() : table.arrive()).heard().happens(change(minor)).card();
};
const charges = (table: Table) =>
  table.decisions.flatMap(({ commands }) => commands).filter(({ type }) => type === 'charge');
const question = { name: 'choosing', choice: 'changed-amount' };

t.test(
  'given a raised amount, when all is keyed, then the caller is asked and nothing is sent',
  async (t) => {
    const table = changed(199_900);
    t.match(table.phase, { ...question, amount: usd(199_900) });
    t.ok(table.said().includes('prompt caller amount-raised'));
    t.notOk(table.decisions.some(({ commands }) => commands.some(({ type }) => type === 'tokenise')));
  },
);

t.test('given the question, when it is heard and 1 pressed, then that amount is charged', async (t) => {
  const table = changed(199_900);
  table.happens({ type: 'callerChose', answer: 1 });
  t.match(table.phase, question, 'a key before its end is no consent');
  table.heard().happens({ type: 'callerChose', answer: 1 });
  t.equal(table.phase.name, 'tokenising');
  table.happens({ type: 'tokenised' });
  t.match(table.last.commands.at(-1), { type: 'charge', amount: usd(199_900) });
});

t.test('given the question, when the caller refuses, then nothing is charged and both hear so', async (t) => {
  const table = changed(199_900).happens({ type: 'callerChose', answer: 2 });
  t.same(table.said(), ['prompt caller amount-refused', 'prompt agent agent-amount-refused']);
  t.ok(table.did().includes('wipe'));
  table.hearOut();
  t.match(table.last.commands.at(-1), { type: 'rejoin', variables: { result: 'transaction-cancelled' } });
});

for (const [what, happens] of [
  ['silence', (table: Table) => silent(table)],
  ['the caller hangs up', (table: Table) => table.happens({ type: 'partyHungUp', side: 'caller' })],
  ['the agent hangs up', (table: Table) => table.happens({ type: 'partyHungUp', side: 'agent' })],
  [
    'the agent cancels',
    (table: Table) => table.happens({ type: 'agentCommanded', command: { do: 'cancel' } }),
  ],
  ['the caller goes back', (table: Table) => table.happens({ type: 'callerInterrupted' })],
  ['the service stops', (table: Table) => table.happens({ type: 'shutdownDue' })],
  ['the capture takes too long', (table: Table) => table.happens({ type: 'timedOut', timer: 'capture' })],
  ['a restart', (table: Table) => table.happens(recovered)],
] as const) {
  for (const minor of [199_900, 900]) {
    t.test(`given ${minor} told instead of 2500, when ${what}, then nothing is charged`, async (t) => {
      const table = happens(changed(minor));
      table.hearOut().happens({ type: 'callerChose', answer: 1 });
      t.same(charges(table), []);
      t.not(table.phase.name, 'tokenising');
    });
  }
}
const recovered = { type: 'recovered', callerPresent: true, agentPresent: true, restarted: true } as const;

/** Not even the end of the prompt is heard of. */
function silent(table: Table): Table {
  for (let i = 0; i < 3; i++) table.happens({ type: 'timedOut', timer: 'choice' });
  return table;
}

t.test('given a lowered amount, when it is told to its end, then it is charged without a key', async (t) => {
  const table = changed(900);
  t.match(table.phase, question);
  t.ok(table.said().includes('prompt caller amount-lowered'));
  table.heard();
  t.equal(table.phase.name, 'tokenising');
  table.happens({ type: 'tokenised' });
  t.match(table.last.commands.at(-1), { type: 'charge', amount: usd(900) });
});

for (const [what, cut] of [
  ['recapture', { do: 'recapture', field: 'payment-card-number' }],
  ['clear', { do: 'clear' }],
] as const) {
  t.test(`given the welcome cut short by ${what} of a program, then it has named nothing`, async (t) => {
    const table = new Table()
      .arrive()
      .happens({ type: 'agentCommanded', command: cut, by: { token: 'crm' } });
    t.equal(table.session.amountTold, undefined);
  });
}

t.test('given an amount raised before any was heard, when keys cut it short, then it is asked', async (t) => {
  const table = new Table({ amount: undefined }).arrive().happens(change(199_900));
  table
    .happens({ type: 'agentCommanded', command: { do: 'recapture', field: 'payment-card-number' } })
    .card();
  t.match(table.phase, question);
  table.happens(yes);
  t.match(table.phase, question, 'a key before its end is no consent');
  t.same(charges(table), []);
});

t.test('given the first amount, when the caller keys ahead, then nothing more is asked', async (t) => {
  t.equal(new Table().arrive().card().phase.name, 'tokenising');
});

t.test(
  'given a tip on a raised amount, when 1 comes before the total was heard, then it is no consent',
  async (t) => {
    const table = new Table({}, { tip: true }).arrive().heard().happens({ type: 'callerChose', answer: 1 });
    t.match(table.phase, { name: 'capturing', field: 'tip-amount' });
    table.happens(change(199_900)).happens({ type: 'callerChose', answer: 1 });
    table.happens({ type: 'fieldDone', field: 'tip-amount', amount: usd(200) });
    t.match(table.phase, { choice: 'confirm-amount', amount: usd(200_100) });
    table.happens(yes);
    t.match(table.phase, { choice: 'confirm-amount' });
  },
);

t.test('given an amount that is what was told again, then nothing is asked', async (t) => {
  const table = new Table().arrive().heard().happens(change(199_900)).happens(change(2500)).card();
  t.equal(table.phase.name, 'tokenising');
});

t.test(
  'given the question, when the amount is changed again, then the answer is to the new one',
  async (t) => {
    const table = changed(199_900).heard().happens(change(300_000));
    t.match(table.phase, { ...question, amount: usd(300_000) });
    table.happens({ type: 'callerChose', answer: 1 });
    t.match(table.phase, question, 'it was not heard yet');
    table.happens(change(2500));
    t.equal(table.phase.name, 'tokenising', 'back to what was told');
  },
);

t.test('given all is keyed, when the agent raises it, then 1 of the agent starts nothing', async (t) => {
  const table = new Table({}, { charge: 'agent' }).arrive().card().happens(change(199_900));
  t.match(table.phase, question);
  table.happens({ type: 'agentPressed', key: '1' });
  t.match(table.phase, question);
  table.heard().happens({ type: 'callerChose', answer: 1 });
  t.equal(table.phase.name, 'ready');
  t.same(table.said(), ['prompt caller all-keyed', 'prompt agent agent-start']);
});

t.test('given the question, when a field is keyed again, then it is asked all the same', async (t) => {
  const table = changed(199_900);
  table.happens({ type: 'agentCommanded', command: { do: 'recapture', field: 'security-code' } });
  table.happens({ type: 'fieldDone', field: 'security-code' });
  t.match(table.phase, question);
});

t.test('given a decline, when the next card is to pay more, then the caller is asked', async (t) => {
  const table = new Table().charging().happens(DECLINED).hearOut().happens(change(3000));
  table.happens({ type: 'agentCommanded', command: { do: 'anotherCard' } }).card();
  t.match(table.phase, question);
});

t.test('given the payment line, when a program raises the amount, then the caller is asked', async (t) => {
  t.match(changed(199_900, { entry: 'ivr' }).phase, question);
});

t.test('given a bank account, when the amount is raised, then its mandate is the consent', async (t) => {
  const table = accountTable().arrive().account().heard().happens(change(3000));
  t.match(table.phase, { choice: 'mandate', amount: usd(3000) });
  table.agreed({ ...MANDATE, amount: usd(3000) });
  t.equal(table.phase.name, 'tokenising');
});

t.test('given a surcharge, when 1 comes before it was heard, then it is no consent', async (t) => {
  const policy = { surcharges: { 'credit-card': { thousandths: 2000 } } };
  const table = new Table({}, policy).arrive();
  t.match(table.phase, { choice: 'confirm-amount', amount: usd(2550) });
  table.happens({ type: 'callerChose', answer: 1 });
  t.match(table.phase, { choice: 'confirm-amount' });
  table.heard().happens({ type: 'callerChose', answer: 1 }).card().happens({ type: 'tokenised' });
  t.match(table.last.commands.at(-1), { type: 'charge', amount: usd(2550) });
});

t.test('given a lookup that knows what is owed, then the caller hears it before the card', async (t) => {
  const table = new Table({ entry: 'ivr', amount: undefined }, { line: { ...LINE, languages: [] } }).enter();
  table.happens({ type: 'fieldDone', field: 'customer-number' });
  table.happens({ type: 'identified', terms: { due: usd(1234) } });
  t.match(
    table.last.commands.find(({ type }) => type === 'prompt'),
    { prompt: { key: 'enter', lead: [{ say: 'identified' }, { say: 'amount', amount: usd(1234) }] } },
  );
  table.card().happens({ type: 'tokenised' });
  t.match(table.last.commands.at(-1), { type: 'charge', amount: usd(1234) });
});

const yes = { type: 'callerChose', answer: 1 } as const;
const likely = <T>(value: T) => ({ weight: 6, arbitrary: fc.constant(value) });
const step = fc.oneof(
  fc.constantFrom(500, 900, 2500, 3000, 199_900).map((minor) => [change(minor)]),
  fc.constantFrom(1, 2, 'other' as const).map((answer) => [{ type: 'callerChose', answer } as const]),
  fc
    .constantFrom(
      { type: 'agentPressed', key: '1' } as const,
      { type: 'timedOut', timer: 'choice' } as const,
      { type: 'agentCommanded', command: { do: 'anotherCard' } } as const,
      { type: 'agentCommanded', command: { do: 'recapture', field: 'security-code' } } as const,
      { ...DECLINED },
      { ...APPROVED },
    )
    .map((one) => [one]),
  likely(['card' as const]),
  likely(['heard' as const, yes]),
  likely([{ type: 'agentPressed', key: '1' } as const, { type: 'tokenised' } as const]),
);

t.test(
  'given any changes and answers, then nothing is charged but what the caller has heard, and agreed to where it is more',
  async (t) => {
    let charged = 0;
    const policies: Partial<Policy>[] = [
      {},
      { charge: 'agent' },
      { surcharges: { 'credit-card': { thousandths: 2000 } } },
      { tip: true },
      { parts: { allowed: true, other: true } },
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...policies),
        fc.boolean(),
        fc.array(step, { maxLength: 25 }),
        (policy, owed, steps) => {
          const terms = owed ? { amount: undefined, due: usd(2500) } : {};
          const table = new Table(terms, policy).arrive();
          /** What the caller heard last, by the prompts alone. */
          let heard: number | undefined;
          /** The first amount, while it is named; nobody has changed it yet. */
          let naming: { minor: number; changed: boolean } | undefined;
          let untouched = true;
          let agreed: number | undefined;
          let open: { id: string; minor: number; over: boolean } | undefined;
          const listen = () => {
            for (const command of table.last.commands) {
              if (command.type === 'stopPrompt' && command.side === 'caller') open = naming = undefined;
              if (command.type === 'charge') {
                charged++;
                const { minor } = command.amount;
                if (minor !== heard && minor !== agreed) throw new Error(`${minor} was never heard`);
                if (heard !== undefined && minor > heard && minor !== agreed) throw new Error('not agreed');
              }
              if (command.type !== 'prompt' || command.side !== 'caller') continue;
              const { prompt, id } = command;
              open = naming = undefined;
              for (const lead of prompt.lead ?? [])
                if (lead.say === 'amount') naming = { minor: lead.amount.minor, changed: !untouched };
              if (prompt.key === 'welcome' && prompt.amount)
                naming = { minor: prompt.amount.minor, changed: !untouched };
              if (prompt.key === 'choose-amount') naming = { minor: prompt.due.minor, changed: !untouched };
              if (
                prompt.key === 'amount-first' ||
                prompt.key === 'amount-raised' ||
                prompt.key === 'amount-lowered' ||
                prompt.key === 'confirm-amount'
              )
                open = { id, minor: prompt.amount.minor, over: false };
            }
          };
          listen();
          for (const one of steps.flat()) {
            const before = open;
            const byKey = one === 'card' || (one !== 'heard' && one.type === 'callerChose');
            if (naming && (one === 'heard' || (byKey && !naming.changed))) heard ??= naming.minor;
            if (one !== 'card' && one !== 'heard' && one.type === 'agentCommanded')
              untouched &&= one.command.do !== 'changeAmount';
            const { choice } = table.phase.name === 'choosing' ? table.phase : { choice: undefined };
            if (one === 'card') {
              for (const field of ['payment-card-number', 'expiration-date', 'security-code'] as const) {
                table.happens({ type: 'fieldDone', field });
                listen();
              }
            } else if (one === 'heard') {
              table.heard();
              if (before) {
                before.over = true;
                if (choice === 'changed-amount' && table.phase.name !== 'choosing')
                  heard = agreed = before.minor;
              }
              listen();
            } else {
              table.happens(one);
              const agrees = one.type === 'callerChose' && one.answer === 1 && before;
              const must =
                choice === 'changed-amount' || !untouched || table.session.terms.surcharge !== undefined;
              if (agrees && (before.over || !must)) heard = agreed = before.minor;
              listen();
            }
            if (table.phase.name === 'tokenising' && untold(table.session)) throw new Error('untold');
          }
        },
      ),
      { numRuns: 4000 },
    );
    t.ok(charged > 200, `the runs do reach charges (${charged})`);
  },
);
