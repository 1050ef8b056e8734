import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { answerReader } from '../../lib/lookup/answer.js';
import { projectRoot } from '../../lib/root.js';
import { FOUND, openDoor, reply, startCrm } from './server.js';

const text = readFileSync(join(projectRoot(), 'lib', 'lookup', 'README.md'), 'utf8');
const EXAMPLES = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json = '']) => json);
const [number = '', caller = '', found = '', unknown = ''] = EXAMPLES;

t.test('given the document, when its questions are asked, then they are sent as it shows them', async (t) => {
  const crm = await startCrm(t, (response) => reply(response, FOUND));
  const { lookup } = openDoor(t, crm);
  for (const example of [number, caller]) {
    const { session, dialled, ...by } = JSON.parse(example);
    await lookup.find(by, { session, dialled });
    t.same(crm.asked.at(-1)?.body, JSON.parse(example));
  }
});

t.test(
  'given the document, when its answers are read, then they are right and have every field',
  async (t) => {
    const read = answerReader(['USD']);
    const answer = read(found);
    if (answer.kind !== 'found') throw new Error(JSON.stringify(answer));
    t.same(answer.account.due, { minor: 11_990, currency: 'USD' });
    t.same(Object.keys(answer.account), Object.keys(JSON.parse(found).account));
    const refusal = read(JSON.stringify({ found: true, account: { zip: 1 } }));
    t.match(refusal, { kind: 'unavailable' }, 'the control');
    t.same(read(unknown), { kind: 'not-found' });
    const fields = readFileSync(join(projectRoot(), 'lib', 'lookup', 'lookup.ts'), 'utf8');
    const account = /interface Account \{([\s\S]*?)\n\}/.exec(fields)?.[1] ?? '';
    const named = [...account.matchAll(/readonly (\w+)\?/g)].map(([, name]) => name);
    t.equal(named.length, 12);
    t.same(Object.keys(answer.account).toSorted(), named.toSorted());
  },
);
