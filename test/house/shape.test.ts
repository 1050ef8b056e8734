import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import t from 'tap';
import { projectRoot } from '../../lib/root.js';
import { circles, climbs, floorOf, type Graph, roomOf } from './graph.js';

const root = projectRoot();

const VALUES =
  /^\s*(?:import|export)\s(?!type\b)[^;]*?from '([^']+)'|import\('([^']+)'\)|^import '([^']+)'/gm;
const ALL = /^\s*(?:import|export)\s[^;]*?from '([^']+)'|import\('([^']+)'\)|^import '([^']+)'/gm;

interface Source {
  /** From the top of the checkout, `lib/session/reduce.ts`. */
  readonly path: string;
  readonly text: string;
  /** Packages as named, own files as paths from the top of the checkout. Type-only imports are left out. */
  readonly imports: readonly string[];
  /** The same, with the imports of types. */
  readonly all: readonly string[];
}

const sources: readonly Source[] = ['lib', 'bin'].flatMap((top) =>
  readdirSync(join(root, top), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => {
      const path = join(top, name);
      const text = readFileSync(join(root, path), 'utf8');
      return { path, text, imports: importsOf(path, text, VALUES), all: importsOf(path, text, ALL) };
    }),
);

function importsOf(path: string, text: string, pattern: RegExp): string[] {
  const found = text.matchAll(pattern);
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
  /^lib\/gateway\/transaction-state\.ts$/,
  /^lib\/gateway\/braintree\/(merchant-account|classify|details|kinds|method|notification|outcomes|severity|texts|transaction|validation)\.ts$/,
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
  braintree: /^lib\/gateway\/braintree\/braintree\.ts$|^lib\/rig\/|^lib\/sandbox\//,
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
      /^lib\/card\/|^lib\/gateway\/(gateway|braintree\/(tokenise|braintree|connection-pool))\.ts$|^lib\/run\/(live|context)\.ts$|^lib\/service\.ts$|^lib\/rig\//;
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

/** Files that may speak Braintree: its folder, the sandbox that plays it, and the rig that tries them. */
const SPEAKS_BRAINTREE = /^lib\/gateway\/braintree\/|^lib\/sandbox\/|^lib\/rig\//;

/** Its statuses and its names of brands. Some of our own statuses are the same words, which one file names. */
const BRAINTREES_WORDS =
  /'(authoriz(ing|ed)|submitted_for_settlement|settling|settlement_\w+|authorization_expired|processor_declined|gateway_rejected|under_review|auto_accepted|MasterCard|American Express|Diners Club)'/;
const OUR_STATUSES =
  /^lib\/money\/(transaction|dispute)-status\.ts$|^lib\/session\/refusal-reason\.ts$|^lib\/journal\/migrations\//;

t.test('given Braintree, then only its folder and the sandbox speak its words', async (t) => {
  const code = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const speaking = sources.filter(({ text }) => BRAINTREES_WORDS.test(code(text)));
  t.ok(
    speaking.some(({ path }) => SPEAKS_BRAINTREE.test(path)),
    'the pattern finds them where they are',
  );
  const strangers = speaking.map(({ path }) => path).filter((path) => !SPEAKS_BRAINTREE.test(path));
  t.same(
    strangers.filter((path) => !OUR_STATUSES.test(path)),
    [],
  );
  t.ok(strangers.some((path) => OUR_STATUSES.test(path)));
});

t.test('given Braintree, then it is opened by one file and nothing else reaches in', async (t) => {
  const reaching = sources.filter(
    ({ path, all }) =>
      !SPEAKS_BRAINTREE.test(path) && all.some((one) => one.startsWith('lib/gateway/braintree/')),
  );
  t.same(
    reaching.map(({ path }) => path),
    ['lib/gateway/open.ts'],
  );
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
        (one) => one.startsWith(`lib/${other}/`) && one !== 'lib/gateway/braintree/texts.ts',
      );
      t.same(reached, [], path);
    }
  }
});

const graph: Graph = new Map(
  sources.map(({ path, all }) => [
    path,
    all.filter((one) => /^(lib|bin)\//.test(one) && !one.endsWith('.json')),
  ]),
);

/** Imports that still go up a floor, or to a neighbour, and how many. These numbers only shrink. */
const KNOWN_CLIMBS: Readonly<Record<string, number>> = {
  'config > journal': 2,
  'gateway > sandbox': 1,
  'gateway > sandbox-process.ts': 1,
  'journal > gateway': 3,
  'rig > bin': 1,
  'sandbox > gateway': 5,
};

t.test('given the whole graph with its types, then there is no circle', async (t) => {
  t.ok(graph.size > 500, `${graph.size} files`);
  t.same(circles(graph), []);
});

/** Leaves of the core: vocabulary, predicates, the draft. Every other file of `lib/session` is a part. */
const LEAVES =
  'account-questions begin brand choices command draft event fields forget internal language late less limits outcome policy presence question questions quiet refusal-reason result state step-order telephone terms told vocabulary words wrap-up-questions'
    .split(' ')
    .map((name) => `lib/session/${name}.ts`);

t.test('given the parts of the core, then only reduce.ts knows them', async (t) => {
  const core = [...graph].filter(([path]) => path.startsWith('lib/session/'));
  for (const leaf of LEAVES) t.ok(graph.has(leaf), leaf);
  t.ok(core.length > LEAVES.length + 10, `${core.length} files`);
  for (const [path, imports] of core) {
    if (path === 'lib/session/reduce.ts') continue;
    const parts = imports.filter((one) => one.startsWith('lib/session/') && !LEAVES.includes(one));
    t.same(parts, [], path);
  }
});

t.test('given the floors of the house, then imports go down, but for those known', async (t) => {
  for (const path of graph.keys()) t.not(floorOf(roomOf(path)), undefined, `${path} is on a floor`);
  t.same(climbs(graph), KNOWN_CLIMBS);
});

t.test('given circles of one, two and three files, then each is found and nothing else', async (t) => {
  const drawn: Graph = new Map([
    ['a', ['b']],
    ['b', ['c', 'd']],
    ['c', ['a']],
    ['d', ['e']],
    ['e', ['d', 'g']],
    ['f', ['f']],
    ['g', []],
  ]);
  t.same(circles(drawn), [['a', 'b', 'c'], ['d', 'e'], ['f']]);
  const climbing: Graph = new Map([
    ['lib/money/money.ts', ['lib/session/state.ts']],
    ['lib/session/state.ts', ['lib/money/money.ts', 'lib/session/terms.ts']],
    ['lib/journal/store.ts', ['lib/gateway/state.ts', 'lib/root.ts']],
  ]);
  t.same(climbs(climbing), { 'money > session': 1, 'journal > gateway': 1 });
});
