import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { candidates, splitText } from '../../lib/prompts/lines.js';
import { speakerIn, TEXT_LANGUAGES } from '../../lib/prompts/media.js';
import { refusalMedia } from '../../lib/prompts/refusal.js';
import { REFUSALS } from '../../lib/prompts/refusals.js';
import { soundPath } from '../../lib/prompts/sound.js';
import { readTexts, soundsDirectory } from '../../lib/prompts/texts.js';
import { projectRoot } from '../../lib/root.js';
import { BRANDS } from '../../lib/session/brand.js';
import type { Prompt } from '../../lib/session/command.js';
import { everyPrompt } from './every-prompt.js';

const speak = speakerIn('en');
const { sounds } = readTexts('en');

function names(prompt: Prompt, language: string): string[] {
  return speak(prompt, language).map((media) => {
    const [, own, name] = /^sound:(\w+)\/hushpay\/([a-z0-9-]+)$/.exec(media) ?? [];
    if (own !== language || !name) throw new Error(`${prompt.key} in ${language}: ${media}`);
    return name;
  });
}

/** What a prompt says in English, written out. */
function said(prompt: Prompt): string {
  return names(prompt, 'en')
    .map((name) => sounds[name] ?? `<${name}?>`)
    .join(' ');
}

for (const language of TEXT_LANGUAGES) {
  t.test(`given every prompt in ${language}, then each sound exists and none is left over`, async (t) => {
    const texts = readTexts(language);
    const played = new Set<string>();
    for (const prompt of everyPrompt(language)) for (const name of names(prompt, language)) played.add(name);
    for (const file of REFUSALS.flatMap(refusalMedia)) played.add(file.slice('hushpay/'.length));
    // What the dialplan itself plays.
    const dialplan = readFileSync(join(projectRoot(), 'dialplan', 'extensions_hushpay.conf'), 'utf8');
    for (const [, name = ''] of dialplan.matchAll(/Playback\(hushpay\/([a-z-]+)\)/g)) played.add(name);
    // What is played over AGI to who is at the door of the payment line.
    for (const name of ['closed', 'gateway-down', 'ivr-consult']) played.add(name);
    const missing = [...played].filter((name) => !texts.sounds[name]);
    t.same(missing, [], 'a text for every sound');
    t.same(
      [...played].filter((name) => !soundPath(soundsDirectory(language), name)),
      [],
      'a file for every sound',
    );
    const unused = Object.keys(texts.sounds).filter((name) => !played.has(name));
    t.same(unused, [], 'no text that nothing says');
  });

  /** What the core asks to be said: `key: 'x'`, one of two, or a word put together. */
  function askedFor(): { readonly keys: ReadonlySet<string>; readonly parts: readonly RegExp[] } {
    const room = join(projectRoot(), 'lib', 'session');
    const source = readdirSync(room)
      .filter((file) => file !== 'command.ts')
      .map((file) => readFileSync(join(room, file), 'utf8'))
      .join('\n');
    const keys = new Set<string>();
    const parts: RegExp[] = [];
    for (const [, given = ''] of source.matchAll(/key: ([^,}]+(?:\}`[^,}]*)?)/g)) {
      for (const [, key = ''] of given.matchAll(/'([a-z-]+)'/g)) keys.add(key);
      for (const [, text = ''] of given.matchAll(/`([^`]+)`/g))
        parts.push(new RegExp(`^${text.replace(/\$\{[^}]*\}?/, '(raised|lowered)')}$`));
    }
    return { keys, parts };
  }

  t.test('given every prompt, then there is something in the core that asks for it', async (t) => {
    const { keys, parts } = askedFor();
    const asked = (key: string) => keys.has(key) || parts.some((part) => part.test(key));
    const dead = new Set(
      everyPrompt()
        .map(({ key }) => key)
        .filter((key) => !asked(key)),
    );
    t.same([...dead], []);
    t.notOk(asked('a-prompt-nobody-asks-for'));
  });

  t.test(
    `given the texts in ${language}, then they are those of English, with the same places`,
    async (t) => {
      const own = readTexts(language).written;
      const english = readTexts('en').written;
      const word = /^(number|unit|word|month|letter|key)-/;
      const sentences = (texts: Readonly<Record<string, string>>) =>
        Object.keys(texts)
          .filter((name) => !word.test(name))
          .sort();
      t.same(sentences(own), sentences(english));
      for (const name of sentences(english)) {
        const places = (text = '') => (text.match(/\{\w+\}|\[[^\]]+\]/g) ?? []).sort();
        t.same(places(own[name]), places(english[name]), name);
        if (language !== 'en' && !/^brand-|tick/.test(name))
          t.not(own[name], english[name], `${name} is translated`);
      }
    },
  );
}

