// Looks for digits: a failure is never forgiven.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { findAsterisk } from '../../lib/rig/asterisk.js';
import { loudness, tone } from '../../lib/rig/listen.js';
import { ENGINE } from '../../lib/rig/pbx-config.js';
import { until } from '../../lib/rig/until.js';
import { readWav, wholeWav } from '../../lib/rig/wav.js';
import { startEngine } from '../speech/engine.js';
import { Conversation } from './conversation.js';
import { CARD, openStage } from './stage.js';

t.setTimeout(400_000);

const NUMBER = 'four one one one, one one one one, one one one one, one one one one';
const CODE = 'one two three';

const engine = await startEngine();
t.teardown(() => engine.close());
const stage = await openStage({
  speech: engine.url,
  config: {
    ivr: { enabled: true },
    capture: { speech: { engine: ENGINE } },
    shutdown: { grace: 0 },
  },
});

const line = (to = '601') => Conversation.onLine(stage, { to, variables: { HUSHPAY_AMOUNT: '25.00' } });
const listening = () => until('the recogniser to hear', 40_000, () => engine.sound().length > 0);

/** The caller is listened to, says something, and the recogniser has understood this of it. */
async function says(visit: Conversation, text: string | undefined): Promise<void> {
  engine.answers = text === undefined ? [] : [{ text, score: 90 }];
  await listening();
  for (const digit of ['4', '1']) {
    await visit.call.caller.play(`sound:${join(findAsterisk().sounds, 'digits', digit)}`);
  }
  await visit.step('heard');
  engine.forget();
}

async function paid(t: Test, visit: Conversation): Promise<void> {
  await visit.told('caller', 'approved');
  await visit.told('caller', 'confirmation');
  await visit.press('2');
  t.equal(await visit.result(), 'success');
  t.same(await visit.wentOn('HUSHPAY_PAID', 'HUSHPAY_LAST4'), ['25.00', '1111']);
}

/** Every place of the PBX and the service where a text is, by name. */
function placesWith(...texts: readonly string[]): string[] {
  const places: Record<string, string> = {};
  const read = (path: string) => readFileSync(path, 'latin1');
  for (const name of readdirSync(stage.pbx.logDir, { recursive: true, encoding: 'utf8' })) {
    if (name.includes('.') || name === 'full') places[name] = read(join(stage.pbx.logDir, name));
  }
  const { directory } = stage.hushpay;
  for (const name of readdirSync(directory).filter((name) => /^(hushpay\.log|journal)/.test(name))) {
    places[name] = read(join(directory, name));
  }
  return Object.keys(places).filter((name) => texts.some((text) => places[name]?.includes(text)));
}

t.test('given a caller who says the number, keys the date and says the code, then it is paid', async (t) => {
  engine.forget();
  const visit = await line();
  t.match(await visit.told('caller', 'welcome'), /or-say-it/);
  await says(visit, NUMBER);
  await visit.told('caller', 'enter', 'or-say-it');
  await visit.press(CARD.expiry);
  await visit.told('caller', 'enter', 'or-say-it');
  await says(visit, CODE);
  await paid(t, visit);
  const [transaction] = await stage.bank.transactions(visit.session);
  t.match(transaction, { status: 'submitted_for_settlement' });
  const hz = await visit.says('caller', 3000);
  await visit.hangUp();
  const path = join(stage.pbx.recordings(visit.call.number), 'caller-in.wav');
  await until('the recording to be whole', 5000, () => wholeWav(path));
  const samples = readWav(path);
  const [after] = tone(samples, hz, 100);
  if (!after) return t.fail('the recordings hear the caller again afterwards');
  const loudest = Math.max(0, ...loudness(samples.subarray(0, 8 * (after.fromMs - 40))));
  t.ok(loudest < 30, `and nothing of what was said: ${loudest}`);
  t.same(placesWith(CARD.number, CARD.number.slice(0, 8), 'four one', 'one two three'), []);
  t.ok(placesWith(visit.session).length >= 2, 'where other things of the call are');
});

