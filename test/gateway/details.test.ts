// Looks for digits: a failure is never forgiven.
import t from 'tap';
import { classifyTransaction } from '../../lib/gateway/braintree/classify.js';
import { detailsOf } from '../../lib/gateway/braintree/details.js';
import { chooseAccount } from '../../lib/gateway/braintree/merchant-account.js';
import { classifyValidation } from '../../lib/gateway/braintree/validation.js';

t.test('given what a transaction tells beside its fate, then it is in our words', async (t) => {
  t.same(
    detailsOf({
      status: 'processor_declined',
      amount: '12.50',
      currencyIsoCode: 'USD',
      merchantAccountId: 'shop_usd',
      processorAuthorizationCode: 'XYZ123',
      networkResponseCode: '05',
      networkResponseText: 'do not honor',
      networkTransactionId: '020200101234567',
      additionalProcessorResponse: '2001 : INSUFF FUNDS',
      merchantAdviceCode: '03',
      avsErrorResponseCode: null,
      avsPostalCodeResponseCode: 'M',
      avsStreetAddressResponseCode: 'N',
      cvvResponseCode: 'S',
      riskData: { id: 'r1', decision: 'Review', transactionRiskScore: '42', decisionReasons: ['velocity'] },
    }),
    {
      status: 'processor_declined',
      amount: { minor: 1250, currency: 'USD' },
      merchantAccountId: 'shop_usd',
      authorizationCode: 'XYZ123',
      networkCode: '05',
      networkText: 'do not honor',
      networkTransactionId: '020200101234567',
      processorDetail: '2001 : INSUFF FUNDS',
      adviceCode: '03',
      avs: { postalCode: 'match', street: 'no-match' },
      cvv: 'not-supported',
      risk: { decision: 'Review', id: 'r1', score: 42, reasons: ['velocity'] },
    },
  );
  t.match(detailsOf({ avsErrorResponseCode: 'E', avsPostalCodeResponseCode: 'M' }), {
    avs: { postalCode: 'system-error', street: 'system-error' },
  });
  t.equal(detailsOf({ status: 'authorized' }), undefined, 'nothing is told');
});

t.test('given texts of others that quote a card, then it is not in the outcome', async (t) => {
  const card = '4111111111111111';
  const outcome = classifyTransaction({
    id: 'a',
    status: 'processor_declined',
    processorResponseCode: '2000',
    networkTransactionId: card,
    networkResponseText: `card ${card}`,
    additionalProcessorResponse: card,
    processorAuthorizationCode: card,
    riskData: { decision: card, decisionReasons: [card] },
  });
  t.notMatch(JSON.stringify(outcome), /\d{7}/);
});

t.test('given validation errors, then each fault with a remedy of its own is told as such', async (t) => {
  const table: readonly (readonly [string, string])[] = [
    ['91513', 'gateway-account'],
    ['91514', 'gateway-account'],
    ['91901', 'gateway-account'],
    ['81528', 'gateway-limit'],
    ['91565', 'gateway-token'],
    ['91518', 'gateway-token'],
    ['91732', 'gateway-token'],
    ['915231', 'gateway-request-keys'],
    ['91504', 'gateway-validation'],
  ];
  for (const [code, cause] of table) {
    t.match(classifyValidation([{ code: '91899' }, { code, message: 'm' }]), { kind: 'failed', cause }, code);
  }
  for (const code of ['91564', '91566', '91731', '915232', '915233', '915234', '915235']) {
    const outcome = classifyValidation([{ code: '91565' }, { code }]);
    t.match(outcome, { kind: 'unknown' }, `${code}: an earlier copy may have been executed`);
  }
});

t.test('given a currency, then its account is chosen or nothing is sent', async (t) => {
  const eur = { id: 'shop_eur', currency: 'EUR', status: 'active', isDefault: true };
  const usd = (minor: number) => ({ minor, currency: 'USD' });
  t.same(chooseAccount(usd(150), { USD: 'shop' }, []), { ok: true, id: 'shop', amount: '1.50' });
  t.same(chooseAccount(usd(150), {}, []), { ok: true, amount: '1.50' }, 'nothing is known');
  t.match(chooseAccount(usd(150), {}, [eur]), { ok: false, outcome: { cause: 'gateway-currency' } });
  t.match(chooseAccount(usd(150), { EUR: 'shop_eur' }, []), {
    ok: false,
    outcome: { cause: 'gateway-currency' },
  });
  t.match(chooseAccount({ minor: 1, currency: 'ABC' }, {}, []), { outcome: { cause: 'gateway-currency' } });
  t.same(chooseAccount({ minor: 5, currency: 'KWD' }, {}, []), { ok: true, amount: '0.005' });
  t.same(chooseAccount({ minor: 5, currency: 'JPY' }, {}, []), { ok: true, amount: '5' });
  for (const minor of [-1, 0.5, Number.NaN, 2 ** 53]) {
    t.match(chooseAccount(usd(minor), {}, []), { ok: false, outcome: { cause: 'gateway-validation' } });
  }
});
