import { existsSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { canWrite, type Reader, serviceUser, userName } from '../config/reader.js';
import type { Finding } from './finding.js';
import type { Patient } from './patient.js';

/** A busy day's payments are some megabytes. Bytes. */
const LITTLE = 100_000_000;
const NEXT_TO_NOTHING = 10_000_000;

/** May the service's user write its journal and its log, whoever asks? */
export function checkOwners(
  { config: { database, log } }: Pick<Patient, 'config'>,
  user: Reader | undefined = serviceUser(),
): Finding[] {
  if (!user) return [];
  const findings: Finding[] = [];
  const files = database.client === 'sqlite3' ? ['', '-wal', '-shm'].map((end) => database.file + end) : [];
  const closed = files.filter((file, at) => (at === 0 || existsSync(file)) && !canWrite(file, user));
  if (closed.length > 0) {
    const [first = database.file] = closed;
    const owner = statSync(first, { throwIfNoEntry: false })?.uid;
    findings.push({
      id: 'journal.owner',
      severity: 'critical',
      what: `${user.name} cannot write ${closed.join(', ')}${owner === undefined ? '' : `, which belongs to ${userName(owner)}`}`,
      why: 'The service cannot open its journal, and no payment is taken without it.',
      fix: `install -d -m 700 -o ${user.name} ${dirname(database.file)} && chown ${user.name}: ${database.file}*`,
    });
  }
  if (log.file && !canWrite(log.file, user)) {
    findings.push({
      id: 'log.unwritable',
      severity: 'warning',
      what: `${user.name} cannot write ${log.file}`,
      why: 'The service tells standard error instead (journalctl -u hushpay), or goes on in a file that was moved away.',
      fix: `chown ${user.name}: ${log.file} ${dirname(log.file)}; in logrotate: create 640 ${user.name} ${user.name}; then: systemctl reload hushpay`,
    });
  }
  return findings;
}

/** Is there room for the journal to grow? */
export function checkRoom(
  { config: { database } }: Pick<Patient, 'config'>,
  freeAt: (directory: string) => number = free,
): Finding[] {
  if (database.client !== 'sqlite3') return [];
  let directory = dirname(database.file);
  while (!existsSync(directory)) directory = dirname(directory);
  const left = freeAt(directory);
  if (left >= LITTLE) return [];
  return [
    {
      id: 'journal.room',
      severity: left < NEXT_TO_NOTHING ? 'critical' : 'warning',
      what: `The journal’s file system (${directory}) has ${Math.floor(left / 1_000_000)} MB left`,
      why: 'When it is full no payment is taken: what cannot be written down is not charged.',
      fix: 'Make room: old logs and recordings are mostly what fills it.',
    },
  ];
}

/** For users who are not root. */
function free(directory: string): number {
  const { bavail, bsize } = statfsSync(directory);
  return bavail * bsize;
}
