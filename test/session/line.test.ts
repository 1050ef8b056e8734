import t from 'tap';
import type { Policy, Terms } from '../../lib/session/state.js';
import { APPROVED, DECLINED, ID, LINE, LINE_STATES, MASK, Table } from './fixture.js';

const usd = (minor: number) => ({ minor, currency: 'USD' });

function line(terms: Partial<Terms> = {}, policy: Partial<Policy> = {}): Table {
  return new Table({ entry: 'ivr', ...terms }, policy).enter();
}
const charging = (table: Table) => table.card().happens({ type: 'tokenised' });

/** What the dialplan is told at the end. */
function released(table: Table) {
  const one = table.decisions.flatMap(({ commands }) => commands).find(({ type }) => type === 'release');
  return one?.type === 'release' ? one.variables : undefined;
}

t.test(
  'given a caller at the payment line, then it is not moved, and is asked as soon as it is there',
  async (t) => {
    const table = new Table({ entry: 'ivr' });
    t.same(table.did(), ['admit', 'startTimer arrive']);
    table.enter();
    t.match(table.phase, { name: 'capturing', field: 'payment-card-number' });
    t.same(table.said(), ['prompt caller welcome']);
    const prompt = table.last.commands.find(({ type }) => type === 'prompt');
    t.match(prompt, { prompt: { alone: true, amount: usd(2500) } });
    t.notOk(table.did().includes('isolate'), 'there is nobody to be kept apart');
  },
);

t.test(
  'given all that can be asked, then it is asked in its order, and the charge is what was found',
  async (t) => {
    const table = line({ amount: undefined }, { line: LINE });
    t.match(table.phase, { name: 'choosing', choice: 'language' });
    table.happens({ type: 'callerChose', answer: 2 });
    t.equal(table.session.terms.language, 'de');
    const speak = { type: 'speak', language: 'de' };
    t.match(
      table.last.commands.filter(({ type }) => type === 'speak'),
      [speak],
      'so does the dialplan',
    );
    t.match(table.phase, { name: 'capturing', field: 'customer-number' });
    table.happens({ type: 'fieldDone', field: 'customer-number' });
    t.ok(table.did().includes('identify'));
    table.happens({ type: 'identified', terms: { due: usd(4200), reference: 'INV-9' } });
    t.match(table.phase, { name: 'capturing', field: 'payment-card-number' });
    charging(table);
    t.match(table.last.payment, { change: 'intended', amount: usd(4200), reference: 'INV-9' });
    table.happens(APPROVED).hearOut();
    const asked: string[] = [];
    for (let i = 0; i < 4 && table.phase.name === 'choosing'; i++) {
      asked.push(table.phase.choice);
      table.happens({ type: 'callerChose', answer: 2 });
    }
    t.same(asked, ['confirmation', 'receipt', 'score']);
    t.same(table.said(), ['prompt caller goodbye']);
    table.hearOut();
    t.match(released(table), {
      result: 'success',
      next: 'end',
      receipt: 'email',
      score: 2,
      amount: usd(4200),
    });
    t.equal(table.phase.name, 'ended');
  },
);

t.test(
  'given a number nobody knows, then it is asked again, and after three times an agent comes',
  async (t) => {
    const table = line({ amount: undefined }, { line: { ...LINE, languages: [] } });
    for (let attempt = 2; attempt <= 3; attempt++) {
      table.happens({ type: 'fieldDone', field: 'customer-number' });
      table.happens({ type: 'notIdentified', why: 'not-found' });
      t.match(table.phase, { name: 'capturing', field: 'customer-number', attempt });
    }
    table.happens({ type: 'fieldDone', field: 'customer-number' });
    table.happens({ type: 'notIdentified', why: 'not-found' }).hearOut();
    t.same(table.said(), ['prompt caller transfer']);
    table.hearOut();
    t.match(released(table), { result: 'too-many-failed-attempts', next: 'agent' });
  },
);

