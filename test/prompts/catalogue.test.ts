import { existsSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { mediaFor } from '../../lib/prompts/catalogue.js';
import { LANGUAGES } from '../../lib/prompts/languages.js';
import { REFUSALS, refusalMedia } from '../../lib/prompts/refusal.js';
import { readTexts, soundsDirectory } from '../../lib/prompts/texts.js';
import type { Prompt } from '../../lib/session/command.js';
import { BRANDS, everyPrompt } from './every-prompt.js';

const PREFIX = 'sound:hushpay/';
const names = (prompt: Prompt) => mediaFor(prompt, 'en').map((media) => media.slice(PREFIX.length));

const { sounds } = readTexts('en');

/** What a prompt says, written out. */
function said(prompt: Prompt): string {
  return names(prompt)
    .map((name) => sounds[name] ?? `<${name}?>`)
    .join(' ');
}

t.test(
  'given every prompt, when its media are asked, then each sound exists and none is left over',
  async (t) => {
    const { sounds } = readTexts('en');
    const played = new Set<string>();
    for (const prompt of everyPrompt()) {
      const media = mediaFor(prompt, 'en');
      if (media.length === 0 || media.some((one) => !one.startsWith(PREFIX)))
        t.fail(`media of ${prompt.key}`, { media });
      for (const name of names(prompt)) played.add(name);
    }
    for (const refusal of REFUSALS) {
      for (const file of refusalMedia(refusal)) {
        t.ok(file.startsWith('hushpay/'), file);
        played.add(file.slice('hushpay/'.length));
      }
    }
    for (const name of played) {
      t.ok(sounds[name], `${name} has a text`);
      for (const language of LANGUAGES) {
        t.ok(existsSync(join(soundsDirectory(language), `${name}.wav`)), `${name} is spoken in ${language}`);
      }
    }
    t.same(
      Object.keys(sounds).filter((name) => !played.has(name)),
      [],
      'no text that nothing says',
    );
    t.ok(LANGUAGES.has('en'));
  },
);

t.test('given a prompt to the caller, when read out, then it says what matters', async (t) => {
  const table: [Prompt, RegExp][] = [
    [
      { key: 'welcome', amount: { minor: 2550, currency: 'USD' }, field: 'payment-card-number' },
      /agent cannot hear or see what you key.* twenty five dollars and fifty cents Please key your card number/,
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
    [{ key: 'agent-enter-amount', currency: 'JPY' }, /amount in J P Y Pound finishes/],
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
      { key: 'agent-declined', code: '2092', severity: 'soft', choice: false },
      /with the code two zero nine two$/,
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
