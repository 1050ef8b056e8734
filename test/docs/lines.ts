import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../lib/root.js';

/** A command line as a reader copies it. */
export interface Line {
  /** `README.md:120` */
  readonly place: string;
  readonly command: string;
}

/** Every document of the checkout. */
export function documents(): string[] {
  const root = projectRoot();
  const below = ['docs', 'lib', 'dialplan', 'config'].flatMap((top) =>
    readdirIfThere(join(root, top))
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(top, name)),
  );
  const here = readdirSync(root).filter((name) => name.endsWith('.md') && name !== 'CHANGELOG.md');
  return [...here, ...below].sort();
}

function readdirIfThere(directory: string): string[] {
  try {
    return readdirSync(directory, { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
}

/** Command lines of all blocks marked `sh`, indented in lists or not. A line that ends in `\` goes on. */
export function commandLines(file: string): Line[] {
  const lines: Line[] = [];
  let inside = false;
  let pending: Line | undefined;
  for (const [index, raw] of readFileSync(join(projectRoot(), file), 'utf8').split('\n').entries()) {
    const text = raw.trim();
    if (text.startsWith('```')) {
      inside = !inside && /^```(sh|bash|shell|console)\b/.test(text);
      continue;
    }
    if (!inside) continue;
    const bare = text.replace(/(^|\s)#(?!\S*['"]).*$/, '').trim();
    if (bare === '') continue;
    const joined: Line = pending
      ? { ...pending, command: `${pending.command} ${bare}` }
      : { place: `${file}:${index + 1}`, command: bare };
    const goesOn = joined.command.endsWith('\\');
    pending = goesOn ? { ...joined, command: joined.command.slice(0, -1).trim() } : undefined;
    if (!goesOn) lines.push(joined);
  }
  return lines;
}
