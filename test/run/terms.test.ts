import t from 'tap';
import { decimalsOf } from '../../lib/money/currency.js';
import {
  DETAILS,
  type Details,
  detailsOf,
  type Obtainable,
  possible,
  readable,
  storedWanted,
  termsOf,
  unobtainable,
  unreadable,
} from '../../lib/run/terms.js';

const OPTIONS = {
  currency: 'USD',
  // A thousand units, whatever the currency's decimals.
  maximumMinor: (currency: string) => {
    const decimals = decimalsOf(currency);
    return decimals === undefined ? undefined : 1000 * 10 ** decimals;
  },
  mode: 'charge' as const,
  language: 'en',
  languages: new Set(['en', 'de', 'pt_BR']),
};

const terms = (details: Details) => termsOf(details, OPTIONS);

const billing = { street: '1 Main St', city: 'San Jose', region: 'CA', postalCode: '94085' };

const whose = (
  holderFirst: string,
  holderLast: string,
  holderBusiness: string,
  holderStreet: string,
  holderCity: string,
  holderRegion: string,
  holderPostalCode: string,
): Details => ({
  holderFirst,
  holderLast,
  holderBusiness,
  holderStreet,
  holderCity,
  holderRegion,
  holderPostalCode,
});

const nothing = { mode: 'charge', currency: 'USD', maximumMinor: 100_000, language: 'en' };

const TABLE: readonly (readonly [string, Details, object])[] = [
  ['nothing set', {}, nothing],
  ['an amount', { amount: '25.50' }, { ...nothing, amount: { minor: 2550, currency: 'USD' } }],
  ['the largest amount', { amount: '1000' }, { ...nothing, amount: { minor: 100_000, currency: 'USD' } }],
  ['a cent more', { amount: '1000.01' }, { ...nothing, fault: 'too-large' }],
  ['zero', { amount: '0.00' }, { ...nothing, fault: 'zero' }],
  ['three decimals', { amount: '1.234' }, { ...nothing, fault: 'decimals' }],
  ['a comma', { amount: '12,50' }, { ...nothing, fault: 'nonsense' }],
  ['a sign', { amount: '-5' }, { ...nothing, fault: 'nonsense' }],
  [
    'a currency in lower case',
    { amount: '5', currency: 'eur' },
    { ...nothing, currency: 'EUR', amount: { minor: 500, currency: 'EUR' } },
  ],
  [
    'a currency without decimals',
    { amount: '500', currency: 'JPY' },
    { ...nothing, currency: 'JPY', maximumMinor: 1000, amount: { minor: 500, currency: 'JPY' } },
  ],
  [
    'decimals of a currency without',
    { amount: '5.00', currency: 'JPY' },
    { ...nothing, currency: 'JPY', maximumMinor: 1000, fault: 'decimals' },
  ],
  [
    'three decimals where there are',
    { amount: '1.234', currency: 'KWD' },
    { ...nothing, currency: 'KWD', maximumMinor: 1_000_000, amount: { minor: 1234, currency: 'KWD' } },
  ],
  [
    'an unknown currency: the amount is not taken either',
    { amount: '5', currency: 'XQX' },
    { ...nothing, fault: 'currency' },
  ],
  [
    'a least part of it: the caller may choose',
    { amount: '25.00', minimum: '5' },
    { ...nothing, due: { minor: 2500, currency: 'USD' }, minimum: { minor: 500, currency: 'USD' } },
  ],
  ['a least part that is none', { amount: '25.00', minimum: '5,00' }, { ...nothing, fault: 'nonsense' }],
  [
    'several invoices: their sum',
    { invoices: 'INV-1=25.00, INV-2=10.50' },
    {
      ...nothing,
      amount: { minor: 3550, currency: 'USD' },
      invoices: [
        { reference: 'INV-1', amount: { minor: 2500, currency: 'USD' } },
        { reference: 'INV-2', amount: { minor: 1050, currency: 'USD' } },
      ],
      reference: 'INV-1, INV-2',
    },
  ],
  [
    'an invoice without an amount',
    { invoices: 'INV-1=25.00,INV-2' },
    { ...nothing, reference: 'INV-1', fault: 'nonsense' },
  ],
  [
    'invoices that are too much',
    { invoices: 'A=900,B=900' },
    { ...nothing, reference: 'A, B', fault: 'too-large' },
  ],
  ['a currency alone', { currency: 'EUR' }, { ...nothing, currency: 'EUR' }],
  [
    'reference and description',
    { reference: 'INV-1', description: 'shoes' },
    { ...nothing, reference: 'INV-1', description: 'shoes' },
  ],
  ['a reference too long', { reference: 'x'.repeat(300) }, { ...nothing, reference: 'x'.repeat(255) }],
  ['a language of ours', { language: 'de' }, { ...nothing, language: 'de', languageGiven: true }],
  ['the channel’s language', { channelLanguage: 'pt_BR' }, { ...nothing, language: 'pt_BR' }],
  ['a country of a language of ours', { channelLanguage: 'de_AT' }, { ...nothing, language: 'de' }],
  [
    'chosen before the channel’s',
    { language: 'en', channelLanguage: 'de' },
    { ...nothing, languageGiven: true },
  ],
  [
    'a chosen language we have not',
    { language: 'xx', channelLanguage: 'de' },
    { ...nothing, language: 'de', languageGiven: true },
  ],
  ['no language we have', { channelLanguage: 'fr' }, nothing],
  ['a method', { method: 'ACH-debit' }, { ...nothing, method: 'ach-debit' }],
  [
    'device data',
    { deviceData: '{"correlation_id":"3f9b2c"}' },
    { ...nothing, risk: { deviceData: '{"correlation_id":"3f9b2c"}' } },
  ],
  ['a ZIP+4', { postalCode: '94085-1234' }, { ...nothing, postalCode: '940851234' }],
  [
    'a person whose account it is',
    whose('Ada', 'Moss', '', '1 Main St', 'San Jose', 'ca', '94085'),
    { ...nothing, holder: { owner: { firstName: 'Ada', lastName: 'Moss' }, billing } },
  ],
  [
    'a business whose account it is',
    whose('Ada', 'Moss', 'Moss Ltd', '1 Main St', 'San Jose', 'CA', '94085'),
    { ...nothing, holder: { owner: { businessName: 'Moss Ltd' }, billing } },
  ],
  ['a holder without a last name', whose('Ada', '', '', '1 Main St', 'San Jose', 'CA', '94085'), nothing],
  ['a holder without a street', whose('Ada', 'Moss', '', '', 'San Jose', 'CA', '94085'), nothing],
  [
    'a holder of no state, where no account is asked for',
    whose('Ada', 'Moss', '', '1 Main St', 'San Jose', 'Cal', '94085'),
    nothing,
  ],
];

