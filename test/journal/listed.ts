import type { Test } from 'tap';
import { withAfterwards } from '../../lib/journal/afterwards.js';
import type { Session } from '../../lib/session/state.js';
import type { Subject } from './contract.js';
import { AT, approved, arrived, declined, session, tokenised } from './sessions.js';

const intended = (orderId: string) =>
  ({ change: 'intended', orderId, amount: { minor: 1999, currency: 'USD' } }) as const;
const ended = (id: string, at: number, more: Partial<Session> = {}): Session => ({
  ...session(id, { name: 'ended' }, at),
  ...more,
});

/** What every journal must tell of sessions, whatever came of them. */
export const LISTED_CASES: Record<string, (t: Test, subject: Subject) => Promise<void>> = {
  'given sessions, when they are asked for by filter, then only those come, newest first': async (
    t,
    { first },
  ) => {
    await first.open();
    await first.takeOver('one');
    const paid = ended('hppaid', AT, { result: 'success' });
    await first.record(paid, tokenised, intended('hppaid-1'));
    const agent = { ...paid.agent, device: 'PJSIP/20', name: 'Anna' };
    await first.record(ended('hpleft', AT + 1000, { result: 'caller-hung-up', agent }), arrived);
    await first.record(session('hpopen', { name: 'ready' }, AT + 2000), arrived);
    const ids = async (...args: Parameters<typeof first.sessions>) =>
      (await first.sessions(...args)).map(({ id }) => id);
    t.same(await ids(), ['hpopen', 'hpleft', 'hppaid']);
    t.same(await ids({ withoutOrder: true }), ['hpopen', 'hpleft']);
    t.same(await ids({ open: true }), ['hpopen']);
    t.same(await ids({ result: 'caller-hung-up' }), ['hpleft']);
    t.same(await ids({ agent: 'PJSIP/20' }), ['hpleft']);
    t.same(await ids({ agent: 'Anna' }), ['hpleft']);
    t.same(await ids({ agent: 'PJSIP/agent' }), ['hpopen', 'hppaid']);
    t.same(await ids({ since: AT + 1000, until: AT + 2000 }), ['hpleft']);
    t.same(await ids({ limit: 2 }), ['hpopen', 'hpleft']);
    t.same(await ids({ ids: ['hppaid', 'none', 'hppaid'] }), ['hppaid']);
    t.same(await ids({ ids: [] }), []);
    t.match(await first.sessions({ ids: ['hppaid'] }), [
      { startedAt: AT, updatedAt: AT + 30, ended: true, result: 'success', orders: ['hppaid-1'] },
    ]);
  },

  'given more sessions than are read at once, when asked for, then each comes once': async (t, { first }) => {
    await first.open();
    await first.takeOver('one');
    const all = Array.from({ length: 520 }, (_, n) => `hp${String(n).padStart(4, '0')}`);
    for (const [n, id] of all.entries()) await first.record(ended(id, AT + n), arrived);
    const newest = all.toReversed();
    t.same(
      (await first.sessions()).map(({ id }) => id),
      newest,
    );
    t.equal((await first.sessions({ ids: all })).length, 520);
    t.same(
      (await first.sessions({ limit: 510 })).map(({ id }) => id),
      newest.slice(0, 510),
    );
  },

  'given what callers said afterwards, then it is told of the last payment only': async (t, { first }) => {
    await first.open();
    await first.takeOver('one');
    const told = { wishes: { score: 4, receipt: 'none' }, keepWanted: AT + 90 } as const;
    const charging = session('hpa', { name: 'charging', orderId: 'hpa-1' });
    await first.record(charging, tokenised, intended('hpa-1'));
    await first.settle('hpa-1', declined, AT + 40);
    await first.record({ ...charging, ...told }, { ...tokenised, at: AT + 60 }, intended('hpa-2'));
    await first.settle('hpa-2', approved, AT + 70);
    const payments = await first.payments();
    const [last, before] = withAfterwards(payments, await first.sessions());
    t.match(last, { orderId: 'hpa-2', score: 4, receipt: 'none', keepAgreedAt: AT + 90 });
    t.same(before, await first.payment('hpa-1'));
    t.same(withAfterwards(payments, []), payments, 'nothing where the session is not known');
  },
};
