import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

let found: string | undefined;

/** The directory of the installed package (where `dialplan/` and `config/` are), however the code was compiled. */
export function projectRoot(): string {
  if (found) return found;
  for (let dir = dirname(fileURLToPath(import.meta.url)); ; dir = dirname(dir)) {
    const manifest = join(dir, 'package.json');
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).name === 'hushpay') {
      found = dir;
      return dir;
    }
    if (dir === dirname(dir)) throw new Error('hushpay: package.json of the installation was not found');
  }
}
