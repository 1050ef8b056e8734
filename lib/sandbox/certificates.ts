import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';

export interface Identity {
  readonly key: string;
  readonly cert: string;
  /** PEM of the authority that signed it: what a client must trust. */
  readonly ca: string;
}

const TEN_YEARS_MS = 3652 * 86_400_000;

/**
 * The sandbox's own authority and a certificate for localhost and the loopback addresses (and `host`). With a
 * `directory` both are made once and kept there (`ca.pem` is the file for clients); otherwise they are made anew.
 */
export async function identity(directory: string | undefined, host: string): Promise<Identity> {
  const file = (name: string): string => join(directory ?? '', name);
  if (directory && existsSync(file(`server-${host}.pem`))) {
    const [key, cert, ca] = [`server-${host}.key`, `server-${host}.pem`, 'ca.pem'].map((name) =>
      readFileSync(file(name), 'utf8'),
    ) as [string, string, string];
    return { key, cert, ca };
  }
  const authority =
    directory && existsSync(file('ca.key'))
      ? { key: readFileSync(file('ca.key'), 'utf8'), cert: readFileSync(file('ca.pem'), 'utf8') }
      : await newAuthority();
  const server = await newServer(authority, host);
  const made = { key: server.private, cert: server.cert, ca: authority.cert };
  if (directory) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const files: Record<string, string> = {
      'ca.key': authority.key,
      'ca.pem': authority.cert,
      [`server-${host}.key`]: made.key,
      [`server-${host}.pem`]: made.cert,
    };
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(file(name), text, { mode: 0o600 });
      chmodSync(file(name), name.endsWith('.key') ? 0o600 : 0o644);
    }
  }
  return made;
}

async function newAuthority(): Promise<{ key: string; cert: string }> {
  const made = await generate([{ name: 'commonName', value: 'Hushpay sandbox authority' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notAfterDate: new Date(Date.now() + TEN_YEARS_MS),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return { key: made.private, cert: made.cert };
}

function newServer(ca: { key: string; cert: string }, host: string): ReturnType<typeof generate> {
  const address = /^[\d.]+$|:/.test(host);
  return generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notAfterDate: new Date(Date.now() + TEN_YEARS_MS),
    ca,
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
          { type: 7, ip: '::1' },
          address ? { type: 7, ip: host } : { type: 2, value: host },
        ],
      },
    ],
  });
}