t.test(
  'given any language, when the caller is welcomed, then they are told that nobody hears the keys',
  async (t) => {
    const trust: Readonly<Record<string, RegExp>> = {
      en: /agent cannot hear or see what you key/,
      hu: /Ügyintézője nem hallja és nem látja, mit üt be/,
      de: /hört nicht und sieht nicht, was Sie eingeben/,
      es: /no puede oír ni ver lo que usted marca/,
      fr: /ne peut ni entendre ni voir ce que vous tapez/,
    };
    t.same(Object.keys(trust).sort(), [...TEXT_LANGUAGES].sort());
    for (const language of TEXT_LANGUAGES) {
      const { written } = readTexts(language);
      for (const name of ['welcome', 'another-card', 'ivr-welcome', 'welcome-no-amount'])
        t.ok(written[name], `${language} ${name}`);
      t.match(written.welcome, trust[language], language);
      t.match(written['welcome-no-amount'], trust[language], language);
    }
  },
);

t.test(
  'given a language or a region without texts, then the nearest language says the whole prompt',
  async (t) => {
    const hungarian = speakerIn('hu');
    const wait: Prompt = {
      key: 'welcome',
      amount: { minor: 100, currency: 'EUR' },
      field: 'payment-card-number',
    };
    t.same(hungarian(wait, 'hu_HU'), hungarian(wait, 'hu'), 'of its region');
    t.same(hungarian(wait, 'pt_BR'), hungarian(wait, 'hu'), 'the configured one');
    t.same(speakerIn('xx')(wait, 'pt_BR'), hungarian(wait, 'en'), 'and else English');
  },
);

t.test('given field, error, brand, try and brief, then the most specific text goes first', async (t) => {
  t.same(candidates('enter', { field: 'f', brand: 'b', brief: true }), [
    'enter-f-b-brief',
    'enter-f-b',
    'enter-f-brief',
    'enter-f',
    'enter-b-brief',
    'enter-b',
    'enter-brief',
    'enter',
  ]);
  const third = candidates('error', { field: 'f', error: 'e', attempt: 3 });
  t.same(third.slice(0, 4), ['error-f-e-try-3', 'error-f-e-try-2', 'error-f-e', 'error-f-try-3']);
  t.ok(third.indexOf('error-e') > third.indexOf('error-f'), 'a field goes before an error');
  t.equal(third.at(-1), 'error');
  t.same(candidates('error', { attempt: 1 }), ['error'], 'a first time is nothing special');
});

t.test('given a text with places, then its words are sounds of their own', async (t) => {
  t.same(splitText('paid', 'Your payment of {amount} has gone through.').sounds, {
    'paid-1': 'Your payment of',
    'paid-2': 'has gone through.',
  });
  const due = splitText('due', 'You pay {amount}.');
  t.same(due.sounds, { due: 'You pay' });
  t.same(due.pieces, [
    { kind: 'sound', name: 'due' },
    { kind: 'slot', slot: 'amount' },
  ]);
  t.same(splitText('read', '{amount}. Press 1.').sounds, { read: 'Press 1.' });
  t.throws(() => splitText('bad', 'You pay {money}.'), /bad: \{money\} is none of/);
});

t.test('given a prompt to the caller, when read out, then it says what matters', async (t) => {
  const table: [Prompt, RegExp][] = [
    [
      { key: 'welcome', amount: { minor: 2550, currency: 'USD' }, field: 'payment-card-number' },
      /agent cannot hear or see what you key.* twenty-five dollars and fifty cents Please key your card number/,
    ],
    [{ key: 'enter', field: 'security-code', brand: 'amex' }, /four digits on the front/],
    [{ key: 'enter', field: 'security-code', brand: 'visa' }, /three digits on the back of your card\.$/],
    [{ key: 'enter', field: 'security-code', brand: 'unknown' }, /three .* or the four/],
    [
      {
        key: 'ask-again',
        field: 'payment-card-number',
        error: 'invalid-card-type',
        attempt: 2,
        brand: 'amex',
        brands: ['visa', 'mastercard', 'jcb'],
      },
      /^Sorry, we cannot take American Express We take Visa Mastercard and J C B Please key the number of another card/,
    ],
    [
      {
        key: 'ask-again',
        field: 'payment-card-number',
        error: 'invalid-card-type',
        attempt: 2,
        brands: ['visa'],
      },
      /this kind of card\. We take Visa Please/,
    ],
    [
      {
        key: 'ask-again',
        field: 'security-code',
        error: 'invalid-security-code',
        attempt: 3,
        brand: 'amex',
        brands: BRANDS,
      },
      /right number of digits\. Take your time\. .*four digits on the front/,
    ],
    [
      { key: 'ask-again', field: 'payment-card-number', error: 'timeout', attempt: 2, brands: BRANDS },
      /whole card number\. Please key your card number again/,
    ],
    [{ key: 'cleared', field: 'expiration-date' }, /^Cleared\. .*two for the year/],
    [{ key: 'another-card', field: 'payment-card-number' }, /Please key your card number/],
    [
      { key: 'approved', amount: { minor: 100, currency: 'EUR' } },
      /Your payment of one euro has gone through/,
    ],
    [{ key: 'unknown' }, /do not pay again/],
  ];
  for (const [prompt, words] of table) t.match(said(prompt), words, prompt.key);
});

