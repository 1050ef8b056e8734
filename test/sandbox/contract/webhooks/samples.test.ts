import braintree from 'braintree';
import t from 'tap';
import { type Loose, openBench } from '../bench.js';

t.test('given webhookTesting of the SDK, when samples are made with the sandbox’s keys', async (t) => {
  const { sdk } = await openBench(t);
  const kinds: Loose = (braintree as Loose).WebhookNotification.Kind;
  const parse = ({ bt_signature, bt_payload }: Loose): Promise<Loose> =>
    sdk.webhookNotification.parse(bt_signature, bt_payload);

  for (const kind of Object.values(kinds) as string[]) {
    t.test(`then ${kind} parses`, async (t) => {
      const parsed = await parse(await sdk.webhookTesting.sampleNotification(kind, 'my-id'));
      t.equal(parsed.kind, kind);
      t.ok(parsed.subject);
    });
  }

  t.test('then a changed payload, another key and nonsense are refused', async (t) => {
    const { bt_signature, bt_payload } = await sdk.webhookTesting.sampleNotification(
      kinds.SubscriptionCanceled,
      'my-id',
    );
    await t.rejects(sdk.webhookNotification.parse(bt_signature, `bad${bt_payload}`), {
      name: 'invalidSignatureError',
    });
    await t.rejects(sdk.webhookNotification.parse(`x${bt_signature}`, bt_payload), {
      name: 'invalidSignatureError',
    });
    await t.rejects(sdk.webhookNotification.parse(bt_signature, '~'), { name: 'invalidSignatureError' });
  });
});
