import t from 'tap';
import { answerReader } from '../../lib/lookup/answer.js';

const USD = { amount: '19.99', currency: 'USD' };
const read = answerReader(['USD', 'JPY', 'KWD']);
const found = (account: object) => JSON.stringify({ found: true, account });

t.test('given an answer with every field, when read, then the account has them all', async (t) => {
  const account = {
    due: USD,
    minimum: { minor: 500, currency: 'USD' },
    reference: ' INV-1042 ',
    description: 'Water, Q3',
    customer: 'cust_7',
    name: 'Kovács Anna',
    postalCode: 'SW1A 1AA',
    language: 'pt_BR',
    stored: ['tok_1', 'tok-2'],
    holder: {
      owner: { firstName: 'Anna', lastName: 'Kovács' },
      billing: {
        street: '1 Main',
        extended: '2/3',
        city: 'Reno',
        region: 'NV',
        postalCode: '89501',
        country: 'US',
      },
    },
    invoices: [
      { reference: 'A', amount: { amount: '9.99', currency: 'USD' } },
      { reference: 'B', amount: { minor: 1000, currency: 'USD' } },
    ],
  };
  t.same(read(found(account)), {
    kind: 'found',
    account: {
      ...account,
      due: { minor: 1999, currency: 'USD' },
      reference: 'INV-1042',
      invoices: [
        { reference: 'A', amount: { minor: 999, currency: 'USD' } },
        { reference: 'B', amount: { minor: 1000, currency: 'USD' } },
      ],
    },
  });
});

t.test('given little, when read, then what is null or left out is not there', async (t) => {
  t.same(read('{"found":false}'), { kind: 'not-found' });
  t.same(read(found({})), { kind: 'found', account: {} });
  t.same(read(found({ due: null, name: null, customer: 'c' })), {
    kind: 'found',
    account: { customer: 'c' },
  });
  const business = { owner: { businessName: 'Kft.' }, billing: {} };
  t.same(read(found({ holder: business })), { kind: 'found', account: { holder: business } });
});

t.test('given amounts, when read, then they are what they say', async (t) => {
  const table: [object, number][] = [
    [{ amount: '0.00', currency: 'USD' }, 0],
    [{ minor: 0, currency: 'USD' }, 0],
    [{ amount: '500', currency: 'JPY' }, 500],
    [{ amount: '1.005', currency: 'KWD' }, 1005],
    [{ amount: '1.5', currency: 'USD' }, 150],
  ];
  for (const [due, minor] of table) {
    t.match(read(found({ due })), { kind: 'found', account: { due: { minor } } }, JSON.stringify(due));
  }
});

