// Looks for digits: a failure is never forgiven.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import knex from 'knex';
import t, { type Test } from 'tap';
import { keysOf, PROOF_CARD } from '../../lib/rig/proof/card.js';
import { digitsInFiles, filesOf, keysInFiles, lengthsOf, openFiles } from '../../lib/rig/proof/files.js';
import { copiesInMemory, digitsAdded } from '../../lib/rig/proof/memory.js';
import { keysIn, soundsIn } from '../../lib/rig/proof/sound.js';
import { keysAsTones, RATE, sines } from '../../lib/rig/wav.js';

const whole = { from: 0, to: Number.POSITIVE_INFINITY };

t.test('given a database that still keeps a row in its WAL, then the digits are found there', async (t) => {
  const directory = t.testdir();
  const file = join(directory, 'journal.sqlite');
  const database = knex({ client: 'sqlite3', connection: { filename: file }, useNullAsDefault: true });
  t.teardown(() => database.destroy());
  await database.raw('pragma journal_mode = wal');
  await database.raw('pragma wal_autocheckpoint = 0');
  await database.schema.createTable('notes', (table) => table.text('text'));
  t.equal(digitsInFiles(filesOf(directory), PROOF_CARD), 0);
  await database('notes').insert({ text: `card ${PROOF_CARD.number}` });
  t.equal(digitsInFiles([file], PROOF_CARD), 0, 'not yet in the file itself');
  t.equal(digitsInFiles(filesOf(directory), PROOF_CARD), 16);
});

t.test(
  'given files, then keys written down after a moment are counted, and links are not followed',
  async (t) => {
    const directory = t.testdir({
      logs: { full: "DTMF end '7' received\n" },
      link: t.fixture('symlink', '/etc'),
    });
    const files = filesOf(directory);
    t.equal(files.length, 1);
    const since = lengthsOf(files);
    t.equal(keysInFiles(files, since), 0);
    writeFileSync(files[0] ?? '', "DTMF end '6' received\nDTMF end '0' received\n", { flag: 'a' });
    t.equal(keysInFiles(files, since), 2);
  },
);

t.test(
  'given a recording with keys among speech-like sound, then they are heard, and only in their span',
  async (t) => {
    const keys = keysAsTones(keysOf(PROOF_CARD), 80, 80);
    const hum = sines([180, 320, 610], 1000);
    const samples = new Int16Array(hum.length + keys.length);
    samples.set(hum);
    samples.set(keys, hum.length);
    t.equal(await keysIn(samples, whole), 23);
    t.equal(await keysIn(samples, { from: 0, to: hum.length }), 0);
    t.equal(await keysIn(new Int16Array(RATE), whole), 0);
  },
);

t.test('given rests of keys too short for a detector, then they are still sounds', async (t) => {
  const rests = keysAsTones('6011', 20, 100);
  t.equal(soundsIn(rests, whole), 4);
  t.equal(soundsIn(new Int16Array(RATE), whole), 0);
});

t.test('given a process that keeps the card as a text, then it is found in its memory', async (t) => {
  // The card comes in pieces, so that only what is kept, and not the program, holds it.
  const keeper = start(
    t,
    "const kept=[]; process.stdin.on('data',d=>{kept.push(d.toString('latin1').trim().split(',').reverse().join(''));console.log('kept')})",
  );
  const clean = start(t, "process.stdin.on('data',()=>console.log('kept'))");
  const before = await copiesInMemory(keeper.pid ?? 0, PROOF_CARD);
  const beforeClean = await copiesInMemory(clean.pid ?? 0, PROOF_CARD);
  for (const child of [keeper, clean]) {
    child.stdin?.write(`${[...PROOF_CARD.number].reverse().join(',')}\n`);
    await once(child.stdout ?? child, 'data');
  }
  const after = await copiesInMemory(keeper.pid ?? 0, PROOF_CARD);
  t.equal(digitsAdded(before, after, PROOF_CARD), 16);
  t.equal(digitsAdded(beforeClean, await copiesInMemory(clean.pid ?? 0, PROOF_CARD), PROOF_CARD), 0);
});

t.test('given a process that keeps the events of the keys as texts, then each is found', async (t) => {
  const keeper = start(
    t,
    "const kept=[]; process.stdin.on('data',d=>{for(const line of String(d).trim().split('\\n')) kept.push(JSON.parse(line));console.log('kept');globalThis.kept=kept})",
  );
  const before = await copiesInMemory(keeper.pid ?? 0, PROOF_CARD);
  const events = [...PROOF_CARD.number].map((digit, at) =>
    JSON.stringify({ type: 'ChannelDtmfReceived', timestamp: at, digit, duration_ms: 80 }),
  );
  keeper.stdin?.write(`${events.join('\n')}\n`);
  await once(keeper.stdout ?? keeper, 'data');
  const found = digitsAdded(before, await copiesInMemory(keeper.pid ?? 0, PROOF_CARD), PROOF_CARD);
  t.ok(found >= PROOF_CARD.number.length, `${found} keys`);
});

t.test('given a file that a process writes anywhere, then it is among its open files', async (t) => {
  const file = join(t.testdir(), 'elsewhere.txt');
  const child = start(
    t,
    `require('fs').openSync(${JSON.stringify(file)},'w');console.log('open');setInterval(()=>{},1e6)`,
  );
  await once(child.stdout ?? child, 'data');
  t.ok(openFiles(child.pid ?? 0).includes(file));
});

function start(t: Test, program: string): ChildProcess {
  const child = spawn(process.execPath, ['-e', program], { stdio: ['pipe', 'pipe', 'inherit'] });
  t.teardown(() => child.kill('SIGKILL'));
  return child;
}
