import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { ConfigError } from '../../lib/config/fault.js';
import { inspectConfig, loadConfig } from '../../lib/config/load.js';
import { policyOf } from '../../lib/config/policy.js';
import { servedLanguages } from '../../lib/prompts/languages.js';
import { POLICY } from '../session/fixture.js';
import { freshDirectory, writeConfig } from './directory.js';

const SMALLEST = 'asterisk: { ari: { password: a1 }, ami: { password: b2 } }\n';

t.test('given only the passwords, when loaded, then everything else has its default', async (t) => {
  const directory = freshDirectory(t);
  const config = await loadConfig(writeConfig(directory, SMALLEST));
  t.match(config, {
    environment: 'local',
    asterisk: { ari: { url: 'http://127.0.0.1:8088', username: 'hushpay', app: 'hushpay' }, deadline: 3 },
    agi: { host: '127.0.0.1', port: 4573, allow: ['127.0.0.1'] },
    http: { host: '127.0.0.1', port: 4574 },
    database: { client: 'sqlite3' },
    payment: { currency: 'USD', maximum: '10000' },
    log: { level: 'info' },
  });
  t.equal(config.asterisk.ari.password.reveal(), 'a1');
  t.equal(config.asterisk.ami.password.reveal(), 'b2');
  t.same(policyOf(config), {
    ...POLICY,
    feature: '*7',
    attempts: 3,
    brands: ['visa', 'mastercard', 'amex', 'discover'],
    order: ['payment-card-number', 'expiration-date', 'security-code'],
    fields: POLICY.fields,
    postal: { minimum: 5, maximum: 5 },
    confirmLastFour: false,
    keys: { clear: '*', back: '**', help: '*#' },
    charge: 'auto',
    presence: 'guided',
    arriveMs: 1000,
    captureMs: 300_000,
    amountKeyMs: 8000,
    decideMs: 15_000,
    promptMs: 30_000,
    stillProcessingMs: 8000,
    findMs: 10_000,
    quietMs: 2000,
    languages: [],
    served: [...servedLanguages([], 'en')],
  });
});

t.test('given many faults, when loaded, then all are told at once with their places', async (t) => {
  const file = writeConfig(
    freshDirectory(t),
    [
      'environment: production',
      'asterisk:',
      '  ari:',
      '    url: http://pbx.example.com:8088',
      '    user: bob',
      '  ami: { password: 123 }',
      'braintree:',
      '  merchantID: x',
      'sandbox: {}',
      'capture: { attempts: 5, timers: { arrive: soon } }',
      'log: { level: debug }',
      'payment: { brands: [visa, mastercrd], maximum: ten }',
      'asterix: {}',
    ].join('\n'),
  );
  const error: unknown = await loadConfig(file, { coreLimit: 0 }).catch((error: unknown) => error);
  if (!(error instanceof ConfigError)) throw new Error(`not a ConfigError: ${error}`);
  t.equal(error.code, 'config-invalid');
  t.same(
    error.faults.map(({ option, line, column }) => `${line}:${column} ${option}`),
    [
      '3:3 asterisk.ari.password',
      '4:5 asterisk.ari.url',
      '5:5 asterisk.ari.user',
      '6:10 asterisk.ami.password',
      '7:1 braintree.merchantId',
      '7:1 braintree.publicKey',
      '7:1 braintree.privateKey',
      '8:3 braintree.merchantID',
      '9:1 sandbox',
      '10:12 capture.attempts',
      '10:35 capture.timers.arrive',
      '11:8 log.level',
      '12:27 payment.brands.1',
      '12:39 payment.maximum',
      '13:1 asterix',
    ],
  );
  const said = (option: string) => error.faults.find((fault) => fault.option === option)?.message ?? '';
  t.match(said('asterisk.ari.user'), /did you mean username\?/);
  t.match(said('braintree.merchantID'), /did you mean merchantId\?/);
  t.match(said('payment.brands.1'), /did you mean mastercard\?/);
  t.match(said('asterix'), /did you mean asterisk\?/);
  t.match(error.message, `${file}:13:1 asterix: `);
});

