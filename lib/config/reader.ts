import { readFileSync, type Stats, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** A user of this machine with all its groups. */
export interface Reader {
  readonly name: string;
  readonly uid: number;
  /** Its own one first. */
  readonly groups: readonly number[];
}

/** The user that the unit, the README and FreePBX's packages know. */
const SERVICE = 'hushpay';
const UNITS = ['/etc/systemd/system/hushpay.service', '/usr/lib/systemd/system/hushpay.service'];

/**
 * Who must be able to read: the user of this process, or, for root, the user that the service runs as, by its unit or
 * by its name. Undefined where there is no such user yet.
 */
export function serviceUser(etc = '/etc', uid = process.getuid?.() ?? 0): Reader | undefined {
  if (uid !== 0) {
    const gid = process.getgid?.() ?? 0;
    return { name: `user ${uid}`, uid, groups: [gid, ...(process.getgroups?.() ?? [])] };
  }
  const units = [...UNITS.map((file) => file.replace(/^\/etc/, etc))];
  const named = units.map((file) => /^User=(\S+)/m.exec(read(file))?.[1]).find((user) => user !== undefined);
  const name = named ?? SERVICE;
  const [, , id, gid] = rowOf(`${etc}/passwd`, name) ?? [];
  if (id === undefined || gid === undefined) return undefined;
  const others = read(`${etc}/group`)
    .split('\n')
    .map((line) => line.split(':'))
    .filter((row) => row[3]?.split(',').includes(name));
  return { name, uid: Number(id), groups: [Number(gid), ...others.map((row) => Number(row[2]))] };
}

/** Of a user, by its number. */
export function userName(uid: number, etc = '/etc'): string {
  const row = read(`${etc}/passwd`)
    .split('\n')
    .map((line) => line.split(':'))
    .find((one) => one[2] === String(uid));
  return row?.[0] ?? String(uid);
}

/** Of a group, by its number. */
export function groupName(gid: number, etc = '/etc'): string {
  const row = read(`${etc}/group`)
    .split('\n')
    .map((line) => line.split(':'))
    .find((one) => one[2] === String(gid));
  return row?.[0] ?? String(gid);
}

/** Of a group, by its name. */
export function groupNumber(name: string, etc = '/etc'): number | undefined {
  const id = rowOf(`${etc}/group`, name)?.[2];
  return id === undefined ? undefined : Number(id);
}

/** Whether that user could read the file, its directories counted. Root reads everything. */
export function canRead(file: string, reader: Reader): boolean {
  if (reader.uid === 0) return true;
  const path = resolve(file);
  if (!allowed(statSync(path), 4, reader)) return false;
  for (let directory = dirname(path); ; directory = dirname(directory)) {
    if (!allowed(statSync(directory), 1, reader)) return false;
    if (directory === dirname(directory)) return true;
  }
}

/** Whether that user could write the file, or make it where it is not there. Root may; a missing directory is looked at above. */
export function canWrite(file: string, reader: Reader): boolean {
  if (reader.uid === 0) return true;
  const path = resolve(file);
  const there = statSync(path, { throwIfNoEntry: false });
  if (there && (there.isDirectory() || !allowed(there, 2, reader))) return false;
  let making = !there;
  for (let directory = dirname(path); ; directory = dirname(directory)) {
    const status = statSync(directory, { throwIfNoEntry: false });
    if (status) {
      if (!status.isDirectory() || !allowed(status, making ? 3 : 1, reader)) return false;
      making = false;
    }
    if (directory === dirname(directory)) return true;
  }
}

/** Linux takes the first that fits: owner, group, others. */
function allowed({ mode, uid, gid }: Stats, bit: number, reader: Reader): boolean {
  const shift = uid === reader.uid ? 6 : reader.groups.includes(gid) ? 3 : 0;
  return ((mode >> shift) & bit) === bit;
}

function rowOf(file: string, name: string): string[] | undefined {
  return read(file)
    .split('\n')
    .map((line) => line.split(':'))
    .find((row) => row[0] === name);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