t.test('given the lookup cannot be asked, then the caller hears so and is given to an agent', async (t) => {
  const table = line({ amount: undefined }, { line: { ...LINE, languages: [] } });
  table.happens({ type: 'fieldDone', field: 'customer-number' });
  table.happens({ type: 'notIdentified', why: 'unavailable' });
  t.same(table.said(), ['prompt caller gateway-down']);
  table.hearOut().hearOut();
  t.match(released(table), { result: 'payment-connector-error', next: 'agent' });
});

t.test('given nothing is owed, then the caller hears so, and it is the end', async (t) => {
  const table = line({ amount: undefined }, { line: { ...LINE, languages: [] } });
  table.happens({ type: 'fieldDone', field: 'customer-number' });
  table.happens({ type: 'identified', terms: { due: usd(0) } });
  t.same(table.said(), ['prompt caller nothing-due']);
  table.hearOut().hearOut();
  t.match(released(table), { result: 'nothing-due', next: 'end' });
});

t.test('given a decline, when another card is good, then it is paid', async (t) => {
  const table = charging(line()).happens(DECLINED).hearOut();
  t.match(table.phase, { name: 'choosing', choice: 'after-decline' });
  table.happens({ type: 'callerChose', answer: 1 });
  t.same(table.said(), ['prompt caller another-card']);
  charging(table).happens({ ...APPROVED, orderId: `${ID}-2` });
  t.equal(table.session.result, 'success');
});

t.test('given a decline, when an agent is wanted, then the dialplan is told so', async (t) => {
  const table = charging(line()).happens(DECLINED).hearOut().happens({ type: 'callerChose', answer: 2 });
  t.same(table.said(), ['prompt caller transfer']);
  table.hearOut();
  t.match(released(table), { result: 'payment-declined', next: 'agent', code: '2001' });
});

t.test('given as many declines as there are tries, then no other card is offered', async (t) => {
  const table = charging(line({}, { line: { ...LINE, languages: [], identify: false, cards: 1 } }));
  table.happens(DECLINED).hearOut();
  t.same(table.said(), ['prompt caller transfer']);
});

t.test('given failures end the call, then the caller hears goodbye', async (t) => {
  const table = line({}, { line: { ...LINE, languages: [], identify: false, afterFailure: 'end' } });
  table.happens({ type: 'callerInterrupted' });
  t.same(table.said(), ['prompt caller back-to-agent']);
  table.hearOut();
  t.same(table.said(), ['prompt caller goodbye']);
  table.hearOut();
  t.match(released(table), { result: 'caller-interrupted-with-star', next: 'end' });
});

t.test(
  'given silence after the payment, then each question is asked once and the payment stands',
  async (t) => {
    const table = charging(line({}, { line: { ...LINE, languages: [], identify: false } }));
    table.happens(APPROVED).hearOut();
    for (let i = 0; i < 3; i++) table.happens({ type: 'timedOut', timer: 'choice' });
    t.same(table.said(), ['prompt caller goodbye']);
    table.hearOut();
    t.match(released(table), { result: 'success', next: 'end' });
  },
);

const AFTER = { line: { ...LINE, languages: [], identify: false } };
for (const [what, event] of [
  ['hangs up', { type: 'partyHungUp', side: 'caller' }],
  ['keys the way back', { type: 'callerInterrupted' }],
  ['is there when the service is stopped', { type: 'shutdownDue' }],
] as const) {
  t.test(`given an approval, when the caller ${what} at a question, then the payment stands`, async (t) => {
    const table = charging(line({}, AFTER)).happens(APPROVED).hearOut().happens(event).hearOut();
    t.equal(table.phase.name, 'ended');
    t.equal(table.session.result, 'success');
    const all = table.decisions.flatMap(({ commands }) => commands);
    t.equal(all.filter(({ type }) => type === 'charge').length, 1);
  });
}

