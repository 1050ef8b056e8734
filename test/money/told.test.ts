import fc from 'fast-check';
import t from 'tap';
import { CURRENCIES, decimalAmount, decimalsOf } from '../../lib/money/currency.js';
import { toldAmount } from '../../lib/money/told.js';
import { amountText, amountUnits, writtenAmount } from '../../lib/sandbox/amount.js';
import { FUNDS, ISO_4217 } from './iso-4217.js';

t.test('given ISO 4217, then product and sandbox count every currency as it does', async (t) => {
  const money = [...ISO_4217].filter(([code]) => !FUNDS.has(code));
  t.same(money.map(([code]) => code).sort(), CURRENCIES, 'every currency, and nothing that is none');
  for (const [code, decimals] of money) {
    t.equal(decimalsOf(code), decimals, code);
    const one = decimalAmount({ minor: 1, currency: code });
    t.equal(amountText(amountUnits(one, code) ?? Number.NaN, code), one, `${code} in the sandbox`);
    const finer = `1.${'0'.repeat(decimals)}1`;
    t.equal(amountUnits(finer, code), undefined, `${finer} ${code} is nothing in the sandbox`);
  }
});

t.test('given an amount as a provider writes it, when read, then zeros say nothing', async (t) => {
  const table: readonly (readonly [unknown, unknown, number | undefined])[] = [
    ['7.00', 'JPY', 7],
    ['7', 'JPY', 7],
    ['250.00', 'ISK', 250],
    ['250.000000', 'ISK', 250],
    ['1.2340', 'KWD', 1234],
    ['19.990', 'USD', 1999],
    ['19.9', 'USD', 1990],
    ['0.00', 'USD', 0],
    ['0', 'JPY', 0],
    ['0007', 'JPY', 7],
    ['7.50', 'JPY', undefined],
    ['7.01', 'ISK', undefined],
    ['19.999', 'USD', undefined],
    ['-5.00', 'USD', undefined],
    ['1,000.00', 'USD', undefined],
    ['1e3', 'USD', undefined],
    ['', 'USD', undefined],
    ['5.', 'USD', undefined],
    ['5.00', 'DEM', undefined],
    ['5.00', '', undefined],
    ['9'.repeat(400), 'USD', undefined],
    [7, 'JPY', undefined],
    [undefined, undefined, undefined],
  ];
  for (const [text, currency, minor] of table) {
    const wanted = minor === undefined ? undefined : { minor, currency };
    t.same(toldAmount(text, currency), wanted, `${text} ${currency}`);
  }
});

t.test('given any amount, when the gateway writes it, then it is read as what was sent', async (t) => {
  const money = fc.record({
    minor: fc.integer({ min: 0, max: 999_999_999 }),
    currency: fc.constantFrom(...CURRENCIES),
  });
  fc.assert(
    fc.property(money, fc.nat(6), (amount, zeros) => {
      const sent = decimalAmount(amount);
      const units = amountUnits(sent, amount.currency) ?? Number.NaN;
      const padded = `${sent.includes('.') ? sent : `${sent}.`}${'0'.repeat(zeros)}`.replace(/\.$/, '');
      t.same(toldAmount(writtenAmount(units, amount.currency), amount.currency), amount);
      t.same(toldAmount(padded, amount.currency), amount);
    }),
  );
});
