import t, { type Test } from 'tap';
import { inspectConfig } from '../../lib/config/load.js';
import { maximumOf } from '../../lib/config/maximum.js';
import { type TermsOptions, termsOf } from '../../lib/run/terms.js';
import { freshDirectory, writeConfig } from './directory.js';

const read = (t: Test, payment: string) =>
  inspectConfig(
    writeConfig(
      freshDirectory(t),
      `asterisk: { ari: { password: a1 }, ami: { password: b2 } }\npayment: ${payment}\n`,
    ),
  );

t.test('given one maximum, when a currency is paid, then it holds for each in its units', async (t) => {
  const { config, faults } = await read(t, '{ maximum: "99.50" }');
  t.same(faults, []);
  const of = (currency: string) => config && maximumOf(config.payment.maximum, currency);
  t.equal(of('USD'), 9950);
  t.equal(of('JPY'), 99, 'yen have no decimals');
  t.equal(of('KWD'), 99_500);
  t.equal(of('XXQ'), undefined);
});

t.test('given a maximum by currency, then each has its own and no other is taken', async (t) => {
  const { config, faults } = await read(t, '{ maximum: { USD: 500, JPY: 75000, KWD: "99.125" } }');
  t.same(faults, []);
  if (!config) throw new Error('no configuration');
  const { maximum, currency, mode, language } = config.payment;
  t.equal(maximumOf(maximum, 'USD'), 50_000);
  t.equal(maximumOf(maximum, 'JPY'), 75_000);
  t.equal(maximumOf(maximum, 'KWD'), 99_125);
  for (const none of ['EUR', 'constructor', '__proto__']) t.equal(maximumOf(maximum, none), undefined, none);

  const options: TermsOptions = {
    currency,
    mode,
    language,
    languages: new Set([language]),
    maximumMinor: (one) => maximumOf(maximum, one),
  };
  const yen = termsOf({ amount: '60000', currency: 'JPY' }, options);
  t.match(yen, { amount: { minor: 60_000, currency: 'JPY' }, maximumMinor: 75_000 });
  t.match(termsOf({ amount: '60000', currency: 'USD' }, options), { fault: 'too-large' });
  const euro = termsOf({ amount: '5', currency: 'EUR' }, options);
  t.match(euro, { fault: 'currency', currency: 'USD', maximumMinor: 50_000 });
  t.equal(euro.amount, undefined, 'nothing is taken in money that is not named');
});

t.test('given a maximum by currency with faults, when read, then each is named', async (t) => {
  const { faults } = await read(t, '{ maximum: { EUR: 10, JPY: 99.50, XXQ: 5 } }');
  t.match(faults, [
    { option: 'payment.maximum', line: 2, message: /has no amount of USD/ },
    { option: 'payment.maximum.JPY', line: 2, message: /not an amount of JPY, which has 0 decimals/ },
    { option: 'payment.maximum.XXQ', line: 2, message: /not a currency of ISO 4217/ },
  ]);
  for (const odd of ['{ dollars: 5 }', '{ USD: "1,000" }', '{ USD: -5 }', '[5]', 'yes', '0']) {
    t.match((await read(t, `{ maximum: ${odd} }`)).faults, [
      { option: /^payment\.maximum/, message: /^must be (an amount such as 10000|at least)/ },
    ]);
  }
});

t.test('given no amount in the map, when read, then the usual currency is missing', async (t) => {
  t.match((await read(t, '{ maximum: {} }')).faults, [{ option: 'payment.maximum' }]);
});
