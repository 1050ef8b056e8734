import { createSecretKey } from 'node:crypto';
import t, { type Test } from 'tap';
import { fingerprintBy } from '../../lib/card/fingerprint.js';
import { loadConfig } from '../../lib/config/load.js';
import { createJournal } from '../../lib/journal/store.js';
import type { Rule } from '../../lib/limits/counter.js';
import { createLog } from '../../lib/log.js';
import { subjectsOf } from '../../lib/run/limits.js';
import { freshDirectory, writeConfig } from '../config/directory.js';
import { hushpay, RIGHT } from './run.js';

t.setTimeout(120_000);

const KEY = 'the key of this installation, and of no other';
const CALLER = '+1 555 0100';
const RULE: Rule = {
  name: 'line.caller-cards',
  counts: 'marks',
  most: 1,
  windowMs: 86_400_000,
  lockMs: 3_600_000,
};

/** Counters of a caller and a customer, each locked, and of a card that is not. */
async function counters(t: Test) {
  const file = writeConfig(freshDirectory(t), `${RIGHT}limits: { key: "${KEY}" }\n`);
  await hushpay('migrate', '--config', file);
  const { database } = await loadConfig(file);
  const journal = createJournal(database, createLog({ level: 'error' }));
  await journal.open();
  await journal.takeOver('one');
  const by = fingerprintBy(createSecretKey(Buffer.from(KEY)));
  const [caller = ''] = subjectsOf(by, { caller: CALLER });
  const [customer = ''] = subjectsOf(by, { customer: 'cust-1' });
  const at = Date.now();
  for (const mark of ['a', 'b']) {
    for (const subject of [caller, customer]) {
      await journal.attempt([{ subject, mark, rules: [RULE] }], `${subject}${mark}`, at);
    }
  }
  await journal.attempt([{ subject: 'card:0a', mark: 'a', rules: [RULE] }], 'one', at);
  await journal.close();
  const run = (...args: string[]) => hushpay('limits', ...args, '--config', file);
  return { run, caller, customer, at };
}

t.test('given locks, when they are listed, then each says whom, why and how long', async (t) => {
  const { run, caller, customer, at } = await counters(t);
  const { code, out } = await run('list');
  t.equal(code, 0);
  const until = new Date(at + RULE.lockMs).toISOString();
  for (const subject of [caller, customer]) {
    t.match(out, `${subject}  line.caller-cards  since ${new Date(at).toISOString()} until ${until}`);
  }
  t.notMatch(out, /card:0a|555/, 'who is not locked is not named, and nobody by their number');
  const json = (await run('list', '--json')).out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.same(json.map(({ subject }) => subject).sort(), [caller, customer].sort());
  t.match(json[0], { rule: 'line.caller-cards', since: at, until: at + RULE.lockMs, times: 1 });
});

t.test('given locks, when one is released, then that one may try again and no other', async (t) => {
  const { run, caller, customer } = await counters(t);
  t.match(
    await run('release', '--caller', '001 555 0100'),
    { code: 0, out: 'released\n' },
    'however written',
  );
  t.notMatch((await run('list')).out, caller);
  t.match((await run('list')).out, customer);
  t.match(await run('release', '--caller', CALLER), { code: 1, err: /Nothing was counted of them/ });
  t.match(await run('release', '--subject', customer), { code: 0, out: 'released\n' });
  t.equal((await run('list')).out, 'nobody is locked out\n');
  t.equal((await run('list', '--json')).out, '');
});

t.test('given nobody to release, then it is said what is missing', async (t) => {
  const { run } = await counters(t);
  t.match(await run('release'), { code: 1, err: /Give --caller, --customer or --subject/ });
  t.match(await run('release', '--customer', 'nobody'), { code: 1, err: /Nothing was counted/ });
});
