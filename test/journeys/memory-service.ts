import { Session } from 'node:inspector';
import { loadConfig } from '../../lib/config/load.js';
import { createLog } from '../../lib/log.js';
import { startService } from '../../lib/service.js';
import { MemoryProvider } from '../contracts/memory-gateway.js';

/**
 * `start --config FILE`: the service as it is, with another provider behind the contract. When it has stopped, its last
 * line tells what was charged, and which of the files it has loaded are Braintree's.
 */
const file = process.argv.at(process.argv.indexOf('--config') + 1) ?? '';
const config = await loadConfig(file);
const provider = new MemoryProvider();
const service = await startService(config, {
  log: createLog(config.log),
  createGateway: () => provider.gateway(),
});
process.on('SIGTERM', () => void service.stop());
const code = await service.ended;

/** Every script that this process has compiled, as the debugger knows them. */
async function loaded(): Promise<readonly string[]> {
  const urls: string[] = [];
  const session = new Session();
  session.connect();
  session.on('Debugger.scriptParsed', ({ params }) => void urls.push(params.url));
  await new Promise<void>((resolve, reject) =>
    session.post('Debugger.enable', (error) => (error ? reject(error) : resolve())),
  );
  session.disconnect();
  return urls.filter((url) => url !== '');
}

const braintrees = (urls: readonly string[]) =>
  urls.filter((url) => /\/lib\/gateway\/braintree\/|\/node_modules\/braintree\//.test(url));
const all = await loaded();
// The control: were they loaded, they would be seen.
await import('../../lib/gateway/braintree/braintree.js');
const seen = braintrees(await loaded());
const told = {
  msg: 'what was loaded',
  charged: provider.transactions().map(({ orderId, status, told }) => ({ orderId, status, told })),
  files: all.length,
  service: all.some((url) => url.endsWith('/lib/service.js')),
  braintree: braintrees(all),
  control: seen.length,
};
process.stderr.write(`${JSON.stringify(told)}\n`, () => process.exit(code));
