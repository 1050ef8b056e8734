import type { Gateway, Webhook } from './gateway.js';
import type { Wire } from './wire.js';

/** Notifications of the gateway. Nothing is sent; both work without a network. */
export function webhooks(wire: Wire): Pick<Gateway, 'readWebhook' | 'answerChallenge'> {
  return {
    async readWebhook(signature, payload): Promise<Webhook> {
      try {
        const { kind, timestamp, subject } = await wire.sdk.webhookNotification.parse(signature, payload);
        if (!kind || !timestamp) return forged('a notification without a kind or a time');
        return { kind: 'notification', event: kind, timestamp, subject: subject ?? {} };
      } catch (error) {
        return forged(error instanceof Error ? error.message : 'it cannot be read');
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

function forged(text: string): Webhook {
  return { kind: 'forged', text };
}
