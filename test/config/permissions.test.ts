import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { inspectConfig } from '../../lib/config/load.js';
import { canRead, type Reader, serviceUser } from '../../lib/config/reader.js';
import { freshDirectory, writeConfig } from './directory.js';

const SMALL = 'asterisk: { ari: { password: a }, ami: { password: b } }\n';
const NOBODY: Reader = { name: 'nobody', uid: 65_534, groups: [65_534] };
const HUSHPAY: Reader = { name: 'hushpay', uid: 4711, groups: [4712, 4713] };

const asRoot = process.getuid?.() === 0 ? false : 'NOT TESTED: needs root, to give files away';

t.test('given root, when who must read is asked, then it is the user of the unit', async (t) => {
  const etc = freshDirectory(t);
  t.equal(serviceUser(etc, 0), undefined, 'there is no such user yet');
  writeFileSync(
    join(etc, 'passwd'),
    'root:x:0:0::/:/bin/sh\nhushpay:x:4711:4712::/:/x\npay:x:5000:5001::/:/x\n',
  );
  writeFileSync(join(etc, 'group'), 'hushpay:x:4712:\nssl-cert:x:4713:www,hushpay\n');
  t.same(serviceUser(etc, 0), HUSHPAY);
  mkdirSync(join(etc, 'systemd', 'system'), { recursive: true });
  writeFileSync(join(etc, 'systemd', 'system', 'hushpay.service'), '[Service]\nUser=pay\n');
  t.match(serviceUser(etc, 0), { name: 'pay', uid: 5000, groups: [5001] });
  t.match(serviceUser(etc, 1234), { uid: 1234 }, 'anybody else is judged as themselves');
});

t.test(
  'given a file of root alone, when judged, then the service cannot read it',
  { skip: asRoot },
  async (t) => {
    const file = writeConfig(freshDirectory(t), SMALL);
    const { faults } = await inspectConfig(file, { reader: HUSHPAY });
    t.match(faults, [
      { option: '', message: /the service cannot read .*hushpay\.yaml; run: chgrp 4712 .* chmod 640/ },
    ]);
  },
);

/** A directory that anybody may enter, whatever the checkout's own rights are. */
function readableTo(reader: Reader, file: string): boolean {
  return canRead(file, reader);
}

t.test(
  'given root and the group of the service at 640, when judged, then all is right',
  { skip: asRoot },
  async (t) => {
    const directory = freshDirectory(t);
    chmodSync(directory, 0o755);
    const file = writeConfig(directory, SMALL, 0o640);
    chownSync(file, 0, 4712);
    if (!readableTo(HUSHPAY, file)) return t.pass('NOT TESTED: the checkout itself is closed to others');
    t.match(await inspectConfig(file, { reader: HUSHPAY }), { faults: [], warnings: [] });
    t.match((await inspectConfig(file, { reader: NOBODY })).faults, [{ message: /cannot read/ }]);
    chownSync(file, 0, 4713);
    t.match(await inspectConfig(file, { reader: HUSHPAY }), {
      faults: [],
      warnings: [{ message: /chmod 640/ }],
    });
    chmodSync(directory, 0o700);
    t.match((await inspectConfig(file, { reader: HUSHPAY })).faults, [{ message: /cannot read/ }]);
  },
);

t.test(
  'given a secret in a file of root, when judged, then its option is told',
  { skip: asRoot },
  async (t) => {
    const directory = freshDirectory(t);
    writeFileSync(join(directory, 'ari'), 'x', { mode: 0o600 });
    const file = writeConfig(directory, SMALL.replace('password: a', 'password: { file: ari }'), 0o644);
    const { faults } = await inspectConfig(file, { reader: HUSHPAY });
    t.ok(
      faults.some(({ option, message }) => option === 'asterisk.ari.password' && /cannot read/.test(message)),
    );
  },
);

t.test('given a token file that others can read, when judged, then only that is said', async (t) => {
  const directory = freshDirectory(t);
  for (const name of ['crm', 'wall']) {
    writeFileSync(join(directory, name), name.repeat(10));
    chmodSync(join(directory, name), 0o644);
  }
  const tokens = ['crm', 'wall'].map(
    (name) => `{ name: ${name}, secret: { file: ${name} }, rights: [watch] }`,
  );
  const file = writeConfig(directory, `${SMALL}api: { enabled: true, tokens: [${tokens.join(', ')}] }\n`);
  const { faults } = await inspectConfig(file);
  t.same(
    faults.map(({ option }) => option),
    ['api.tokens.0.secret', 'api.tokens.1.secret'],
  );
});

t.test('given keys without quotes, when read, then it is said that they need them', async (t) => {
  const file = writeConfig(freshDirectory(t), `${SMALL}dialplan:\n  feature: *7\n`);
  t.match(await inspectConfig(file), {
    faults: [{ line: 3, column: 12, message: /put it in quotes: "\*7"/ }],
  });
});

t.test('given what has another form, when judged, then no pattern is shown', async (t) => {
  const odd = `${SMALL}payment: { maximum: "1,000", language: English, minimumPart: "x" }\nprompts: { languages: [English] }\n`;
  const { faults } = await inspectConfig(writeConfig(freshDirectory(t), odd));
  t.equal(faults.length, 4);
  for (const { option, message } of faults)
    t.match(message, /^must be (an amount|a language) such as/, option);
});

t.test(
  'given a log that the service cannot write, when judged, then it is warned of',
  { skip: asRoot },
  async (t) => {
    const directory = freshDirectory(t);
    chmodSync(directory, 0o755);
    const log = join(directory, 'logs', 'hushpay.log');
    const file = writeConfig(directory, `${SMALL}log: { file: logs/hushpay.log }\n`, 0o644);
    const warned = async () =>
      (await inspectConfig(file, { reader: HUSHPAY })).warnings.filter(({ option }) => option === 'log.file');
    const todo = /cannot write .*logs.hushpay\.log.* run: .*chown hushpay:4712/;
    t.match(await warned(), [{ message: todo }], 'it cannot make the directory');
    mkdirSync(join(directory, 'logs'));
    chownSync(join(directory, 'logs'), 4711, 4712);
    if (!readableTo(HUSHPAY, file)) return t.pass('NOT TESTED: the checkout itself is closed to others');
    t.same(await warned(), [], 'it can make the file');
    writeFileSync(log, '', { mode: 0o640 });
    t.match(await warned(), [{ message: todo }], 'logrotate gave it to root');
    chownSync(log, 4711, 4712);
    t.same(await warned(), []);
  },
);
