// Looks for digits: a failure is never forgiven.
import { Agent } from 'node:https';
import braintree from 'braintree';
import fc from 'fast-check';
import t from 'tap';
import { createGateway } from '../../lib/gateway/braintree/braintree.js';
import type { GatewayOptions, NoteOptions } from '../../lib/gateway/braintree/options.js';
import { noteOf, withoutCards } from '../../lib/gateway/braintree/transaction-fields.js';
import { startSandbox } from '../../lib/sandbox/sandbox.js';

const NOTE: NoteOptions = {
  purchaseOrder: true,
  customFields: { reference: 'hushpay_reference', description: 'hushpay_description' },
  descriptor: { name: 'SHP*TELEPHONE ORDER', phone: '312-555-1212', url: 'shop.example' },
};
const options = (note?: NoteOptions) => ({ note }) as GatewayOptions;

t.test('given no configuration, then nothing is told beside the amount', async (t) => {
  t.same(noteOf({ reference: 'A', description: 'B' }, options()), {});
  t.same(noteOf({}, options(NOTE)), { descriptor: NOTE.descriptor });
});

t.test('given texts with digits like those of a card, then none reaches the gateway', async (t) => {
  const separators = fc.constantFrom('', ' ', '-', '.', '/', '_');
  const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 12, maxLength: 19 });
  fc.assert(
    fc.property(fc.string(), digits, separators, fc.string(), (before, card, separator, after) => {
      const text = `${before} ${card.join(separator)} ${after}`;
      const told = noteOf({ reference: text, description: text }, options(NOTE));
      return !JSON.stringify(told)
        .replace(/[ ./_-]/g, '')
        .includes(card.join(''));
    }),
    { numRuns: 2000 },
  );
  t.equal(withoutCards('INV-2026-11-24/17'), 'INV-2026-11-24/17', 'a reference stays');
  t.match(noteOf({ reference: '4111 1111 1111 1111' }, options(NOTE)), {
    customFields: { hushpay_reference: '[card]' },
  });
  t.notOk('purchaseOrderNumber' in noteOf({ reference: '411111111111' }, options(NOTE)));
});

t.test('given a note, when a payment is charged, then the gateway has it', async (t) => {
  const sandbox = await startSandbox({
    config: { rules: { customFields: ['hushpay_reference', 'hushpay_description'] } },
  });
  const { merchantId, publicKey, privateKey } = sandbox.merchant;
  const gateway = createGateway({
    environment: 'local',
    url: sandbox.url,
    ca: sandbox.ca,
    merchantId,
    publicKey,
    privateKey,
    apiRequestKeys: false,
    note: NOTE,
  });
  t.teardown(async () => {
    await gateway.stop();
    await sandbox.stop();
  });
  const outcome = await gateway.charge({
    orderId: 'note-1',
    amount: { minor: 1000, currency: 'USD' },
    nonce: 'fake-valid-nonce',
    reference: 'A-1042 für Ötzi, and long',
    description: 'Two pairs of shoes',
  });
  const id = outcome.kind === 'approved' ? outcome.transactionId : JSON.stringify(outcome);
  const port = new URL(sandbox.url).port;
  const sdk = new braintree.BraintreeGateway({
    merchantId,
    publicKey,
    privateKey,
    environment: new braintree.Environment('127.0.0.1', port, '', true, '127.0.0.1', port),
    customHttpAgent: new Agent({ keepAlive: false, ca: sandbox.ca }),
  } as braintree.KeyGatewayConfig);
  t.match(await sdk.transaction.find(id), {
    purchaseOrderNumber: 'A-1042 fr tzi, an',
    customFields: { hushpayReference: 'A-1042 für Ötzi, and long', hushpayDescription: 'Two pairs of shoes' },
    descriptor: { name: 'SHP*TELEPHONE ORDER', url: 'shop.example' },
  });
});
