import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { coreLimit } from '../../lib/config/cores.js';
import { inspectConfig } from '../../lib/config/load.js';
import { freshDirectory, writeConfig } from './directory.js';

const ENV = { ARI: 'a', AMI: 'b', KEY: 'c', LONG: 'l'.repeat(24), DB: 'postgres://u:p@db.example.com/h' };

const TOKEN = '{ name: crm, secret: { env: LONG }, rights: [watch] }';

const SAFE: Record<string, string> = {
  environment: 'production',
  asterisk: '{ ari: { password: { env: ARI } }, ami: { password: { env: AMI } } }',
  braintree: '{ merchantId: m, publicKey: p, privateKey: { env: KEY } }',
};

const yaml = (change: Record<string, string>) =>
  Object.entries({ ...SAFE, ...change })
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');

t.test('given a safe configuration, when production, then it loads', async (t) => {
  const file = writeConfig(freshDirectory(t), yaml({}));
  const { faults, warnings, config } = await inspectConfig(file, { env: ENV, coreLimit: 0 });
  t.same(faults, []);
  t.same(warnings, []);
  t.equal(config?.environment, 'production');
});

const pbx = (door: string, url: string) =>
  SAFE.asterisk?.replace(`${door}: {`, `${door}: { url: ${url},`) ?? '';

const UNSAFE: readonly (readonly [what: string, option: string, change: Record<string, string>])[] = [
  ['no merchant id', 'braintree.merchantId', { braintree: '{ publicKey: p, privateKey: { env: KEY } }' }],
  ['no public key', 'braintree.publicKey', { braintree: '{ merchantId: m, privateKey: { env: KEY } }' }],
  [
    'the example’s merchant id',
    'braintree.merchantId',
    { braintree: '{ merchantId: your_merchant_id, publicKey: p, privateKey: { env: KEY } }' },
  ],
  [
    'the example’s public key',
    'braintree.publicKey',
    { braintree: '{ merchantId: m, publicKey: your_public_key, privateKey: { env: KEY } }' },
  ],
  ['no private key', 'braintree.privateKey', { braintree: '{ merchantId: m, publicKey: p }' }],
  ['http for everybody', 'http.host', { http: '{ host: 0.0.0.0 }' }],
  ['AGI over a network', 'agi.host', { agi: '{ host: 10.0.0.1, allow: [10.0.0.2] }' }],
  ['AGI for everybody', 'agi.host', { agi: '{ host: "::", allow: [10.0.0.2] }' }],
  ['notifications in plain text', 'webhooks.host', { webhooks: '{ enabled: true, host: 0.0.0.0 }' }],
  ['a certificate without its key', 'webhooks.key', { webhooks: '{ enabled: true, certificate: w.pem }' }],
  ['an API in plain text', 'api.host', { api: `{ enabled: true, host: 0.0.0.0, tokens: [${TOKEN}] }` }],
  ['an API that nobody may ask', 'api.tokens', { api: '{ enabled: true }' }],
  [
    'an API with a token that can be guessed',
    'api.tokens',
    { api: '{ enabled: true, tokens: [{ name: crm, secret: { env: ARI }, rights: [watch] }] }' },
  ],
  [
    'two tokens of one name',
    'api.tokens',
    { api: `{ tokens: [${TOKEN}, ${TOKEN.replace('LONG', 'KEY')}] }` },
  ],
  ['a certificate of the API without its key', 'api.key', { api: '{ certificate: a.pem }' }],
  ['a debug log', 'log.level', { log: '{ level: debug }' }],
  ['a long stop in the midst of a payment', 'dialplan.longStop', { dialplan: '{ longStop: 60 }' }],
  [
    'a long stop before the last card of the line',
    'dialplan.longStop',
    { ivr: '{ enabled: true, cards: 5, secondFactor: postal-code }' },
  ],
  ['a sandbox', 'sandbox', { sandbox: '{}' }],
  ['ARI in plain text', 'asterisk.ari.url', { asterisk: pbx('ari', 'http://10.1.1.1:8088') }],
  ['AMI in plain text', 'asterisk.ami.url', { asterisk: pbx('ami', 'http://pbx.example.com:8088') }],
  ['a database in plain text', 'database.url', { database: '{ client: pg, url: { env: DB } }' }],
  ['no address of PostgreSQL', 'database.url', { database: '{ client: pg }' }],
  [
    'a secret that is not set',
    'braintree.privateKey',
    { braintree: '{ merchantId: m, publicKey: p, privateKey: { env: NO } }' },
  ],
];

