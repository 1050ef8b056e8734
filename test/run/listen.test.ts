import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { SpeechHeard } from '../../lib/asterisk/speech.js';
import type { Switchboard } from '../../lib/asterisk/switchboard.js';
import { captureOptions, createCapture } from '../../lib/card/vault.js';
import type { Gateway } from '../../lib/gateway/gateway.js';
import { createJournal } from '../../lib/journal/store.js';
import { createLog } from '../../lib/log.js';
import { until as eventually } from '../../lib/rig/until.js';
import { Runner } from '../../lib/run/runner.js';
import type { Policy, Session } from '../../lib/session/state.js';
import { freshDirectory } from '../config/directory.js';
import { ID, POLICY, TERMS } from '../session/fixture.js';

const NUMBER = 'four triple one, four ones';
const VISA = '4111 1111 1111 1111';

/** What the recogniser has understood; the bytes are kept to see that they are wiped. */
const texts: Buffer[] = [];
function speech(text: string): SpeechHeard {
  const bytes = Buffer.from(text);
  texts.push(bytes);
  return { kind: 'speech', text: bytes, confidence: 90 };
}

type Answer = SpeechHeard | ((runner: Runner) => SpeechHeard);

/** A caller alone with a real vault and journal, whose questions are answered in turn; then nobody says anything. */
async function line(t: Test, answers: readonly Answer[], policy: Partial<Policy> = {}, language = 'en') {
  const logged: string[] = [];
  const log = createLog({ level: 'debug' }, { write: (one) => logged.push(one) });
  const file = join(freshDirectory(t), 'journal.sqlite');
  const journal = createJournal({ client: 'sqlite3', file, lockDeadline: 10 }, log);
  await journal.open();
  await journal.takeOver('listen');
  const done = async () => undefined;
  const left = [...answers];
  const switchboard: Partial<Switchboard> = {
    stopPrompt: done,
    note: done,
    release: done,
    forget: done,
    prompt: async (sessionId, side, _leg, _media, promptId) => {
      setImmediate(() => runner.heard({ type: 'promptFinished', at: 0, sessionId, side, promptId }));
    },
    listen: async () => {
      const next = left.shift();
      if (!next) return new Promise(() => undefined);
      return typeof next === 'function' ? next(runner) : next;
    },
  };
  const cards: string[] = [];
  const gateway: Partial<Gateway> = {
    tokenise: async (card) => {
      if ('number' in card) {
        const { number, expirationMonth, expirationYear, securityCode } = card;
        cards.push([number, expirationMonth, expirationYear, securityCode].join(' '));
      }
      return new Promise(() => undefined);
    },
  };
  const runner: Runner = new Runner({
    switchboard: switchboard as Switchboard,
    gateway: gateway as Gateway,
    journal,
    log,
    newCapture: (session: Session) => createCapture(captureOptions(session.policy)),
    media: () => [],
    speech: { engine: 'e', minimumConfidence: 60 },
    now: Date.now,
  });
  t.teardown(async () => {
    runner.halt();
    await journal.close();
  });
  const gone = { channelId: '', channelName: '', present: false };
  await runner.begin({
    type: 'handOffRequested',
    at: Date.now(),
    id: ID,
    terms: { ...TERMS, entry: 'ivr', language },
    policy: { ...POLICY, speech: true, ...policy },
    caller: { channelId: '1.1', channelName: 'PJSIP/caller-1', present: true },
    agent: gone,
  });
  runner.dispatch(ID, { type: 'partyArrived', side: 'caller' });
  const session = () => runner.sessions()[0] as Session;
  return {
    runner,
    cards,
    logged,
    session,
    all: () => left.length === 0,
    steps: () => journal.steps(ID),
    until: (what: string, met: (phase: Session['phase']) => boolean) =>
      eventually(what, 5000, () => met(session().phase)),
  };
}

const tokenising = (phase: Session['phase']) => phase.name === 'tokenising';
const asked = (field: string, attempt: number) => (phase: Session['phase']) =>
  phase.name === 'capturing' && phase.field === field && phase.attempt === attempt;

