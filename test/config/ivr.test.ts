import { join } from 'node:path';
import t from 'tap';
import { inspectConfig, loadConfig } from '../../lib/config/load.js';
import { linePolicyOf, policyOf } from '../../lib/config/policy.js';
import { freshDirectory, writeConfig } from './directory.js';

const SMALLEST = 'asterisk: { ari: { password: a1 }, ami: { password: b2 } }\n';

t.test(
  'given nothing of it, when loaded, then the payment line is off and asks nothing of anybody',
  async (t) => {
    const config = await loadConfig(writeConfig(freshDirectory(t), SMALLEST));
    const { ivr, payment } = config;
    t.equal(linePolicyOf(config).codeForStored, true, 'a caller id proves nothing');
    t.equal(policyOf(config).codeForStored, false, 'an agent hears whom they talk to');
    const without = `${SMALLEST}ivr: { codeForStored: false }\ncapture: { codeForStored: true }\n`;
    const other = await loadConfig(writeConfig(freshDirectory(t), without));
    t.same(
      [linePolicyOf(other), policyOf(other)].map((one) => one.codeForStored),
      [false, true],
      'each its own',
    );
    t.same(JSON.parse(JSON.stringify(ivr)), {
      enabled: false,
      identify: [],
      customerNumber: { minimum: 4, maximum: 12 },
      lookup: { deadline: 3 },
      askLanguage: [],
      secondFactor: 'postal-code',
      codeForStored: true,
      parts: { allowed: false, minimum: '5', other: false },
      methods: ['credit-card'],
      keepCard: false,
      confirmation: true,
      receipt: [],
      score: false,
      cards: 3,
      hours: { closed: [] },
      whenClosed: 'closed',
      whenGatewayDown: 'closed',
      afterFailure: 'agent',
    });
    t.match(payment, {
      methods: ['credit-card'],
      keepCard: false,
      minimumPart: undefined,
      surcharge: { 'credit-card': { percent: undefined, fixed: undefined }, 'ach-debit': {} },
      tip: { ask: false },
    });
  },
);

t.test(
  'given all of it, when loaded, then amounts are texts, hours are minutes and the token is a secret',
  async (t) => {
    const directory = freshDirectory(t);
    const yaml = `${SMALLEST}
ivr:
  enabled: true
  identify: [caller, number]
  lookup: { url: "https://crm.example.com/pay?tenant=5", token: tell-nobody, ca: crm.pem }
  askLanguage: [en, pt_BR]
  parts: { allowed: true, minimum: 12.5 }
  methods: [ach-debit, credit-card]
  receipt: [text]
  hours: { timezone: Europe/Budapest, week: { Sat: "09:00-12:00" }, closed: [2026-12-25] }
payment:
  minimumPart: "20"
  surcharge: { credit-card: { percent: 2.5, fixed: "0.50" } }
`;
    const config = await loadConfig(writeConfig(directory, yaml));
    t.match(config.ivr, {
      identify: ['caller', 'number'],
      lookup: { url: 'https://crm.example.com/pay?tenant=5', ca: join(directory, 'crm.pem') },
      parts: { allowed: true, minimum: '12.5' },
      hours: { timezone: 'Europe/Budapest', closed: ['2026-12-25'] },
    });
    t.same(config.ivr.hours.week, [[], [], [], [], [], [], [{ from: 540, until: 720 }]]);
    t.equal(config.ivr.lookup.token?.reveal(), 'tell-nobody');
    t.notMatch(JSON.stringify(config), /tell-nobody/);
    t.equal(config.payment.minimumPart, '20');
    t.same(config.payment.surcharge['credit-card'], { percent: '2.5', fixed: '0.50' });
  },
);

