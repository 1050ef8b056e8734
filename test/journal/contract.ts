import type { Test } from 'tap';
import { HushpayError } from '../../lib/errors.js';
import type { Journal } from '../../lib/journal/journal.js';
import { AGENT_CASES } from './agents.js';
import { COUNTER_CASES } from './counters.js';
import { LISTED_CASES } from './listed.js';
import { MONEY_CASES } from './money.js';
import { AT, approved, arrived, charged, declined, session, tokenised, unknown } from './sessions.js';

/** Two journals on the same empty database, and what locks it from outside until the answer is called. */
export interface Subject {
  readonly first: Journal;
  readonly second: Journal;
  lock(): Promise<() => Promise<void>>;
}

type Case = (t: Test, subject: Subject) => Promise<void>;

/** Seconds: one that no busy machine reaches, and one that is waited for. */
const LONG = 20;
const SHORT = 1;

/**
 * What every Journal must do. `make` gives a fresh database with this `lockDeadline` in seconds each time, and cleans
 * up by `t.teardown`.
 */
export function journalContract(t: Test, make: (t: Test, lockDeadline: number) => Promise<Subject>): void {
  for (const [name, run] of Object.entries({
    ...CASES,
    ...MONEY_CASES,
    ...COUNTER_CASES,
    ...AGENT_CASES,
    ...LISTED_CASES,
  })) {
    t.test(name, async (t) => run(t, await make(t, LONG)));
  }
  t.test(
    'given a locked database, when recording, then it fails within the deadline and works after',
    async (t) => locked(t, await make(t, SHORT)),
  );
}

const amount = { minor: 1999, currency: 'USD' };
const card = { brand: 'visa', last4: '1111' } as const;
const intended = (orderId: string) =>
  ({ change: 'intended', orderId, amount, card, reference: 'INV-7', description: 'shoes' }) as const;

async function rejectsWith(t: Test, code: string, promise: Promise<unknown>): Promise<void> {
  const fault: unknown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  t.ok(fault instanceof HushpayError && fault.code === code, `rejects with ${code}, got ${String(fault)}`);
}

async function open(journal: Journal, instance: string): Promise<void> {
  await journal.open();
  await journal.takeOver(instance);
}

