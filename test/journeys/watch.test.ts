import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { hears } from '../../lib/rig/listen.js';
import { until, within } from '../../lib/rig/until.js';
import { RATE } from '../../lib/rig/wav.js';
import { whole } from './conversation.js';
import { CARD, openStage } from './stage.js';
import { soundHeard } from './words.js';

/** Three looks of two seconds, each answered or given up within one, and some for a busy machine. */
const RESCUED_WITHIN_MS = 20_000;

t.setTimeout(90_000);
/** Asterisk cuts an extension after 79 characters; an escaped letter beyond ASCII counts as six. */
const callerName = `caller-${'long'.repeat(16)}-őüß`;
const { phones, hushpay, pbx } = await openStage({ callerName });

t.test(
  'given a service that dies in a capture and does not come back, then the dialplan joins both again, unmuted',
  async (t) => {
    const call = await phones.call({ from: 'caller', to: '100', variables: { HUSHPAY_AMOUNT: '25.00' } });
    await call.agent.press(pbx.feature);
    await hushpay.phase('capturing');
    const long = (await pbx.command('core show channels concise')).includes(`PJSIP/${callerName}-`);
    t.ok(long, 'whatever the channel is called');
    await call.caller.press(CARD.number.slice(0, 6));
    await hushpay.kill('SIGKILL');
    const started = Date.now();
    const joined = async () => {
      // `Bridge()` is how the dialplan joins them; the agent's application goes on saying Stasis.
      while (!(await pbx.command('core show channels concise')).includes('!Bridge!')) {
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    };
    await within('the watch to bring the call back', RESCUED_WITHIN_MS, joined());
    t.comment(`rescued after ${Date.now() - started} ms`);
    await call.caller.tone(440, 800);
    await call.agent.tone(620, 800);
    // It comes too late to bring them back, and not too late to say what happened.
    // Words are mixed into the sound that comes from the other: the next to nothing that every telephone sends.
    const breath = Int16Array.from({ length: 15 * RATE }, (_, i) => (i % 2 ? 8 : -8));
    const breathing = [call.caller, call.agent].map((phone) => phone.say('breath', breath));
    await hushpay.ready();
    const whispers = async () => (await pbx.command('core show channels concise')).includes('Snoop/');
    await until('each to be told', 10_000, whispers);
    await until('it to be said', 20_000, async () => !(await whispers()));
    await Promise.all(breathing);
    await call.hangUp();
    const [agent, caller] = [await whole(call.agent), await whole(call.caller)];
    t.ok(hears(agent, 440), 'the agent hears the caller');
    t.ok(hears(caller, 620), 'the caller hears the agent');
    t.ok(soundHeard(caller, 'interrupted'), 'the caller hears over it that nothing was charged');
    t.ok(soundHeard(agent, 'agent-service-interrupted'), 'and so does the agent');
    const cdr = readFileSync(join(pbx.logDir, 'cdr-csv', 'Master.csv'), 'utf8');
    t.notMatch(cdr, /hushpay-watch/, 'the watch has no line in the accounts');
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