t.test('given a card that is said, then it is in the vault, and what was said is nowhere else', async (t) => {
  texts.length = 0;
  const { cards, logged, steps, until } = await line(t, [
    speech(VISA),
    speech('May thirty five'),
    speech('one two three'),
  ]);
  await until('the card to be whole', tokenising);
  await until('it to be sent', () => cards.length > 0);
  t.same(cards, ['4111111111111111 05 35 123']);
  t.ok(texts.length === 3 && texts.every((text) => text.every((byte) => byte === 0)), 'wiped');
  // The journal is behind the call.
  const kept = await eventually('the steps to be in the journal', 5000, async () => {
    const text = logged.join() + JSON.stringify(await steps());
    return text.includes('"1111"') && text;
  });
  t.match(kept, '"1111"', 'the mask is');
  for (const said of ['4111', 'May', 'thirty', 'one two']) t.notMatch(kept, said);
});

t.test(
  'given what is no number, too long, or wrong, then it is asked again, and then for keys',
  async (t) => {
    for (const [said, error] of [
      ['whatever', 'unclear'],
      [`5555 5555 5555 4444 4`, 'unclear'],
      ['4111 1111 1111 1112', 'digits'],
      ['4111', 'digits'],
    ] as const) {
      const { until, steps, session, all } = await line(t, [speech(said), speech(said)]);
      await until(`${said}: the third time`, asked('payment-card-number', 3));
      t.ok(all(), said);
      t.match(session().voice, { tries: 2 });
      const heard = await eventually('both to be in the journal', 5000, async () => {
        const outcomes = (await steps()).flatMap(({ event }) =>
          event.type === 'heard' ? [event.outcome] : [],
        );
        return outcomes.length >= 2 && outcomes;
      });
      t.same(heard, [error, error], said);
    }
  },
);

t.test('given a field that is asked twice, then both may be said, and must be the same', async (t) => {
  const fields = { ...POLICY.fields };
  fields['payment-card-number'] = { ...fields['payment-card-number'], twice: true };
  const same = await line(t, [speech(VISA), speech(VISA)], { fields });
  await same.until('the date', asked('expiration-date', 1));
  const other = await line(t, [speech(VISA), speech('4012 8888 8888 1881')], { fields });
  await other.until('the number again', asked('payment-card-number', 2));
});

t.test('given a key, then it is pressed, and the field goes on by keys', async (t) => {
  const { runner, until } = await line(t, [{ kind: 'key', key: '4' }]);
  await until('the key', (phase) => phase.name === 'capturing' && phase.keys === 1);
  for (const key of '111111111111111') {
    runner.heard({ type: 'keyPressed', at: Date.now(), sessionId: ID, side: 'caller', key });
  }
  await until('the date', asked('expiration-date', 1));
});

t.test('given keys or another request meanwhile, then what is heard means nothing', async (t) => {
  texts.length = 0;
  const keyed = await line(t, [
    (runner) => {
      runner.heard({ type: 'keyPressed', at: Date.now(), sessionId: ID, side: 'caller', key: '4' });
      return speech(VISA);
    },
  ]);
  await keyed.until('the key', (phase) => phase.name === 'capturing' && phase.keys === 1);
  await eventually('it to be wiped', 2000, () => texts[0]?.every((byte) => byte === 0) === true);
  t.match(keyed.session().phase, { field: 'payment-card-number', keys: 1 });
  const stopped = await line(t, [
    (runner) => {
      runner.dispatch(ID, { type: 'shutdownDue' });
      return speech(NUMBER);
    },
  ]);
  await eventually('the end', 5000, () => stopped.runner.sessions().length === 0);
});

t.test('given it is refused, then it is told once with the reason, and keys count', async (t) => {
  const { until, logged, session } = await line(t, [{ kind: 'refused', why: 'somebody listens' }]);
  await until('keys only', () => session().voice.off);
  t.equal(logged.filter((one) => one.includes('somebody listens')).length, 1);
  const foreign = await line(t, [], {}, 'it');
  await foreign.until('the field', () => foreign.session().phase.name === 'capturing');
  t.notOk(foreign.session().voice.listening, 'nor is it offered where its words are not known');
  const broken = await line(t, [
    () => {
      throw new Error('no such channel');
    },
  ]);
  await broken.until('keys only', () => broken.session().voice.off);
});
