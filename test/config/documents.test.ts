import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { inspectConfig } from '../../lib/config/load.js';
import { configJsonSchema } from '../../lib/config/schema.js';
import { projectRoot } from '../../lib/root.js';
import { freshDirectory, writeConfig } from './directory.js';

const EXAMPLE = join(projectRoot(), 'config', 'hushpay.example.yaml');

interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly description?: string;
  readonly default?: unknown;
}

/** Every option with its dotted name. */
function options(node: Node, path: readonly string[] = []): [name: string, node: Node][] {
  return Object.entries(node.properties ?? {}).flatMap(([key, inner]) => {
    const name: [string, Node] = [[...path, key].join('.'), inner];
    return [name, ...options(inner, [...path, key])];
  });
}

const ALL = options(configJsonSchema() as Node);

/** Names of the options in the example, commented out or not, by their indentation. */
function written(text: string): Set<string> {
  const path: { indent: number; key: string }[] = [];
  const names = new Set<string>();
  for (const line of text.split('\n')) {
    const [, indent = '', comment, key] = /^( *)(# )?([a-zA-Z][\w-]*):( |$)/.exec(line) ?? [];
    // In a comment only what could be taken into use as it stands is an option.
    if (!key || (comment && indent === '')) continue;
    while ((path.at(-1)?.indent ?? -1) >= indent.length) path.pop();
    path.push({ indent: indent.length, key });
    names.add(path.map((part) => part.key).join('.'));
  }
  return names;
}

t.test(
  'given the example, when compared with the schema, then no option is missing and none is unknown',
  async (t) => {
    const inExample = written(readFileSync(EXAMPLE, 'utf8'));
    t.ok(ALL.length > 60);
    for (const [name] of ALL) t.ok(inExample.has(name), `${name} stands in the example`);
    const known = new Set(ALL.map(([name]) => name));
    for (const name of inExample) t.ok(known.has(name), `${name} is an option`);
  },
);

t.test('given the example, when loaded, then it is right and all its values are the defaults', async (t) => {
  const env = { HUSHPAY_ARI_PASSWORD: 'a', HUSHPAY_AMI_PASSWORD: 'b' };
  const example = await inspectConfig(EXAMPLE, { env });
  t.same(example.faults, []);
  const smallest = writeConfig(freshDirectory(t), 'asterisk: { ari: { password: a }, ami: { password: b } }');
  const defaults = await inspectConfig(smallest);
  t.same(JSON.parse(JSON.stringify(example.config)), JSON.parse(JSON.stringify(defaults.config)));
});

t.test('given the last step of the README, when the keys are put in, then production loads', async (t) => {
  const directory = freshDirectory(t);
  const key = join(directory, 'braintree.key');
  writeFileSync(key, 'k'.repeat(32), { mode: 0o600 });
  const text = readFileSync(EXAMPLE, 'utf8')
    .replace('environment: local', 'environment: production')
    .replace('# merchantId: your_merchant_id', 'merchantId: shop7')
    .replace('# publicKey: your_public_key', 'publicKey: public7')
    .replace('# privateKey: { file: /etc/hushpay/braintree.key }', `privateKey: { file: ${key} }`);
  const env = { HUSHPAY_ARI_PASSWORD: 'a'.repeat(48), HUSHPAY_AMI_PASSWORD: 'b'.repeat(48) };
  const { config, faults } = await inspectConfig(writeConfig(directory, text), { env });
  t.same(faults, []);
  t.match(config, { environment: 'production', braintree: { merchantId: 'shop7' } });
});

t.test(
  'given the example with its commented options in use, when loaded, then no option is unknown',
  async (t) => {
    const text = readFileSync(EXAMPLE, 'utf8')
      .replace(/^( *)(sandbox|customFields|descriptor|credit-card|ach-debit): \{\}$/gm, '$1$2:')
      .replace(/^( +)# (\w+): /gm, (whole, indent: string, key: string) =>
        ALL.some(([name]) => name.endsWith(`.${key}`)) ? `${indent}${key}: ` : whole,
      );
    const { faults } = await inspectConfig(writeConfig(freshDirectory(t), text), {
      env: {
        HUSHPAY_ARI_PASSWORD: 'a',
        HUSHPAY_AMI_PASSWORD: 'b',
        HUSHPAY_AGI_SECRET: 'd',
        HUSHPAY_DATABASE_URL: 'postgres:///x',
        HUSHPAY_LOOKUP_TOKEN: 'c',
        HUSHPAY_LIMITS_KEY: 'd',
      },
    });
    t.match(faults, [{ option: 'braintree.privateKey', message: /does not exist/ }]);
    t.equal(faults.length, 1);
  },
);

t.test('given the schema, when read, then every option is described', async (t) => {
  for (const [name, node] of ALL) t.ok((node.description?.length ?? 0) > 5, `${name} is described`);
});

t.test('given config/hushpay.schema.json, when compared, then it is the schema of now', async (t) => {
  const kept: unknown = JSON.parse(
    readFileSync(join(projectRoot(), 'config', 'hushpay.schema.json'), 'utf8'),
  );
  t.same(
    kept,
    JSON.parse(JSON.stringify(configJsonSchema())),
    'else: hushpay config schema > config/hushpay.schema.json',
  );
});
