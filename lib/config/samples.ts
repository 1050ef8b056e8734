import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../root.js';
import { agiKey, agiMark } from './agi-key.js';
import type { Config } from './schema.js';

/** One file for Asterisk, filled in. */
export interface Sample {
  /** `extensions`, `features`, `ari`, `manager`, `http`, `confbridge`. */
  readonly part: string;
  /** Its name in Asterisk's configuration directory. */
  readonly file: string;
  readonly text: string;
}

const SUFFIX = '_hushpay.conf';

/** What an administrator includes in Asterisk's configuration, with our addresses, names and passwords in it. */
export function samples(config: Config): Sample[] {
  const directory = join(projectRoot(), 'dialplan');
  const values = valuesOf(config);
  return readdirSync(directory)
    .filter((file) => file.endsWith(SUFFIX))
    .toSorted()
    .map((file) => ({
      part: file.slice(0, -SUFFIX.length),
      file,
      text: fillSample(file, values),
    }));
}

function valuesOf(config: Config): Readonly<Record<string, string | number>> {
  const { asterisk, agi, http, dialplan } = config;
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
    otherFeatures: '',
    agents: '; [anna](+,hushpay-agent)',
  };
}

/** What the lines of the dialplan that call us by AGI need. */
export function keyValues(key: string): Readonly<Record<string, string>> {
  return { 'agi.key': key, 'agi.mark': agiMark(key) };
}

/** A file of `dialplan/` with its `@name@` filled in. Throws on a name without a value. */
export function fillSample(file: string, values: Readonly<Record<string, string | number>>): string {
  const text = readFileSync(join(projectRoot(), 'dialplan', file), 'utf8');
  return text.replace(/@([a-zA-Z][\w.]*)@/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`dialplan/${file} asks for @${name}@, which has no value`);
    return String(value);
  });
}
