// Looks for digits: a failure is never forgiven.
import { type ChildProcess, fork } from 'node:child_process';
import { connect } from 'node:net';
import t, { type Test } from 'tap';
import { agiProof } from '../../lib/config/agi-key.js';
import { digitRuns, scanMemory } from '../../lib/rig/memory.js';
import { until } from '../../lib/rig/until.js';

const SAID = [
  '4271 8390 5562 1748',
  'nine three eight four one seven oh six',
  'forty-two double seven 839 055',
];
/**
 * The digits in a row, as they stand in none of the texts: whoever put them together made them. The text itself is not
 * looked for, because Node may leave what it has read in memory that it has freed; see lib/speech/README.md.
 */
const NEEDLES = [
  ...digitRuns('4271839055621748', 6),
  ...digitRuns('93841706', 6),
  ...digitRuns('4277839055', 6),
];

/** Tells a process what a caller said, as Asterisk does, and counts what of it is in its memory afterwards. */
async function found(t: Test, manner: 'careful' | 'careless'): Promise<number> {
  const child = fork(new URL('speech-listener.js', import.meta.url), [manner]);
  t.teardown(() => child.kill());
  const told = tellings(child);
  const { port } = await until('the listener', 10_000, () => told.find((one) => one.port));
  const socket = connect(port as number, '127.0.0.1');
  socket.write(
    `agi_network_script: spoken/${agiProof('key', '12.3')}\nagi_channel: PJSIP/caller-1\nagi_uniqueid: 12.3\n\n`,
  );
  let asked = 0;
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    asked += chunk.split('RECOGNIZE').length - 1;
    const [long] = /-{100,}/.exec(chunk) ?? [];
    if (long) socket.write(`200 result=1 (${long})\n`);
  });
  for (const [index, said] of SAID.entries()) {
    await until('the question', 3000, () => asked > index);
    const whole = `200 result=1 (speech) endpos=0 results=1 score0=87 text0="${said}" grammar0=\n`;
    // One of them comes in two pieces.
    const cut = index === 1 ? whole.indexOf('four') : whole.length;
    socket.write(whole.slice(0, cut));
    if (cut < whole.length) setImmediate(() => socket.write(whole.slice(cut)));
    await until('it to be understood', 3000, () => told.filter((one) => one.understood).length > index);
  }
  const lengths = told.flatMap(({ understood }) => understood ?? []);
  t.same(lengths, [16, 8, 10], 'all was understood');
  await until('the next question', 3000, () => asked > SAID.length);
  const hits = (await scanMemory(child.pid as number, NEEDLES)).filter(({ count }) => count > 0);
  t.comment(JSON.stringify(hits));
  socket.destroy();
  return hits.length;
}

interface Telling {
  readonly port?: number;
  readonly understood?: number;
}

function tellings(child: ChildProcess): Telling[] {
  const told: Telling[] = [];
  child.on('message', (message) => told.push(message as Telling));
  return told;
}

t.test(
  'given what a caller said, when it was understood and wiped, then the memory holds no row of its digits',
  async (t) => {
    t.equal(await found(t, 'careful'), 0);
  },
);

t.test('given the control, when it is kept as strings, then it is found', async (t) => {
  t.ok((await found(t, 'careless')) >= 10);
});
