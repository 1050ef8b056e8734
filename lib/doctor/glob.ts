import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Paths that a pattern with `*` and `?` in its last part names, sorted; the path itself without them. */
export function globSync(pattern: string): string[] {
  const last = basename(pattern);
  if (!/[*?]/.test(last)) return [pattern];
  const expression = new RegExp(
    `^${last
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.')}$`,
  );
  try {
    return readdirSync(dirname(pattern))
      .filter((name) => expression.test(name))
      .toSorted()
      .map((name) => join(dirname(pattern), name));
  } catch {
    return [];
  }
}
