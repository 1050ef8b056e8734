import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Test } from 'tap';
import { inspectConfig } from '../../lib/config/load.js';
import type { Finding } from '../../lib/doctor/finding.js';
import { AsteriskFiles, type Patient } from '../../lib/doctor/patient.js';
import { freshDirectory, writeConfig } from '../config/directory.js';

/** A patient with these files in Asterisk's configuration directory and these options in ours; no doors. */
export async function patientWith(
  t: Test,
  files: Readonly<Record<string, string>>,
  options: Readonly<Record<string, unknown>> = {},
): Promise<Patient> {
  const directory = freshDirectory(t);
  const etc = join(directory, 'etc');
  mkdirSync(etc);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(etc, name)), { recursive: true });
    writeFileSync(join(etc, name), text);
  }
  const asterisk = { ari: { password: 'a' }, ami: { password: 'b' }, configDir: etc };
  const configFile = writeConfig(directory, JSON.stringify({ asterisk, ...options }));
  const { config, faults } = await inspectConfig(configFile);
  if (!config) throw new Error(JSON.stringify(faults));
  return { config, configFile, files: new AsteriskFiles(etc) };
}

export function ids(findings: readonly Finding[]): string[] {
  return findings.map(({ id }) => id);
}
