import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Loose } from '../bench.js';

/** A destination of webhooks on this machine that parses with the real SDK what it gets. */
export interface Receiver {
  readonly url: string;
  /** As `webhookNotification.parse` made them, in the order of their arrival. */
  readonly got: Loose[];
  kinds(): string[];
  /** What it answers with from now on; 200 at first. */
  answer(status: number): void;
  /** Whether it answers the challenge rightly. */
  honest: boolean;
}

export async function openReceiver(
  t: { teardown(end: () => Promise<void>): unknown },
  sdk: Loose,
): Promise<Receiver> {
  const got: Loose[] = [];
  let status = 200;
  const receiver = { honest: true };
  const server: Server = createServer((request, response) => {
    const challenge = new URL(request.url ?? '/', 'http://x').searchParams.get('bt_challenge');
    if (request.method === 'GET' && challenge) {
      response.end(receiver.honest ? sdk.webhookNotification.verify(challenge) : 'nonsense');
      return;
    }
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', async () => {
      const form = new URLSearchParams(body);
      const parsed = await sdk.webhookNotification.parse(form.get('bt_signature'), form.get('bt_payload'));
      if (status < 300) got.push(parsed);
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const { port } = server.address() as AddressInfo;
  return Object.assign(receiver, {
    url: `http://127.0.0.1:${port}/webhooks`,
    got,
    kinds: () => got.map(({ kind }) => kind as string),
    answer: (next: number) => {
      status = next;
    },
  });
}
