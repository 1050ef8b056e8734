import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { SANDBOX_ACCOUNTS } from './accounts.js';
import { faultSchema } from './faults.js';
import type { Store } from './store.js';

const rulesSchema = z
  .object({
    /** Answers of the issuer to the security code on which a charge is rejected: some of N, U, S, I. */
    cvv: z.array(z.enum(['N', 'U', 'S', 'I'])).default([]),
    /** Answers to the postal code on which a charge is rejected. */
    avs: z.array(z.enum(['N', 'U', 'I'])).default([]),
    duplicates: z.boolean().default(true),
    /** Seconds. */
    duplicateWindow: z.number().positive().default(30),
    /** Api request keys are allowed; duplicate checking is then off, as they exclude one another. */
    apiRequestKeys: z.boolean().default(false),
    /** Largest amount of a transaction, in units of its currency. */
    maximumAmount: z.number().positive().default(9_999_999_999),
  })
  .prefault({});

const merchantSchema = z.object({
  merchantId: z.string().regex(/^[A-Za-z0-9_-]+$/),
  publicKey: z.string().min(1),
  privateKey: z.string().min(1),
  /** Currency by merchant account; the first is the default. */
  merchantAccounts: z.record(z.string(), z.string().regex(/^[A-Z]{3}$/)).default({ hushpay_usd: 'USD' }),
  rules: rulesSchema,
});

const byAccount = (accounts: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(accounts).map(([currency, id]) => [id, currency]));

export const sandboxSchema = z.object({
  /** The first is the default. Without any, one is made at the first start and kept. */
  merchants: z.array(merchantSchema).default([]),
  /** Merchant accounts and rules of the merchant that is made. */
  merchantAccounts: z.record(z.string(), z.string().regex(/^[A-Z]{3}$/)).default(byAccount(SANDBOX_ACCOUNTS)),
  rules: rulesSchema,
  /** Seconds until a new transaction can be found by a search. */
  indexDelay: z.number().min(0).default(0),
  faults: z.array(faultSchema).default([]),
});

export type Merchant = z.infer<typeof merchantSchema>;
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
  if (config.merchants.length > 0) return config.merchants;
  const key = (name: string, bytes: number): Promise<string> =>
    store.kept(name, () => randomBytes(bytes).toString('hex'));
  return [
    {
      merchantId: await store.kept('merchantId', () => `hushpay${randomBytes(4).toString('hex')}`),
      publicKey: await key('publicKey', 8),
      privateKey: await key('privateKey', 16),
      merchantAccounts: config.merchantAccounts,
      rules: config.rules,
    },
  ];
}
