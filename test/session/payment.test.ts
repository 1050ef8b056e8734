import t from 'tap';
import type { ChargeOutcome } from '../../lib/session/state.js';
import { MASK, ORDER, Table } from './fixture.js';

const DECLINED = { kind: 'declined', code: '2001', text: 'Insufficient Funds', severity: 'soft' } as const;

t.test(
  'given an amount, when a card is keyed and approved, then both are told and joined again',
  async (t) => {
    const table = new Table();
    t.same(table.did(), ['redirect', 'startTimer arrive']);
    table.happens({ type: 'partyArrived', side: 'agent' });
    t.same(table.did(), [], 'one alone waits for the other');
    table.happens({ type: 'partyArrived', side: 'caller' });
    t.match(table.did(), ['stopTimer arrive', 'isolate']);
    t.same(table.said(), ['prompt caller welcome']);
    t.ok(
      table.did().indexOf('isolate') < table.did().indexOf('prompt caller welcome'),
      'isolated before anything is said',
    );

    table.happens({ type: 'fieldDone', field: 'payment-card-number', card: MASK });
    t.same(
      table.said(),
      ['prompt caller enter', 'prompt agent agent-tick'],
      'the caller is never behind the agent',
    );
    table.happens({ type: 'fieldDone', field: 'expiration-date' });
    t.match(table.phase, { name: 'capturing', field: 'security-code', attempt: 1 });
    table.happens({ type: 'fieldDone', field: 'security-code' });
    t.ok(table.did().includes('tokenise'));
    t.equal(table.last.payment, undefined, 'nothing is intended before there is a token');

    table.happens({ type: 'tokenised' });
    t.match(table.last.payment, {
      change: 'intended',
      orderId: ORDER,
      amount: { minor: 2500, currency: 'USD' },
    });
    t.same(table.did(), ['charge']);

    table.happens({ type: 'charged', orderId: ORDER, outcome: { kind: 'approved', transactionId: 't1' } });
    t.match(table.last.payment, { change: 'settled', orderId: ORDER, outcome: { kind: 'approved' } });
    t.same(table.said(), ['prompt caller approved', 'prompt agent agent-approved']);
    table.hearOut();
    t.same(table.did().at(-1), 'rejoin');
    t.match(table.last.commands.at(-1), {
      variables: { result: 'success', transaction: 't1', orderId: ORDER, last4: '1111', brand: 'visa' },
    });
    table.happens({ type: 'rejoined' });
    t.equal(table.phase.name, 'ended');
    t.same(table.did(), ['wipe', 'finish']);
  },
);

t.test(
  'given a decline, when the agent presses 1, then another card is asked for under a new order',
  async (t) => {
    const table = new Table().charging().happens({ type: 'charged', orderId: ORDER, outcome: DECLINED });
    t.same(table.said(), ['prompt caller declined', 'prompt agent agent-declined']);
    table.hearOut();
    t.equal(table.phase.name, 'deciding');
    table.happens({ type: 'agentPressed', key: '1' });
    t.same(table.said(), ['prompt caller another-card']);
    t.equal(table.session.card, undefined, 'the first card is forgotten');
    table.card().happens({ type: 'tokenised' });
    t.match(table.last.payment, { orderId: ORDER.replace('-1', '-2') });
  },
);

t.test(
  'given a decline, when the agent presses 1 before the words are over, then the key counts',
  async (t) => {
    const table = new Table().charging().happens({ type: 'charged', orderId: ORDER, outcome: DECLINED });
    table.happens({ type: 'agentPressed', key: '1' });
    t.match(table.phase, { name: 'capturing', field: 'payment-card-number' });
  },
);

for (const [what, event] of [
  ['2', { type: 'agentPressed', key: '2' }],
  ['time', { type: 'timedOut', timer: 'decide' }],
] as const) {
  t.test(
    `given a decline, when the agent answers with ${what}, then both are joined with the decline`,
    async (t) => {
      const table = new Table()
        .charging()
        .happens({ type: 'charged', orderId: ORDER, outcome: DECLINED })
        .hearOut();
      table.happens(event);
      t.match(table.last.commands.at(-1), {
        type: 'rejoin',
        variables: { result: 'payment-declined', code: '2001' },
      });
    },
  );
}

t.test(
  'given silence of the gateway, when it is unknown, then both are told and it is left to reconciliation',
  async (t) => {
    const outcome = { kind: 'unknown', cause: 'gateway-silence', text: 'no answer' } as const;
    const table = new Table().charging().happens({ type: 'charged', orderId: ORDER, outcome });
    t.ok(table.did().includes('reconcile'));
    t.match(table.last.payment, { change: 'settled', outcome: { kind: 'unknown' } });
    t.same(table.said(), ['prompt caller unknown', 'prompt agent agent-unknown']);
    table.happens({ type: 'agentPressed', key: '1' });
    t.equal(table.phase.name, 'announcing', 'there is no other card after an unknown outcome');
    table.hearOut();
    t.match(table.last.commands.at(-1), { type: 'rejoin', variables: { result: 'outcome-unknown' } });
  },
);

t.test('given a token that cannot be made, then nothing was intended and both are told', async (t) => {
  const outcome = { kind: 'failed', cause: 'gateway-unreachable', text: 'refused' } as const;
  const table = new Table().arrive().card().happens({ type: 'tokeniseFailed', outcome });
  t.equal(table.last.payment, undefined);
  t.same(table.said(), ['prompt caller failed', 'prompt agent agent-failed']);
  table.hearOut();
  t.match(table.last.commands.at(-1), { type: 'rejoin', variables: { result: 'payment-connector-error' } });
});

t.test(
  'given a charge in flight, when an answer for another order comes, then it changes nothing',
  async (t) => {
    const table = new Table().charging();
    table.happens({
      type: 'charged',
      orderId: 'hpother-1',
      outcome: { kind: 'approved', transactionId: 'x' },
    });
    t.equal(table.phase.name, 'charging');
    t.same(table.did(), []);
  },
);

t.test('given a slow gateway, then the caller is told again and again that it goes on', async (t) => {
  const table = new Table().charging().happens({ type: 'timedOut', timer: 'stillProcessing' });
  t.same(table.did(), ['prompt caller still-processing', 'startTimer stillProcessing']);
});

t.test(
  'given an intent that could not be journalled, then nothing was sent, and there is no order to settle',
  async (t) => {
    const outcome = { kind: 'failed', cause: 'journal-unavailable', text: 'disk full' } as const;
    const table = new Table().charging().happens({ type: 'chargeWithheld', orderId: ORDER, outcome });
    t.equal(table.last.payment, undefined);
    t.same(table.said(), ['prompt caller failed', 'prompt agent agent-failed']);
  },
);

t.test(
  'given a decline, then the caller is told by its code, and of a rule only what they can mend',
  async (t) => {
    const told = (outcome: ChargeOutcome) =>
      new Table()
        .charging()
        .happens({ type: 'charged', orderId: ORDER, outcome })
        .last.commands.flatMap((one) => (one.type === 'prompt' && one.side === 'caller' ? [one.prompt] : []));
    t.strictSame(told({ kind: 'declined', code: '2001', text: '', severity: 'soft' }), [
      { key: 'declined', code: '2001', severity: 'soft' },
    ]);
    t.strictSame(told({ kind: 'refused', reason: 'cvv', text: '' }), [{ key: 'declined', reason: 'cvv' }]);
  },
);