const FAULTS: readonly (readonly [what: string, yaml: string, option: string, says: RegExp])[] = [
  ['no address to ask', 'ivr: { identify: [number] }', 'ivr.lookup.url', /is missing.*identify/],
  [
    'plain text over the network',
    'ivr: { lookup: { url: "http://crm.example.com/" } }',
    'ivr.lookup.url',
    /plain text.*use https/,
  ],
  [
    'a password in the address',
    'ivr: { lookup: { url: "https://u:p@crm.example.com/" } }',
    'ivr.lookup.url',
    /without user and password/,
  ],
  ['no address at all', 'ivr: { lookup: { url: crm } }', 'ivr.lookup.url', /must be https/],
  [
    'a token that is not set',
    'ivr: { lookup: { url: "https://x.example", token: { env: HUSHPAY_NO } } }',
    'ivr.lookup.token',
    /HUSHPAY_NO is not set/,
  ],
  ['an unknown way', 'ivr: { identify: [calller] }', 'ivr.identify.0', /did you mean caller\?/],
  ['a way twice', 'ivr: { methods: [ach-debit, ach-debit] }', 'ivr.methods', /nothing twice/],
  ['no way to pay', 'payment: { methods: [] }', 'payment.methods', /must not be empty/],
  [
    'lengths the wrong way',
    'ivr: { customerNumber: { minimum: 13 } }',
    'ivr.customerNumber',
    /minimum is more/,
  ],
  ['one language to choose from', 'ivr: { askLanguage: [en] }', 'ivr.askLanguage', /at least two/],
  ['too many cards', 'ivr: { cards: 9 }', 'ivr.cards', /at most 5/],
  [
    'an amount the currency cannot have',
    'payment: { currency: JPY, surcharge: { credit-card: { fixed: "0.50" } } }',
    'payment.surcharge.credit-card.fixed',
    /not an amount of JPY, which has 0 decimals/,
  ],
  ['a part of nothing', 'ivr: { parts: { minimum: "0.00" } }', 'ivr.parts.minimum', /nothing at all/],
  [
    'a percentage of the whole',
    'payment: { surcharge: { ach-debit: { percent: 100 } } }',
    'payment.surcharge.ach-debit.percent',
    /below 100/,
  ],
  [
    'a surcharge on something else',
    'payment: { surcharge: { credit-cards: {} } }',
    'payment.surcharge.credit-cards',
    /did you mean credit-card\?/,
  ],
  [
    'hours without a time zone',
    'ivr: { hours: { week: { mon: "08:00-18:00" } } }',
    'ivr.hours.timezone',
    /is missing.*Europe/,
  ],
  [
    'hours that are none',
    'ivr: { hours: { timezone: UTC, week: { mon-fri: "8-18" } } }',
    'ivr.hours.week.mon-fri',
    /"08:00-18:00"/,
  ],
  [
    'a day that is none',
    'ivr: { hours: { timezone: UTC, closed: ["2026-02-30"] } }',
    'ivr.hours.closed.0',
    /no day of the calendar/,
  ],
];

for (const [what, yaml, option, says] of FAULTS) {
  t.test(`given ${what}, when loaded, then ${option} is the only fault, and says what to do`, async (t) => {
    const { faults } = await inspectConfig(writeConfig(freshDirectory(t), `${SMALLEST}${yaml}\n`), {
      env: {},
    });
    t.same(
      faults.map((fault) => [fault.option, fault.line]),
      [[option, 2]],
    );
    t.match(faults[0]?.message, says);
  });
}

t.test(
  'given a lookup on this machine, when loaded, then http and no token are fine; elsewhere it warns',
  async (t) => {
    const told = async (url: string) => {
      const yaml = `${SMALLEST}ivr: { lookup: { url: "${url}" } }\n`;
      const { faults, warnings } = await inspectConfig(writeConfig(freshDirectory(t), yaml));
      t.same(faults, []);
      return warnings.map(({ option }) => option);
    };
    for (const host of ['127.0.0.1:8080', 'localhost', '[::1]:8080'])
      t.same(await told(`http://${host}/pay`), []);
    t.same(await told('https://crm.example.com/'), ['ivr.lookup.token']);
  },
);
