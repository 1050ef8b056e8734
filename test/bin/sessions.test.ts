import t, { type Test } from 'tap';
import { loadConfig } from '../../lib/config/load.js';
import { connect } from '../../lib/journal/connect.js';
import { createJournal } from '../../lib/journal/store.js';
import { createLog } from '../../lib/log.js';
import type { Session } from '../../lib/session/state.js';
import { freshDirectory, writeConfig } from '../config/directory.js';
import { AT, approved, arrived, charged, session, tokenised } from '../journal/sessions.js';
import { hushpay, RIGHT } from './run.js';

t.setTimeout(120_000);

const amount = { minor: 1999, currency: 'USD' };
const MANDATE = { language: 'en', version: 'en-1a2b3c4d', amount, at: AT + 10 };

/** A journal with a session that was paid, one that came to nothing, and one that cannot be read. */
async function books(t: Test) {
  const file = writeConfig(freshDirectory(t), RIGHT);
  await hushpay('migrate', '--config', file);
  const { database } = await loadConfig(file);
  const journal = createJournal(database, createLog({ level: 'error' }));
  t.teardown(() => journal.close());
  await journal.open();
  await journal.takeOver('one');

  const orderId = 'hppaid-1';
  const alone = { channelId: '', channelName: '', present: false };
  const charging: Session = {
    ...session('hppaid', { name: 'charging', orderId }),
    agent: alone,
    mandate: MANDATE,
  };
  const terms = { ...charging.terms, entry: 'ivr', reference: 'INV-7' } as const;
  const agreed = { language: 'en', version: MANDATE.version, amount };
  await journal.record(
    { ...charging, terms, phase: { name: 'tokenising' } },
    { at: AT + 10, type: 'callerChose', answer: 1, mandate: agreed },
  );
  const start = { type: 'agentCommanded', command: { do: 'start' }, by: { token: 'crm' } } as const;
  await journal.record({ ...charging, terms, phase: { name: 'tokenising' } }, { ...start, at: AT + 20 });
  await journal.record({ ...charging, terms }, tokenised, { change: 'intended', orderId, amount });
  const settled = { change: 'settled', orderId, outcome: approved } as const;
  const wishes = { score: 4, receipt: 'email' } as const;
  const end = { phase: { name: 'ended' }, result: 'success', wishes, keepWanted: AT + 300 } as const;
  await journal.record({ ...charging, terms, ...end }, charged(orderId, approved), settled);

  const left = session('hpleft', { name: 'ended' }, AT + 60_000);
  const agent = { ...left.agent, device: 'PJSIP/20', name: 'Anna Kovács' };
  const secret = { postalCode: '89501', stored: [{ token: 'tok_9f3k2' }] } as unknown as Session['terms'];
  await journal.record(
    { ...left, agent, result: 'caller-hung-up', terms: { ...left.terms, ...secret } },
    { ...arrived, at: AT + 60_500 },
  );
  await journal.record(session('hpodd', { name: 'ready' }, AT + 70_000), arrived);
  const knex = connect(database);
  await knex('sessions').where({ id: 'hpodd' }).update({ state: '{"id":' });
  await knex.destroy();
  const run = (...args: string[]) => hushpay(...args, '--config', file);
  return { run };
}

