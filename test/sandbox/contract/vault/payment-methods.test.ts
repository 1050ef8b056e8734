import t from 'tap';
import { at, errorsOf, MASTERCARD, missing, start, text, VISA } from './sdk.js';

const named = (thing: unknown): string => (thing as object).constructor.name;

t.test('given the SDK on the sandbox, payment methods', async (t) => {
  const { sdk, customer, card } = await start(t);
  const owner = await customer();
  const create = (paymentMethodNonce: string, more: object = {}) =>
    sdk.paymentMethod.create({ customerId: owner, paymentMethodNonce, ...more });

  const kinds: readonly (readonly [string, string, object])[] = [
    [
      'fake-valid-nonce',
      'CreditCard',
      { maskedNumber: '401288******1881', cardType: 'Visa', expirationDate: '12/2030' },
    ],
    ['fake-valid-amex-nonce', 'CreditCard', { cardType: 'American Express', last4: '0005' }],
    ['fake-valid-jcb-nonce', 'CreditCard', { cardType: 'JCB' }],
    [
      'fake-paypal-billing-agreement-nonce',
      'PayPalAccount',
      { email: 'jane.doe@paypal.com', billingAgreementId: /^B-/ },
    ],
    ['fake-paypal-future-nonce', 'PayPalAccount', { email: /@/, imageUrl: /paypal/ }],
    [
      'fake-venmo-account-nonce',
      'VenmoAccount',
      { username: 'venmojoe', venmoUserId: 'Venmo-Joe-1', imageUrl: /\.png/ },
    ],
    [
      'fake-apple-pay-visa-nonce',
      'ApplePayCard',
      { cardType: 'Apple Pay - Visa', paymentInstrumentName: 'Visa 1111', sourceDescription: 'Visa 1111' },
    ],
    [
      'fake-apple-pay-amex-nonce',
      'ApplePayCard',
      { cardType: 'Apple Pay - American Express', last4: '0005' },
    ],
    [
      'fake-android-pay-discover-nonce',
      'AndroidPayCard',
      {
        virtualCardType: 'Discover',
        cardType: 'Discover',
        sourceCardType: 'Visa',
        sourceCardLast4: '1111',
        googleTransactionId: 'google_transaction_id',
        imageUrl: /android_pay/,
      },
    ],
    [
      'fake-android-pay-mastercard-nonce',
      'AndroidPayCard',
      { virtualCardType: 'MasterCard', last4: '4444', sourceDescription: 'MasterCard 4444' },
    ],
    ['fake-visa-checkout-visa-nonce', 'VisaCheckoutCard', { cardType: 'Visa', callId: /./ }],
    [
      'fake-sepa-direct-debit-nonce',
      'SepaDirectDebitAccount',
      { bankReferenceToken: 'a-fake-bank-reference-token', mandateType: 'RECURRENT', last4: '1234' },
    ],
    [
      'fake-us-bank-account-nonce',
      'UsBankAccount',
      {
        routingNumber: '021000021',
        last4: '0000',
        accountType: 'checking',
        accountHolderName: 'Dan Schulman',
        bankName: /CHASE/,
        verified: false,
      },
    ],
  ];
  for (const [nonce, name, fields] of kinds) {
    t.test(`when ${nonce} is stored, then it is a ${name} and found as one`, async (t) => {
      const { success, paymentMethod } = await create(nonce);
      t.ok(success);
      const wanted = { ...fields, token: /^\w+$/, customerId: owner, imageUrl: /^https:/, createdAt: /Z$/ };
      t.equal(named(paymentMethod), name);
      t.match(paymentMethod, { ...wanted, ...('imageUrl' in fields ? fields : {}) });
      const found = await sdk.paymentMethod.find(text(paymentMethod, 'token'));
      t.equal(named(found), name);
      t.match(found, fields);
    });
  }

  t.test('when a customer has one of each kind, then the customer lists each by its kind', async (t) => {
    const id = await customer();
    for (const [nonce] of kinds)
      await sdk.paymentMethod.create({ customerId: id, paymentMethodNonce: nonce });
    const found = await sdk.customer.find(id);
    const lengths = [
      'creditCards',
      'paypalAccounts',
      'venmoAccounts',
      'applePayCards',
      'androidPayCards',
      'usBankAccounts',
      'sepaDirectDebitAccounts',
    ].map((name) => (at(found, name) as unknown[]).length);
    t.same(lengths, [3, 2, 1, 2, 2, 1, 1]);
    const defaults = (at(found, 'paymentMethods') as unknown[]).filter((one) => at(one, 'default') === true);
    t.equal(defaults.length, 1);
  });

  t.test('when a token is given and makeDefault, then both are heeded', async (t) => {
    const id = await customer();
    await card(id);
    const result = await sdk.paymentMethod.create({
      customerId: id,
      paymentMethodNonce: 'fake-valid-nonce',
      token: 'pm-1',
      options: { makeDefault: true },
    });
    t.match(result, { success: true, paymentMethod: { token: 'pm-1', default: true } });
  });

  const refused: readonly (readonly [string, object, readonly string[]])[] = [
    [
      'no customer',
      { customerId: undefined, paymentMethodNonce: 'fake-valid-nonce' },
      ['paymentMethod.customer_id 93104'],
    ],
    [
      'a customer who is not there',
      { customerId: 'nobody', paymentMethodNonce: 'fake-valid-nonce' },
      ['paymentMethod.customer_id 93105'],
    ],
    ['no nonce', {}, ['paymentMethod.payment_method_nonce 93103']],
    [
      'neither',
      { customerId: undefined },
      ['paymentMethod.customer_id 93104', 'paymentMethod.payment_method_nonce 93103'],
    ],
    ['an unknown nonce', { paymentMethodNonce: 'nobody' }, ['paymentMethod.payment_method_nonce 93108']],
    [
      'a used nonce',
      { paymentMethodNonce: 'fake-consumed-nonce' },
      ['paymentMethod.payment_method_nonce 93107'],
    ],
    [
      'a nonce with a bad number',
      { paymentMethodNonce: 'fake-luhn-invalid-nonce' },
      ['creditCard.number 81715'],
    ],
    [
      'PayPal for one payment only',
      { paymentMethodNonce: 'fake-paypal-one-time-nonce' },
      ['paypalAccount.base 82902'],
    ],
    [
      'a kind that is no longer supported',
      { paymentMethodNonce: 'tokensam_fake_visa' },
      ['paymentMethod.payment_method_nonce 93117'],
    ],
    ['a taken token', { paymentMethodNonce: 'fake-valid-nonce', token: 'pm-1' }, ['creditCard.token 91719']],
    ['a bad token', { paymentMethodNonce: 'fake-valid-nonce', token: '%' }, ['creditCard.token 91718']],
    [
      'a bad billing address',
      { paymentMethodNonce: 'fake-valid-nonce', billingAddress: { postalCode: '$' } },
      ['creditCard.billingAddress.postal_code 81813'],
    ],
    [
      'an unknown billing address',
      { paymentMethodNonce: 'fake-valid-nonce', billingAddressId: 'zz' },
      ['creditCard.billing_address_id 91702'],
    ],
    [
      'a bad way to verify a bank account',
      {
        paymentMethodNonce: 'fake-us-bank-account-nonce',
        options: { usBankAccountVerificationMethod: 'blah' },
      },
      ['paymentMethod.options.us_bank_account_verification_method 93121'],
    ],
  ];
  for (const [what, request, errors] of refused) {
    t.test(`when one is created with ${what}, then it is refused with ${errors.join(', ')}`, async (t) => {
      const result = await sdk.paymentMethod.create({ customerId: owner, ...request });
      t.equal(result.success, false);
      t.same(errorsOf(result), errors);
    });
  }

  t.test('when a declined card is to be verified, then it is not stored', async (t) => {
    const id = await customer();
    const result = await sdk.paymentMethod.create({
      customerId: id,
      paymentMethodNonce: 'fake-processor-declined-visa-nonce',
      options: {
        verifyCard: 'true',
        verificationAmount: '1.02',
        verificationMerchantAccountId: 'hushpay_gbp',
      },
    });
    t.match(result, {
      success: false,
      verification: {
        status: 'processor_declined',
        amount: '1.02',
        merchantAccountId: 'hushpay_gbp',
        processorResponseText: 'Do Not Honor',
      },
    });
    t.same(at(await sdk.customer.find(id), 'paymentMethods'), []);
  });

  t.test('when a code stands beside a nonce, then it is verified with the card', async (t) => {
    const result = await create('fake-valid-nonce', { cvv: '200', options: { verifyCard: true } });
    t.match(result, { success: true, paymentMethod: { verification: { cvvResponseCode: 'N' } } });
  });

  t.test('when options of cards stand beside PayPal, then they are passed over', async (t) => {
    const result = await create('fake-paypal-billing-agreement-nonce', {
      options: {
        verifyCard: 'true',
        failOnDuplicatePaymentMethod: 'true',
        verificationMerchantAccountId: 'nobody',
      },
      billingAddress: { streetAddress: '1 Main' },
      billingAddressId: 'nobody',
    });
    t.match(result, { success: true });
  });

  t.test('when duplicates are forbidden, then a nonce of the same number is refused', async (t) => {
    const options = { failOnDuplicatePaymentMethod: 'true' };
    t.same(errorsOf(await create('fake-valid-nonce', { options })), ['creditCard.number 81724']);
  });

  t.test('when a nonce stands for one of the vault, then it gives that one', async (t) => {
    const token = await card(owner, { billingAddress: { streetAddress: '456 Xyz' } });
    const nonce = text(await sdk.paymentMethodNonce.create(token), 'paymentMethodNonce', 'nonce');
    const result = await create(nonce, { billingAddress: { streetAddress: '123 Abc' } });
    t.match(result, { paymentMethod: { token, billingAddress: { streetAddress: '456 Xyz' } } });
  });

  t.test('when a nonce stands for one of somebody else’s, then it is refused', async (t) => {
    const token = await card(await customer());
    const nonce = text(await sdk.paymentMethodNonce.create(token), 'paymentMethodNonce', 'nonce');
    t.same(errorsOf(await create(nonce)), ['customer.payment_method_nonce 91617']);
  });

  t.test('when a card is updated, then it is the card that changes', async (t) => {
    const token = await card(owner);
    const { paymentMethod } = await sdk.paymentMethod.update(token, { ...MASTERCARD, cardholderName: 'New' });
    t.match(paymentMethod, { token, last4: '4444', cardholderName: 'New', expirationDate: '06/2032' });
  });

  t.test('when a card is updated with a nonce, then it has the nonce’s number', async (t) => {
    const token = await card(owner);
    const { paymentMethod } = await sdk.paymentMethod.update(token, {
      paymentMethodNonce: 'fake-valid-mastercard-nonce',
    });
    t.match(paymentMethod, { token, last4: '4444', cardType: 'MasterCard' });
  });

  t.test('when the nonce of an update does not verify, then nothing changes', async (t) => {
    const token = await card(owner);
    const result = await sdk.paymentMethod.update(token, {
      paymentMethodNonce: 'fake-processor-declined-mastercard-nonce',
      options: { verifyCard: 'true', verificationAmount: '2.34' },
    });
    t.match(result, {
      success: false,
      verification: { status: 'processor_declined', amount: '2.34', gatewayRejectionReason: null },
    });
    t.match(await sdk.paymentMethod.find(token), { last4: '1111' });
  });

  t.test('when an update has a bad number, then the error is the card’s', async (t) => {
    const result = await sdk.paymentMethod.update(await card(owner), { number: 'invalid' });
    t.same(errorsOf(result), ['creditCard.number 81716']);
    t.equal(result.message, 'Credit card number must be 12-19 digits.');
  });

  t.test('when PayPal is made the default, then the card is not any more', async (t) => {
    const id = await customer();
    const first = await card(id);
    const { paymentMethod } = await sdk.paymentMethod.create({
      customerId: id,
      paymentMethodNonce: 'fake-paypal-future-nonce',
    });
    t.match(paymentMethod, { default: false });
    const token = text(paymentMethod, 'token');
    await sdk.paymentMethod.update(token, { options: { makeDefault: 'true' } });
    t.match(await sdk.paypalAccount.find(token), { default: true });
    t.match(await sdk.creditCard.find(first), { default: false });
  });

  t.test('when PayPal gets another token, then it is found by that; a taken one is refused', async (t) => {
    const first = text(await create('fake-paypal-future-nonce'), 'paymentMethod', 'token');
    const second = text(await create('fake-paypal-future-nonce'), 'paymentMethod', 'token');
    t.same(errorsOf(await sdk.paymentMethod.update(first, { token: second })), ['paypalAccount.token 92906']);
    t.match(await sdk.paypalAccount.update(first, { token: 'pp-1' }), {
      success: true,
      paypalAccount: { token: 'pp-1' },
    });
    t.match(await sdk.paypalAccount.find('pp-1'), { email: 'jane.doe@paypal.com' });
    t.equal(await missing(sdk.paypalAccount.find(first)), 'notFoundError');
  });

  t.test('when PayPal is updated with a nonce, then it is refused', async (t) => {
    const token = text(await create('fake-paypal-future-nonce'), 'paymentMethod', 'token');
    const result = await sdk.paypalAccount.update(token, { paymentMethodNonce: 'fake-valid-nonce' });
    t.same(errorsOf(result), ['paypalAccount.payment_method_nonce 92914']);
  });

  const deletes: readonly (readonly [
    string,
    'paymentMethod' | 'paypalAccount' | 'sepaDirectDebitAccount',
  ])[] = [
    ['fake-valid-nonce', 'paymentMethod'],
    ['fake-apple-pay-visa-nonce', 'paymentMethod'],
    ['fake-us-bank-account-nonce', 'paymentMethod'],
    ['fake-paypal-future-nonce', 'paypalAccount'],
    ['fake-sepa-direct-debit-nonce', 'sepaDirectDebitAccount'],
  ];
  for (const [nonce, noun] of deletes) {
    t.test(`when what came by ${nonce} is deleted by ${noun}, then it is gone`, async (t) => {
      const token = text(await create(nonce), 'paymentMethod', 'token');
      await sdk[noun].delete(token);
      t.equal(await missing(sdk.paymentMethod.find(token)), 'notFoundError');
      t.equal(await missing(sdk[noun].delete(token)), 'notFoundError');
    });
  }

  t.test('when a token is asked for as the wrong kind, then it is not found', async (t) => {
    const token = await card(owner);
    t.equal(await missing(sdk.paypalAccount.find(token)), 'notFoundError');
    t.equal(await missing(sdk.usBankAccount.find(token)), 'notFoundError');
    t.equal(await missing(sdk.sepaDirectDebitAccount.find(token)), 'notFoundError');
  });

  t.test('when there is no such token, then find, update and delete say so', async (t) => {
    t.equal(await missing(sdk.paymentMethod.find('nobody')), 'notFoundError');
    t.equal(await missing(sdk.paymentMethod.find(' ')), 'notFoundError');
    t.equal(await missing(sdk.paymentMethod.update('nobody', { ...VISA })), 'notFoundError');
    t.equal(await missing(sdk.paymentMethod.delete('nobody', { revokeAllGrants: true })), 'notFoundError');
  });

  for (const verb of ['grant', 'revoke'] as const) {
    t.test(`when a payment method is to be ${verb}ed, then the answer names the call`, async (t) => {
      const result = await sdk.paymentMethod[verb](await card(owner), { allow_vaulting: false });
      t.match(result, {
        success: false,
        message: `The local sandbox does not support paymentMethod.${verb}.`,
      });
    });
  }
});
