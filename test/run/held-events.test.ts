import t from 'tap';
import type { SwitchboardEvent } from '../../lib/asterisk/switchboard.js';
import { HeldEvents } from '../../lib/run/held-events.js';

const key = (name: string): SwitchboardEvent => ({
  at: 1,
  type: 'keyPressed',
  sessionId: 'hp1',
  side: 'caller',
  key: name,
});
const connected: SwitchboardEvent = { at: 1, type: 'connected', present: [] };
const told = (events: readonly SwitchboardEvent[]) =>
  events.map((event) => (event.type === 'keyPressed' ? event.key : event.type));

t.test('given events before anybody is there, then they are told in their order', async (t) => {
  const events = new HeldEvents();
  for (const event of [connected, key('1'), key('2')]) events.take(event);
  const heard: SwitchboardEvent[] = [];
  events.pass((event) => void heard.push(event));
  events.take(key('3'));
  t.same(told(heard), ['connected', '1', '2', '3']);
});

t.test('given they are held again amid them, then the rest waits, in its order', async (t) => {
  const events = new HeldEvents();
  for (const event of [connected, key('1'), key('2')]) events.take(event);
  const heard: SwitchboardEvent[] = [];
  events.pass((event) => {
    heard.push(event);
    if (event.type !== 'connected') return;
    events.hold();
    events.take(key('3'));
  });
  t.same(told(heard), ['connected']);
  events.take(key('4'));
  events.pass();
  // What came while the first was being told is behind what had come before.
  t.same(told(heard), ['connected', '1', '2', '3', '4']);
  events.take(key('5'));
  t.same(told(heard).at(-1), '5');
});

t.test('given an Asterisk that does not answer, then it is waited for no longer than asked', async (t) => {
  const silent = new HeldEvents();
  await silent.begun(10);
  const prompt = new HeldEvents();
  const begun = prompt.begun(60_000);
  prompt.take(connected);
  await begun;
  t.pass('and not at all when it has');
});