for (const [what, option, change] of UNSAFE) {
  t.test(`given ${what}, when production, then ${option} is a fault, and the only one`, async (t) => {
    const file = writeConfig(freshDirectory(t), yaml(change));
    const { faults, config } = await inspectConfig(file, { env: ENV, coreLimit: 0 });
    t.equal(config, undefined);
    t.same(
      faults.map((fault) => fault.option),
      [option],
    );
  });
}

t.test(
  'given an address of PostgreSQL, when production, then it is what the driver makes of it',
  async (t) => {
    const at = 'postgres://u:p@';
    const table: readonly (readonly [address: string, safe: boolean])[] = [
      [`${at}db.example.com/x?sslmode=verify-full`, true],
      [`${at}db.example.com/x?sslmode=require`, true],
      [`${at}db.example.com/x?ssl=true`, true],
      [`${at}127.0.0.1/x`, true],
      [`${at}[::1]/x`, true],
      [`${at}localhost/x`, true],
      ['postgres://u:p@%2Frun%2Fpostgresql/x', true],
      [`${at}/x?host=/run/postgresql`, true],
      [`${at}db.example.com/x`, false],
      [`${at}db.example.com/x?sslmode=no-verify`, false],
      [`${at}db.example.com/x?sslmode=disable`, false],
      // The one that counts stands behind.
      [`${at}localhost/x?host=db.example.com`, false],
      [`${at}127.0.0.1/x?host=10.0.0.9`, false],
      [`${at}localhost/x?host=localhost&host=db.example.com`, false],
      [`${at}db.example.com/x?sslmode=verify-full&sslmode=disable`, false],
      [`${at}db.example.com/x?sslmode=disable&sslmode=verify-full`, true],
      [`${at}db.example.com/x?sslmode=verify-full&sslmode=no-verify`, false],
      [`${at}db.example.com/x?sslmode=VERIFY-FULL`, true],
      [`${at}db.example.com/x?sslmode=verify-full&ssl=0`, true],
      [`${at}db.example.com/x?sslmode=verify-full&sslrootcert=/nowhere/ca.pem`, false],
    ];
    for (const [address, safe] of table) {
      const env = { ...ENV, DB: address };
      const file = writeConfig(freshDirectory(t), yaml({ database: '{ client: pg, url: { env: DB } }' }));
      const { faults } = await inspectConfig(file, { env, coreLimit: 0 });
      t.same(
        faults.map(({ option }) => option),
        safe ? [] : ['database.url'],
        address,
      );
      t.notOk(
        faults.some(({ message }) => message.includes(':p@')),
        'its password is not told',
      );
    }
  },
);

t.test('given https and TLS, when production, then other hosts are fine', async (t) => {
  const env = { ...ENV, DB: `${ENV.DB}?sslmode=verify-full` };
  const asterisk = pbx('ari', 'https://pbx.example.com:8089').replace(
    'ami: {',
    'ami: { url: https://pbx.example.com:8089,',
  );
  const file = writeConfig(
    freshDirectory(t),
    yaml({
      asterisk,
      database: '{ client: pg, url: { env: DB } }',
    }),
  );
  t.same((await inspectConfig(file, { env, coreLimit: 0 })).faults, []);
});

t.test(
  'given notifications with a certificate or behind a proxy, when production, then it loads',
  async (t) => {
    for (const webhooks of [
      '{ enabled: true, host: 0.0.0.0, certificate: w.pem, key: w.key }',
      '{ enabled: true }',
    ]) {
      const file = writeConfig(freshDirectory(t), yaml({ webhooks }));
      t.same((await inspectConfig(file, { env: ENV, coreLimit: 0 })).faults, []);
    }
  },
);

