import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { projectRoot } from '../../lib/root.js';
import { documents } from './lines.js';

/** Words a reader can be asked for before the first payment. */
const README_WORDS = 1000;

const text = (file: string) => readFileSync(join(projectRoot(), file), 'utf8');

/** Names by which a heading can be linked to. */
function anchors(file: string): string[] {
  return [...text(file).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Links to other documents and headings; those to other sites are nobody's to promise. */
function links(file: string): string[] {
  const prose = text(file).replace(/```[\s\S]*?```|`[^`]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target));
}

for (const file of documents()) {
  t.test(`given ${file}, when its links are followed, then each leads somewhere`, async (t) => {
    for (const target of links(file)) {
      const [path = '', anchor] = target.split('#');
      const there = path === '' ? file : join(dirname(file), path);
      if (!existsSync(join(projectRoot(), there))) t.fail(`${target} is not there`);
      else if (anchor) t.ok(anchors(there).includes(anchor), `${target} has its heading`);
      else t.pass(target);
    }
  });
}

t.test('given the README, when counted, then it is read before a first payment', async (t) => {
  const words = text('README.md').split(/\s+/).length;
  t.ok(words < README_WORDS, `${words} words`);
  for (const file of documents().filter((name) => name.startsWith('docs/'))) {
    t.ok(links('README.md').includes(file), `${file} is linked to`);
  }
});
