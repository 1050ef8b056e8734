import { createHash, createHmac } from 'node:crypto';
import type { Merchant } from '../../config.js';
import type { Context } from '../../context.js';
import { randomId } from '../../ids.js';
import type { Destination } from '../../settings/webhooks.js';
import { type XmlNode, xmlDocument } from '../../xml.js';

/** A notification on its way to one destination, as it is stored. Times are epoch milliseconds. */
export interface Waiting {
  readonly id: string;
  readonly kind: string;
  readonly url: string;
  /** `bt_signature` and `bt_payload` of the form. */
  readonly signature: string;
  readonly payload: string;
  readonly createdAt: number;
  readonly nextAt: number;
  readonly attempts: readonly { readonly at: number; readonly answer: string }[];
}

/** Queues that something happened, for every destination that takes its kind. `subject` is built only then. */
export async function announce(
  context: Context,
  kind: string,
  subject: () => Promise<XmlNode> | XmlNode,
): Promise<void> {
  const { merchant, records, now } = context;
  const destinations = (await destinationsOf(context)).filter(
    ({ kinds }) => kinds.length === 0 || kinds.includes(kind),
  );
  if (destinations.length === 0) return;
  const form = notification(merchant, kind, await subject(), now);
  for (const { url } of destinations) {
    const id = randomId(16);
    const document: Waiting = { id, kind, url, ...form, createdAt: now, nextAt: now, attempts: [] };
    await records.documents.put('webhook', merchant.merchantId, { id, document, at: now });
  }
  context.announced?.();
}

/** Configured destinations, and those added while running. */
export async function destinationsOf({ merchant, records }: Context): Promise<readonly Destination[]> {
  const added = await records.documents.list<Destination>('destination', merchant.merchantId);
  return [...merchant.webhooks, ...added.map(({ document }) => document)];
}

/** The signed form of a notification, as `webhookNotification.parse` takes it. */
export function notification(
  merchant: Merchant,
  kind: string,
  subject: XmlNode,
  at: number,
): { readonly signature: string; readonly payload: string } {
  const timestamp = { datetime: new Date(at).toISOString().replace(/\.\d+Z$/, 'Z') };
  const xml = xmlDocument('notification', { timestamp, kind, subject });
  const payload = `${Buffer.from(xml).toString('base64')}\n`;
  return { payload, signature: `${merchant.publicKey}|${signed(merchant, payload)}` };
}

/** HMAC-SHA1 under the SHA1 of the private key, in hexadecimal. */
export function signed({ privateKey }: Merchant, text: string): string {
  const key = createHash('sha1').update(privateKey).digest();
  return createHmac('sha1', key).update(text).digest('hex');
}
