import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { hears } from '../../lib/rig/listen.js';
import { until, within } from '../../lib/rig/until.js';
import { RATE } from '../../lib/rig/wav.js';
import { Conversation } from './conversation.js';
import { CARD, openStage } from './stage.js';

/** Three looks of two seconds, each answered or given up within one, and some for a busy machine. */
const RESCUED_WITHIN_MS = 20_000;

t.setTimeout(120_000);
/** Asterisk cuts an extension after 79 characters; an escaped letter beyond ASCII counts as six. */
const callerName = `caller-${'long'.repeat(16)}-őüß`;
const stage = await openStage({ callerName, config: { reconcile: { every: 1 } } });
const { phones, hushpay, pbx, bank } = stage;

/** What an outcome leaves on a channel. */
const OUTCOME = ['RESULT', 'ORDER', 'TRANSACTION', 'PAID', 'LAST4', 'TOKEN'].map((name) => `HUSHPAY_${name}`);
const outcomeOf = async (call: Conversation, side: 'caller' | 'agent' = 'caller') =>
  Promise.all(OUTCOME.map((name) => call.variable(side, name)));

/** A call with one payment made, in its second. */
async function paidOnce(): Promise<Conversation> {
  const call = await Conversation.handedOff(stage);
  await call.key();
  await call.together(20_000);
  await call.handOff('askingAmount');
  await call.steer('25#');
  await call.phase('confirmingAmount');
  await call.steer('1');
  await call.phase('capturing');
  return call;
}

const whispers = async () => (await pbx.command('core show channels concise')).includes('Snoop/');

/** Words are mixed into the sound that comes from the other: the next to nothing that every telephone sends. */
const BREATH = Int16Array.from({ length: 15 * RATE }, (_, i) => (i % 2 ? 8 : -8));
const breathe = ({ call }: Conversation) =>
  Promise.all([call.caller, call.agent].map((phone) => phone.say('breath', BREATH)));

t.test(
  'given a service that dies and does not come back, then the dialplan joins both, unmuted, with the truth',
  async (t) => {
    const [capturing, charging] = await Promise.all([paidOnce(), Conversation.handedOff(stage)]);
    t.same(
      await outcomeOf(capturing),
      ['payment-connector-error', '', '', '', '', ''],
      'of the first is nothing left',
    );
    t.ok(
      (await capturing.channel('caller')).name.startsWith(`PJSIP/${callerName}-`),
      'whatever it is called',
    );
    await capturing.press(CARD.number.slice(0, 6));
    await bank.fault({ route: 'transaction.create', kind: 'silence', when: 'after', times: 1 });
    await charging.key();
    await charging.phase('charging');
    const order = `${charging.session}-1`;
    await until(
      'the charge to be made',
      5000,
      async () => (await bank.transactions(charging.session)).length > 0,
    );
    const found = { route: 'transaction.search*', kind: 'reset', times: 1000 } as const;
    await bank.fault(found);
    await hushpay.kill('SIGKILL');
    const started = Date.now();
    await Promise.all([capturing, charging].map((call) => call.together(RESCUED_WITHIN_MS)));
    t.comment(`rescued after ${Date.now() - started} ms`);
    for (const side of ['caller', 'agent'] as const) {
      t.same(await outcomeOf(capturing, side), ['payment-connector-error', '', '', '', '', ''], side);
      t.same(await outcomeOf(charging, side), ['outcome-unknown', order, '', '', '1111', ''], side);
    }
    const said = await Promise.all([capturing.talk(), charging.talk()]);
    const cdr = readFileSync(join(pbx.logDir, 'cdr-csv', 'Master.csv'), 'utf8');
    t.notMatch(cdr, /hushpay-watch/, 'the watch has no line in the accounts');

    // It comes too late to bring them back, and not too late to say what happened.
    const breathing = breathe(capturing);
    await hushpay.ready();
    await until('each to be told', 10_000, whispers);
    await until('it to be said', 25_000, async () => !(await whispers()));
    await breathing;
    await capturing.hangUp();
    t.equal(await capturing.talked(said[0]), 'both');
    t.ok(await capturing.heardSound('caller', 'interrupted'), 'the caller hears that nothing was charged');
    t.ok(await capturing.heardSound('agent', 'agent-service-interrupted'), 'and so does the agent');

    const from = hushpay.lines.length;
    charging.rewind();
    await charging.steer(pbx.feature);
    await hushpay.line(({ msg, reason }) => msg === 'hand-off refused' && reason === 'order-open', { from });
    // As long as that word, which the other would be mixed into.
    await charging.says('caller', 9000);
    const telling = breathe(charging);
    await bank.clear();
    await charging.told('agent', 'agent-approved', undefined, 15_000);
    const paid = await bank.transactions(charging.session);
    for (const side of ['caller', 'agent'] as const) {
      t.same(await outcomeOf(charging, side), ['success', order, paid[0]?.id, '25.00', '1111', ''], side);
    }
    await telling;
    await charging.hangUp();
    t.equal(await charging.talked(said[1]), 'both');
    t.ok(
      await charging.heardSound('agent', 'refusal-order-open'),
      'the agent is told before another payment',
    );
    t.ok(await charging.heardSound('agent', 'agent-approved'), 'and hears what became of it');
    t.ok(await charging.heardSound('caller', 'approved-1'), 'and so does the caller');
    t.equal(paid.length, 1, 'never charged twice');
  },
);

t.test('given a payment that ends well, then the watch ends too', async (t) => {
  const from = hushpay.lines.length;
  const call = await phones.call({ from: 'caller', to: '100', variables: { HUSHPAY_AMOUNT: '25.00' } });
  await call.agent.press(pbx.feature);
  await hushpay.phase('capturing', from);
  t.match(await pbx.command('core show channels concise'), /hushpay-watch/, 'it watches during the payment');
  await call.agent.press('*#', { onMs: 80, offMs: 80 });
  await hushpay.line((line) => line.msg === 'session ended', { from });
  const over = async () => {
    while ((await pbx.command('core show channels concise')).includes('hushpay-watch')) {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };
  await within('the watch to end', RESCUED_WITHIN_MS, over());
  await call.caller.tone(440, 800);
  await call.hangUp();
  t.ok(hears(call.agent.recording.heard, 440), 'the call was not disturbed by it');
});
