import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../root.js';
import { agiKey, agiMark } from './agi-key.js';
import type { Config } from './schema.js';

/** One file for Asterisk, filled in. */
export interface Sample {
  /** `extensions`, `features`, `pjsip`, `ari`, `manager`, `http`, `confbridge`. */
  readonly part: string;
  /** Its name in Asterisk's configuration directory. */
  readonly file: string;
  /** The file that includes it: with FreePBX one that "Apply Config" leaves alone. */
  readonly into: string;
  readonly text: string;
}

export interface SampleOptions {
  readonly freepbx?: boolean;
  /** Endpoints of agents; on FreePBX their extensions. */
  readonly agents?: readonly string[];
}

const SUFFIX = '_hushpay.conf';

/** By part, which file includes it: Asterisk's own, and FreePBX's. */
const INTO: Readonly<Record<string, readonly [plain: string, freepbx: string]>> = {
  extensions: ['extensions.conf', 'extensions_custom.conf'],
  features: ['features.conf', 'features_applicationmap_custom.conf'],
  pjsip: ['pjsip.conf', 'pjsip.endpoint_custom_post.conf'],
  ari: ['ari.conf', 'ari_additional_custom.conf'],
  manager: ['manager.conf', 'manager_custom.conf'],
  http: ['http.conf', 'http_custom.conf'],
  confbridge: ['confbridge.conf', 'confbridge_custom.conf'],
};

/** What an administrator includes in Asterisk's configuration, with our addresses, names and passwords in it. */
export function samples(config: Config, options: SampleOptions = {}): Sample[] {
  const directory = join(projectRoot(), 'dialplan');
  const values = { ...valuesOf(config), ...agentValues(options) };
  return readdirSync(directory)
    .filter((file) => file.endsWith(SUFFIX))
    .toSorted()
    .map((file) => {
      const part = file.slice(0, -SUFFIX.length);
      const [plain = '', freepbx = ''] = INTO[part] ?? [];
      return { part, file, into: options.freepbx ? freepbx : plain, text: fillSample(file, values) };
    });
}

/**
 * The agents' lines of pjsip.conf. An aor or auth of the same name may stand before the endpoint, and `(+)` alone would
 * take it. FreePBX puts its one-touch recording into a global variable that ours hides.
 */
export function agentValues({ freepbx, agents = [] }: SampleOptions): Readonly<Record<string, string>> {
  return {
    otherFeatures: freepbx ? 'apprecord#' : '',
    agents: agents.map((name) => `[${name}](+type=endpoint,hushpay-agent)`).join('\n'),
  };
}

/** Who is still keying after this long, with nobody who waits for it, is given up. Seconds. */
export const QUIET_END = 120;

function valuesOf(config: Config): Readonly<Record<string, string | number>> {
  const { asterisk, agi, http, dialplan, capture } = config;
  const server = new URL(asterisk.ari.url);
  return {
    'asterisk.ari.username': asterisk.ari.username,
    'asterisk.ari.password': asterisk.ari.password.reveal(),
    'asterisk.ari.app': asterisk.ari.app,
    'asterisk.ami.username': asterisk.ami.username,
    'asterisk.ami.password': asterisk.ami.password.reveal(),
    'asterisk.http.port': server.port || (server.protocol === 'https:' ? 443 : 80),
    'agi.host': agi.host,
    'agi.port': agi.port,
    ...keyValues(agiKey(config)),
    'http.host': http.host,
    'http.port': http.port,
    feature: dialplan.feature,
    longStop: dialplan.longStop,
    // Asterisk's files of silence are of whole seconds, 1 to 10.
    quiet: Math.ceil(capture.timers.quiet),
    quietEnd: QUIET_END,
  };
}

/** What the lines of the dialplan that call us by AGI need. */
export function keyValues(key: string): Readonly<Record<string, string>> {
  return { 'agi.key': key, 'agi.mark': agiMark(key) };
}

/** The extension of the context `hushpay-version` in a printed dialplan. */
export function versionOf(dialplan: string): string | undefined {
  return /^\[hushpay-version\]\nexten => (\w+),/m.exec(dialplan)?.[1];
}

/**
 * A file of `dialplan/` with its `@name@` filled in; `@version@` is a hash of all the rest, so that it differs whenever
 * anything does. Throws on a name without a value.
 */
export function fillSample(file: string, values: Readonly<Record<string, string | number>>): string {
  const text = readFileSync(join(projectRoot(), 'dialplan', file), 'utf8');
  const filled = text.replace(/@([a-zA-Z][\w.]*)@/g, (asked, name: string) => {
    if (name === 'version') return asked;
    const value = values[name];
    if (value === undefined) throw new Error(`dialplan/${file} asks for @${name}@, which has no value`);
    return String(value);
  });
  const version = createHash('sha256').update(filled).digest('hex').slice(0, 12);
  return filled.replaceAll('@version@', `v${version}`);
}
