import { subscribe } from 'node:diagnostics_channel';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import t, { type Test } from 'tap';
import { createHttpCaller } from '../../lib/asterisk/http.js';
import { createGateway } from '../../lib/gateway/braintree/braintree.js';
import { openExchange } from '../../lib/lookup/exchange.js';
import { ownersOf } from '../../lib/peer.js';
import { SANDBOX_ACCOUNTS } from '../../lib/sandbox/accounts.js';
import { startSandbox } from '../../lib/sandbox/sandbox.js';
import { cardBytes } from '../contracts/gateway.js';

t.setTimeout(300_000);

/** Every connection that this process makes: one that waits for work is no active handle. */
const sockets = new Set<Socket>();
subscribe('net.client.socket', (message) => {
  const { socket } = message as { readonly socket: Socket };
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
});

/** The most listeners that one connection to this port has, for any of its events. */
function listenersAt(port: number): number {
  const there = [...sockets].filter((one) => one.remotePort === port);
  return Math.max(0, ...there.flatMap((one) => one.eventNames().map((name) => one.listenerCount(name))));
}

/** Asks 400 times on what is kept, and compares with what the first ten have left. */
async function load(t: Test, port: number, ask: () => Promise<unknown>): Promise<void> {
  let early = 0;
  let most = 0;
  for (let i = 0; i < 400; i++) {
    await ask();
    if (i < 10) early = Math.max(early, listenersAt(port));
    else most = Math.max(most, listenersAt(port));
  }
  t.ok(early > 0, 'there is a connection that is kept');
  t.ok(most <= early, `${early} listeners after 10 look-ups, ${most} after 400`);
}

t.test('given the gateway, when asked 400 times, then its connections stay as they were', async (t) => {
  const sandbox = await startSandbox({ tls: false });
  const { merchantId, publicKey, privateKey } = sandbox.merchant;
  const gateway = createGateway({
    environment: 'local',
    url: sandbox.url,
    merchantId,
    publicKey,
    privateKey,
    apiRequestKeys: false,
    merchantAccounts: SANDBOX_ACCOUNTS,
  });
  t.teardown(async () => {
    await gateway.stop();
    await sandbox.stop();
  });
  const port = Number(new URL(sandbox.url).port);
  const warned: string[] = [];
  const warn = (warning: Error) => warned.push(warning.name);
  process.on('warning', warn);
  t.teardown(() => process.off('warning', warn));
  await load(t, port, () => gateway.findTransaction('nobody'));
  await gateway.start();
  await load(t, port, () => gateway.tokenise(cardBytes('4111111111111111')));
  t.same(warned, [], 'Node has seen no leak either');
});

t.test('given Asterisk and a CRM, when asked 400 times, then their connections stay too', async (t) => {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.end('{}'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.closeAllConnections());
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/`;
  const codes = { unreachable: 'ari-unreachable', deadline: 'ari-deadline' } as const;
  for (const direct of [true, false]) {
    const caller = createHttpCaller({ owners: ownersOf('root'), deadlineMs: 5000, direct, codes });
    await load(t, port, () => caller.send({ method: 'GET', url }));
    caller.close();
  }
  const exchange = openExchange({ url, deadlineMs: 5000 });
  await load(t, port, () => exchange.send('POST', '{}'));
  exchange.stop();
});
