import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { faultSchema } from './faults.js';
import { type Merchant, madeMerchantSchema, merchantSchema } from './settings/merchant.js';
import type { Store } from './store.js';

export type { Merchant } from './settings/merchant.js';

/** Everything the sandbox knows at start; each part is described where it is defined, in `settings/`. */
export const sandboxSchema = z.object({
  /** The first is the default. Without any, one is made at the first start and kept. */
  merchants: z.array(merchantSchema).default([]),
  /** Merchant accounts, rules, plans … of the merchant that is made. */
  ...madeMerchantSchema,
  /** Seconds until a new transaction can be found by a search. */
  indexDelay: z.number().min(0).default(0),
  faults: z.array(faultSchema).default([]),
});

export type SandboxConfig = z.infer<typeof sandboxSchema>;
export type SandboxConfigInput = z.input<typeof sandboxSchema>;

/** Reads a YAML file. Throws an Error whose message lists every fault with its path. */
export function loadSandboxConfig(file: string | undefined): SandboxConfig {
  const result = sandboxSchema.safeParse(file ? (parse(readFileSync(file, 'utf8')) ?? {}) : {});
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `  ${issue.path.join('.') || 'file'}: ${issue.message}`);
  throw new Error(`${file} has faults:\n${faults.join('\n')}`);
}

/** The configured merchants, or one with keys made at the first start. */
export async function merchantsOf(config: SandboxConfig, store: Store): Promise<readonly Merchant[]> {
  const { merchants, indexDelay: _delay, faults: _faults, ...estate } = config;
  if (merchants.length > 0) return merchants;
  const key = (name: string, bytes: number): Promise<string> =>
    store.kept(name, () => randomBytes(bytes).toString('hex'));
  return [
    {
      merchantId: await store.kept('merchantId', () => `hushpay${randomBytes(4).toString('hex')}`),
      publicKey: await key('publicKey', 8),
      privateKey: await key('privateKey', 16),
      ...estate,
    },
  ];
}