t.test('given a prompt to the agent, when read out, then it says why and what can be done', async (t) => {
  const maximum = { minor: 500000, currency: 'USD' };
  const table: [Prompt, RegExp][] = [
    [{ key: 'agent-enter-amount', currency: 'USD' }, /amount in dollars Star is the decimal point/],
    [{ key: 'agent-enter-amount', currency: 'JPY' }, /amount in yen Pound finishes/],
    [
      { key: 'agent-amount-fault', fault: 'too-large', currency: 'USD', maximum },
      /limit is five thousand dollars Key the amount/,
    ],
    [
      { key: 'agent-amount-fault', fault: 'timeout', currency: 'USD', maximum },
      /No amount was keyed\. Key the amount/,
    ],
    [{ key: 'agent-confirm-amount', amount: { minor: 2000, currency: 'USD' } }, /^twenty dollars Press 1/],
    [
      { key: 'agent-field-failed', field: 'expiration-date', error: 'invalid-date' },
      /^Expiration date\. Not right/,
    ],
    [
      { key: 'agent-approved', card: { brand: 'visa', last4: '1881' } },
      /^Approved\. Visa ending in one eight eight one$/,
    ],
    [
      { key: 'agent-declined', code: '2001', severity: 'soft', choice: true },
      /^Declined\. There is not enough money on the card\. Press 1 for another card, or 2 to go back/,
    ],
    [
      { key: 'agent-declined', code: '2053', severity: 'never-again', choice: false },
      /lost or stolen\. This card must not be tried again\.$/,
    ],
    [
      { key: 'agent-declined', code: '2999', severity: 'soft', choice: false },
      /with the code two nine nine nine$/,
    ],
    [
      { key: 'agent-refused', reason: 'avs_and_cvv', choice: true },
      /address and the security code .* Press 1/,
    ],
    [{ key: 'agent-failed', cause: 'gateway-unreachable' }, /Nothing was charged\. .*cannot be reached/],
    [{ key: 'agent-failed', cause: 'card-missing' }, /Nothing was charged\. .*once more/],
    [{ key: 'agent-unknown' }, /not known .* Do not charge it again/],
  ];
  for (const [prompt, words] of table) t.match(said(prompt), words, prompt.key);
});

t.test(
  'given the decline codes that Braintree documents, when spoken, then each has words of its own',
  async (t) => {
    const codes =
      `2000 2001 2002 2003 2004 2005 2006 2007 2009 2010 2012 2013 2014 2015 2016 2019 2022 2038 2044 2046 2047
    2053 2057 2099 2107 2108 3000`.split(/\s+/);
    for (const code of codes) {
      const prompt = { key: 'agent-declined', code, severity: 'hard', choice: false } as const;
      t.notMatch(said(prompt), /with the code/, code);
    }
  },
);

t.test('given a hand-off that is refused, when told, then a tone comes before the words', async (t) => {
  for (const refusal of REFUSALS) {
    const [file] = refusalMedia(refusal);
    t.match(sounds[(file ?? '').slice('hushpay/'.length)], /^\[tone \d+ \d+\] .*[a-z]/, refusal);
  }
  t.same(refusalMedia('unavailable'), ['hushpay/agent-unavailable'], 'as the dialplan plays it');
});

t.test(
  'given languages to choose from, then each is offered in itself, after a greeting in the call’s',
  async (t) => {
    const lead = [{ say: 'greeting' }] as const;
    const prompt = { key: 'choose-language', languages: ['en', 'hu'], lead, alone: true } as const;
    t.same(speak(prompt, 'de'), [
      'sound:de/hushpay/ivr-greeting',
      'sound:de/hushpay/ivr-welcome-no-amount',
      ...speak({ key: 'choose-language', languages: ['en'] }, 'en'),
      'sound:hu/hushpay/language-choice-1',
      'sound:hu/hushpay/key-2',
      'sound:hu/hushpay/language-choice-2',
    ]);
  },
);
