import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from './finding.js';
import type { Patient } from './patient.js';

/** Files of ours that hold a password or the key of the installation. */
const SECRET = ['ari', 'manager', 'extensions', 'features'].map((part) => `${part}_hushpay.conf`);

/** Where anybody on the machine can read what Asterisk and the service know each other by. */
export function checkSecretFiles({ files }: Pick<Patient, 'files'>): Finding[] {
  const open = SECRET.map((file) => join(files.directory, file)).filter(othersMayRead);
  if (open.length === 0) return [];
  return [
    {
      id: 'files.secret-open',
      severity: 'warning',
      what: `Every user of this machine may read ${open.join(', ')}`,
      why: 'A program could take the service’s passwords and be told every key, or the key of this installation and speak for a call.',
      fix: `chown root:asterisk ${open.join(' ')} && chmod 640 ${open.join(' ')}`,
    },
  ];
}

function othersMayRead(path: string): boolean {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode ?? 0;
  return (mode & 0o004) !== 0;
}
