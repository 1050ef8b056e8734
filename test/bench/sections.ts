import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../lib/root.js';

/** Parts of RESULTS.md that are measured, and written, by themselves; in their order there. */
export const SECTIONS = ['calls', 'gateway', 'model', 'keyahead', 'funnel', 'talk'] as const;
export type Section = (typeof SECTIONS)[number];

const FILE = join(projectRoot(), 'test/bench/RESULTS.md');
const mark = (section: Section, end = '') => `<!-- ${end}${section} -->`;

/** Puts what was measured anew in its place; the other parts stay as they are. */
export function writeSection(section: Section, text: string): void {
  const before = readFileSync(FILE, 'utf8');
  const parts = SECTIONS.map(
    (name) => [name, name === section ? text.trim() : partOf(before, name)] as const,
  );
  const whole = parts
    .filter(([, part]) => part)
    .map(([name, part]) => `${mark(name)}\n${part}\n${mark(name, 'end of ')}\n`);
  writeFileSync(FILE, whole.join('\n'));
}

/** A file without marks is all about the calls. */
function partOf(text: string, section: Section): string | undefined {
  const from = text.indexOf(mark(section));
  const until = text.indexOf(mark(section, 'end of '));
  if (from >= 0 && until >= 0) return text.slice(from + mark(section).length, until).trim();
  return section === 'calls' && !text.includes('<!-- ') ? text.trim() : undefined;
}