for (const [name, details, expected] of TABLE) {
  t.test(`given ${name}, when a hand-off begins, then its terms are told`, async (t) => {
    t.strictSame(terms(details), expected);
  });
}

const detail = (name: string, value: string) =>
  detailsOf(DETAILS.map((one) => (one === `\${${name}}` ? value : '')));

t.test('given a text of people with line breaks, then it is read whole, in one line', async (t) => {
  const value = 'Shoes (red)\nsize 42)\r\n\tHUSHPAY_MODE=charge';
  for (const name of ['HUSHPAY_DESCRIPTION', 'HUSHPAY_REFERENCE']) {
    const details = detail(name, value);
    t.same(unreadable(details), [], name);
  }
  t.equal(
    terms(detail('HUSHPAY_DESCRIPTION', value)).description,
    'Shoes (red) size 42) HUSHPAY_MODE=charge',
  );
});

t.test('given a control character in any variable, then nothing is made of it', async (t) => {
  for (const expression of DETAILS) {
    const name = expression.slice(2, -1);
    for (const character of ['\u0000', '\u001f', '\u001b', '\u007f', '\u009b']) {
      const details = detail(name, `1${character}2`);
      if (name === 'CALLERID(num)') {
        t.same(unreadable(details), [], 'the caller sets it, and it is only counted by');
        continue;
      }
      t.same(unreadable(details), [/^HUSHPAY_/.test(name) ? name : 'channelLanguage']);
      t.throws(() => readable(details), { name: 'UnreadableError' });
    }
  }
  for (const name of [
    'HUSHPAY_AMOUNT',
    'HUSHPAY_CURRENCY',
    'HUSHPAY_MODE',
    'HUSHPAY_STORED',
    'HUSHPAY_CUSTOMER',
  ]) {
    t.same(unreadable(detail(name, 'a\nb')), [name], 'and a line break where there can be none');
  }
});

t.test('given a word that is none of ours, then nobody is charged by a default', async (t) => {
  t.same(unreadable(detail('HUSHPAY_MODE', 'hold')), ['HUSHPAY_MODE']);
  t.same(unreadable(detail('HUSHPAY_MODE', 'authorise)')), ['HUSHPAY_MODE']);
  t.same(unreadable(detail('HUSHPAY_PRESENCE', 'isolatd')), ['HUSHPAY_PRESENCE']);
  t.same(unreadable(detail('HUSHPAY_MODE', 'Authorise')), []);
  for (const method of ['ach_debit', 'cheque', 'card']) {
    t.same(unreadable(detail('HUSHPAY_METHOD', method)), ['HUSHPAY_METHOD'], method);
  }
  t.same(unreadable(detail('HUSHPAY_METHOD', 'ACH-debit')), []);
});

