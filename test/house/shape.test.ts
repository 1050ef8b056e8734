import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import t from 'tap';
import { projectRoot } from '../../lib/root.js';

const root = projectRoot();

interface Source {
  /** From the top of the checkout, `lib/session/reduce.ts`. */
  readonly path: string;
  readonly text: string;
  /** Packages as named, own files as paths from the top of the checkout. Type-only imports are left out. */
  readonly imports: readonly string[];
}

const sources: readonly Source[] = ['lib', 'bin'].flatMap((top) =>
  readdirSync(join(root, top), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => {
      const path = join(top, name);
      const text = readFileSync(join(root, path), 'utf8');
      return { path, text, imports: importsOf(path, text) };
    }),
);

function importsOf(path: string, text: string): string[] {
  const found = text.matchAll(
    /^\s*(?:import|export)\s(?!type\b)[^;]*?from '([^']+)'|import\('([^']+)'\)|^import '([^']+)'/gm,
  );
  return [...found].map(([, named, dynamic, bare]) => {
    const specifier = named ?? dynamic ?? bare ?? '';
    if (!specifier.startsWith('.')) return specifier;
    return relative(root, join(root, dirname(path), specifier)).replace(/\.js$/, '.ts');
  });
}

/** What decides, and must be a function of its arguments. */
const PURE = [
  /^lib\/session\//,
  /^lib\/money\//,
  /^lib\/talk\//,
  /^lib\/hours\//,
  /^lib\/speech\//,
  /^lib\/limits\//,
  /^lib\/card\/(keypad|rules|brands)\.ts$/,
  /^lib\/asterisk\/(translate|parties)\.ts$/,
  /^lib\/gateway\/(accounts|classify|details|kinds|method|notification|outcomes|severity|texts|transaction|validation)\.ts$/,
  /^lib\/journal\/(settlement|allowance|sums)\.ts$/,
];
const isPure = (path: string) => PURE.some((pattern) => pattern.test(path));

t.test(
  'given the pure core, then it reads no clock, draws no number, does no I/O and imports only what is pure',
  async (t) => {
    const forbidden =
      /\bDate\.now|\bnew Date\(\)|Math\.random|randomUUID|randomBytes|setTimeout|setInterval|console\.|\bprocess\./;
    const pure = sources.filter(({ path }) => isPure(path));
    t.ok(pure.length >= 14, `${pure.length} files`);
    for (const { path, text, imports } of pure) {
      const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      t.notMatch(code, forbidden, path);
      for (const one of imports) {
        const allowed = one.startsWith('lib/')
          ? isPure(one) || one === 'lib/errors.ts'
          : one === 'card-validator';
        t.ok(allowed, `${path} imports ${one}`);
      }
    }
  },
);

for (const [name, importers] of Object.entries({
  'ari-client': /^lib\/asterisk\/ari\.ts$/,
  braintree: /^lib\/gateway\/braintree\.ts$|^lib\/rig\/|^lib\/sandbox\//,
  knex: /^lib\/journal\/|^lib\/sandbox\/store\.ts$/,
  sqlite3: /^lib\/journal\/|^lib\/sandbox\/store\.ts$/,
  pg: /^lib\/journal\//,
  pino: /^lib\/log\.ts$/,
})) {
  t.test(`given ${name}, then only its own door imports it`, async (t) => {
    const found = sources.filter(({ imports }) =>
      imports.some((one) => one === name || one.startsWith(`${name}/`)),
    );
    for (const { path } of found) t.match(path, importers, path);
  });
}

t.test('given the service, then nothing of it depends on the rig', async (t) => {
  for (const { path, imports } of sources) {
    if (path.startsWith('lib/rig/') || path === 'bin/demo.ts') continue;
    t.notOk(
      imports.some((one) => one.startsWith('lib/rig/')),
      path,
    );
  }
});

t.test(
  'given digits of a card, then only card/, the runner that fills it and tokenise know where they are',
  async (t) => {
    const holders =
      /^lib\/card\/|^lib\/gateway\/(gateway|tokenise|braintree|lines)\.ts$|^lib\/run\/(live|execute|runner)\.ts$|^lib\/service\.ts$|^lib\/rig\//;
    for (const { path, text } of sources) {
      if (/\bCardBytes\b|\bCardCapture\b/.test(text)) t.match(path, holders, path);
    }
  },
);

t.test('given the API, then nothing but the wiring loads it, and only where it is turned on', async (t) => {
  for (const { path, text, imports } of sources) {
    const found = imports.filter((one) => one.startsWith('lib/api/'));
    if (path.startsWith('lib/api/') || found.length === 0) continue;
    t.same([path, ...found], ['lib/service.ts', 'lib/api/open.ts']);
    t.match(text, /api\.enabled\s*\?\s*await \(await import\('\.\/api\/open\.js'\)\)/);
  }
});

t.test('given the doors, then none reaches into another', async (t) => {
  const doors = ['asterisk', 'gateway', 'journal', 'lookup', 'sandbox'];
  for (const { path, imports } of sources) {
    const own = doors.find((door) => path.startsWith(`lib/${door}/`));
    if (!own || path === 'lib/gateway/open.ts') continue;
    for (const other of doors) {
      if (other === own) continue;
      // Texts of the processor's codes are a table of facts that both ends of the wire share.
      const reached = imports.filter(
        (one) => one.startsWith(`lib/${other}/`) && one !== 'lib/gateway/texts.ts',
      );
      t.same(reached, [], path);
    }
  }
});