t.test('given sessions with and without a payment, when listed, then each is told', async (t) => {
  const { run } = await books(t);
  const { code, out, err } = await run('sessions', 'list');
  t.equal(code, 0, err);
  const [odd, left, paid, ...rest] = out.split('\n');
  t.same(rest, ['']);
  t.match(odd, /hpodd +going on .*its state cannot be read$/);
  t.match(left, /hpleft +caller-hung-up +19\.99 USD +- +- +by Anna Kovács \(PJSIP\/20\)$/);
  t.match(
    paid,
    /hppaid +success +19\.99 USD +hppaid-1 +INV-7 +payment line +receipt by email, score 4, agreed to keep it +mandate given$/,
  );

  const ids = async (...args: string[]) =>
    [...(await run('sessions', 'list', ...args)).out.matchAll(/ (hp[a-z]+) /g)].map(([, id]) => id);
  t.same(await ids('--no-order'), ['hpodd', 'hpleft']);
  t.same(await ids('--result', 'caller-hung-up'), ['hpleft']);
  t.same(await ids('--open'), ['hpodd']);
  t.same(await ids('--agent', 'Anna Kovács'), ['hpleft']);
  t.same(await ids('--limit', '1'), ['hpodd']);
  t.same(await ids('--until', '2020-01-01'), []);

  const json = (await run('sessions', 'list', '--json')).out;
  t.match(
    json
      .trim()
      .split('\n')
      .map((one) => JSON.parse(one)),
    [
      { id: 'hpodd', unreadable: true, orders: [] },
      { id: 'hpleft', agent: { device: 'PJSIP/20', name: 'Anna Kovács' }, orders: [] },
      { id: 'hppaid', entry: 'ivr', orders: ['hppaid-1'], score: 4, receipt: 'email', mandate: MANDATE },
    ],
  );
  t.notMatch(json, /89501|tok_9f3k2|policy/, 'what a list has no need of');
});

t.test('given one session, when shown, then all of it and its steps are told', async (t) => {
  const { run } = await books(t);
  const left = (await run('sessions', 'show', 'hpleft')).out;
  t.match(left, /^state +caller-hung-up$/m);
  t.match(left, /^orders +none$/m);
  t.match(left, /^agent +Anna Kovács \(PJSIP\/20\)$/m);
  t.match(left, /^ +1 +\+0\.000 +ended +partyArrived caller$/m);
  const paid = (await run('sessions', 'show', 'hppaid')).out;
  t.match(paid, /^mandate +en-1a2b3c4d, 19\.99 USD, agreed 2025-/m);
  t.match(paid, /^ +1 .* callerChose 1 mandate en-1a2b3c4d$/m);
  t.match(paid, /^ +2 .* agentCommanded start by crm$/m);
  t.match(paid, /^receipt +email\nscore +4$/m);
  t.match(JSON.parse((await run('sessions', 'show', 'hppaid', '--json')).out), {
    session: { id: 'hppaid', keepAgreedAt: AT + 300 },
    steps: [{ seq: 1 }, { seq: 2 }, { seq: 3 }, { seq: 4 }],
  });
  t.match(await run('sessions', 'show', 'hpodd'), { code: 0, out: /cannot be read/ });
  t.match(await run('sessions', 'show', 'hpnone'), { code: 1, err: /no session hpnone/ });
});

t.test('given a paid session, when its payment is looked at, then what was said is there', async (t) => {
  const { run } = await books(t);
  t.match(
    (await run('payments', 'list')).out,
    /mandate given +receipt by email, score 4, agreed to keep it\n$/,
  );
  const show = (await run('payments', 'show', 'hppaid-1')).out;
  t.match(show, /^mandate +en-1a2b3c4d, 19\.99 USD, agreed 2025-/m);
  t.match(show, /^keeping +agreed 2025-.*\nreceipt +email\nscore +4$/m);
  t.match(JSON.parse((await run('payments', 'show', 'hppaid-1', '--json')).out), {
    payment: { score: 4, receipt: 'email' },
  });
  const [head = '', row = ''] = (await run('payments', 'export')).out.split('\r\n');
  const cells = row.split(',');
  const told = Object.fromEntries(head.split(',').map((name, i) => [name, cells[i]]));
  t.match(told, {
    session: 'hppaid',
    agent_device: '',
    mandate: 'en-1a2b3c4d',
    receipt: 'email',
    score: '4',
  });
  const { keep_agreed: kept = '', mandate_agreed: agreed = '' } = told;
  t.same([kept, agreed].map(Date.parse), [AT + 300, AT + 10]);
  t.match(JSON.parse((await run('payments', 'export', '--format', 'json')).out), [
    { orderId: 'hppaid-1', score: 4, receipt: 'email', keepAgreedAt: AT + 300, mandate: MANDATE },
  ]);
});
