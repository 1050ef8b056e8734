import t from 'tap';
import { ID, MASK, ORDER, Table } from './fixture.js';

const TOKEN = `${ID}-k`;
const approved = { kind: 'approved', transactionId: 't1' } as const;
const charged = { type: 'charged', orderId: ORDER, outcome: approved } as const;
const tokenised = { type: 'tokenised', keepable: true } as const;
const paid = () => new Table({}, { keep: true }).arrive().card().happens(tokenised).happens(charged);
const asked = () => paid().hearOut();
const wanted = () => asked().happens({ type: 'callerChose', answer: 1 });
const stores = (table: Table) =>
  table.decisions.flatMap(({ commands }) => commands.filter(({ type }) => type === 'store'));

t.test('given a payment, when the caller wants the card kept, then it is stored and told', async (t) => {
  const keyed = new Table({}, { keep: true }).arrive().card();
  t.match(keyed.last.commands.at(-1), { type: 'tokenise', of: 'card', spare: true });
  const table = paid();
  t.match(
    table.last.commands.filter(({ type }) => type === 'wipe'),
    [{ spare: true }],
    'the second token stays',
  );
  table.hearOut();
  t.same(table.said(), ['prompt caller keep-method']);
  table.happens({ type: 'callerChose', answer: 1 });
  t.match(table.phase, { name: 'keeping', token: TOKEN });
  t.equal(table.session.keepWanted, table.at);
  t.match(table.last.commands.at(-1), { type: 'store', token: TOKEN, customer: ID, spare: true });
  table.happens({ type: 'timedOut', timer: 'stillProcessing' });
  t.same(table.said(), ['prompt caller still-processing']);
  table.happens({ type: 'stored', token: TOKEN });
  t.same(table.said(), ['prompt caller kept', 'prompt agent agent-kept']);
  table.hearOut();
  t.match(table.last.commands.at(-1), {
    type: 'rejoin',
    variables: { result: 'success', token: TOKEN, amount: { minor: 2500 }, transaction: 't1' },
  });
});

t.test('given a card that cannot be stored, then it is said and the payment stands', async (t) => {
  for (const outcome of [
    { kind: 'declined', code: '2000', text: 'no', severity: 'soft' },
    { kind: 'unknown', cause: 'gateway-silence', text: '?' },
    { kind: 'failed', cause: 'card-missing', text: 'no' },
  ] as const) {
    const table = wanted().happens({ type: 'storeFailed', token: TOKEN, outcome });
    t.same(table.said(), ['prompt caller not-kept']);
    t.equal(table.last.payment, undefined);
    table.hearOut();
    t.match(table.last.commands.at(-1), { variables: { result: 'success', transaction: 't1' } });
    t.equal(table.session.kept, undefined);
  }
});

for (const [what, event] of [
  ['says no', { type: 'callerChose', answer: 2 }],
  ['says nothing', { type: 'timedOut', timer: 'choice' }],
  ['hangs up', { type: 'partyHungUp', side: 'caller' }],
  ['keys the way back', { type: 'callerInterrupted' }],
] as const) {
  t.test(`given the question, when the caller ${what}, then nothing is kept`, async (t) => {
    const table = asked().happens(event);
    t.ok(
      table.decisions.flatMap(({ commands }) => commands).some((one) => one.type === 'wipe' && !one.spare),
    );
    t.same(stores(table), []);
    t.equal(table.session.result, 'success');
    t.match(table.phase.name, /^(rejoining|ended)$/);
  });
}

t.test(
  'given no second token, an authorisation only stored, or a stored card, then nothing is asked',
  async (t) => {
    const without = new Table({}, { keep: true }).arrive().card().happens({ type: 'tokenised' });
    without.happens(charged).hearOut();
    t.equal(without.phase.name, 'rejoining');
    const only = new Table({ mode: 'tokenise' }, { keep: true }).arrive().card();
    t.strictSame(only.last.commands.at(-1), { type: 'tokenise', of: 'card' });
    const stored = [{ token: 'tok-1', method: 'credit-card', card: MASK }] as const;
    const used = new Table({ stored }, { keep: true }).arrive().happens({ type: 'callerChose', answer: 1 });
    used.happens(charged).hearOut();
    t.equal(used.phase.name, 'rejoining');
    const held = new Table({ mode: 'authorise' }, { keep: true }).arrive().card().happens(tokenised);
    t.same(held.happens(charged).hearOut().said(), ['prompt caller keep-method']);
  },
);

