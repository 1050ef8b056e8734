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
