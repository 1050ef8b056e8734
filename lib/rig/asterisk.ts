import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../root.js';

/** Where an Asterisk is and how it is started. */
export interface Asterisk {
  readonly kind: 'private' | 'system';
  /** Program and leading arguments; `-C asterisk.conf` and the rest follow. */
  readonly command: readonly string[];
  readonly modules: string;
  /** Read-only data of the distribution: `sounds`, `documentation`, `rest-api`. */
  readonly data: string;
  /** Directory of the English core sounds. */
  readonly sounds: string;
}

/** The unpacked Debian tree; `bin/setup.mjs --asterisk` makes it. */
export function debianRoot(): string {
  return join(projectRoot(), '.hushpay', 'debian', 'root');
}

/**
 * Command line of a program of the unpacked tree, started through the tree's own loader so that the machine's
 * libc does not matter.
 */
export function unpacked(path: string): readonly string[] {
  const root = debianRoot();
  const loader = readdirSync(join(root, 'usr'))
    .filter((name) => name.startsWith('lib'))
    .flatMap((name) => readdirSync(join(root, 'usr', name)).map((file) => join(root, 'usr', name, file)))
    .find((file) => /\/ld-linux-[^/]*\.so\.\d+$/.test(file));
  if (!loader) throw new Error(`No loader under ${root}. Run: node bin/setup.mjs --asterisk`);
  const lib = join(root, 'usr/lib', multiarch(root));
  const libraries = [lib, join(lib, 'pulseaudio'), join(root, 'usr/lib')].join(':');
  return [loader, '--library-path', libraries, join(root, path)];
}

/** A tool: the machine's own when it is on PATH, else the unpacked one. */
export function tool(name: string, path: string): readonly string[] {
  return existsSync(join(debianRoot(), path)) ? unpacked(path) : [name];
}

/**
 * Asterisk to use: the system's when it is 18 or later, else the private one.
 * `HUSHPAY_ASTERISK=private` takes the private one in any case, and `tested` only the version that all was tested with.
 */
export function findAsterisk(): Asterisk {
  if (!['private', 'tested'].includes(process.env.HUSHPAY_ASTERISK ?? '')) {
    const system = systemAsterisk();
    if (system) return system;
  }
  const root = debianRoot();
  const command = unpacked('usr/sbin/asterisk');
  const data = join(root, 'usr/share/asterisk');
  return {
    kind: 'private',
    command,
    modules: join(root, 'usr/lib', multiarch(root), 'asterisk/modules'),
    data,
    sounds: join(data, 'sounds/en_US_f_Allison'),
  };
}

function multiarch(root: string): string {
  const found = readdirSync(join(root, 'usr/lib')).find((name) => name.endsWith('-linux-gnu'));
  if (!found) throw new Error(`No libraries under ${root}. Run: node bin/setup.mjs --asterisk`);
  return found;
}

function systemAsterisk(): Asterisk | undefined {
  let version: string;
  try {
    version = execFileSync('asterisk', ['-V'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return undefined;
  }
  if (Number(/Asterisk (?:certified[/-])?(\d+)/.exec(version)?.[1] ?? 0) < 18) return undefined;
  const first = (paths: readonly string[]) => paths.find((path) => existsSync(path));
  const libs = ['x86_64-linux-gnu/', 'aarch64-linux-gnu/', ''].map(
    (arch) => `/usr/lib/${arch}asterisk/modules`,
  );
  const modules = first([...libs, '/usr/lib64/asterisk/modules']);
  const data = first(['/usr/share/asterisk', '/var/lib/asterisk']);
  const sounds = data && first(['en', 'en_US_f_Allison'].map((name) => join(data, 'sounds', name)));
  if (!modules || !data || !sounds) return undefined;
  return { kind: 'system', command: ['asterisk'], modules, data, sounds };
}
