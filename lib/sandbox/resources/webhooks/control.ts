import { type Answer, jsonAnswer } from '../../answer.js';
import type { Merchant } from '../../config.js';
import { randomId } from '../../ids.js';
import { type Destination, destinationSchema } from '../../settings/webhooks.js';
import type { Store } from '../../store.js';
import { signed, type Waiting } from './announce.js';
import type { Courier } from './courier.js';
import { ask } from './post.js';

/** Everything about webhooks: where they go, what waits, and what became of the others. */
export async function listWebhooks(store: Store, merchant: Merchant): Promise<Answer> {
  const { merchantId } = merchant;
  return store.atomic(async ({ documents }) => {
    const list = async <T>(kind: string): Promise<readonly T[]> =>
      (await documents.list<T>(kind, merchantId)).map(({ document }) => document);
    return jsonAnswer(200, {
      destinations: [...merchant.webhooks, ...(await list<Destination>('destination'))],
      waiting: await list<Waiting>('webhook'),
      done: await list<Waiting>('webhook_done'),
    });
  });
}

/** Adds a destination that answers the challenge as the Control Panel demands; `verify: false` spares it that. */
export async function addDestination(
  store: Store,
  merchant: Merchant,
  body: unknown,
  now: number,
): Promise<Answer> {
  const parsed = destinationSchema.safeParse(body);
  if (!parsed.success) return jsonAnswer(422, { errors: parsed.error.issues });
  const destination = parsed.data;
  const spared = (body as { verify?: boolean }).verify === false;
  const fault = spared ? undefined : await challengeFault(merchant, destination);
  if (fault) return jsonAnswer(422, { error: fault });
  await store.atomic(({ documents }) =>
    documents.put('destination', merchant.merchantId, { id: randomId(12), document: destination, at: now }),
  );
  return jsonAnswer(201, destination);
}

/** `GET url?bt_challenge=…` must be answered with the challenge signed, as `webhookNotification.verify` does. */
async function challengeFault(merchant: Merchant, { url }: Destination): Promise<string | undefined> {
  const challenge = randomHex(32);
  const target = new URL(url);
  target.searchParams.set('bt_challenge', challenge);
  const { timeout } = merchant.webhookDelivery;
  try {
    const { status, text } = await ask(String(target), { timeoutMs: timeout });
    const wanted = `${merchant.publicKey}|${signed(merchant, challenge)}`;
    if (status !== 200) return `the challenge was answered with ${status}`;
    return text.trim() === wanted ? undefined : 'the challenge was answered with another signature';
  } catch (error) {
    return `the destination was not reached: ${error instanceof Error ? error.message : 'unknown'}`;
  }
}

const randomHex = (length: number): string =>
  Array.from({ length }, () => Math.floor(Math.random() * 16).toString(16)).join('');

/** Forgets the destinations that were added, and everything that waits or is done. */
export async function clearWebhooks(store: Store, { merchantId }: Merchant): Promise<Answer> {
  await store.atomic(async ({ documents }) => {
    for (const kind of ['destination', 'webhook', 'webhook_done']) {
      for (const { id } of await documents.list(kind, merchantId))
        await documents.remove(kind, merchantId, id);
    }
  });
  return jsonAnswer(200, {});
}

/** Delivers what is due, and answers when it was tried. */
export async function flushWebhooks(store: Store, merchant: Merchant, courier: Courier): Promise<Answer> {
  await courier.flush();
  return listWebhooks(store, merchant);
}