const CASES: Record<string, Case> = {
  'given a recorded session, when opened again, then state and steps are as recorded': async (t, subject) => {
    await open(subject.first, 'one');
    const before = session('hpaaaaaaaaaaaaa', { name: 'handingOff', arrived: [] });
    const after = session('hpaaaaaaaaaaaaa', { name: 'handingOff', arrived: ['caller'] });
    await subject.first.record(before, { ...arrived, at: AT });
    await subject.first.record(after, arrived);
    await subject.first.close();

    await subject.second.open();
    t.same(await subject.second.openSessions(), [after]);
    t.same(await subject.second.steps('hpaaaaaaaaaaaaa'), [
      { seq: 1, event: { ...arrived, at: AT }, phase: 'handingOff' },
      { seq: 2, event: arrived, phase: 'handingOff' },
    ]);
    t.same(await subject.second.steps('hpnobody'), []);
  },

  'given methods that are not wanted in the vault, then they are told until they are surely gone': async (
    t,
    { first },
  ) => {
    await open(first, 'one');
    const storing = session('hpstoring', { name: 'storing', token: 'hpstoring-1' });
    const tell = (change: 'intended' | 'kept' | 'absent' | 'unwanted', token: string, at: number) =>
      first.record(storing, { ...tokenised, at }, undefined, { change, token });
    for (const [i, token] of ['t-kept', 't-absent', 't-gone', 't-open'].entries()) {
      await tell('intended', token, AT + i);
    }
    await tell('kept', 't-kept', AT + 10);
    await tell('absent', 't-absent', AT + 10);
    t.same(await first.unwantedMethods(), [], 'none is given up yet');
    await tell('unwanted', 't-open', AT + 10);
    await tell('unwanted', 't-gone', AT + 10);
    const gone = { token: 't-gone', sessionId: 'hpstoring', createdAt: AT + 2 };
    const left = { token: 't-open', sessionId: 'hpstoring', createdAt: AT + 3 };
    t.strictSame(await first.unwantedMethods(), [gone, left], 'with the time at which each was intended');
    await first.methodLooked('t-gone', AT + 20, true);
    await first.methodLooked('t-open', AT + 20, false);
    await first.methodLooked('t-kept', AT + 20, true);
    t.strictSame(await first.unwantedMethods(), [{ ...left, lookedAt: AT + 20 }]);
    const orderId = 'hpstoring-1';
    await first.record(storing, { ...tokenised, at: AT + 30 }, intended(orderId));
    t.same(await first.unwantedMethods(), [], 'a debit of the session is not known');
    await first.settle(orderId, approved, AT + 40);
    t.equal((await first.unwantedMethods()).length, 1);
  },

  'given an ended session, when open sessions are asked for, then it is not among them': async (
    t,
    subject,
  ) => {
    await open(subject.first, 'one');
    await subject.first.record(session('hplater', { name: 'deciding' }, AT + 5), arrived);
    await subject.first.record(session('hpended', { name: 'ended' }), arrived);
    await subject.first.record(session('hpearly', { name: 'tokenising' }), arrived);
    t.same(
      (await subject.first.openSessions()).map(({ id }) => id),
      ['hpearly', 'hplater'],
    );
  },

  'given an intended payment, when it is settled, then all of it is kept': async (t, { first }) => {
    await open(first, 'one');
    const orderId = 'hpa-1';
    const charging = session('hpa', { name: 'charging', orderId });
    await first.record(charging, tokenised, intended(orderId));
    const waiting = {
      orderId,
      sessionId: 'hpa',
      status: 'intended',
      amount,
      card,
      reference: 'INV-7',
      description: 'shoes',
      createdAt: AT + 30,
      finds: 0,
      kind: 'charge',
      captured: 0,
      refunded: 0,
      voided: 0,
      returned: 0,
      agent: { device: 'PJSIP/agent' },
    };
    t.same(await first.payment(orderId), waiting);
    t.same(await first.unsettled(), [waiting]);

    const told = session('hpa', { name: 'deciding' });
    await first.record(told, charged(orderId, approved), { change: 'settled', orderId, outcome: approved });
    const { code, text, transactionId } = approved as { code: string; text: string; transactionId: string };
    t.same(await first.payment(orderId), {
      ...waiting,
      status: 'approved',
      captured: 1999,
      transactionId,
      code,
      text,
      settledAt: AT + 400,
    });
    t.same(await first.unsettled(), []);
    t.equal(await first.payment('hpa-2'), undefined);
  },

  'given a settled payment, when it is settled again, then nothing changes': async (t, { first }) => {
    await open(first, 'one');
    const charging = session('hpa', { name: 'charging', orderId: 'hpa-1' });
    await first.record(charging, tokenised, intended('hpa-1'));
    t.equal(await first.settle('hpa-1', declined, AT + 50), true);
    const settled = await first.payment('hpa-1');
    t.equal(await first.settle('hpa-1', approved, AT + 60), false);
    t.equal(await first.settle('hpa-1', unknown, AT + 60), false);
    await first.record(charging, charged('hpa-1', approved), {
      change: 'settled',
      orderId: 'hpa-1',
      outcome: approved,
    });
    t.same(await first.payment('hpa-1'), settled);
    t.equal((await first.steps('hpa')).length, 2, 'the step is kept all the same');
  },

  'given an unknown outcome, when the truth is found, then it is settled once': async (t, { first }) => {
    await open(first, 'one');
    const charging = session('hpa', { name: 'charging', orderId: 'hpa-1' });
    await first.record(charging, tokenised, intended('hpa-1'));
    t.equal(await first.settle('hpa-1', unknown, AT + 50), true);
    t.match(await first.payment('hpa-1'), { status: 'unknown', code: 'gateway-silence' });
    t.equal((await first.payment('hpa-1'))?.settledAt, undefined);
    await first.looked('hpa-1', AT + 70);
    await first.looked('hpa-1', AT + 80);
    t.match(await first.unsettled(), [{ orderId: 'hpa-1', finds: 2, foundAt: AT + 80 }]);
    t.equal(await first.settle('hpa-1', unknown, AT + 90), false);
    t.equal(await first.settle('hpa-1', approved, AT + 99), true);
    t.match(await first.payment('hpa-1'), { status: 'approved', settledAt: AT + 99, finds: 2 });
    t.equal(await first.settle('hpnobody-1', approved, AT), false);
  },

  'given an order id in the journal, when it is intended again, then nothing of the step stands': async (
    t,
    { first },
  ) => {
    await open(first, 'one');
    const charging = session('hpa', { name: 'charging', orderId: 'hpa-1' });
    await first.record(charging, tokenised, intended('hpa-1'));
    await rejectsWith(
      t,
      'journal-conflict',
      first.record(session('hpa', { name: 'ended' }), tokenised, intended('hpa-1')),
    );
    t.same(await first.openSessions(), [charging]);
    t.equal((await first.steps('hpa')).length, 1);
    t.equal(first.health().up, true, 'a conflict is no fault of the database');
  },

  'given a payment never intended, when it is recorded as settled, then the step is refused': async (
    t,
    { first },
  ) => {
    await open(first, 'one');
    const ended = session('hpa', { name: 'ended' });
    await t.rejects(
      first.record(ended, tokenised, { change: 'settled', orderId: 'hpa-1', outcome: approved }),
    );
    t.same(await first.steps('hpa'), []);
  },

  'given a second instance took over, when the first records, then it is refused and nothing is written':
    async (t, { first, second }) => {
      await first.open();
      await rejectsWith(
        t,
        'journal-not-owner',
        first.record(session('hpa', { name: 'tokenising' }), arrived),
      );
      await first.takeOver('one');
      await first.record(session('hpa', { name: 'tokenising' }), arrived);
      t.equal(await first.isOwner(), true);
      await open(second, 'two');
      t.same([await first.isOwner(), await second.isOwner()], [false, true]);
      const charging = session('hpa', { name: 'charging', orderId: 'hpa-1' });
      await rejectsWith(t, 'journal-not-owner', first.record(charging, tokenised, intended('hpa-1')));
      t.equal(await second.payment('hpa-1'), undefined);
      t.match(await second.openSessions(), [{ phase: { name: 'tokenising' } }]);
      await second.record(charging, tokenised, intended('hpa-1'));
      t.match(await first.payment('hpa-1'), { status: 'intended' }, 'the first may still read');
    },

  'given many payments, when they are asked for by filter, then only those come, newest first': async (
    t,
    { first },
  ) => {
    await open(first, 'one');
    for (const [n, at] of [AT, AT + 1000, AT + 2000].entries()) {
      const orderId = `hp${n}-1`;
      const charging = session(`hp${n}`, { name: 'charging', orderId });
      const payment = n === 1 ? { ...intended(orderId), reference: 'other' } : intended(orderId);
      await first.record(charging, { at, type: 'tokenised' }, payment);
    }
    await first.settle('hp2-1', approved, AT + 3000);
    const ids = async (...args: Parameters<Journal['payments']>) =>
      (await first.payments(...args)).map(({ orderId }) => orderId);
    t.same(await ids(), ['hp2-1', 'hp1-1', 'hp0-1']);
    t.same(await ids({ status: 'intended' }), ['hp1-1', 'hp0-1']);
    t.same(await ids({ reference: 'other' }), ['hp1-1']);
    t.same(await ids({ since: AT + 1000 }), ['hp2-1', 'hp1-1']);
    t.same(await ids({ until: AT + 1000 }), ['hp0-1']);
    t.same(await ids({ limit: 1 }), ['hp2-1']);
    t.same(
      (await first.unsettled()).map(({ orderId }) => orderId),
      ['hp0-1', 'hp1-1'],
    );
  },

  'given many records at once, when all are done, then each has its own step': async (t, { first }) => {
    await open(first, 'one');
    const step = (n: number) =>
      first.record(
        session(`hp${n % 3}`, { name: 'capturing', field: 'security-code', attempt: 1, keys: n, entry: 1 }),
        arrived,
      );
    await Promise.all(Array.from({ length: 30 }, (_, n) => step(n)));
    for (const id of ['hp0', 'hp1', 'hp2']) {
      t.same(
        (await first.steps(id)).map(({ seq }) => seq),
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
      );
    }
  },

  'given a closed journal, when used, then it says so': async (t, { first }) => {
    await rejectsWith(t, 'journal-unavailable', first.payments());
    await open(first, 'one');
    await first.close();
    await rejectsWith(t, 'journal-unavailable', first.record(session('hpa', { name: 'ended' }), arrived));
    t.equal(first.health().up, false);
    await first.open();
    t.same(await first.payments(), []);
  },
};

async function locked(t: Test, subject: Subject): Promise<void> {
  const { first } = subject;
  await open(first, 'one');
  const charging = session('hpa', { name: 'charging', orderId: 'hpa-1' });
  const unlock = await subject.lock();
  const began = Date.now();
  const tries = Array.from({ length: 5 }, () => first.record(charging, tokenised, intended('hpa-1')));
  await Promise.all(tries.map((attempt) => rejectsWith(t, 'journal-unavailable', attempt)));
  const took = Date.now() - began;
  t.ok(took < SHORT * 3000, `all five were answered in ${took} ms, not one after another`);
  t.equal(first.health().up, false);
  t.match(first.health().detail, /journal cannot be used/);
  await unlock();
  t.equal(await first.payment('hpa-1'), undefined, 'what was refused is not done later');
  await first.record(charging, tokenised, intended('hpa-1'));
  t.equal(first.health().up, true);
  t.match(await first.payment('hpa-1'), { status: 'intended' });
}
