import type { Stats } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { z } from 'zod';
import { type DriverView, seenByDriver } from '../journal/address.js';
import { coreLimit } from './cores.js';
import { explain } from './explain.js';
import { ConfigError, type ConfigFault } from './fault.js';
import { openings } from './openings.js';
import { canRead, canWrite, groupName, type Reader, serviceUser } from './reader.js';
import { judge } from './safety.js';
import { type Config, configSchema } from './schema.js';
import { secretResolver } from './secret-source.js';
import { readSource, type Source } from './source.js';

/** What was found in a file. `config` is there exactly when there are no faults. */
export interface Inspection {
  readonly config?: Config;
  readonly faults: readonly ConfigFault[];
  readonly warnings: readonly ConfigFault[];
}

export interface LoadOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Largest core dump allowed to this process, in bytes; read from the system where not given. */
  readonly coreLimit?: number;
  /** By what this process could be looked into; asked of the process where not given. */
  readonly openings?: readonly string[];
  /** The user that must be able to read it all; asked of this machine where not given. */
  readonly reader?: Reader;
}

/**
 * Reads, checks and completes the configuration. Relative paths are taken from the file's directory.
 * Rejects with `ConfigError` that lists every fault at once.
 */
export async function loadConfig(file: string, options: LoadOptions = {}): Promise<Config> {
  const { config, faults } = await inspectConfig(file, options);
  if (!config) throw new ConfigError(file, faults);
  return config;
}

/** As `loadConfig`, with faults and warnings as values. Never rejects for anything in the file. */
export async function inspectConfig(file: string, options: LoadOptions = {}): Promise<Inspection> {
  let source: Source;
  let status: Stats;
  try {
    status = await stat(file);
    source = readSource(await readFile(file, 'utf8'));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    const todo = TODO[code] ?? 'give this user the right to read it';
    return { faults: [{ option: '', message: `cannot be read (${code}); ${todo}` }], warnings: [] };
  }
  if (source.faults.length > 0) return { faults: source.faults, warnings: [] };

  const directory = dirname(resolve(file));
  const schema = configSchema(secretResolver(directory, options.env ?? process.env));
  const given = withoutEmpty(source.value);
  const first = schema.safeParse(given);
  const faults = first.success ? [] : first.error.issues.flatMap((issue) => explain(issue, schema, source));
  // The checks between options run on what is left when the faulty options are taken out, so that all is told at once.
  const parsed = first.success ? first.data : repaired(schema, given, first.error);
  if (!parsed) return { faults: inOrder(faults), warnings: [] };

  const reader = options.reader ?? serviceUser();
  const verdict = judge(parsed, {
    mode: status.mode & 0o777,
    ownGroup: status.gid === reader?.groups[0],
    unreadable: reader ? unreadableBy(reader, file, source, directory) : [],
    unwritable: reader ? unwritableBy(reader, parsed, directory) : [],
    literalSecrets: [...SECRETS, ...parsed.api.tokens.map((_, index) => `api.tokens.${index}.secret`)].filter(
      (option) => typeof source.at(option.split('.')) === 'string',
    ),
    sandboxSection: (source.at(['sandbox']) ?? undefined) !== undefined,
    coreLimit: 'coreLimit' in options ? options.coreLimit : coreLimit(),
    openings: options.openings ?? openings(),
    database: await databaseOf(parsed),
  });
  const located = (fault: ConfigFault): ConfigFault => ({
    ...fault,
    ...source.place(fault.option.split('.')),
  });
  // Where a part of it could not be read, what is said of the whole would be of stand-ins.
  const told = faults.map((fault) => fault.option);
  const covered = (option: string) =>
    told.some((one) => one === option || (option !== '' && one.startsWith(`${option}.`)));
  faults.push(...verdict.faults.filter((fault) => !covered(fault.option)).map(located));
  const warnings = inOrder(verdict.warnings.map(located));
  if (faults.length > 0) return { faults: inOrder(faults), warnings };
  return { config: withAbsolutePaths(parsed, directory), faults: [], warnings };
}

/** A section of which everything is commented out, `sandbox:` and no more, is one that is left out. */
function withoutEmpty(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([, section]) => section !== null));
}

/** Where the journal really goes, by the driver's own word. */
async function databaseOf({ database }: Config): Promise<DriverView | undefined> {
  const address = database.client === 'pg' ? database.url?.reveal() : undefined;
  return address === undefined ? undefined : seenByDriver(address);
}

/** The configuration itself, secrets in files of their own, certificates and keys. */
function unreadableBy(reader: Reader, file: string, source: Source, directory: string) {
  const group = groupName(reader.groups[0] ?? 0);
  return [{ option: '', file }, ...filesIn(source.value, directory)].flatMap((one) => {
    let readable: boolean;
    try {
      readable = canRead(one.file, reader);
    } catch {
      // That it is not there is told by who reads it.
      return [];
    }
    const todo = `chgrp ${group} ${one.file} && chmod 640 ${one.file}, and let ${reader.name} into its directory`;
    return readable ? [] : [{ ...one, todo }];
  });
}

