import t from 'tap';
import { surchargeOf } from '../../lib/money/surcharge.js';
import type { Command } from '../../lib/session/command.js';
import { LINE, MASK, ORDER, POLICY, Table } from './fixture.js';

const usd = (minor: number) => ({ minor, currency: 'USD' });
const parts = { allowed: true, other: true };

/** The charge of the last decision. */
function charge(table: Table) {
  return table.last.commands.find((one): one is Command & { type: 'charge' } => one.type === 'charge');
}

function paid(table: Table) {
  return charge(table.card().happens({ type: 'tokenised' }))?.amount;
}

t.test(
  'given an amount that may be paid in parts, when all of it is chosen, then the card is asked for',
  async (t) => {
    const table = new Table({ amount: undefined, due: usd(2500) }, { parts }).arrive();
    t.same(table.said(), ['prompt caller choose-amount']);
    table.happens({ type: 'callerChose', answer: 1 });
    t.match(table.phase, { name: 'capturing', field: 'payment-card-number' });
    t.same(paid(table), usd(2500));
  },
);

t.test(
  'given a part, when it is keyed and confirmed, then it is charged, and never more than is owed',
  async (t) => {
    const table = new Table({ amount: undefined, due: usd(2500), minimum: usd(500) }).arrive();
    table.happens({ type: 'callerChose', answer: 2 });
    t.match(
      table.last.commands.find(({ type }) => type === 'collect'),
      { field: 'payment-amount', limits: { currency: 'USD', minimumMinor: 500, maximumMinor: 2500 } },
    );
    table.happens({ type: 'fieldDone', field: 'payment-amount', amount: usd(1000) });
    t.same(table.said(), ['prompt caller confirm-amount']);
    table.happens({ type: 'callerChose', answer: 1 });
    t.same(paid(table), usd(1000));
  },
);

t.test('given a keyed part, when the caller wants to change it, then it is chosen anew', async (t) => {
  const table = new Table({ amount: undefined, due: usd(2500), minimum: usd(500) }).arrive();
  table
    .happens({ type: 'callerChose', answer: 2 })
    .happens({ type: 'fieldDone', field: 'payment-amount', amount: usd(1000) })
    .happens({ type: 'callerChose', answer: 2 });
  t.match(table.phase, { name: 'choosing', choice: 'amount' });
  t.equal(table.session.terms.amount, undefined);
});

t.test('given another amount is allowed, when 3 is chosen, then it may be more than is owed', async (t) => {
  const table = new Table({ amount: undefined, due: usd(2500) }, { parts }).arrive();
  table.happens({ type: 'callerChose', answer: 3 });
  t.match(
    table.last.commands.find(({ type }) => type === 'collect'),
    { limits: { minimumMinor: 1, maximumMinor: 1_000_000 } },
  );
});

t.test(
  'given an amount out of its limits, then it is asked again with the limit, and at last given up',
  async (t) => {
    const table = new Table({ amount: undefined, due: usd(2500), minimum: usd(500) }).arrive();
    table.happens({ type: 'callerChose', answer: 2 });
    const wrong = { type: 'fieldFailed', field: 'payment-amount', error: 'amount-too-small' } as const;
    table.happens(wrong);
    t.match(
      table.last.commands.find(({ type }) => type === 'prompt'),
      { prompt: { key: 'ask-again', error: 'amount-too-small', limits: { minimumMinor: 500 } } },
    );
    table.happens(wrong).happens(wrong);
    t.ok(table.said().includes('prompt caller too-many-attempts'));
  },
);

t.test(
  'given tips and a surcharge, then both are in the charge, told and confirmed before the card',
  async (t) => {
    const surcharges = { 'credit-card': { thousandths: 2000, fixed: '0.30' } };
    const table = new Table({}, { tip: true, surcharges }).arrive();
    t.match(table.phase, { name: 'choosing', choice: 'tip' });
    table.happens({ type: 'callerChose', answer: 1 });
    table.happens({ type: 'fieldDone', field: 'tip-amount', amount: usd(500) });
    const told = table.last.commands.find((one) => one.type === 'prompt');
    t.match(told, {
      prompt: { key: 'confirm-amount', amount: usd(3090), lead: [{ say: 'surcharge', amount: usd(90) }] },
    });
    table.heard().happens({ type: 'callerChose', answer: 1 });
    t.same(paid(table), usd(3090));
    t.match(table.session.terms, { tip: usd(500), surcharge: usd(90) });
  },
);

t.test(
  'given a surcharge the caller does not want, then nothing is charged and the agent is asked for',
  async (t) => {
    const surcharges = { 'credit-card': { thousandths: 2000 } };
    const table = new Table({}, { surcharges }).arrive().happens({ type: 'callerChose', answer: 2 });
    t.ok(table.said().includes('prompt caller back-to-agent'));
    t.equal(table.session.result, 'caller-interrupted-with-star');
  },
);

t.test(
  'given a surcharge, when another card follows a decline, then it is charged once and not twice',
  async (t) => {
    const surcharges = { 'credit-card': { thousandths: 10000 } };
    const table = new Table({}, { surcharges }).arrive().heard().happens({ type: 'callerChose', answer: 1 });
    t.same(paid(table), usd(2750));
    const outcome = { kind: 'declined', code: '2001', text: 'x', severity: 'soft' } as const;
    table.happens({ type: 'charged', orderId: ORDER, outcome }).hearOut();
    table.happens({ type: 'agentPressed', key: '1' });
    table.heard().happens({ type: 'callerChose', answer: 1 });
    t.same(paid(table), usd(2750));
  },
);

