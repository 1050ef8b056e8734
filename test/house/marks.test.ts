import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import t from 'tap';
import { projectRoot } from '../../lib/root.js';

const root = projectRoot();

/** By what a test can find a digit that has leaked. */
const FINDERS =
  /\b(keysHeard|multimon|copiesInMemory|runProof|digitsOf|placesWith)\b|rig\/proof\/(memory|digits|proof)\.js|'\.\/memory\.js'|\bnot(Match|Ok)?\([^;]*(4111|includes\((card|CARD|number)\b)|\bnotMatch\([^;]*?(\d{7,}|\\d\{\d)/;

const files = new Map(
  readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => [join('test', name), readFileSync(join(root, 'test', name), 'utf8')]),
);

/** Whether a file, or one of the tests' own that it imports, looks for digits. */
function looks(path: string, seen = new Set<string>()): boolean {
  const text = files.get(path);
  if (text === undefined || seen.has(path)) return false;
  seen.add(path);
  const found = [...text.matchAll(/from '(\.[^']+)\.js'/g)];
  return (
    FINDERS.test(text) || found.some(([, name]) => looks(normalize(join(dirname(path), `${name}.ts`)), seen))
  );
}

t.test('given a test that looks for digits, when read, then its first line says so', async (t) => {
  const tests = [...files.keys()].filter(
    (path) => path.endsWith('.test.ts') && !path.startsWith('test/house/'),
  );
  const looking = tests.filter((path) => looks(path));
  t.ok(looking.length > 10, `${looking.length} files`);
  for (const path of looking)
    t.match(files.get(path), /^\/\/ Looks for digits: a failure is never forgiven\.\n/, path);
});

t.test('given the build machine, when a test has failed, then the mark decides and no list', async (t) => {
  const script = join(root, '.ci', 'run');
  if (!existsSync(script)) return t.pass('NOT TESTED: there is no .ci here');
  const text = readFileSync(script, 'utf8');
  t.match(text, 'head -n 1 "$source" | grep -q \'^// Looks for digits\'');
  t.notMatch(text, /proof\|/);
});
