import t from 'tap';
import { severityOf } from '../../lib/gateway/braintree/severity.js';
import { PROCESSOR_TEXTS } from '../../lib/gateway/braintree/texts.js';
import { DECLINE_LANGUAGES, declineReason, declineTexts, toldReason } from '../../lib/prompts/declines.js';
import { DECLINED } from '../../lib/prompts/reasons.js';
import { readTexts } from '../../lib/prompts/texts.js';
import { LESS_MAY_DO } from '../../lib/session/less.js';

const CODES = Object.keys(PROCESSOR_TEXTS).filter((code) => Number(code) >= 2000);
const RANGES = ['2110', '2999', '3001', '4001', ''];

t.test(
  'given every code of a decline, then each language has a text for the agent and the caller',
  async (t) => {
    t.same([...DECLINE_LANGUAGES].sort(), ['de', 'en', 'es', 'fr', 'hu']);
    t.ok(CODES.length >= 105, `${CODES.length} codes`);
    for (const language of DECLINE_LANGUAGES) {
      for (const code of [...CODES, ...RANGES]) {
        for (const cardType of ['Visa', 'MasterCard']) {
          const severity = severityOf(code, cardType);
          const { agent, caller } = declineTexts({ code, severity }, language);
          t.match(agent, /^\p{Lu}.*\.$/u, `${language} ${code} to the agent`);
          t.match(caller, /^\p{Lu}.*\.$/u, `${language} ${code} to the caller`);
        }
      }
    }
  },
);

t.test('given a caller who is told that less may do, then less may be paid, and else not', async (t) => {
  for (const code of [...CODES, ...RANGES])
    t.equal(LESS_MAY_DO.has(code), toldReason(declineReason(code)) === 'smaller-amount', code);
});

t.test('given the languages, then none repeats another one’s words', async (t) => {
  for (const code of CODES) {
    const said = [...DECLINE_LANGUAGES].map((language) => declineTexts({ code, severity: 'hard' }, language));
    t.equal(new Set(said.map(({ agent }) => agent)).size, said.length, code);
    t.equal(new Set(said.map(({ caller }) => caller)).size, said.length, code);
  }
});

t.test('given a reason that is spoken, then the English text is what the agent hears', async (t) => {
  const { sounds } = readTexts('en');
  for (const [reason, [code = '']] of Object.entries(DECLINED)) {
    t.equal(declineTexts({ code, severity: 'hard' }, 'en').agent, sounds[`declined-${reason}`], reason);
  }
});

t.test('given a code, then both are told what it means for them', async (t) => {
  const told: readonly [string, string, string][] = [
    ['2001', 'insufficient-funds', 'smaller-amount'],
    ['2010', 'security-code', 'check-details'],
    ['2013', 'possibly-stolen', 'ask-bank'],
    ['2004', 'expired-card', 'another-card'],
    ['2026', 'merchant-set-up', 'our-side'],
    ['2092', 'not-verified', 'account-not-verified'],
    ['2500', 'other', 'ask-bank'],
    ['3000', 'network-unavailable', 'later'],
    ['3100', 'network-unavailable', 'later'],
    ['4001', 'settlement-declined', 'ask-bank'],
  ];
  for (const [code, reason, caller] of told) {
    t.equal(declineReason(code), reason, code);
    t.equal(toldReason(reason), caller, code);
  }
});

t.test('given a card that must not be tried again, then both are told so', async (t) => {
  const { agent, caller } = declineTexts({ code: '2053', severity: 'never-again' }, 'en');
  t.equal(agent, 'The card is lost or stolen. This card must not be tried again.');
  t.equal(caller, 'This card cannot be used. Please use another one.');
});

t.test('given a reason for distrust, then the caller is never told of it', async (t) => {
  for (const language of DECLINE_LANGUAGES) {
    const callers = ['2012', '2013', '2014', '2047', '2053'].map(
      (code) => declineTexts({ code, severity: 'hard' }, language).caller,
    );
    const [one] = callers;
    t.equal(one, declineTexts({ code: '2000', severity: 'soft' }, language).caller);
    t.equal(new Set(callers).size, 1, 'the same words as for no reason at all');
  }
});

t.test('given a language or a country without texts, then the nearest is spoken', async (t) => {
  const at = (language: string): string => declineTexts({ code: '2004', severity: 'hard' }, language).agent;
  t.equal(at('de_AT'), at('de'));
  t.equal(at('pt'), at('en'));
});
