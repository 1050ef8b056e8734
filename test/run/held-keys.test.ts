import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { Switchboard } from '../../lib/asterisk/switchboard.js';
import { captureOptions, createCapture } from '../../lib/card/vault.js';
import type { Gateway } from '../../lib/gateway/gateway.js';
import { createJournal } from '../../lib/journal/store.js';
import { createLog } from '../../lib/log.js';
import { until as eventually } from '../../lib/rig/until.js';
import type { Identified } from '../../lib/run/identified.js';
import { Runner } from '../../lib/run/runner.js';
import type { Prompt } from '../../lib/session/command.js';
import type { Phase, Policy, Session } from '../../lib/session/state.js';
import { freshDirectory } from '../config/directory.js';
import { ID, LINE, POLICY, TERMS } from '../session/fixture.js';

const AT = Date.UTC(2026, 10, 15);
const CARD = '4111111111111111';
const usd = (minor: number) => ({ minor, currency: 'USD' });
const FOUND: Identified = { kind: 'found', terms: { due: usd(4200), reference: 'INV-9' } };

/** A caller at the payment line, whose customer number is being looked up until `answer`. */
async function lookedUp(t: Test, policy: Partial<Policy> = {}) {
  const logged: string[] = [];
  const log = createLog({ level: 'debug' }, { write: (one) => logged.push(one) });
  const file = join(freshDirectory(t), 'journal.sqlite');
  const journal = createJournal({ client: 'sqlite3', file, lockDeadline: 10 }, log);
  await journal.open();
  await journal.takeOver('held');
  const said: Prompt[] = [];
  const done = async () => undefined;
  const switchboard: Partial<Switchboard> = {
    prompt: done,
    stopPrompt: done,
    note: done,
    release: done,
    forget: done,
  };
  const cards: string[] = [];
  const gateway: Partial<Gateway> = {
    tokenise: async (card) => {
      if ('number' in card) {
        const { number, expirationMonth, expirationYear, securityCode } = card;
        cards.push([number, expirationMonth, expirationYear, securityCode].join(' '));
      }
      return new Promise(() => undefined);
    },
  };
  let at = AT;
  const answers: ((found: Identified) => void)[] = [];
  const runner: Runner = new Runner({
    switchboard: switchboard as Switchboard,
    gateway: gateway as Gateway,
    journal,
    log,
    newCapture: (session) => createCapture(captureOptions(session.policy)),
    media: (prompt) => {
      said.push(prompt);
      return [];
    },
    identify: () => new Promise((resolve) => answers.push(resolve)),
    now: () => at,
  });
  t.teardown(async () => {
    runner.halt();
    await journal.close();
  });
  await runner.begin({
    type: 'handOffRequested',
    at,
    id: ID,
    terms: { ...TERMS, entry: 'ivr', amount: undefined },
    policy: { ...POLICY, line: { ...LINE, languages: [] }, ...policy },
    caller: { channelId: '1.1', channelName: 'PJSIP/caller-1', present: true },
    agent: { channelId: '', channelName: '', present: false },
  });
  runner.dispatch(ID, { type: 'partyArrived', side: 'caller' });
  const session = () => runner.sessions()[0] as Session;
  const line = {
    runner,
    cards,
    said,
    session,
    phase: (): Phase => session().phase,
    /** One key every 200 ms; `pause` before the first. */
    keys(keys: string, pause = 200) {
      for (const [i, key] of [...keys].entries()) {
        at += i === 0 ? pause : 200;
        runner.heard({ type: 'keyPressed', at, sessionId: ID, side: 'caller', key });
      }
      return line;
    },
    async answer(found: Identified) {
      const answer = await eventually('the lookup to be asked', 5000, () => answers.shift());
      answer(found);
      await eventually('its answer', 5000, () => session().phase.name !== 'identifying');
      return line;
    },
    /** Everything that was written down of it anywhere. */
    async written() {
      await new Promise((resolve) => setImmediate(resolve));
      return logged.join() + JSON.stringify(await journal.steps(ID)) + JSON.stringify(session());
    },
  };
  return line.keys('471122#');
}

t.test('given a card keyed while the shop is asked, then it is the card, and is nowhere else', async (t) => {
  const line = await lookedUp(t);
  line.keys(`${CARD}1230123`, 400);
  t.equal(line.phase().name, 'identifying');
  await line.answer(FOUND);
  // What nobody has heard yet is told before the charge.
  t.match(line.phase(), { name: 'choosing', choice: 'changed-amount', amount: usd(4200) });
  t.equal(line.session().amountTold, undefined);
  const promptId = line.session().playing.caller ?? '';
  line.runner.heard({ type: 'promptFinished', at: 0, sessionId: ID, side: 'caller', promptId });
  line.keys('1', 1500);
  t.equal(line.phase().name, 'tokenising');
  await eventually('it to be sent', 5000, () => line.cards.length > 0);
  t.same(line.cards, [`${CARD} 12 30 123`]);
  const text = await line.written();
  t.match(text, '"1111"', 'the mask is');
  for (const part of ['411111', '1111111', '1230']) t.notMatch(text, part);
});

t.test('given a number keyed ahead, then the amount is told with the next field', async (t) => {
  const line = await lookedUp(t);
  line.keys(CARD, 1500);
  await line.answer(FOUND);
  t.match(line.phase(), { name: 'capturing', field: 'expiration-date', keys: 0 });
  t.same(line.session().card, { brand: 'visa' }, 'its end is not known yet');
  const naming = line.session().naming;
  t.same(naming?.amount, usd(4200));
  line.keys('1230', 2000);
  t.equal(line.session().card?.last4, '1111');
  t.same(line.session().amountTold, usd(4200));
  line.keys('123', 500);
  t.equal(line.phase().name, 'tokenising');
});

