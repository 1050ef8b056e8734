import type { Test } from 'tap';
import type { Claim, Rule } from '../../lib/limits/counter.js';
import type { Subject } from './contract.js';
import { AT, session, tokenised } from './sessions.js';

const CARDS: Rule = { name: 'cards', counts: 'marks', most: 3, windowMs: 86_400_000, lockMs: 3_600_000 };
const FAILED: Rule = { ...CARDS, name: 'failed', counts: 'failures' };
const by = (mark: string): Claim[] => [{ subject: 'caller:0a', mark, rules: [CARDS] }];

/** What every journal must do with counters. */
export const COUNTER_CASES: Record<string, (t: Test, subject: Subject) => Promise<void>> = {
  'given three cards of a caller, when opened again, then the fourth is refused': async (t, subject) => {
    await subject.first.open();
    await subject.first.takeOver('one');
    for (const card of ['a', 'b', 'c'])
      t.same(await subject.first.attempt(by(card), card, AT), { kind: 'allowed' });
    await subject.first.close();
    await subject.second.open();
    await subject.second.takeOver('two');
    t.same(await subject.second.standing(by('d'), AT), { kind: 'allowed' });
    const until = AT + 1 + 3_600_000;
    t.same(await subject.second.attempt(by('d'), 'd', AT + 1), {
      kind: 'refused',
      rule: 'cards',
      subject: 'caller:0a',
      until,
      locked: true,
    });
    t.match(await subject.second.standing(by('a'), AT + 2), { kind: 'refused', locked: false });
    const lock = { subject: 'caller:0a', rule: 'cards', since: AT + 1, until, times: 1 };
    t.same(await subject.second.locks(AT + 2), [lock]);
    t.same(await subject.second.locks(until), []);
    t.equal(await subject.second.release('caller:0a'), true);
    t.equal(await subject.second.release('caller:0a'), false);
    t.same(await subject.second.attempt(by('d'), 'e', AT + 3), { kind: 'allowed' });
  },

  'given many attempts at once, then not one more than the limit is allowed': async (t, subject) => {
    await subject.first.open();
    await subject.first.takeOver('one');
    const claims = [{ subject: 'caller:0a', rules: [FAILED] }];
    const verdicts = await Promise.all(
      Array.from({ length: 12 }, (_, i) => subject.first.attempt(claims, `at-once-${i}`, AT)),
    );
    t.equal(verdicts.filter(({ kind }) => kind === 'allowed').length, 3);
  },

  'given what became of an attempt, then only what came to nothing is counted': async (t, subject) => {
    await subject.first.open();
    await subject.first.takeOver('one');
    const claims = [{ subject: 'card:0b', rules: [FAILED] }];
    for (let i = 0; i < 8; i++) {
      t.same(await subject.first.attempt(claims, `a${i}`, AT), { kind: 'allowed' });
      await subject.first.attempted(claims, `a${i}`, i % 2 ? 'good' : 'void');
    }
    for (const id of ['b1', 'b2', 'b3']) await subject.first.attempt(claims, id, AT);
    await subject.first.attempted(claims, 'b1', 'bad');
    await subject.first.attempted(claims, 'b2', 'unknown');
    t.match(await subject.first.attempt(claims, 'b4', AT), { kind: 'refused', rule: 'failed' });
    await subject.first.attempted(claims, 'nobody', 'good');
  },

  'given attempts whose process is gone, when their order is known, then only the open ones end': async (
    t,
    subject,
  ) => {
    await subject.first.open();
    await subject.first.takeOver('one');
    const claims = [
      { subject: 'card:0c', rules: [FAILED] },
      { subject: 'way:line', rules: [] },
    ];
    for (const id of ['hp1-1.a', 'hp1-1.b', 'hp1-12.a']) await subject.first.attempt(claims, id, AT);
    await subject.first.attempted(claims, 'hp1-1.a', 'bad');
    await subject.second.open();
    await subject.second.takeOver('two');
    await subject.second.orderAttempted('hp1-1', 'good');
    // One came to nothing, one is another order's, and here is the third.
    t.same(await subject.second.attempt(claims, 'hp2-1.a', AT), { kind: 'allowed' });
    t.match(await subject.second.attempt(claims, 'hp2-1.b', AT), { kind: 'refused' });
    await subject.second.orderAttempted('hp9-1', 'void');
  },

  'given a payment that a person decides, when it is said to be paid, then its attempt was a good one':
    async (t, subject) => {
      await subject.first.open();
      await subject.first.takeOver('one');
      const claims = [{ subject: 'card:0d', rules: [FAILED] }];
      const usd = (minor: number) => ({ minor, currency: 'USD' });
      for (const id of ['hp1', 'hp2', 'hp3']) {
        const orderId = `${id}-1`;
        const charging = session(id, { name: 'charging', orderId });
        await subject.first.record(charging, tokenised, { change: 'intended', orderId, amount: usd(5) });
        t.same(await subject.first.attempt(claims, `${orderId}.a`, AT), { kind: 'allowed' });
      }
      const word = { by: 'anna', why: 'seen at the bank', at: AT } as const;
      t.equal(await subject.first.decide('hp1-1', { decision: 'failed', ...word }), true);
      t.equal(
        await subject.first.decide('hp2-1', { decision: 'approved', transactionId: 'tx9', ...word }),
        true,
      );
      // Of the three two count: what was not charged may have been declined.
      t.same(await subject.first.attempt(claims, 'hp4-1.a', AT), { kind: 'allowed' });
      t.match(await subject.first.attempt(claims, 'hp5-1.a', AT), { kind: 'refused', rule: 'failed' });
    },

  'given an instance that was replaced, then its attempts are refused': async (t, subject) => {
    await subject.first.open();
    await subject.first.takeOver('one');
    await subject.second.open();
    await subject.second.takeOver('two');
    await t.rejects(subject.first.attempt(by('a'), 'a', AT), { code: 'journal-not-owner' });
    t.same(await subject.second.attempt(by('a'), 'a', AT), { kind: 'allowed' });
  },

  'given counters that have long expired, then they are forgotten': async (t, subject) => {
    await subject.first.open();
    await subject.first.takeOver('one');
    for (const card of ['a', 'b', 'c', 'd']) await subject.first.attempt(by(card), card, AT);
    const later = AT + 30 * 86_400_000;
    t.same(await subject.first.attempt(by('e'), 'e', later), { kind: 'allowed' });
    t.equal(await subject.first.release('caller:0a'), true);
  },
};
