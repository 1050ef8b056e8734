import t from 'tap';
import { APPROVED, accountTable, LINE, MANDATE, Table } from './fixture.js';

const usd = (minor: number) => ({ minor, currency: 'USD' });
const change = (minor: number) =>
  ({ type: 'agentCommanded', command: { do: 'changeAmount', amount: usd(minor) } }) as const;
const yes = { type: 'callerChose', answer: 1 } as const;
const sent = (table: Table) =>
  table.decisions
    .flatMap(({ commands }) => commands)
    .filter(({ type }) => type === 'charge' || type === 'tokenise');
const question = { name: 'choosing', choice: 'changed-amount' };
/** A caller who keys the card although no word of it could be played. */
function keyedBlindly(table: Table): Table {
  for (const field of ['payment-card-number', 'expiration-date', 'security-code'] as const) {
    table.happens({ type: 'fieldDone', field });
    if (field !== 'security-code') table.unplayed();
  }
  return table;
}
const changed = (minor: number) => new Table().arrive().heard().happens(change(minor)).card();

for (const minor of [900, 199_900]) {
  t.test(`given ${minor} instead of 2500, when it cannot be played, then nothing is sent`, async (t) => {
    const table = changed(minor).unplayed();
    t.match(table.phase, question, 'it is said once more');
    t.equal(table.said().length, 1);
    table.happens(yes);
    t.match(table.phase, question, 'a key to what nobody has heard is no consent');
    table.unplayed();
    t.same(table.said(), ['prompt caller failed', 'prompt agent agent-failed']);
    t.ok(table.did().includes('wipe'));
    table.hearOut();
    t.match(table.last.commands.at(-1), { type: 'rejoin', variables: { result: 'internal-error' } });
    t.same(sent(table), []);
  });

  t.test(`given ${minor} that is played the second time, then it counts`, async (t) => {
    const table = changed(minor).unplayed().heard();
    if (minor > 2500) table.happens(yes);
    t.equal(table.phase.name, 'tokenising');
  });
}

t.test('given a mandate that cannot be played, then no 1 is a consent and nothing is debited', async (t) => {
  const table = accountTable().arrive().account().unplayed();
  table.happens({ ...yes, mandate: MANDATE });
  t.equal(table.session.mandate, undefined);
  table
    .unplayed()
    .happens({ ...yes, mandate: MANDATE })
    .hearOut();
  t.equal(table.session.mandate, undefined);
  t.same(sent(table), []);
});

t.test('given a welcome that cannot be played, then the amount is asked before the charge', async (t) => {
  const table = new Table().arrive().unplayed();
  t.equal(table.session.amountTold, undefined);
  keyedBlindly(table);
  t.match(table.phase, question);
  t.same(sent(table), []);
});

t.test('given a key that cut short what was never played, then the amount is not told', async (t) => {
  const table = new Table().arrive();
  const promptId = table.session.playing.caller ?? '';
  table.happens({ type: 'fieldProgressed', field: 'payment-card-number', keys: 1, complete: false });
  t.same(table.session.amountTold, usd(2500));
  table.happens({ type: 'promptFinished', side: 'caller', promptId, failed: true });
  t.equal(table.session.amountTold, undefined);
  keyedBlindly(table);
  t.match(table.phase, question);
});

t.test('given what is owed, chosen unheard, when that fails late, then it is asked again', async (t) => {
  const table = new Table({ amount: undefined, due: usd(2500) }, { parts: { allowed: true, other: true } });
  table.arrive();
  const promptId = table.session.playing.caller ?? '';
  table.happens(yes).happens({ type: 'promptFinished', side: 'caller', promptId, failed: true });
  t.equal(table.session.amountTold, undefined);
  keyedBlindly(table);
  t.match(table.phase, question);
});

t.test('given the failure is known only when a token is there, then nothing is charged', async (t) => {
  const table = new Table().arrive();
  const promptId = table.session.playing.caller ?? '';
  table.card().happens({ type: 'promptFinished', side: 'caller', promptId, failed: true });
  table.happens({ type: 'tokenised' });
  t.notOk(table.did().includes('charge'));
  t.match(table.session, { phase: { name: 'announcing' }, outcome: { kind: 'failed' } });
});

t.test('given the line, when a question cannot be played, then the caller goes to a person', async (t) => {
  const table = new Table({ entry: 'ivr', amount: undefined }, { line: LINE }).enter();
  t.match(table.phase, { choice: 'language' });
  table.unplayed().unplayed().hearOut().hearOut();
  const released = table.last.commands.find(({ type }) => type === 'release');
  t.match(released, { variables: { next: 'agent', result: 'internal-error' } });
});

t.test('given a question after the payment, when it cannot be played, then it is left out', async (t) => {
  const table = new Table({ entry: 'ivr' }, { line: { ...LINE, languages: [] } }).enter().card();
  table.happens({ type: 'tokenised' }).happens(APPROVED).hearOut();
  t.match(table.phase, { name: 'choosing', choice: 'confirmation' });
  table.unplayed().unplayed();
  t.notMatch(table.phase, { choice: 'confirmation' });
  t.equal(table.session.result, 'success');
});
