import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { milliseconds } from '../config/policy.js';
import type { Config } from '../config/schema.js';
import type { DoorLog } from '../door.js';
import { SANDBOX_ACCOUNTS } from '../sandbox/accounts.js';
import { type SandboxProcess, startSandboxProcess } from '../sandbox-process.js';
import type { GatewayOptions } from './braintree/options.js';
import type { Gateway } from './gateway.js';

/** Makes a gateway of what the configuration says of it. */
export type MakeGateway = (options: GatewayOptions) => Gateway;

/**
 * The gateway a configuration asks for: the provider, or the local sandbox, which is said loudly. `sandbox` is the
 * process that was started for it, where none is configured.
 */
export async function openGateway(
  config: Config,
  log: DoorLog,
  given?: MakeGateway,
): Promise<{ gateway: Gateway; sandbox?: SandboxProcess }> {
  // Loaded only where it is used: another provider comes without a line of it.
  const make = given ?? (await import('./braintree/braintree.js')).createGateway;
  const { braintree } = config;
  const common = {
    merchantAccounts: braintree.merchantAccounts,
    apiRequestKeys: braintree.apiRequestKeys,
    deadlineMs: milliseconds(braintree.deadline),
    tokeniseDeadlineMs: milliseconds(braintree.tokeniseDeadline),
    findDeadlineMs: milliseconds(braintree.findDeadline),
    note: {
      purchaseOrder: braintree.purchaseOrder,
      customFields: braintree.customFields,
      descriptor: braintree.descriptor,
    },
    log,
  };
  const { merchantId = '', publicKey = '', privateKey } = braintree;
  const keys = { merchantId, publicKey, privateKey: privateKey?.reveal() ?? '' };
  if (config.environment !== 'local') {
    return { gateway: make({ ...common, ...keys, environment: config.environment }) };
  }
  log(
    'warn',
    'LOCAL SANDBOX: no card is charged and no money moves. Take payments with environment: production.',
  );
  if (config.sandbox.url) {
    const { url, ca } = config.sandbox;
    const pem = ca ? await readFile(ca, 'utf8') : undefined;
    return { gateway: make({ ...common, ...keys, environment: 'local', url, ca: pem }) };
  }
  const beside = config.database.client === 'sqlite3' ? dirname(config.database.file) : process.cwd();
  const data = config.sandbox.data ?? join(beside, 'sandbox');
  const sandbox = await startSandboxProcess(['--data', data]);
  const { url, ca, merchantId: id, publicKey: open, privateKey: secret } = sandbox;
  const own = { merchantId: id, publicKey: open, privateKey: secret };
  const merchantAccounts = { ...SANDBOX_ACCOUNTS, ...braintree.merchantAccounts };
  return { gateway: make({ ...common, ...own, merchantAccounts, environment: 'local', url, ca }), sandbox };
}
