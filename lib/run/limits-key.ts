import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Config } from '../config/schema.js';
import { HushpayError } from '../errors.js';

/** In bytes. */
const KEY_BYTES = 32;

/** Where the key is kept that is not in the configuration: beside the journal, but not in it. */
export function limitsKeyFile({ database }: Pick<Config, 'database'>): string {
  return join(dirname(database.file), 'limits.key');
}

/**
 * The key of this installation's fingerprints: the configured one, or the one in the file, which is made at the first
 * start. Rejects with `limits-key`. A key that changes makes the counters begin anew.
 */
export async function limitsKey(
  config: Pick<Config, 'database' | 'limits'>,
  { make: mayMake = true }: { readonly make?: boolean } = {},
): Promise<KeyObject> {
  const configured = config.limits.key?.reveal();
  if (configured !== undefined) return createSecretKey(Buffer.from(configured));
  const file = limitsKeyFile(config);
  try {
    return await read(file).catch(async (error: NodeJS.ErrnoException) => {
      // Made by another user, the service could not read it.
      if (error.code !== 'ENOENT' || !mayMake) throw error;
      await make(file);
      return read(file);
    });
  } catch (error) {
    if (error instanceof HushpayError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new HushpayError('limits-key', `${file}: ${code ?? message}`, { cause: error });
  }
}

async function read(file: string): Promise<KeyObject> {
  if ((await stat(file)).mode & 0o007) {
    throw new HushpayError(
      'limits-key',
      `every user of this machine can use ${file}; run: chmod 600 ${file}`,
    );
  }
  const key = Buffer.from((await readFile(file, 'latin1')).trim(), 'base64');
  if (key.length < KEY_BYTES) throw new HushpayError('limits-key', `${file} is cut off or empty`);
  return createSecretKey(key);
}

/** Whole or not at all, and never over one that is there: two services may start at once. */
async function make(file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const partial = `${file}.${randomBytes(6).toString('hex')}.part`;
  const handle = await open(partial, 'wx', 0o600);
  try {
    await handle.writeFile(`${randomBytes(KEY_BYTES).toString('base64')}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(partial, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(partial, { force: true });
  }
}