t.test('given broken YAML, when loaded, then its places are told', async (t) => {
  const file = writeConfig(freshDirectory(t), `${SMALLEST}log: { level: info\nlog: {}\n`);
  const { faults, config } = await inspectConfig(file);
  t.equal(config, undefined);
  t.ok(faults.length > 0);
  t.ok(faults.every((fault) => (fault.line ?? 0) >= 2 && fault.message.startsWith('is not valid YAML')));
});

t.test('given no file, an empty file or a list, when loaded, then it is a fault and no crash', async (t) => {
  const directory = freshDirectory(t);
  t.match((await inspectConfig(join(directory, 'none.yaml'))).faults, [{ message: /ENOENT/ }]);
  t.match((await inspectConfig(writeConfig(directory, ''))).faults, [{ message: /is empty/ }]);
  t.match((await inspectConfig(writeConfig(directory, '- a\n- b\n'))).faults, [{ message: /section/ }]);
});

t.test('given secrets elsewhere, when loaded, then they are read from there', async (t) => {
  const directory = freshDirectory(t);
  const key = join(directory, 'ami.key');
  writeFileSync(key, 'from-file\n', { mode: 0o640 });
  const yaml = 'asterisk: { ari: { password: { env: ARI_PW } }, ami: { password: { file: ami.key } } }\n';
  const file = writeConfig(directory, yaml, 0o644);
  const { config, warnings } = await inspectConfig(file, { env: { ARI_PW: 'from-env' } });
  t.equal(config?.asterisk.ari.password.reveal(), 'from-env');
  t.equal(config?.asterisk.ami.password.reveal(), 'from-file');
  t.same(warnings, [], 'a readable file without secrets in it is fine');

  chmodSync(key, 0o644);
  t.match((await inspectConfig(file, { env: {} })).faults, [
    { option: 'asterisk.ari.password', message: /ARI_PW is not set/ },
    { option: 'asterisk.ami.password', message: /chmod o-rwx/ },
  ]);
});

t.test(
  'given literal secrets in a readable file, when inspected, then it warns and never shows them',
  async (t) => {
    const directory = freshDirectory(t);
    const yaml =
      'asterisk: { ari: { password: tell-nobody }, ami: { password: tell-nobody } }\napi: { tokens: [{ name: crm, secret: tell-nobody, rights: [watch] }] }\nlog: { level: all }\n';
    const inspection = await inspectConfig(writeConfig(directory, yaml, 0o640));
    t.match(inspection.warnings, [
      { message: /asterisk.ari.password, asterisk.ami.password, api.tokens.0.secret.*chmod 600/ },
    ]);
    t.notMatch(JSON.stringify(inspection), /tell-nobody/);
    const config = await loadConfig(writeConfig(directory, yaml.replace('all', 'info')));
    t.notMatch(JSON.stringify(config), /tell-nobody/);
    t.notMatch(`${config.asterisk.ari.password}`, /tell-nobody/);
  },
);

t.test('given paths, when loaded, then they are taken from the directory of the file', async (t) => {
  const directory = freshDirectory(t);
  const yaml = `${SMALLEST}database: { file: a/b.sqlite }\nlog: { file: c.log }\n`;
  const config = await loadConfig(writeConfig(directory, yaml));
  t.equal(config.database.file, join(directory, 'a/b.sqlite'));
  t.equal(config.log.file, join(directory, 'c.log'));
  t.equal(config.sandbox.data, join(directory, 'a/sandbox'));
});

t.test('given slips of a first day, when read, then each is said in plain words', async (t) => {
  const said = async (file: string) => (await inspectConfig(file)).faults.map(({ message }) => message);
  t.match(await said(writeConfig(freshDirectory(t), '')), [/is empty; copy config.hushpay.example.yaml/]);
  t.match(await said(writeConfig(freshDirectory(t), '# nothing yet\n')), [/is empty/]);
  t.match(await said(writeConfig(freshDirectory(t), 'keypad:\n  clear: *\n')), [/put it in quotes: "\*"/]);
  t.match(await said(freshDirectory(t)), [/EISDIR.*is a directory: name the file in it/]);
});
