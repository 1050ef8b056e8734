import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../root.js';

/** A file of `dialplan/` with its `@name@` filled in. Throws on a name without a value. */
export function sample(file: string, values: Readonly<Record<string, string | number>>): string {
  const text = readFileSync(join(projectRoot(), 'dialplan', file), 'utf8');
  return text.replace(/@([a-zA-Z][\w.]*)@/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`dialplan/${file}: no value for @${name}@`);
    return String(value);
  });
}