t.test('given the agent changes the amount, then tip and surcharge are settled anew', async (t) => {
  const surcharges = { 'credit-card': { thousandths: 10000 } };
  const table = new Table({}, { surcharges }).arrive().heard().happens({ type: 'callerChose', answer: 1 });
  table.happens({ type: 'agentCommanded', command: { do: 'changeAmount', amount: usd(1000) } });
  table.happens({ type: 'fieldDone', field: 'payment-card-number', card: MASK });
  t.match(table.phase, { name: 'choosing', choice: 'confirm-amount' });
  table.heard().happens({ type: 'callerChose', answer: 1 });
  table.happens({ type: 'fieldDone', field: 'expiration-date' });
  table.happens({ type: 'fieldDone', field: 'security-code' }).happens({ type: 'tokenised' });
  t.same(charge(table)?.amount, usd(1100));
});

t.test('given several stored methods, when the first is not wanted, then the next is offered', async (t) => {
  const stored = [
    { token: 't-1', method: 'credit-card', card: MASK },
    { token: 't-2', method: 'credit-card', card: { brand: 'amex', last4: '0005' } },
  ] as const;
  const table = new Table({ stored }).arrive().happens({ type: 'callerChose', answer: 2 });
  t.match(table.phase, { name: 'choosing', choice: 'stored-method' });
  table.happens({ type: 'callerChose', answer: 1 });
  t.equal(charge(table)?.token, 't-2');
});

t.test(
  'given a bank account whose holder is known, then the caller chooses the method; else not',
  async (t) => {
    const methods = ['credit-card', 'ach-debit'] as const;
    const billing = { street: '1 Main St', city: 'Chicago', region: 'IL', postalCode: '60622' };
    const holder = { owner: { firstName: 'Ann', lastName: 'Lee' }, billing };
    const asked = new Table({ holder }, { methods }).arrive();
    t.match(asked.phase, { name: 'choosing', choice: 'method' });
    asked.happens({ type: 'callerChose', answer: 1 });
    t.match(asked.phase, { name: 'capturing', field: 'payment-card-number' });
    t.match(new Table({}, { methods }).arrive().phase, { name: 'capturing', field: 'payment-card-number' });
    t.match(new Table({ holder, method: 'credit-card' }, { methods }).arrive().phase, { name: 'capturing' });
  },
);

t.test(
  'given a surcharge in each currency, then it is whole minor units, half of one rounded up',
  async (t) => {
    const rule = { thousandths: 2500, fixed: '0.50' };
    const table: readonly (readonly [number, string, number])[] = [
      [2500, 'USD', 113],
      [2020, 'USD', 101],
      [100, 'JPY', 3],
      [1000, 'KWD', 525],
      [9_007_199_254_740_000, 'USD', 225_179_981_368_550],
    ];
    for (const [minor, currency, expected] of table) {
      t.equal(surchargeOf({ minor, currency }, rule).minor, expected, `${minor} ${currency}`);
    }
  },
);

t.test('given the first field was right, then the next is asked for in brief, until a mistake', async (t) => {
  const brief = (table: Table) =>
    table.last.commands.flatMap((one) =>
      one.type === 'prompt' && one.prompt.key === 'enter' ? [one.prompt.brief ?? false] : [],
    );
  const table = new Table().arrive().happens({ type: 'fieldDone', field: 'payment-card-number', card: MASK });
  t.same(brief(table), [true]);
  table.happens({ type: 'fieldFailed', field: 'expiration-date', error: 'invalid-date' });
  table.happens({ type: 'fieldDone', field: 'expiration-date' });
  t.same(brief(table), [false]);
  t.equal(POLICY.line.languages.length, 0);
  t.equal(LINE.languages.length, 2);
});

t.test(
  'given a tip without a surcharge, when the total is confirmed, then it is asked for once',
  async (t) => {
    const table = new Table({}, { tip: true }).arrive().happens({ type: 'callerChose', answer: 1 });
    table.happens({ type: 'fieldDone', field: 'tip-amount', amount: usd(300) });
    t.match(table.phase, { name: 'choosing', choice: 'confirm-amount' });
    table.happens({ type: 'callerChose', answer: 1 });
    t.match(table.phase, { name: 'capturing', field: 'payment-card-number' });
    t.same(paid(table), usd(2800));
  },
);

t.test(
  'given an amount of the dialplan with a tip, when the caller changes it, then only the tip is',
  async (t) => {
    for (const entry of ['assisted', 'ivr'] as const) {
      const surcharges = { 'credit-card': { thousandths: 10_000 } };
      const table = new Table({ entry }, { tip: true, surcharges });
      if (entry === 'ivr') table.enter();
      else table.arrive();
      table.happens({ type: 'callerChose', answer: 1 });
      table.happens({ type: 'fieldDone', field: 'tip-amount', amount: usd(1000) });
      table.happens({ type: 'callerChose', answer: 2 });
      t.match(table.phase, { name: 'choosing', choice: 'tip' }, entry);
      t.match(table.session.terms, { amount: usd(2500), tip: undefined, surcharge: undefined });
    }
  },
);

t.test(
  'given an amount of the dialplan on the payment line, then a refused surcharge does not let it be changed',
  async (t) => {
    const surcharges = { 'credit-card': { thousandths: 10_000 } };
    const table = new Table({ entry: 'ivr' }, { surcharges })
      .enter()
      .happens({ type: 'callerChose', answer: 2 });
    t.same(table.said(), ['prompt caller back-to-agent']);
  },
);