t.test('given a decline, then the second token goes with the card', async (t) => {
  const table = new Table({}, { keep: true }).arrive().card().happens(tokenised);
  const outcome = { kind: 'declined', code: '2000', text: 'no', severity: 'soft' } as const;
  table.happens({ type: 'charged', orderId: ORDER, outcome });
  t.strictSame(
    table.last.commands.filter(({ type }) => type === 'wipe'),
    [{ type: 'wipe' }],
  );
});

t.test(
  'given a card that is being stored, when both hang up, then it is stored and the session ends',
  async (t) => {
    const table = wanted()
      .happens({ type: 'partyHungUp', side: 'agent' })
      .happens({ type: 'partyHungUp', side: 'caller' });
    t.equal(table.phase.name, 'keeping');
    table.happens({ type: 'stored', token: TOKEN });
    t.equal(table.phase.name, 'ended');
    t.equal(table.session.kept, TOKEN);
  },
);

t.test(
  'given a restart, when a card was to be kept, then the payment stands and both are joined',
  async (t) => {
    const back = { type: 'recovered', callerPresent: true, agentPresent: true, restarted: true } as const;
    const table = asked().happens(back).quiet();
    t.ok(table.did().includes('rejoin'));
    const words = { caller: { key: 'approved' }, agent: { key: 'agent-approved' } };
    t.match(table.last.commands.at(-1), { variables: { result: 'success' }, words });
    const telling = paid().happens(back).hearOut();
    t.equal(telling.phase.name, 'rejoining', 'the second token was in memory only');
  },
);

t.test('given the service stops while a card is stored, then that goes on', async (t) => {
  const table = wanted().happens({ type: 'shutdownDue' }).happens({ type: 'stored', token: TOKEN });
  t.same(table.said(), ['prompt caller kept', 'prompt agent agent-kept']);
});

t.test(
  'given a stored card, when its code is wanted, then it is keyed, and goes with the charge',
  async (t) => {
    const stored = [
      { token: 'tok-1', method: 'credit-card', card: { brand: 'amex', last4: '0005' } },
    ] as const;
    const using = () =>
      new Table({ stored }, { codeForStored: true }).arrive().happens({ type: 'callerChose', answer: 1 });
    const table = using();
    t.match(table.phase, { name: 'capturing', field: 'security-code' });
    t.match(
      table.last.commands.find(({ type }) => type === 'collect'),
      { field: 'security-code', brand: 'amex' },
    );
    table.happens({ type: 'fieldDone', field: 'security-code' });
    t.match(table.last.commands.at(-1), { type: 'tokenise', of: 'code' });
    table.happens({ type: 'tokenised' });
    t.match(table.last.commands.at(-1), { type: 'charge', token: 'tok-1', code: true });
    const outcome = { kind: 'failed', cause: 'gateway-unreachable', text: 'no' } as const;
    const lost = using().happens({ type: 'fieldDone', field: 'security-code' });
    t.same(lost.happens({ type: 'tokeniseFailed', outcome }).said()[0], 'prompt caller failed');
    const refused = { kind: 'refused', reason: 'cvv', text: 'no' } as const;
    table.happens({ type: 'charged', orderId: ORDER, outcome: refused }).hearOut();
    table.happens({ type: 'agentPressed', key: '1' });
    t.match(table.phase, { name: 'capturing', field: 'payment-card-number' }, 'another card is keyed whole');
    t.match(
      table.last.commands.find(({ type }) => type === 'collect'),
      { brand: undefined },
    );
  },
);
