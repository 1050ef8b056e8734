import type { Test } from 'tap';
import type { Session } from '../../lib/session/state.js';
import type { Subject } from './contract.js';
import { AT, session, tokenised } from './sessions.js';

const MANDATE = {
  language: 'en',
  version: 'en-1a2b3c4d',
  amount: { minor: 1999, currency: 'USD' },
  at: AT + 10,
};

const intended = (orderId: string) =>
  ({ change: 'intended', orderId, amount: { minor: 1999, currency: 'USD' } }) as const;

/** What every journal must tell of who took a payment. */
export const AGENT_CASES: Record<string, (t: Test, subject: Subject) => Promise<void>> = {
  'given agents, when payments are looked at, then each has its own as it was': async (t, { first }) => {
    await first.open();
    await first.takeOver('one');
    const pay = async (id: string, agent: Partial<Session['agent']>, more: Partial<Session> = {}) => {
      const orderId = `${id}-1`;
      const charging = session(id, { name: 'charging', orderId });
      const state = { ...charging, ...more, agent: { ...charging.agent, ...agent } };
      await first.record(state, tokenised, intended(orderId));
      return state;
    };
    const anna = await pay('hpa', { device: 'PJSIP/20', name: "Anna O'Hára" }, { mandate: MANDATE });
    await pay('hpb', { channelName: 'PJSIP/21-00000009' });
    await pay('hpc', { channelId: '', channelName: '', present: false });
    t.match(await first.payment('hpa-1'), {
      agent: { device: 'PJSIP/20', name: "Anna O'Hára" },
      mandate: MANDATE,
    });
    t.same((await first.payment('hpb-1'))?.agent, { device: 'PJSIP/21' });
    t.notOk((await first.payment('hpc-1'))?.agent, 'the caller was alone');
    t.notOk((await first.payment('hpb-1'))?.mandate);

    const other = { channelId: '9', channelName: 'PJSIP/99-00000009', present: true };
    await first.record({ ...anna, agent: other }, { at: AT + 50, type: 'rejoined' });
    t.match(await first.payment('hpa-1'), { agent: { device: 'PJSIP/20' } }, 'a transfer changes nothing');

    const ids = async (agent: string) => (await first.payments({ agent })).map(({ orderId }) => orderId);
    t.same(await ids('PJSIP/20'), ['hpa-1']);
    t.same(await ids("Anna O'Hára"), ['hpa-1']);
    t.same(await ids('PJSIP/21'), ['hpb-1']);
    t.same(await ids('PJSIP/2'), []);
  },
};