t.test(
  'given a restart at a question after the payment, then it stands; in a capture nothing was charged',
  async (t) => {
    const again = { type: 'recovered', callerPresent: true, agentPresent: false, restarted: true } as const;
    const after = charging(line({}, AFTER)).happens(APPROVED).hearOut().happens(again).hearOut();
    t.match(released(after), { result: 'success' });
    const before = line().happens(again);
    t.same(before.said(), ['prompt caller failed']);
    before.hearOut().hearOut();
    t.match(released(before), { result: 'internal-error', next: 'agent' });
  },
);

t.test(
  'given the caller hangs up in a capture or a charge, then the session ends and the charge is settled',
  async (t) => {
    const capture = line().happens({ type: 'partyHungUp', side: 'caller' });
    t.match(capture.session, { phase: { name: 'ended' }, result: 'caller-hung-up' });
    const charge = charging(line()).happens({ type: 'partyHungUp', side: 'caller' });
    t.equal(charge.phase.name, 'charging');
    charge.happens(APPROVED);
    t.match(charge.last.payment, { change: 'settled' });
    t.equal(charge.phase.name, 'ended');
  },
);

t.test('given an amount of the dialplan that is none, then the caller is not asked for a card', async (t) => {
  const table = line({ amount: undefined, fault: 'nonsense' });
  t.same(table.said(), ['prompt caller failed']);
  table.hearOut().hearOut();
  t.match(released(table), { result: 'validation-error', next: 'agent' });
});

t.test('given a caller who does not come, then the session ends', async (t) => {
  const table = new Table({ entry: 'ivr' }).happens({ type: 'timedOut', timer: 'arrive' });
  t.equal(table.phase.name, 'ended');
});

t.test('given a caller who is known to owe nothing, then no card is asked for', async (t) => {
  const table = line({ amount: undefined, due: usd(0) });
  t.same(table.said(), ['prompt caller nothing-due']);
  table.hearOut().hearOut();
  t.match(released(table), { result: 'nothing-due', next: 'end' });
});

t.test(
  'given a lookup under way, when the caller keys the way back, then it counts as everywhere',
  async (t) => {
    const table = LINE_STATES.identifying?.().happens({ type: 'callerInterrupted' });
    t.same(table?.said(), ['prompt caller back-to-agent']);
    t.equal(table?.session.result, 'caller-interrupted-with-star');
    table?.happens({ type: 'identified', terms: {} });
    t.equal(table?.phase.name, 'announcing', 'what is found afterwards means nothing');
  },
);

t.test('given a caller who cannot be listened to, then none is told that it may be said', async (t) => {
  for (const keysOnly of [undefined, true] as const) {
    const table = new Table({ entry: 'ivr', ...(keysOnly && { keysOnly }) }, { speech: true }).enter();
    const [prompt] = table.last.commands.flatMap((one) => (one.type === 'prompt' ? [one.prompt] : []));
    t.equal(prompt?.speech, keysOnly ? undefined : true);
  }
});

/** Of a caller who owes 42.00 and may pay a part of it; declined once. */
function declinedOf(outcome: object, terms: Partial<Terms> = {}, policy: Partial<Policy> = {}) {
  const parts = { allowed: true, other: false };
  const table = line(
    { amount: undefined, due: usd(4200), minimum: usd(1000), ...terms },
    { parts, ...policy },
  );
  if (table.phase.name === 'choosing') table.heard().happens({ type: 'callerChose', answer: 1 });
  charging(table);
  const settled = { ...DECLINED, outcome: { ...DECLINED.outcome, ...outcome } };
  return table.happens(settled as typeof DECLINED).hearOut();
}

