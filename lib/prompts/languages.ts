import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../root.js';

/**
 * Languages with prompts of ours in `dialplan/sounds/`, as Asterisk names them. Others are spoken to in the
 * configured one.
 */
export const LANGUAGES: ReadonlySet<string> = new Set(
  readdirSync(join(projectRoot(), 'dialplan', 'sounds'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name),
);

/** Those that callers are served in: what the administrator wants of them, or all; the default always. */
export function servedLanguages(wanted: readonly string[], byDefault: string): ReadonlySet<string> {
  return new Set(wanted.length > 0 ? [byDefault, ...wanted] : [byDefault, ...LANGUAGES]);
}
