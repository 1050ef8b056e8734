import t from 'tap';
import { createJournal } from '../../lib/journal/store.js';
import { createLog } from '../../lib/log.js';
import { prepareHushpay } from '../../lib/rig/hushpay.js';
import { startPbx } from '../../lib/rig/pbx.js';
import { startPhones } from '../../lib/rig/phones.js';
import { CARD } from './stage.js';

/** Nobody listens there: the provider of this service is in its memory. */
const NO_SANDBOX = {
  url: 'http://127.0.0.1:9',
  ca: '',
  merchantId: 'nobody',
  publicKey: 'nobody',
  privateKey: 'nobody',
};

t.test(
  'given another provider, when a card is keyed, then it is charged without a line of Braintree',
  async (t) => {
    const pbx = await startPbx();
    t.teardown(() => pbx.stop());
    const phones = await startPhones(pbx);
    t.teardown(() => phones.stop());
    const program = new URL('./memory-service.js', import.meta.url);
    const config = { database: { lockDeadline: 10 } };
    const hushpay = prepareHushpay({ pbx, sandbox: NO_SANDBOX, config, program });
    t.teardown(() => hushpay.kill());
    await hushpay.ready();

    const variables = { HUSHPAY_AMOUNT: '25.00', HUSHPAY_REFERENCE: 'INV-1' };
    const call = await phones.call({ from: 'caller', to: '100', variables });
    await call.agent.press(pbx.feature);
    await hushpay.phase('capturing');
    for (const keys of [CARD.number, CARD.expiry, CARD.code]) await call.caller.press(keys);
    await hushpay.prompted('caller', 'approved');
    const { session, result } = await hushpay.line(({ msg }) => msg === 'session ended');
    t.equal(result, 'success');
    await call.hangUp();

    t.equal(await hushpay.stop(), 0);
    const told = await hushpay.line(({ msg }) => msg === 'what was loaded');
    const orderId = `${session}-1`;
    t.same(told.charged, [{ orderId, status: 'submitted_for_settlement', told: '25.00 USD' }]);
    t.same(told.braintree, [], 'no file of Braintree was loaded');
    t.ok(told.service === true && Number(told.files) > 200, 'but the whole service was');
    t.ok(Number(told.control) > 20, 'and what is loaded is seen');

    const journal = createJournal(
      { client: 'sqlite3', file: hushpay.journalFile, lockDeadline: 10 },
      createLog({ level: 'error' }, { write: () => undefined }),
    );
    await journal.open();
    t.teardown(() => journal.close());
    t.match(await journal.payment(orderId), {
      status: 'approved',
      transactionId: 'memory1',
      card: { brand: 'visa', last4: '1111' },
    });
  },
);
