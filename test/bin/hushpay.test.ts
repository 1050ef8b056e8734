import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { projectRoot } from '../../lib/root.js';
import { freshDirectory, writeConfig } from '../config/directory.js';
import { hushpay, RIGHT } from './run.js';

t.setTimeout(120_000);

t.test('given no command, when asked for help, then every command is named', async (t) => {
  const { code, out } = await hushpay('--help');
  t.equal(code, 0);
  for (const name of [
    'start',
    'demo',
    'sandbox',
    'doctor',
    'dialplan',
    'payments',
    'prompts',
    'migrate',
    'config',
  ]) {
    t.match(out, new RegExp(`^  ${name} `, 'm'), name);
  }
  t.equal((await hushpay('pay')).code, 1, 'an unknown command');
});

t.test('given a configuration, when checked, then faults decide the exit code', async (t) => {
  const file = writeConfig(freshDirectory(t), RIGHT);
  t.match(await hushpay('config', 'check', '--config', file), {
    code: 0,
    out: /is right; environment: local/,
  });
  const wrong = writeConfig(freshDirectory(t), `${RIGHT}enviroment: local\n`);
  const { code, out } = await hushpay('config', 'check', '--config', wrong, '--json');
  t.equal(code, 78);
  t.match(JSON.parse(out), { faults: [{ option: 'enviroment', line: 3, message: /environment/ }] });
  t.match(await hushpay('start', '--config', wrong), {
    code: 78,
    err: new RegExp(`${wrong}:3:1 enviroment`),
  });
  t.match(await hushpay('doctor', '--config', wrong), { code: 78 });
});

t.test('given the schema, when printed, then it is the committed one', async (t) => {
  const { out } = await hushpay('config', 'schema');
  const kept = readFileSync(join(projectRoot(), 'config', 'hushpay.schema.json'), 'utf8');
  t.equal(out, kept);
});

t.test('given a configuration, when the dialplan is printed, then it is filled in', async (t) => {
  const options = `${RIGHT}agi: { port: 4999 }\nhttp: { port: 4998 }\ndialplan: { feature: "*88" }\n`;
  const file = writeConfig(freshDirectory(t), options);
  const features = await hushpay('dialplan', '--config', file, 'features');
  t.match(features.out, 'hushpay => *88,self,');
  t.match(features.out, 'http://127.0.0.1:4998/ready');
  t.match(features.out, 'agi://127.0.0.1:4999/handoff');
  const all = await hushpay('dialplan', '--config', file);
  t.equal(all.code, 0);
  for (const part of ['ari', 'extensions', 'features', 'http', 'manager', 'pjsip'])
    t.match(all.out, `;;; ${part}_hushpay.conf`);
  t.match(all.out, 'password = a1');
  t.match(all.out, 'secret = b2');
  t.notMatch(all.out, /@[a-zA-Z.]+@/);
  t.match(await hushpay('dialplan', '--config', file, 'sip'), { code: 1, err: /there is no part sip/ });
  const agents = await hushpay('dialplan', '--config', file, '--freepbx', '--agents', '100, 101', 'pjsip');
  t.match(agents.out, 'set_var=DYNAMIC_FEATURES=apprecord#hushpay\n');
  t.match(agents.out, '[100](+type=endpoint,hushpay-agent)\n[101](+type=endpoint,hushpay-agent)\n');
  const wrong = await hushpay('dialplan', '--config', file, '--agents', '100,]', 'pjsip');
  t.match(wrong, { code: 1, err: /\] is no name of an endpoint/ });
});
