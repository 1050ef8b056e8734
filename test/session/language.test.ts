import t from 'tap';
import { refusalOf } from '../../lib/session/agent.js';
import { languageOf } from '../../lib/session/language.js';
import type { Terms } from '../../lib/session/state.js';
import { MASK, Table } from './fixture.js';

const LANGUAGES = { languages: ['en', 'es'], served: ['en', 'es', 'hu'] };

function asked(terms: Partial<Terms> = {}): Table {
  return new Table(terms, LANGUAGES).arrive();
}
const spokenTo = ({ session }: Table) => [languageOf(session, 'caller'), languageOf(session, 'agent')];
const setTo = (language: string) =>
  ({ type: 'agentCommanded', command: { do: 'setLanguage', language } }) as const;

t.test('given languages, when the caller chooses one, then the agent goes on hearing theirs', async (t) => {
  const table = asked();
  t.match(table.phase, { name: 'choosing', choice: 'language' });
  t.same(spokenTo(table), ['en', 'en']);
  table.heard().happens({ type: 'callerChose', answer: 2 });
  t.same(spokenTo(table), ['es', 'en']);
  const speak = table.last.commands.find(({ type }) => type === 'speak');
  t.match(speak, { language: 'es' }, 'so does the dialplan');
  t.match(table.phase, { name: 'capturing', field: 'payment-card-number' });
  const prompt = table.last.commands.find(({ type }) => type === 'prompt');
  t.match(prompt, { prompt: { lead: [{ say: 'amount' }] } }, 'with what is paid, which was not said yet');
});

t.test('given no answer, then the payment goes on in the language of the call', async (t) => {
  const table = asked();
  for (let attempt = 1; attempt <= 3; attempt++) table.heard().happens({ type: 'timedOut', timer: 'choice' });
  t.match(table.phase, { name: 'capturing', field: 'payment-card-number' });
  t.same(spokenTo(table), ['en', 'en']);
});

t.test('given the dialplan has said it, or there is none to choose, then nobody is asked', async (t) => {
  t.match(asked({ languageGiven: true }).phase, { name: 'capturing' });
  t.match(new Table().arrive().phase, { name: 'capturing' });
  t.match(
    new Table({ entry: 'ivr' }, LANGUAGES).enter().phase,
    { name: 'capturing' },
    'the line has its own',
  );
});

t.test('given a language by command, then what is asked is asked in it, and keys go on', async (t) => {
  const table = new Table({}, { ...LANGUAGES, languages: [] }).arrive();
  table.happens(setTo('hu'));
  t.same(spokenTo(table), ['hu', 'en']);
  t.same(table.said(), ['prompt caller enter']);
  table.happens({ type: 'fieldProgressed', field: 'payment-card-number', keys: 3, complete: false });
  table.happens(setTo('es'));
  t.same(table.did(), ['speak'], 'keys of an open field are not disturbed');
  t.match(table.phase, { keys: 3 });
  t.same(spokenTo(table), ['es', 'en']);
  table.happens({ type: 'fieldDone', field: 'payment-card-number', card: MASK });
  table.happens(setTo('en'));
  t.same(spokenTo(table), ['en', 'en']);
});

t.test(
  'given the language is being asked for, when the agent says it, then that is the answer',
  async (t) => {
    const table = asked().happens(setTo('es'));
    t.match(table.phase, { name: 'capturing', field: 'payment-card-number' });
    t.same(spokenTo(table), ['es', 'en']);
  },
);

t.test('given a language nobody is served in, or the end, then the command is refused', async (t) => {
  const command = (language: string) => ({ do: 'setLanguage', language }) as const;
  t.equal(refusalOf(asked().session, command('fr')), 'no-such-language');
  t.equal(refusalOf(new Table().arrive().session, command('en')), 'no-such-language', 'of a journal of 0.1');
  t.equal(refusalOf(asked().session, command('hu')), undefined);
  const ended = asked().happens({ type: 'redirectFailed' });
  t.equal(refusalOf({ ...ended.session, phase: { name: 'ended' } }, command('hu')), 'not-now');
});
