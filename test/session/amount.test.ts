import t from 'tap';
import { Table } from './fixture.js';

const keys = (table: Table, keyed: string) => {
  for (const key of keyed) table.happens({ type: 'agentPressed', key });
  return table;
};
const asked = () => new Table({ amount: undefined }).arrive();

t.test('given no amount, then the agent is asked in the ear while the caller is told to wait', async (t) => {
  t.same(asked().said(), ['prompt caller please-wait', 'prompt agent agent-enter-amount']);
});

t.test(
  'given a keyed amount, when it is read back and confirmed, then the capture begins with it',
  async (t) => {
    const table = keys(asked(), '25*50#');
    t.match(table.phase, { name: 'confirmingAmount', amount: { minor: 2550, currency: 'USD' } });
    t.same(table.said(), ['prompt agent agent-confirm-amount']);
    keys(table, '1');
    t.match(table.phase, { name: 'capturing', field: 'payment-card-number' });
    t.match(table.session.terms.amount, { minor: 2550 });
  },
);

t.test('given an amount read back, when anything but 1 is pressed, then it is asked again', async (t) => {
  const table = keys(asked(), '25#2');
  t.match(table.phase, { name: 'askingAmount', keyed: '' });
});

for (const [keyed, fault] of [
  ['0#', 'zero'],
  ['#', 'nonsense'],
  ['1*234#', 'decimals'],
  ['1*2*3#', 'nonsense'],
  ['99999#', 'too-large'],
] as const) {
  t.test(`given the amount ${keyed}, then the agent hears "${fault}" and is asked again`, async (t) => {
    const table = keys(asked(), keyed);
    t.match(table.phase, { name: 'askingAmount', attempt: 2, keyed: '' });
    t.match(
      table.last.commands.find((command) => command.type === 'prompt'),
      { prompt: { key: 'agent-amount-fault', fault } },
    );
  });
}

t.test('given an unknown currency from the dialplan, then the agent hears so first', async (t) => {
  const table = new Table({ fault: 'currency' }).arrive();
  t.same(table.said(), ['prompt caller please-wait', 'prompt agent agent-amount-fault']);
});

t.test('given silence three times, then the hand-off is cancelled for both', async (t) => {
  const table = asked();
  for (let i = 0; i < 3; i++) table.happens({ type: 'timedOut', timer: 'amountKey' });
  t.same(table.said(), ['prompt caller cancelled', 'prompt agent agent-too-many-attempts']);
});

t.test('given star and pound, then it is cancelled although a star is the decimal sign', async (t) => {
  const table = asked();
  table.happens({ type: 'agentPressed', key: '*' }).happens({ type: 'agentPressed', key: '#' });
  t.same(table.said(), ['prompt caller cancelled', 'prompt agent agent-cancelled']);
});

t.test(
  'given an agent who keys the amount, when it is confirmed, then the caller hears what this is and the amount',
  async (t) => {
    const table = new Table({ amount: undefined }).arrive();
    for (const key of ['8', '#', '1']) table.happens({ type: 'agentPressed', key });
    const prompt = table.last.commands.find((one) => one.type === 'prompt' && one.side === 'caller');
    t.match(prompt, { prompt: { key: 'welcome', amount: { minor: 800, currency: 'USD' } } });
  },
);
