import {
  closeSync,
  existsSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
} from 'node:fs';
import { join } from 'node:path';
import type { TestCard } from './card.js';
import { digitsIn } from './digits.js';
import { keysWritten } from './keys.js';

/** How much of a file had been written at a moment, by path. */
export type Lengths = ReadonlyMap<string, number>;

/** Regular files below a directory, or the file itself; links are not followed. */
export function filesOf(path: string): readonly string[] {
  if (!existsSync(path)) return [];
  const entry = lstatSync(path);
  if (entry.isFile()) return [path];
  if (!entry.isDirectory()) return [];
  return readdirSync(path).flatMap((name) => filesOf(join(path, name)));
}

export function lengthsOf(files: readonly string[]): Lengths {
  return new Map(files.map((file) => [file, lstatSync(file).size]));
}

/** Most digits of the card in one of the files. */
export function digitsInFiles(files: readonly string[], card: TestCard): number {
  return Math.max(0, ...files.map((file) => digitsIn(readFileSync(file), card)));
}

/** Most keys that were written one by one into one of the files after `since`. */
export function keysInFiles(files: readonly string[], since: Lengths): number {
  const added = (file: string) =>
    readFileSync(file)
      .subarray(since.get(file) ?? 0)
      .toString('latin1');
  return Math.max(0, ...files.map((file) => keysWritten(added(file)).length));
}

/** Regular files that a process has open for writing, wherever they are. Deleted ones too. */
export function openFiles(pid: number): readonly string[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      const path = readlinkSync(`/proc/${pid}/fd/${fd}`);
      const flags = /flags:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8'))?.[1] ?? '0';
      const writes = (Number.parseInt(flags, 8) & 3) !== 0;
      return writes &&
        path.startsWith('/') &&
        !path.startsWith('/dev/') &&
        existsSync(path) &&
        lstatSync(path).isFile()
        ? [path]
        : [];
    } catch {
      // Closed meanwhile.
      return [];
    }
  });
}

/** What was appended to a file after `from` bytes. */
export function tailOf(file: string, from: number): string {
  const length = lstatSync(file).size - from;
  if (length <= 0) return '';
  const bytes = Buffer.alloc(length);
  const opened = openSync(file, 'r');
  try {
    readSync(opened, bytes, 0, length, from);
  } finally {
    closeSync(opened);
  }
  return bytes.toString('latin1');
}
