import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Test } from 'tap';
import { projectRoot } from '../../lib/root.js';

/** A fresh directory that goes with the test. */
export function freshDirectory(t: Test): string {
  const runs = join(projectRoot(), '.hushpay', 'run');
  mkdirSync(runs, { recursive: true });
  const directory = mkdtempSync(join(runs, 'house-'));
  t.teardown(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** A configuration file that only its owner can read, unless `mode` says otherwise. */
export function writeConfig(directory: string, yaml: string, mode = 0o600): string {
  const file = join(directory, 'hushpay.yaml');
  writeFileSync(file, yaml);
  chmodSync(file, mode);
  return file;
}
