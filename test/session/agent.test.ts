import t from 'tap';
import { refusalOf } from '../../lib/session/agent.js';
import type { AgentCommand } from '../../lib/session/event.js';
import type { Field } from '../../lib/session/state.js';
import { FIELD, MASK, ORDER, POLICY, STATES, Table } from './fixture.js';

const commands = (command: AgentCommand) => ({ type: 'agentCommanded', command }) as const;
const usd = (minor: number) => ({ minor, currency: 'USD' });
const table = (state: string) => {
  const made = STATES[state]?.();
  if (!made) throw new Error(state);
  return made;
};

/** Where something is asked of the method beside a card that is keyed. */
const ACCOUNT = 'choosingAccountType agreeing';
/** Where each command is obeyed. */
const ALLOWED: readonly (readonly [AgentCommand, string])[] = [
  [{ do: 'recapture', field: 'expiration-date' }, 'capturing choosing ready'],
  [{ do: 'clear' }, `capturing choosing ready ${ACCOUNT} codeOfStored`],
  [{ do: 'start' }, 'ready'],
  [
    { do: 'changeAmount', amount: usd(900) },
    `askingAmount confirmingAmount capturing choosing ready deciding ${ACCOUNT} codeOfStored`,
  ],
  // Nothing can be held on an account.
  [
    { do: 'setMode', mode: 'authorise' },
    'askingAmount confirmingAmount capturing choosing ready deciding codeOfStored',
  ],
  [{ do: 'anotherCard' }, 'deciding'],
  [{ do: 'giveBack' }, 'deciding askedToKeep'],
  [
    { do: 'cancel' },
    `askingAmount confirmingAmount capturing choosing ready tokenising ${ACCOUNT} tokenisingAccount verifying codeOfStored`,
  ],
];

t.test(
  'given each state, when each command is asked, then it is obeyed there or changes nothing',
  async (t) => {
    for (const [command, where] of ALLOWED) {
      for (const state of Object.keys(STATES)) {
        const one = table(state);
        const before = one.session;
        const refusal = refusalOf(before, command);
        one.happens(commands(command));
        const expected = where.split(' ').includes(state);
        t.equal(refusal === undefined, expected, `${command.do} while ${state}`);
        if (!expected) {
          t.equal(one.session, before, `${command.do} while ${state} changes nothing`);
          t.same(one.did(), []);
        }
      }
    }
  },
);

t.test('given an amount that cannot be, when the agent asks for it, then it is refused', async (t) => {
  const { session } = table('capturing');
  for (const amount of [usd(0), usd(-5), usd(1.5), usd(1_000_001), { minor: 5, currency: 'EUR' }]) {
    t.equal(refusalOf(session, { do: 'changeAmount', amount }), 'invalid-amount', JSON.stringify(amount));
  }
});

t.test('given a changed amount, when all is keyed, then the new one is charged', async (t) => {
  const one = new Table()
    .arrive()
    .heard()
    .happens(commands({ do: 'changeAmount', amount: usd(900) }));
  t.same(one.said(), ['prompt agent agent-amount-changed']);
  one.card().heard().happens({ type: 'tokenised' });
  t.match(one.last.payment, { change: 'intended', amount: usd(900) });
  t.match(one.last.commands.at(-1), { type: 'charge', amount: usd(900) });
});

t.test('given authorise only, when approved, then it is journalled, sent and told as that', async (t) => {
  const one = new Table().arrive().happens(commands({ do: 'setMode', mode: 'authorise' }));
  t.same(one.said(), ['prompt agent agent-authorise-only']);
  one.card().happens({ type: 'tokenised' });
  t.match(one.last.payment, { kind: 'authorisation', orderId: ORDER });
  t.match(one.last.commands.at(-1), { type: 'charge', kind: 'authorisation' });
  one.happens({ type: 'charged', orderId: ORDER, outcome: { kind: 'approved', transactionId: 't' } });
  t.same(one.said(), ['prompt caller authorised', 'prompt agent agent-authorised']);
  one.hearOut();
  t.match(one.last.commands.at(-1), { variables: { result: 'success', authorised: true } });
});

t.test(
  'given the charge is left to the agent, when all is keyed, then 1 starts it and nothing else does',
  async (t) => {
    const one = new Table({}, { charge: 'agent' }).arrive().card();
    t.same(one.said(), ['prompt caller all-keyed', 'prompt agent agent-start']);
    one.happens({ type: 'agentPressed', key: '2' });
    t.equal(one.phase.name, 'ready');
    one.happens({ type: 'agentPressed', key: '1' });
    t.equal(one.phase.name, 'tokenising');
    t.ok(one.did().includes('tokenise'));
  },
);

t.test(
  'given all is keyed, when the agent wants the date once more, then only the date is asked',
  async (t) => {
    const one = new Table({}, { charge: 'agent' }).arrive().card();
    one.happens(commands({ do: 'recapture', field: 'expiration-date' }));
    t.ok(one.did().includes('collect expiration-date'));
    one.happens({ type: 'fieldDone', field: 'expiration-date' });
    t.equal(one.phase.name, 'ready', 'number and code are kept');
  },
);

t.test(
  'given all is keyed, when the agent wants the number once more, then it is another card',
  async (t) => {
    const one = new Table({}, { charge: 'agent' }).arrive().card();
    one.happens(commands({ do: 'recapture', field: 'payment-card-number' }));
    const asked: Field[] = [];
    while (one.phase.name === 'capturing') {
      asked.push(one.phase.field);
      one.happens({ type: 'fieldDone', field: one.phase.field, card: MASK });
    }
    t.same(asked, ['payment-card-number', 'expiration-date', 'security-code']);
  },
);

t.test('given an optional field, when skipped or not keyed in time, then it is passed over', async (t) => {
  const fields = { ...POLICY.fields, 'security-code': { ...FIELD, optional: true } };
  for (const how of ['skip', 'time'] as const) {
    const one = new Table({}, { fields }).arrive();
    one.happens({ type: 'fieldDone', field: 'payment-card-number', card: MASK });
    t.equal(refusalOf(one.session, { do: 'skip' }), 'field-required');
    one.happens({ type: 'fieldDone', field: 'expiration-date' });
    if (how === 'skip') one.happens(commands({ do: 'skip' }));
    else one.happens({ type: 'timedOut', timer: 'firstKey' });
    t.ok(one.did().includes('discard security-code'), how);
    t.equal(one.phase.name, 'tokenising', how);
  }
});

t.test(
  'given a presence, when it is changed, refused or the agent is apart, then the agent hears what fits',
  async (t) => {
    const one = new Table({ presence: 'silent' }).arrive();
    const failed = {
      type: 'fieldFailed',
      field: 'payment-card-number',
      error: 'invalid-card-number',
    } as const;
    t.ok(
      one.decisions.some(({ commands }) =>
        commands.some((c) => c.type === 'attend' && c.presence === 'silent'),
      ),
    );
    one.happens(failed);
    t.same(one.said(), ['prompt caller ask-again'], 'the fault is the caller’s alone');
    one.happens(commands({ do: 'attend', presence: 'talk' }));
    t.match(one.last.commands, [{ type: 'attend', presence: 'talk' }]);
    one.happens({ type: 'presenceRefused', presence: 'guided', why: 'x' });
    t.same(one.said(), ['prompt agent agent-talk-refused']);
    one.happens(failed);
    t.same(one.said(), ['prompt caller ask-again', 'prompt agent agent-field-failed']);
    one.happens(commands({ do: 'attend', presence: 'guided' }));
    t.same(one.did(), [], 'nothing to change');
  },
);