t.test('given the answer comes amid the number, then the keys before it and after it are one', async (t) => {
  const line = await lookedUp(t);
  line.keys(CARD.slice(0, 7), 300);
  await line.answer(FOUND);
  t.match(line.phase(), { name: 'capturing', field: 'payment-card-number', keys: 7, attempt: 1 });
  // However long the caller looks at the card.
  line.keys(CARD.slice(7), 4500);
  t.match(line.phase(), { name: 'capturing', field: 'expiration-date' });
});

t.test('given a part of the number and a pause, then it is asked for, and no try is lost', async (t) => {
  for (const end of ['#', 'pause']) {
    const line = await lookedUp(t);
    line.keys('41', 300);
    await line.answer(FOUND);
    if (end === '#') line.keys('#');
    else line.runner.dispatch(ID, { type: 'timedOut', timer: 'betweenKeys' });
    t.match(line.phase(), { name: 'capturing', field: 'payment-card-number', keys: 0, attempt: 1 });
    t.same(line.session().naming?.amount, usd(4200), 'with the amount, which was not heard');
    line.keys(`${CARD}1230123`, 3000);
    t.equal(line.phase().name, 'tokenising');
  }
});

t.test('given a question follows, then no key before it answers it, nor one in the same go', async (t) => {
  const parts = { allowed: true, other: true };
  const line = await lookedUp(t, { parts });
  line.keys('1111', 300);
  await line.answer(FOUND);
  t.match(line.phase(), { name: 'choosing', choice: 'amount', attempt: 1 });
  line.keys('111');
  t.match(line.phase(), { name: 'choosing', choice: 'amount', attempt: 1 }, 'in the same rhythm');
  line.keys('1', 1500);
  t.match(line.phase(), { name: 'capturing', field: 'payment-card-number', keys: 0 });
  t.same(line.session().terms.amount, usd(4200));
});

t.test('given nobody is found, then the second try has nothing of what was keyed on', async (t) => {
  const line = await lookedUp(t);
  line.keys('9999', 300);
  await line.answer({ kind: 'not-found' });
  line.keys('88');
  t.match(line.phase(), { name: 'capturing', field: 'customer-number', keys: 0, attempt: 2 });
  line.keys('4711', 1500);
  t.match(line.phase(), { name: 'capturing', keys: 4 });
});

t.test('given keys that clear, or go back, or are too many, then they do as elsewhere', async (t) => {
  const cleared = await lookedUp(t);
  cleared.keys('5555', 300).keys('*').keys(CARD, 700);
  await cleared.answer(FOUND);
  t.match(cleared.phase(), { name: 'capturing', field: 'expiration-date' });
  t.equal(cleared.keys('1', 2000).session().card?.last4, '1111');

  const doubled = await lookedUp(t);
  doubled.keys('#', 20).keys(CARD, 300);
  await doubled.answer(FOUND);
  t.match(doubled.phase(), { field: 'expiration-date' }, 'the end of the number, told twice, is nothing');

  const amount = await lookedUp(t);
  amount.keys('25*50#', 300);
  await amount.answer({ kind: 'found', terms: {} });
  t.match(amount.phase(), { name: 'choosing', choice: 'confirm-amount', amount: usd(2550) });

  const back = await lookedUp(t);
  back.keys('41**', 300);
  t.equal(back.session().result, 'caller-interrupted-with-star');

  const many = await lookedUp(t);
  many.keys('7'.repeat(200), 300);
  await many.answer(FOUND);
  t.match(many.phase(), { name: 'capturing', field: 'payment-card-number', attempt: 2 });
});

/** A Visa of 19 digits whose first 16 are right by chance and end in 3957. */
const LONG = '4917610000073957816';

t.test('given a 19-digit card, then one set of last four is told, said and written', async (t) => {
  for (const [confirmLastFour, end] of [
    [false, ''],
    [false, '#'],
    [true, ''],
    [true, '#'],
  ] as const) {
    const line = await lookedUp(t, { confirmLastFour });
    await line.answer(FOUND);
    line.keys(LONG + end, 1500);
    if (confirmLastFour) {
      if (end === '') line.runner.dispatch(ID, { type: 'timedOut', timer: 'betweenKeys' });
      const asked = await eventually('the question', 5000, () =>
        line.said.find(({ key }) => key === 'confirm-last-four'),
      );
      t.match(asked, { card: { last4: '7816' } });
      line.keys('1', 1500);
    }
    line.keys('1230', 1500).keys('123', 1500);
    t.equal(line.session().card?.last4, '7816');
    const text = (await line.written()) + JSON.stringify(line.said);
    const told = new Set([...text.matchAll(/"last4":"(\d*)"/g)].map(([, last4]) => last4));
    t.same([...told], ['7816'], `confirmed ${confirmLastFour}, then ${end}`);
    t.notMatch(text, '3957');
  }
});

t.test('given 16 digits to be confirmed, then they are read out after a pause, or a key', async (t) => {
  const line = await lookedUp(t, { confirmLastFour: true });
  await line.answer(FOUND);
  line.keys(`${CARD}2`, 1500);
  t.match(line.phase(), { name: 'choosing', choice: 'confirm-last-four' });
  t.equal(line.session().card?.last4, undefined);
  // Too much of the number, and what comes before anything was read out, is no answer.
  line.keys('2', 1200);
  t.match(line.phase(), { name: 'choosing', choice: 'confirm-last-four', attempt: 1 });
  await eventually('the question', 5000, () => line.said.find(({ key }) => key === 'confirm-last-four'));
  t.equal(line.session().card?.last4, '1111');
  line.keys('1', 1500);
  t.match(line.phase(), { name: 'capturing', field: 'expiration-date' });
});
