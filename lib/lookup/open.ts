import { readFile } from 'node:fs/promises';
import { milliseconds } from '../config/policy.js';
import type { Config } from '../config/schema.js';
import type { DoorLog } from '../door.js';
import { HushpayError } from '../errors.js';
import type { Place } from './exchange.js';
import { createHttpLookup } from './http.js';
import type { Lookup } from './lookup.js';

/**
 * The lookup a configuration asks for; undefined where it names none. Rejects with `config-invalid` when the
 * authority's file cannot be read.
 */
export async function openLookup(config: Config, log: DoorLog): Promise<Lookup | undefined> {
  const place = await placeOf(config);
  return place && createHttpLookup({ ...place, ...currenciesOf(config), log });
}

/** Where it is asked. Rejects as `openLookup` does. */
export async function placeOf({ ivr }: Config): Promise<Place | undefined> {
  const { url, token, ca, deadline } = ivr.lookup;
  if (!url) return undefined;
  return {
    url,
    ...(token && { token: token.reveal() }),
    ...(ca && { ca: await authority(ca) }),
    deadlineMs: milliseconds(deadline),
  };
}

async function authority(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    throw new HushpayError('config-invalid', `ivr.lookup.ca: ${file} cannot be read (${code})`, {
      cause: error,
    });
  }
}

/** What is not named goes to the default account, which takes one currency; the sandbox has one for each. */
function currenciesOf({ environment, braintree, payment }: Config): { currencies?: readonly string[] } {
  const named = Object.keys(braintree.merchantAccounts);
  if (environment === 'local') return {};
  return { currencies: named.length > 0 ? named : [payment.currency] };
}