/** The log. The service goes on without it, so that it is a warning. The journal is asked by who opens it. */
function unwritableBy(reader: Reader, { log }: Config, directory: string) {
  if (!log.file) return [];
  const path = resolve(directory, log.file);
  if (canWrite(path, reader)) return [];
  const owner = `${reader.name}:${groupName(reader.groups[0] ?? 0)}`;
  const todo = `install -d -m 750 -o ${reader.name} ${dirname(path)}; touch ${path} && chown ${owner} ${path} && chmod 640 ${path}`;
  return [{ option: 'log.file', file: path, todo }];
}

/** Every `{ file: PATH }`, certificate, key and authority, with the option it stands at. */
function filesIn(value: unknown, directory: string, path: readonly string[] = []): NamedFile[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const here = [...path, name];
    if (typeof inner !== 'string') return filesIn(inner, directory, here);
    const secret = name === 'file' && Object.keys(value).length === 1;
    if (!secret && !['certificate', 'key', 'ca'].includes(name)) return [];
    return [{ option: (secret ? path : here).join('.'), file: resolve(directory, inner) }];
  });
}

interface NamedFile {
  readonly option: string;
  readonly file: string;
}

const SECRETS = [
  'asterisk.ari.password',
  'asterisk.ami.password',
  'agi.secret',
  'braintree.privateKey',
  'database.url',
  'ivr.lookup.token',
  'limits.key',
];

/** What to do where the file cannot be read, by the system's code. */
const TODO: Readonly<Record<string, string>> = {
  ENOENT: 'copy config/hushpay.example.yaml there and edit it',
  EISDIR: 'it is a directory: name the file in it, such as hushpay.yaml',
};

type Schema = ReturnType<typeof configSchema>;

function repaired(schema: Schema, value: unknown, error: z.ZodError): Config | undefined {
  const copy: unknown = structuredClone(value ?? {});
  if (typeof copy !== 'object' || copy === null) return undefined;
  for (const issue of error.issues) {
    if (issue.path.length === 0 && issue.code !== 'unrecognized_keys') return undefined;
    if (issue.code === 'unrecognized_keys') for (const key of issue.keys) remove(copy, [...issue.path, key]);
    else remove(copy, issue.path);
  }
  const second = schema.safeParse(copy);
  if (second.success) return second.data;
  // What has no default was missing and is already reported: a stand-in lets the other checks run.
  for (const issue of second.error.issues) put(copy, issue.path, 'stand-in');
  return schema.safeParse(copy).data;
}

function parentOf(
  value: object,
  path: readonly PropertyKey[],
  make: boolean,
): Record<PropertyKey, unknown> | undefined {
  let node = value as Record<PropertyKey, unknown>;
  for (const key of path.slice(0, -1)) {
    if (typeof node[key] !== 'object' || node[key] === null) {
      if (!make) return undefined;
      node[key] = {};
    }
    node = node[key] as Record<PropertyKey, unknown>;
  }
  return node;
}

function remove(value: object, path: readonly PropertyKey[]): void {
  const key = path.at(-1);
  const parent = parentOf(value, path, false);
  if (key === undefined || !parent) return;
  // A list that loses a part could become wrong in another way: take the whole list out.
  if (Array.isArray(parent)) remove(value, path.slice(0, -1));
  else delete parent[key];
}

function put(value: object, path: readonly PropertyKey[], content: unknown): void {
  const key = path.at(-1);
  const parent = parentOf(value, path, true);
  if (key !== undefined && parent) parent[key] = content;
}

function inOrder(faults: readonly ConfigFault[]): ConfigFault[] {
  return faults.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}

function withAbsolutePaths(config: Config, directory: string): Config {
  const { database, sandbox, log, webhooks, api, ivr } = config;
  const file = resolve(directory, database.file);
  return {
    ...config,
    database: { ...database, file },
    sandbox: {
      ...sandbox,
      ca: sandbox.ca && resolve(directory, sandbox.ca),
      data: sandbox.data ? resolve(directory, sandbox.data) : join(dirname(file), 'sandbox'),
    },
    webhooks: {
      ...webhooks,
      certificate: webhooks.certificate && resolve(directory, webhooks.certificate),
      key: webhooks.key && resolve(directory, webhooks.key),
    },
    api: {
      ...api,
      certificate: api.certificate && resolve(directory, api.certificate),
      key: api.key && resolve(directory, api.key),
    },
    ivr: { ...ivr, lookup: { ...ivr.lookup, ca: ivr.lookup.ca && resolve(directory, ivr.lookup.ca) } },
    log: { ...log, file: log.file && resolve(directory, log.file) },
  };
}
