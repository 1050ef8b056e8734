import t from 'tap';
import { CURRENCIES, decimalsOf } from '../../lib/money/currency.js';
import { scaled } from '../../lib/money/scale.js';

t.test('given 5 dollars, when another currency is paid, then about as much is the least', async (t) => {
  for (const [currency, minor] of [
    ['USD', 500],
    ['EUR', 500],
    ['JPY', 500],
    ['HUF', 50_000],
    ['KRW', 5000],
    ['VND', 50_000],
    ['KWD', 5000],
  ] as const) {
    t.same(scaled('5', 'USD', currency), { minor, currency });
  }
});

t.test('given yen or cents, then they scale down, too, and never to nothing', async (t) => {
  t.same(scaled('500', 'JPY', 'USD'), { minor: 500, currency: 'USD' });
  t.same(scaled('5.50', 'USD', 'JPY'), { minor: 550, currency: 'JPY' });
  t.same(scaled('1', 'VND', 'USD'), { minor: 1, currency: 'USD' });
  t.equal(scaled('5.5', 'JPY', 'USD'), undefined);
  t.equal(scaled('5', 'USD', 'XXQ'), undefined);
});

t.test('given any currency, then there is a least amount of it', async (t) => {
  for (const currency of CURRENCIES) {
    const least = scaled('5', 'USD', currency);
    t.ok(least && least.minor >= 5 * 10 ** (decimalsOf(currency) ?? 0), currency);
  }
});