t.test('given not enough money on the card, then a smaller amount may be paid', async (t) => {
  const table = declinedOf({});
  t.match(table.phase, { name: 'choosing', choice: 'after-decline' });
  t.match(
    table.last.commands.find(({ type }) => type === 'prompt'),
    { prompt: { less: true } },
  );
  table.happens({ type: 'callerChose', answer: 3 });
  t.match(table.phase, { name: 'capturing', field: 'payment-amount' });
  t.match(
    table.last.commands.find(({ type }) => type === 'collect'),
    { limits: { minimumMinor: 1000, maximumMinor: 4199 } },
    'between the least part and what was declined',
  );
  table.happens({ type: 'fieldDone', field: 'payment-amount', amount: usd(2000) });
  t.match(table.phase, { name: 'choosing', choice: 'confirm-amount', amount: usd(2000) });
  t.same(table.session.amountTold, usd(4200));
  table.heard().happens({ type: 'callerChose', answer: 1 });
  t.same(table.session.amountTold, usd(2000), 'told before it is charged');
  t.match(table.phase, { name: 'capturing', field: 'payment-card-number' });
  charging(table);
  t.match(table.last.payment, { change: 'intended', orderId: `${ID}-2`, amount: usd(2000) });
  table.happens({ ...APPROVED, orderId: `${ID}-2` });
  t.equal(table.session.result, 'success');
});

t.test('given the smaller amount is not meant, then another is keyed, less than before', async (t) => {
  const table = declinedOf({}).happens({ type: 'callerChose', answer: 3 });
  table.happens({ type: 'fieldDone', field: 'payment-amount', amount: usd(2000) });
  table.happens({ type: 'callerChose', answer: 2 });
  t.match(table.phase, { name: 'capturing', field: 'payment-amount' });
  t.match(
    table.last.commands.find(({ type }) => type === 'collect'),
    { limits: { maximumMinor: 4199 } },
  );
});

t.test('given another reason, or an amount not the caller’s, then less is not offered', async (t) => {
  const fixed = { due: undefined, minimum: undefined, amount: usd(4200) };
  const cases: readonly (readonly [string, Table])[] = [
    ['the bank gives no reason', declinedOf({ code: '2000' })],
    ['the dialplan has set it', declinedOf({}, fixed)],
    [
      'no part may be paid',
      declinedOf({}, { minimum: undefined }, { parts: { allowed: false, other: false } }),
    ],
    ['nothing is smaller than the least', declinedOf({}, { due: usd(1000) })],
  ];
  for (const [why, table] of cases) {
    t.match(table.phase, { name: 'choosing', choice: 'after-decline' }, why);
    t.notMatch(
      table.last.commands.find(({ type }) => type === 'prompt'),
      { prompt: { less: true } },
      why,
    );
    table.happens({ type: 'callerChose', answer: 3 });
    t.match(table.phase, { name: 'choosing', choice: 'after-decline', attempt: 2 }, why);
  }
});

t.test('given an amount that the caller has keyed, then they may key less after a decline', async (t) => {
  const table = line({ amount: undefined });
  table.happens({ type: 'fieldDone', field: 'payment-amount', amount: usd(3000) });
  table.heard().happens({ type: 'callerChose', answer: 1 });
  charging(table).happens(DECLINED).hearOut().happens({ type: 'callerChose', answer: 3 });
  t.match(
    table.last.commands.find(({ type }) => type === 'collect'),
    { limits: { maximumMinor: 2999 } },
  );
});

t.test('given a card of the vault is declined, then less can be paid with it', async (t) => {
  const stored = [{ token: 'tok-1', method: 'credit-card' as const, card: MASK }];
  const table = line(
    { amount: undefined, due: usd(4200), stored },
    { parts: { allowed: true, other: false } },
  );
  table
    .heard()
    .happens({ type: 'callerChose', answer: 1 })
    .heard()
    .happens({ type: 'callerChose', answer: 1 });
  table.happens(DECLINED).hearOut().happens({ type: 'callerChose', answer: 3 });
  table.happens({ type: 'fieldDone', field: 'payment-amount', amount: usd(500) });
  table.heard().happens({ type: 'callerChose', answer: 1 });
  t.match(table.phase, { name: 'choosing', choice: 'stored-method' });
  table.happens({ type: 'callerChose', answer: 1 });
  t.match(table.last.payment, { change: 'intended', orderId: `${ID}-2`, amount: usd(500) });
});