const SECRET = 'Kovacs4111';
const WRONG: readonly (readonly [string, string, RegExp])[] = [
  ['no JSON', `<html>${SECRET}`, /^it is not JSON$/],
  ['nothing', '', /^it is not JSON$/],
  ['null', 'null', /^the answer /],
  ['a list', '[]', /^the answer must be an object$/],
  ['no found', `{"account":{"name":"${SECRET}"}}`, /^found must be true or false$/],
  ['found without an account', '{"found":true}', /^account is missing$/],
  ['a text for found', '{"found":"true","account":{}}', /^found must be true or false$/],
  ['an account that is not there', `{"found":false,"account":{}}`, /unknown fields: account/],
  ['an unknown field', found({ amountDue: SECRET }), /^account has unknown fields: amountDue$/],
  ['an unknown field that could be data', found({ [SECRET]: 1 }), /^account has unknown fields: …$/],
  [
    'an amount as a number',
    found({ due: { amount: 19.99, currency: 'USD' } }),
    /^account.due.amount must be text$/,
  ],
  ['no currency', found({ due: { amount: '1' } }), /^account.due.currency is missing$/],
  ['a currency that is none', found({ due: { amount: '1', currency: 'usd' } }), /^account.due .*ISO 4217/],
  [
    'a currency that is not taken',
    found({ due: { amount: '1', currency: 'EUR' } }),
    /^account.due is in EUR.*USD, JPY, KWD/,
  ],
  [
    'a comma',
    found({ due: { amount: '12,50', currency: 'USD' } }),
    /^account.due must have an amount such as/,
  ],
  [
    'decimals',
    found({ due: { amount: '1.005', currency: 'USD' } }),
    /^account.due has more than the 2 decimals of USD/,
  ],
  ['decimals of yen', found({ due: { amount: '1.0', currency: 'JPY' } }), /the 0 decimals of JPY/],
  ['negative', found({ due: { amount: '-1', currency: 'USD' } }), /^account.due is negative$/],
  ['negative minor units', found({ due: { minor: -1, currency: 'USD' } }), /^account.due is negative$/],
  ['half a cent', found({ due: { minor: 0.5, currency: 'USD' } }), /^account.due must have a whole number/],
  ['both', found({ due: { minor: 1, amount: '0.01', currency: 'USD' } }), /either amount or minor/],
  ['neither', found({ due: { currency: 'USD' } }), /either amount or minor/],
  ['more than a number holds', found({ due: { amount: '99999999999999999', currency: 'USD' } }), /too large/],
  [
    'a minimum of nothing',
    found({ due: USD, minimum: { minor: 0, currency: 'USD' } }),
    /^account.minimum must be more/,
  ],
  ['a minimum alone', found({ minimum: USD }), /^account.minimum has no due/],
  [
    'a minimum above',
    found({ due: USD, minimum: { minor: 2000, currency: 'USD' } }),
    /^account.minimum is more than due/,
  ],
  [
    'another currency',
    found({ due: USD, minimum: { minor: 1, currency: 'JPY' } }),
    /^account.minimum is not in the currency/,
  ],
  [
    'an invoice in another currency',
    found({ due: USD, invoices: [{ reference: SECRET, amount: { minor: 1, currency: 'JPY' } }] }),
    /^account.invoices.0.amount is not in the currency/,
  ],
  [
    'an invoice twice',
    found({ invoices: [1, 2].map(() => ({ reference: SECRET, amount: USD })) }),
    /^account.invoices must name no reference twice/,
  ],
  ['a customer with a space', found({ customer: `${SECRET} x` }), /^account.customer must be 1 to 36/],
  ['a token that is none', found({ stored: ['a b'] }), /^account.stored.0 must be a token/],
  ['more tokens than keys', found({ stored: [...'abcdefghij'] }), /^account.stored has more than 9 entries/],
  ['an unknown language', found({ language: 'English' }), /^account.language must be a language/],
  ['a postal code with a line', found({ postalCode: '1\n' }), /^account.postalCode must be a postal code/],
  [
    'lines in a reference',
    found({ reference: `A\r\nAction: Originate` }),
    /^account.reference must have no control/,
  ],
  ['an endless name', found({ name: SECRET.repeat(30) }), /^account.name has more than 255 characters/],
  ['an empty name', found({ name: ' ' }), /^account.name must not be empty/],
  [
    'half an owner',
    found({ holder: { owner: { firstName: SECRET }, billing: {} } }),
    /^account.holder.owner must have/,
  ],
  [
    'a mandate',
    found({ holder: { owner: { businessName: 'x' }, billing: {}, mandate: SECRET } }),
    /unknown fields: mandate/,
  ],
];

t.test(
  'given an answer that is wrong, when read, then it says where and what, and nothing that was in it',
  async (t) => {
    for (const [name, body, says] of WRONG) {
      const answer = read(body);
      t.match(answer, { kind: 'unavailable', cause: 'lookup-answer', text: says }, name);
      t.notMatch(JSON.stringify(answer), new RegExp(SECRET), `${name}: nothing of it`);
    }
  },
);

t.test('given any currency is taken, when read, then it still has to be one', async (t) => {
  const any = answerReader();
  t.match(any(found({ due: { amount: '1', currency: 'EUR' } })), { kind: 'found' });
  t.match(any(found({ due: { amount: '1', currency: 'XXX' } })), { kind: 'unavailable' });
});
