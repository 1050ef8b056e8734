import type { Gateway, Webhook } from '../gateway.js';
import { newsOf } from './notification.js';
import type { SdkNotification } from './sdk.js';
import type { Wire } from './wire.js';

type Signed = (signature: string, payload: string) => unknown;

/** Notifications of the gateway. Nothing is sent; both work without a network. */
export function webhooks(wire: Wire): Pick<Gateway, 'readWebhook' | 'isSigned' | 'answerChallenge'> {
  return {
    async readWebhook(signature, payload): Promise<Webhook> {
      let told: SdkNotification;
      try {
        told = await wire.sdk.webhookNotification.parse(signature, payload);
      } catch (error) {
        const text = error instanceof Error ? error.message : 'it cannot be read';
        const signed = !(error instanceof Error && 'type' in error);
        return signed ? { kind: 'unreadable', text, ids: idsIn(payload) } : { kind: 'forged', text };
      }
      const { kind: event, timestamp, subject = {} } = told;
      if (!event || !timestamp) return forged('a notification without a kind or a time');
      return { kind: 'notification', news: newsOf({ event, timestamp, subject }) };
    },
    isSigned(signature, payload) {
      try {
        // Not among its types. It gives the error, or null.
        const kit = wire.sdk.webhookNotification as unknown as { validateSignature: Signed };
        return kit.validateSignature(signature, payload) === null;
      } catch {
        return false;
      }
    },
    answerChallenge(challenge) {
      try {
        return wire.sdk.webhookNotification.verify(challenge);
      } catch {
        return undefined;
      }
    },
  };
}

/** What the SDK stumbles over still names its transactions. */
function idsIn(payload: string): readonly string[] {
  const xml = Buffer.from(payload, 'base64').toString('utf8');
  const found = xml.matchAll(/<transaction>\s*<id>([A-Za-z0-9_-]{1,64})<\/id>/g);
  return [...new Set([...found].flatMap(([, id]) => id ?? []))];
}

function forged(text: string): Webhook {
  return { kind: 'forged', text };
}
