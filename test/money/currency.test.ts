import fc from 'fast-check';
import t from 'tap';
import {
  CURRENCIES,
  decimalAmount,
  decimalsOf,
  type ParsedAmount,
  parseAmount,
  parseKeyedAmount,
} from '../../lib/money/currency.js';
import type { AmountFault } from '../../lib/money/fault.js';

const ok = (minor: number, currency: string): ParsedAmount => ({ ok: true, money: { minor, currency } });
const fault = (what: AmountFault): ParsedAmount => ({ ok: false, fault: what });

t.test('given a currency, when its decimals are asked, then they are those of ISO 4217', async (t) => {
  for (const [code, decimals] of [
    ['USD', 2],
    ['HUF', 2],
    ['JPY', 0],
    ['ISK', 0],
    ['KWD', 3],
    ['TND', 3],
    ['MGA', 2],
    ['DEM', undefined],
    ['usd', undefined],
    ['', undefined],
  ] as const) {
    t.equal(decimalsOf(code), decimals, code);
  }
  t.ok(CURRENCIES.length > 145 && CURRENCIES.every((code) => /^[A-Z]{3}$/.test(code)));
  t.equal(new Set(CURRENCIES).size, CURRENCIES.length, 'none twice');
});

t.test('given an amount, when written for a gateway, then it has the currency’s decimals', async (t) => {
  t.equal(decimalAmount({ minor: 1999, currency: 'USD' }), '19.99');
  t.equal(decimalAmount({ minor: 1, currency: 'USD' }), '0.01');
  t.equal(decimalAmount({ minor: 100, currency: 'HUF' }), '1.00');
  t.equal(decimalAmount({ minor: 500, currency: 'JPY' }), '500');
  t.equal(decimalAmount({ minor: 1005, currency: 'KWD' }), '1.005');
  t.throws(() => decimalAmount({ minor: 1, currency: 'XYZ' }), RangeError);
  t.throws(() => decimalAmount({ minor: 1.5, currency: 'USD' }), RangeError);
  t.throws(() => decimalAmount({ minor: -1, currency: 'USD' }), RangeError);
});

t.test('given a channel variable, when read, then it is an amount or a fault', async (t) => {
  const table: [string, string, ParsedAmount][] = [
    ['19.99', 'USD', ok(1999, 'USD')],
    ['20', 'USD', ok(2000, 'USD')],
    ['20.5', 'USD', ok(2050, 'USD')],
    ['0020.50', 'USD', ok(2050, 'USD')],
    [' 20 ', 'USD', ok(2000, 'USD')],
    ['500', 'JPY', ok(500, 'JPY')],
    ['1.005', 'KWD', ok(1005, 'KWD')],
    ['1234567', 'HUF', ok(123456700, 'HUF')],
    ['0', 'USD', fault('zero')],
    ['0.00', 'USD', fault('zero')],
    ['19.999', 'USD', fault('decimals')],
    ['1.000', 'USD', fault('decimals')],
    ['500.0', 'JPY', fault('decimals')],
    ['', 'USD', fault('nonsense')],
    ['19,99', 'USD', fault('nonsense')],
    ['1,234.56', 'USD', fault('nonsense')],
    ['-5', 'USD', fault('nonsense')],
    ['+5', 'USD', fault('nonsense')],
    ['1e3', 'USD', fault('nonsense')],
    ['.50', 'USD', fault('nonsense')],
    ['20.', 'USD', fault('nonsense')],
    ['$20', 'USD', fault('nonsense')],
    ['٣', 'USD', fault('nonsense')],
    ['20', 'XYZ', fault('currency')],
    ['nonsense', 'XYZ', fault('currency')],
    ['9'.repeat(15), 'USD', fault('too-large')],
    ['9'.repeat(400), 'USD', fault('too-large')],
  ];
  for (const [text, currency, result] of table)
    t.same(parseAmount(text, currency), result, `${text} ${currency}`);
});

t.test('given an agent’s keys, when read, then the star is the decimal sign', async (t) => {
  const table: [string, string, ParsedAmount][] = [
    ['25*50', 'USD', ok(2550, 'USD')],
    ['25', 'USD', ok(2500, 'USD')],
    ['25*', 'USD', ok(2500, 'USD')],
    ['*50', 'USD', ok(50, 'USD')],
    ['25*5', 'USD', ok(2550, 'USD')],
    ['500', 'JPY', ok(500, 'JPY')],
    ['1*005', 'KWD', ok(1005, 'KWD')],
    ['25*555', 'USD', fault('decimals')],
    ['500*0', 'JPY', fault('decimals')],
    ['0', 'USD', fault('zero')],
    ['0*00', 'USD', fault('zero')],
    ['', 'USD', fault('nonsense')],
    ['*', 'USD', fault('nonsense')],
    ['25**50', 'USD', fault('nonsense')],
    ['25*50*', 'USD', fault('nonsense')],
    ['25.50', 'USD', fault('nonsense')],
    ['25', 'XXX', fault('currency')],
  ];
  for (const [keys, currency, result] of table)
    t.same(parseKeyedAmount(keys, currency), result, `${keys} ${currency}`);
});

t.test('given any amount, when written and read again, then it is the same', async () => {
  const money = fc.record({
    minor: fc.integer({ min: 1, max: 1_000_000_000_000 }),
    currency: fc.constantFrom(...CURRENCIES),
  });
  fc.assert(
    fc.property(money, (amount) => {
      const text = decimalAmount(amount);
      for (const back of [
        parseAmount(text, amount.currency),
        parseKeyedAmount(text.replace('.', '*'), amount.currency),
      ]) {
        if (!back.ok || back.money.minor !== amount.minor || back.money.currency !== amount.currency)
          return false;
      }
      return true;
    }),
  );
});
