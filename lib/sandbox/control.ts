import { z } from 'zod';
import { amountText } from './amount.js';
import { type Answer, jsonAnswer } from './answer.js';
import { Clock } from './clock.js';
import type { Merchant } from './config.js';
import type { Context } from './context.js';
import { type Faults, faultSchema } from './faults.js';
import type { Records } from './records.js';
import type { Request } from './request.js';
import { moveByControl, openByControl } from './resources/disputes/control.js';
import { changeByControl } from './resources/transactions/control.js';
import { addDestination, clearWebhooks, flushWebhooks, listWebhooks } from './resources/webhooks/control.js';
import type { Courier } from './resources/webhooks/courier.js';
import type { Rounds } from './rounds.js';
import type { Store } from './store.js';

/** A transaction as the control endpoint lists it. */
export interface Listed {
  readonly id: string;
  readonly orderId?: string;
  readonly type: 'sale' | 'credit';
  readonly status: string;
  readonly amount: string;
  readonly currency: string;
  /** The bank has sent it back, by this code. */
  readonly returned?: string;
  /** The one that had come back and that this one is sent again for. */
  readonly retryOf?: string;
}

/** What the control endpoint can reach. Nothing of it runs within a database transaction of the request. */
export interface Controls {
  readonly faults: Faults;
  readonly store: Store;
  readonly clock: Clock;
  readonly rounds: Rounds;
  readonly courier: Courier;
  readonly context: (merchant: Merchant, records: Records) => Context;
}

/**
 * `/_control/…` for tests and demonstrations, on loopback and with the merchant's keys only: `faults` (GET lists,
 * POST adds, DELETE clears), `transactions` (GET, everything, unindexed too), `clock` (GET, POST `{advance}` in
 * seconds or `{now}`), `webhooks` (GET, POST adds a destination, DELETE; POST `/flush` delivers what is due) and
 * `disputes` (POST opens one, POST `/ID` moves it to a status); POST `transactions/ID` is the bank's news of one.
 */
export async function answerControl(
  request: Request,
  merchant: Merchant,
  controls: Controls,
): Promise<Answer> {
  const { faults, store, clock, courier, context } = controls;
  const what = `${request.method} ${request.path}`;
  const inside = (work: (context: Context) => Promise<Answer>): Promise<Answer> =>
    store.atomic((records) => work(context(merchant, records)));
  const body = read(request.body);
  switch (what) {
    case 'GET /_control/faults':
      return jsonAnswer(200, faults.list());
    case 'DELETE /_control/faults':
      faults.clear();
      return jsonAnswer(200, []);
    case 'POST /_control/faults': {
      const parsed = faultSchema.safeParse(body);
      if (!parsed.success) return jsonAnswer(422, { errors: parsed.error.issues });
      return jsonAnswer(201, faults.add(parsed.data));
    }
    case 'GET /_control/transactions':
      return jsonAnswer(200, await store.atomic((records) => listed(records, merchant)));
    case 'GET /_control/clock':
      return jsonAnswer(200, { now: new Date(clock.now()).toISOString() });
    case 'POST /_control/clock':
      return moveClock(body, controls);
    case 'GET /_control/webhooks':
      return listWebhooks(store, merchant);
    case 'POST /_control/webhooks':
      return addDestination(store, merchant, body, clock.now());
    case 'DELETE /_control/webhooks':
      return clearWebhooks(store, merchant);
    case 'POST /_control/webhooks/flush':
      return flushWebhooks(store, merchant, courier);
    case 'POST /_control/disputes':
      return inside((context) => openByControl(context, body));
  }
  const dispute = /^POST \/_control\/disputes\/([A-Za-z0-9_-]+)$/.exec(what)?.[1];
  if (dispute) return inside((context) => moveByControl(context, dispute, body));
  const transaction = /^POST \/_control\/transactions\/([A-Za-z0-9_-]+)$/.exec(what)?.[1];
  if (transaction) return inside((context) => changeByControl(context, transaction, body));
  return jsonAnswer(404, { error: `no such control: ${what}` });
}

const clockSchema = z.union([
  z.object({ advance: z.number().min(0) }),
  z.object({ now: z.union([z.number(), z.iso.datetime({ offset: true })]) }),
]);

/** Moves the sandbox's time ahead; everything that falls due on the way is done when this is answered. */
async function moveClock(body: unknown, { clock, rounds, store }: Controls): Promise<Answer> {
  const parsed = clockSchema.safeParse(body);
  if (!parsed.success) return jsonAnswer(422, { errors: parsed.error.issues });
  const asked = parsed.data;
  const target = 'advance' in asked ? clock.now() + asked.advance * 1000 : new Date(asked.now).getTime();
  if (target < clock.now()) return jsonAnswer(422, { error: 'the clock does not go back' });
  await rounds.runTo(target);
  await keepClock(store, clock);
  return jsonAnswer(200, { now: new Date(clock.now()).toISOString() });
}

/** The sandbox on disk goes on from the time to which it was moved. */
async function keepClock(store: Store, clock: Clock): Promise<void> {
  const document = { offset: clock.offset };
  await store.atomic(({ documents }) =>
    documents.put('clock', '', { id: 'offset', document, at: clock.now() }),
  );
}

export async function keptClock(store: Store): Promise<Clock> {
  const kept = await store.atomic(({ documents }) =>
    documents.get<{ offset: number }>('clock', '', 'offset'),
  );
  return new Clock(kept?.document.offset);
}

function read(body: string): unknown {
  try {
    return JSON.parse(body || '{}');
  } catch {
    return {};
  }
}

export async function listed(records: Records, merchant: Merchant): Promise<Listed[]> {
  const all = await records.transactions(records.query(merchant.merchantId).orderBy('created_at'));
  return all.map(({ id, orderId, type, status, amount, currency, returned, retriedId }) => ({
    id,
    orderId,
    type,
    status,
    amount: amountText(amount, currency),
    currency,
    ...(returned ? { returned: returned.code } : {}),
    ...(retriedId ? { retryOf: retriedId } : {}),
  }));
}