t.test('given nothing can be made of it twice, then the number is keyed, and it is paid', async (t) => {
  // The control for what is looked for in the places: a debugged AGI has it in the log.
  await stage.pbx.command('agi set debug on');
  engine.forget();
  const visit = await line();
  await says(visit, 'four one whatever');
  await visit.told('caller', 'ask-again', 'not-understood');
  await says(visit, undefined);
  await stage.pbx.command('agi set debug off');
  t.notMatch(await visit.told('caller', 'ask-again', 'not-understood'), /or-say-it/);
  await visit.press(CARD.number);
  await visit.told('caller', 'enter', 'or-say-it');
  await listening();
  // The first key ends the listening, and none of those that follow it is lost.
  await visit.press(CARD.expiry);
  await visit.step('heard');
  await visit.told('caller', 'enter', 'or-say-it');
  await visit.press(CARD.code);
  await paid(t, visit);
  await visit.hangUp();
  t.ok(placesWith('four one whatever').includes('full'));
});

t.test(
  'given a caller who hangs up while it is listened to, then the session ends',

  async (t) => {
    engine.forget();
    const visit = await line();
    await listening();
    await visit.hangUp();
    t.equal(await visit.result(), 'caller-hung-up');
    t.same(await stage.bank.transactions(visit.session), []);
  },
);

t.test(
  'given a caller who came by Gosub, then only keys are asked for, and it is paid',

  async (t) => {
    const visit = await line('600');
    t.notMatch(await visit.told('caller', 'welcome'), /or-say-it/);
    await visit.press(CARD.number);
    t.notMatch(await visit.told('caller', 'enter'), /or-say-it/);
    await visit.press(CARD.expiry);
    await visit.press(CARD.code);
    await paid(t, visit);
    await visit.hangUp();
    const refusals = stage.hushpay.lines.filter(({ msg }) => msg.includes('cannot be listened to'));
    t.same(refusals, [], 'and nobody tries to listen');
  },
);

t.test('given the service stops while it listens, then the caller is told so and goes on', async (t) => {
  engine.forget();
  const visit = await line();
  await listening();
  const stopped = stage.hushpay.stop();
  await visit.told('caller', 'cancelled');
  t.equal(await visit.result(), 'transaction-cancelled');
  await visit.wentOn();
  t.equal(await stopped, 0);
  const hz = await visit.says('caller', 3000);
  await visit.hangUp();
  t.ok(await visit.heardSound('caller', 'ivr-cancelled'), 'called back in time to hear it');
  const path = join(stage.pbx.recordings(visit.call.number), 'caller-in.wav');
  await until('the recording to be whole', 5000, () => wholeWav(path));
  t.ok(tone(readWav(path), hz, 100).length > 0, 'and nothing is muted afterwards');
  await stage.hushpay.ready();
});

t.test(
  'given the service is killed while it listens, then the recordings hear the caller again',
  async (t) => {
    engine.forget();
    const visit = await line();
    const next = await stage.hushpay.prepareNext();
    await listening();
    await stage.hushpay.kill();
    visit.rewind();
    // Nobody listens to it any more, and it goes on speaking until the service is there again.
    const [spoken] = await Promise.all([visit.says('caller', 3000), next.go()]);
    await visit.wentOn();
    const after = await visit.says('caller', 1000);
    await visit.hangUp();
    t.ok(await visit.recorded(after));
    t.notOk(await visit.recorded(spoken), 'and heard nothing of the payment');
  },
);

t.test('given no recogniser any more, then only keys are asked for, and it is paid', async (t) => {
  await engine.close();
  const visit = await line();
  await visit.step('heard', 40_000);
  await visit.press(CARD.number);
  t.notMatch(await visit.told('caller', 'enter'), /or-say-it/);
  await visit.press(CARD.expiry);
  await visit.press(CARD.code);
  await paid(t, visit);
  await visit.hangUp();
});
