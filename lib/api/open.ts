import { readFile } from 'node:fs/promises';
import type { Config } from '../config/schema.js';
import type { Journal } from '../journal/journal.js';
import type { Log } from '../log.js';
import { replay } from '../run/feed.js';
import type { Runner } from '../run/runner.js';
import type { Session } from '../session/state.js';
import { ApiListener } from './listener.js';
import { Told } from './told.js';

/** The door as configured, with what an earlier process told of the sessions that it left behind. */
export async function openApi(
  { certificate, key, host, port, tokens, perMinute }: Config['api'],
  ports: { readonly runner: Runner; readonly journal: Journal; readonly log: Log },
  journalled: readonly Session[],
): Promise<ApiListener> {
  const told = new Told();
  for (const { id } of journalled) told.recall(replay(await ports.journal.steps(id)));
  const tls =
    certificate && key ? { certificate: await readFile(certificate), key: await readFile(key) } : undefined;
  return new ApiListener({ host, port, tokens, perMinute, told, ...ports, ...(tls ? { tls } : {}) });
}
