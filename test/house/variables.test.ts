import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { assignOutcome } from '../../lib/asterisk/outcome.js';
import { projectRoot } from '../../lib/root.js';
import { DETAILS } from '../../lib/run/terms.js';

const root = projectRoot();

/** Of the environment of a process, and no channel's. */
const ENVIRONMENT =
  /^HUSHPAY_(ASTERISK|DEBIAN_MIRROR|CONFIG|ARI_PASSWORD|AMI_PASSWORD|AGI_SECRET|DATABASE_URL|LOOKUP_TOKEN)$/;

interface Row {
  readonly name: string;
  readonly way: readonly string[];
  readonly who: string;
}

/** The table of `dialplan/README.md`. */
const rows: readonly Row[] = readFileSync(join(root, 'dialplan', 'README.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| `HUSHPAY_'))
  .flatMap((line) => {
    const [, names = '', way = '', who = ''] = line.split('|').map((cell) => cell.trim());
    return [...names.matchAll(/`(HUSHPAY_\w+)`/g)].map(([, name = '']) => ({
      name,
      way: way.split(', '),
      who,
    }));
  });
const named = (...ways: readonly string[]) =>
  rows
    .filter(({ way }) => ways.some((one) => way.includes(one)))
    .map(({ name }) => name)
    .sort();

/** Every variable of a channel that is named in the program and the files for Asterisk. */
function inCode(): Set<string> {
  const files = ['lib', 'dialplan'].flatMap((top) =>
    readdirSync(join(root, top), { recursive: true, encoding: 'utf8' })
      .map((name) => join(top, name))
      .filter((path) => /\.(ts|conf)$/.test(path) && !path.startsWith(join('lib', 'rig'))),
  );
  const texts = files.map((path) => readFileSync(join(root, path), 'utf8')).join('\n');
  return new Set([...texts.matchAll(/\bHUSHPAY_[A-Z0-9]+(?:_[A-Z0-9]+)*\b(?!_)/g)].map(([name]) => name));
}

const outcome = () => {
  const { variable } = assignOutcome({ result: 'success' });
  return variable.replace(/^ARRAY\(|\)$/g, '').split(',');
};

t.test('given the table of variables, then it names each once', async (t) => {
  const names = rows.map(({ name }) => name);
  t.same(names, [...new Set(names)]);
  t.ok(names.length > 40);
});

t.test('given a variable in the code or the dialplan, then the table has it', async (t) => {
  const used = new Set([...inCode(), ...outcome()]);
  const known = new Set(rows.map(({ name }) => name));
  t.same(
    [...used].filter((name) => !known.has(name) && !ENVIRONMENT.test(name)),
    [],
    'has a row',
  );
  t.same(
    [...known].filter((name) => !used.has(name)),
    [],
    'is used',
  );
});

t.test('given what a payment reads, then that is the way in, and the dialplan’s own two', async (t) => {
  const read = DETAILS.map((one) => one.slice(2, -1)).filter((name) => name.startsWith('HUSHPAY_'));
  t.same(named('in'), [...read, 'HUSHPAY_SIDE', 'HUSHPAY_AFTER'].sort());
});

t.test('given what a payment tells, then that is the way out, which nobody else sets', async (t) => {
  t.same(named('out'), [...outcome()].sort());
  for (const { name, way, who } of rows) {
    if (way.includes('in')) t.not(who, 'Hushpay', name);
    else t.match(who, way.includes('out') ? /^Hushpay$/ : /^nobody else$/, name);
  }
});

t.test('given the results of a session, then the row of HUSHPAY_RESULT has them all', async (t) => {
  const union = /export type Result =([^;]+);/.exec(
    readFileSync(join(root, 'lib', 'session', 'outcome.ts'), 'utf8'),
  );
  const words = (text: string, quote: string) =>
    [...text.matchAll(new RegExp(`${quote}([a-z-]+)${quote}`, 'g'))].map(([, word]) => word);
  const row = readFileSync(join(root, 'dialplan', 'README.md'), 'utf8')
    .split('\n')
    .find((line) => line.startsWith('| `HUSHPAY_RESULT`'));
  // `closed` is told of a caller who has never come to a session.
  const results = [...words(union?.[1] ?? '', "'"), 'closed'];
  t.same(words(row ?? '', '`').sort(), results.sort());
});
