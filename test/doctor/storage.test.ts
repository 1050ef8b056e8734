import { chmodSync, chownSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { canWrite, type Reader } from '../../lib/config/reader.js';
import { checkOwners, checkRoom } from '../../lib/doctor/storage.js';
import { migrateJournal } from '../../lib/journal/store.js';
import { ids, patientWith } from './patient.js';

const HUSHPAY: Reader = { name: 'hushpay', uid: 4711, groups: [4712] };
const asRoot = process.getuid?.() === 0 ? false : 'NOT TESTED: needs root, to give files away';
const FILES = { database: { file: 'data/journal.sqlite' }, log: { file: 'logs/hushpay.log' } };

t.test(
  'given root migrates, when it makes the journal, then its owner is the directory’s',
  { skip: asRoot },
  async (t) => {
    const { config } = await patientWith(t, {}, FILES);
    const { file } = config.database;
    mkdirSync(dirname(file));
    chownSync(dirname(file), 4711, 4712);
    await migrateJournal(config.database);
    t.match(statSync(file), { uid: 4711, gid: 4712, mode: 0o100600 });
    for (const end of ['-wal', '-shm'])
      t.ok(!existsSync(file + end) || statSync(file + end).uid === 4711, `${end} too`);
  },
);

t.test(
  'given files of root, when examined, then they are the service’s to write',
  { skip: asRoot },
  async (t) => {
    const patient = await patientWith(t, {}, FILES);
    const { database, log } = patient.config;
    const home = dirname(patient.configFile);
    chmodSync(home, 0o755);
    for (const file of [database.file, log.file ?? '']) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, '', { mode: 0o600 });
    }
    t.match(checkOwners(patient, HUSHPAY), [
      {
        id: 'journal.owner',
        severity: 'critical',
        what: /hushpay cannot write .*belongs to root/,
        fix: /chown hushpay:/,
      },
      { id: 'log.unwritable', severity: 'warning', fix: /create 640 hushpay hushpay/ },
    ]);
    for (const file of [database.file, log.file ?? '']) {
      chownSync(dirname(file), 4711, 4712);
      chownSync(file, 4711, 4712);
    }
    if (!canWrite(join(home, 'data', 'journal.sqlite'), HUSHPAY))
      return t.pass('NOT TESTED: the checkout is closed to others');
    t.same(checkOwners(patient, HUSHPAY), []);
    writeFileSync(`${database.file}-wal`, '', { mode: 0o600 });
    t.match(checkOwners(patient, HUSHPAY), [{ id: 'journal.owner', what: /-wal, which belongs to root/ }]);
  },
);

t.test('given a file system, when examined, then little room is told before it is full', async (t) => {
  const patient = await patientWith(t, {}, FILES);
  t.same(
    checkRoom(patient, () => 100_000_000),
    [],
  );
  t.match(
    checkRoom(patient, () => 99_999_999),
    [{ id: 'journal.room', severity: 'warning', what: /99 MB/ }],
  );
  t.match(
    checkRoom(patient, () => 9_999_999),
    [{ id: 'journal.room', severity: 'critical' }],
  );
  t.ok(Array.isArray(ids(checkRoom(patient))), 'the real one can be asked');
});