t.test(
  'given a method by name, when it cannot be had, then it is refused and what is wrong named',
  async (t) => {
    const both = { methods: ['credit-card', 'ach-debit'] as const, lookup: false };
    const ach = (
      more: Details = {},
      holder = whose('Ada', 'Moss', '', '1 Main St', 'San Jose', 'CA', '94085'),
    ) => ({
      method: 'ach-debit',
      ...holder,
      ...more,
    });
    const wrong = (details: Details, having: Obtainable = both) => unobtainable(details, OPTIONS, having);
    t.same(wrong(ach()), []);
    t.same(wrong({}), [], 'nothing is asked for by name');
    t.same(wrong({ ...ach(), method: '', mode: 'authorise' }), [], 'then the caller has a card to pay with');
    for (const [details, names] of [
      [ach({ currency: 'eur' }), ['HUSHPAY_CURRENCY']],
      [ach({ mode: 'authorise' }), ['HUSHPAY_MODE']],
      [ach({ mode: 'tokenise' }), ['HUSHPAY_MODE']],
      [ach({ holderRegion: 'Cal' }), ['HUSHPAY_HOLDER_REGION']],
      [ach({ holderLast: ' ' }), ['HUSHPAY_HOLDER_LAST']],
      [ach({ holderPostalCode: '9408' }), ['HUSHPAY_HOLDER_POSTAL_CODE']],
      [
        ach({ holderLast: '', holderStreet: '', mode: 'authorise' }),
        ['HUSHPAY_MODE', 'HUSHPAY_HOLDER_LAST', 'HUSHPAY_HOLDER_STREET'],
      ],
      [{ stored: ' * ' }, ['HUSHPAY_CUSTOMER']],
    ] as const) {
      t.same(wrong(details), names, JSON.stringify(details));
      t.throws(() => possible(details, OPTIONS, both), { name: 'UnreadableError', variables: names });
    }
    t.same(wrong({ stored: '*', customer: 'c-1' }), []);
    t.same(wrong(ach(), { ...both, methods: ['credit-card'] }), ['HUSHPAY_METHOD']);
    t.same(wrong({ method: 'credit-card' }, { ...both, methods: ['ach-debit'] }), ['HUSHPAY_METHOD']);
    t.same(unobtainable(ach(), { ...OPTIONS, currency: 'EUR' }, both), ['HUSHPAY_CURRENCY'], 'by default');
    t.same(unobtainable(ach(), { ...OPTIONS, mode: 'authorise' }, both), ['HUSHPAY_MODE'], 'by default');
    t.same(wrong({ method: 'ach-debit' }, { ...both, lookup: true }), [], 'a lookup may tell whose it is');
    t.same(wrong(ach({ holderRegion: 'Cal' }), { ...both, lookup: true }), ['HUSHPAY_HOLDER_REGION']);
    t.same(wrong({ stored: '*' }, { ...both, lookup: true }), ['HUSHPAY_CUSTOMER'], 'it names its own');
  },
);

t.test('given a customer or a postal code that cannot be any, then it is refused and named', async (t) => {
  for (const [name, wrong, right] of [
    ['HUSHPAY_CUSTOMER', ['cust#42', 'a b', 'x'.repeat(37)], ['cust_42', 'C-1']],
    ['HUSHPAY_DEVICE_DATA', ['x'.repeat(1001)], ['{"correlation_id":"3f9b2c"}', 'x'.repeat(1000)]],
    ['HUSHPAY_POSTAL_CODE', ['94085#', '-', '1234567890'], ['94085', 'SW1A 1AA', '94085-1234']],
  ] as const) {
    for (const value of wrong) t.same(unreadable(detail(name, value)), [name], value);
    for (const value of right) t.same(unreadable(detail(name, value)), [], value);
    t.same(unreadable(detail(name, '')), []);
  }
});

t.test('given stored tokens, when one of them cannot be any, then the list is refused', async (t) => {
  for (const value of ['tok1,tok#2', '*,tok1', 'a b']) {
    t.same(unreadable(detail('HUSHPAY_STORED', value)), ['HUSHPAY_STORED'], value);
  }
  for (const [value, tokens] of [
    ['tok1, tok2,', ['tok1', 'tok2']],
    [' * ', []],
    ['', []],
  ] as const) {
    t.same(unreadable(detail('HUSHPAY_STORED', value)), [], value);
    t.same(storedWanted(detail('HUSHPAY_STORED', value)).tokens, tokens);
  }
});
