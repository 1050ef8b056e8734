import t from 'tap';
import { at, errorsOf, MASTERCARD, start, text, VISA } from './sdk.js';

t.test('given payment methods in the vault, a charge', async (t) => {
  const { sdk, customer, card } = await start(t, {
    plans: [{ id: 'monthly', price: '10.00' }],
    rules: { duplicates: false },
  });
  const sale = (more: object) => sdk.transaction.sale({ amount: '10.00', ...more });

  t.test('when it names a customer, then the customer’s default pays', async (t) => {
    const id = await customer({ creditCard: MASTERCARD });
    await card(id);
    t.match(await sale({ customerId: id }), {
      success: true,
      transaction: { creditCard: { last4: '4444' }, customer: { id } },
    });
  });

  t.test('when it names a token, then that one pays', async (t) => {
    const id = await customer({ creditCard: MASTERCARD });
    const token = await card(id);
    t.match(await sale({ paymentMethodToken: token }), {
      success: true,
      transaction: { creditCard: { last4: '1111', token }, customer: { id } },
    });
  });

  t.test(
    'when a nonce stands for a card of the vault, then the charge is with its token, once',
    async (t) => {
      const token = await card(await customer());
      const nonce = text(await sdk.paymentMethodNonce.create(token), 'paymentMethodNonce', 'nonce');
      t.match(await sale({ paymentMethodNonce: nonce }), {
        success: true,
        transaction: { creditCard: { token } },
      });
      t.same(errorsOf(await sale({ paymentMethodNonce: nonce })), ['transaction.payment_method_nonce 91564']);
    },
  );

  t.test('when the token was deleted, then nothing is charged', async (t) => {
    const token = await card(await customer());
    await sdk.paymentMethod.delete(token);
    t.same(errorsOf(await sale({ paymentMethodToken: token })), ['transaction.payment_method_token 91518']);
  });

  t.test('when it stores the card for a new customer, then both are in the vault', async (t) => {
    const result = await sale({
      creditCard: { ...VISA, token: 'sold-1', cvv: '123' },
      customer: { id: 'sold-customer', firstName: 'Sold' },
      billing: { postalCode: '60622' },
      options: { storeInVaultOnSuccess: true },
    });
    t.ok(result.success, result.message);
    t.match(await sdk.customer.find('sold-customer'), {
      firstName: 'Sold',
      creditCards: [{ token: 'sold-1', default: true }],
    });
    t.match(await sale({ paymentMethodToken: 'sold-1' }), { success: true });
  });

  t.test('when it is declined, then storeInVaultOnSuccess stores nothing', async (t) => {
    const id = await customer();
    await sale({
      amount: '2000.00',
      creditCard: VISA,
      customerId: id,
      options: { storeInVaultOnSuccess: true },
    });
    t.same(at(await sdk.customer.find(id), 'paymentMethods'), []);
  });

  t.test(
    'when PayPal, Apple Pay, Google Pay or Venmo are in the vault, then each pays as what it is',
    async (t) => {
      const id = await customer();
      const kinds: readonly (readonly [string, string])[] = [
        ['fake-paypal-future-nonce', 'paypal_account'],
        ['fake-apple-pay-visa-nonce', 'apple_pay_card'],
        ['fake-android-pay-visa-nonce', 'android_pay_card'],
        ['fake-venmo-account-nonce', 'venmo_account'],
      ];
      for (const [nonce, kind] of kinds) {
        const { paymentMethod } = await sdk.paymentMethod.create({
          customerId: id,
          paymentMethodNonce: nonce,
        });
        t.match(
          await sale({ paymentMethodToken: text(paymentMethod, 'token') }),
          { success: true, transaction: { paymentInstrumentType: kind } },
          kind,
        );
      }
    },
  );

  t.test('when a bank account is not verified, then it is refused; verified it pays', async (t) => {
    const id = await customer();
    const store = async (usBankAccountVerificationMethod?: string): Promise<string> =>
      text(
        await sdk.paymentMethod.create({
          customerId: id,
          paymentMethodNonce: 'fake-us-bank-account-nonce',
          options: { usBankAccountVerificationMethod },
        }),
        'paymentMethod',
        'token',
      );
    t.same(errorsOf(await sdk.usBankAccount.sale(await store(), { amount: '10.00' })), [
      'transaction.payment_method_token 915172',
    ]);
    t.match(await sdk.usBankAccount.sale(await store('network_check'), { amount: '10.00' }), {
      success: true,
      transaction: { status: 'settlement_pending', paymentInstrumentType: 'us_bank_account' },
    });
  });

  t.test(
    'when a subscription is charged to a card, then the card lists it, a new token takes it along, and deleting the card cancels it',
    async (t) => {
      const token = await card(await customer());
      const made = await sdk.subscription.create({ paymentMethodToken: token, planId: 'monthly' });
      t.ok(made.success, made.message);
      const id = text(made, 'subscription', 'id');
      t.match(await sdk.creditCard.find(token), { subscriptions: [{ id, status: 'Active' }] });
      await sdk.creditCard.update(token, { token: 'subscribed-1' });
      t.match(await sdk.subscription.find(id), { paymentMethodToken: 'subscribed-1', status: 'Active' });
      await sdk.paymentMethod.delete('subscribed-1');
      t.match(await sdk.subscription.find(id), { status: 'Canceled' });
    },
  );
});