t.test('given an API with a certificate or on this machine, when production, then it loads', async (t) => {
  for (const api of [
    `{ enabled: true, host: 0.0.0.0, certificate: a.pem, key: a.key, tokens: [${TOKEN}] }`,
    `{ enabled: true, tokens: [${TOKEN}] }`,
  ]) {
    const file = writeConfig(freshDirectory(t), yaml({ api }));
    t.same((await inspectConfig(file, { env: ENV, coreLimit: 0 })).faults, []);
  }
});

t.test(
  'given the section of the example with all commented out, when production, then it says nothing',
  async (t) => {
    const file = writeConfig(freshDirectory(t), yaml({ sandbox: '' }));
    t.same((await inspectConfig(file, { env: ENV, coreLimit: 0 })).faults, []);
  },
);

t.test('given core dumps are possible, when production, then it is a fault', async (t) => {
  const file = writeConfig(freshDirectory(t), yaml({}));
  const { faults } = await inspectConfig(file, { env: ENV, coreLimit: Number.POSITIVE_INFINITY });
  t.match(faults, [{ message: /LimitCORE=0/ }]);
});

t.test('given a secret in a file for everybody, when production, then it is a fault', async (t) => {
  const directory = freshDirectory(t);
  writeFileSync(join(directory, 'key'), 'x');
  chmodSync(join(directory, 'key'), 0o644);
  const file = writeConfig(
    directory,
    yaml({ braintree: '{ merchantId: m, publicKey: p, privateKey: { file: key } }' }),
  );
  t.match((await inspectConfig(file, { env: ENV, coreLimit: 0 })).faults, [
    { option: 'braintree.privateKey' },
  ]);
  const literal = yaml({ braintree: '{ merchantId: m, publicKey: p, privateKey: text }' });
  t.match((await inspectConfig(writeConfig(directory, literal, 0o604), { env: ENV, coreLimit: 0 })).faults, [
    { message: /holds secrets \(braintree.privateKey\)/ },
  ]);
});

t.test('given limits that counters are too small for, when loaded, then each is told', async (t) => {
  const limits = (most: number) =>
    `{ line: { failures: ${most} }, agents: { failures: ${most}, numbers: ${most}, perCard: 150 } }`;
  const [fits, over] = await Promise.all(
    [40, 41].map((most) =>
      inspectConfig(writeConfig(freshDirectory(t), yaml({ limits: limits(most) })), {
        env: ENV,
        coreLimit: 0,
      }),
    ),
  );
  t.same(fits?.faults, []);
  t.match(over?.faults, [
    { option: 'limits.line.failures', message: /^is 41; give at most 40/ },
    { option: 'limits.agents.failures' },
    { option: 'limits.agents.numbers' },
  ]);
  t.equal(over?.faults.length, 3);
});

t.test('given the limits of a process, when read, then the soft limit of core dumps is known', async (t) => {
  const file = join(freshDirectory(t), 'limits');
  const limits = (soft: string) =>
    `Limit                     Soft Limit           Hard Limit           Units     \nMax core file size        ${soft}            unlimited            bytes     \n`;
  writeFileSync(file, limits('0'));
  t.equal(coreLimit(file), 0);
  writeFileSync(file, limits('unlimited'));
  t.equal(coreLimit(file), Number.POSITIVE_INFINITY);
  t.equal(coreLimit(`${file}.none`), undefined);
});

t.test('given spoken entry, when AGI goes over a network, then it is a fault', async (t) => {
  const agi = '{ host: 10.0.0.1, allow: [10.0.0.2] }';
  const options = yaml({ environment: 'sandbox', agi, capture: '{ speech: { engine: vosk } }' });
  const { faults } = await inspectConfig(writeConfig(freshDirectory(t), options), {
    env: ENV,
    coreLimit: 0,
  });
  t.match(faults, [{ option: 'agi.host', message: /what callers say/ }]);
});
