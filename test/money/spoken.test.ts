import fc from 'fast-check';
import t from 'tap';
import { spokenAmount, spokenCurrency, spokenDigits, spokenNumber } from '../../lib/money/spoken.js';

const said = (tokens: readonly { name: string }[]) => tokens.map(({ name }) => name).join(' ');

t.test('given an amount, when spoken, then it is what a person would say', async (t) => {
  const table: [number, string, string][] = [
    [1, 'USD', '1 cent'],
    [99, 'USD', '90 9 cents'],
    [100, 'USD', '1 dollar'],
    [101, 'USD', '1 dollar and 1 cent'],
    [2000, 'USD', '20 dollars'],
    [123456, 'USD', '1 thousand 2 hundred 30 4 dollars and 50 6 cents'],
    [0, 'USD', '0 dollars'],
    [101, 'EUR', '1 euro and 1 cent'],
    [200000, 'EUR', '2 thousand euros'],
    [250, 'GBP', '2 pounds and 50 pence'],
    [1, 'GBP', '1 penny'],
    [100, 'HUF', '1 forint'],
    [150, 'HUF', '1 point 5 0 forint'],
    [123456700, 'HUF', '1 million 2 hundred 30 4 thousand 5 hundred 60 7 forint'],
    [500, 'JPY', '5 hundred j p y'],
    [1005, 'KWD', '1 point 0 0 5 k w d'],
    [50, 'CHF', '0 point 5 0 c h f'],
    [101_100_00, 'USD', '1 hundred 1 thousand 1 hundred dollars'],
  ];
  for (const [minor, currency, words] of table) {
    t.equal(said(spokenAmount({ minor, currency })), words, `${minor} ${currency}`);
  }
});

t.test('given digits and currencies, when spoken, then they are spelt or named', async (t) => {
  t.equal(said(spokenDigits('2046')), '2 0 4 6');
  t.equal(said(spokenDigits('2-x')), '2', 'only digits are spoken');
  t.same(spokenCurrency('USD'), [{ kind: 'unit', name: 'dollars' }]);
  t.equal(said(spokenCurrency('NOK')), 'n o k');
});

t.test('given any number, when its words are added up, then they make the number', async () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999_999_999_999_999 }), (value) => {
      let total = 0;
      let group = 0;
      for (const { name } of spokenNumber(value)) {
        const scale = { thousand: 1e3, million: 1e6, billion: 1e9, trillion: 1e12 }[name];
        if (scale) {
          total += group * scale;
          group = 0;
        } else group = name === 'hundred' ? group * 100 : group + Number(name);
      }
      return total + group === value;
    }),
    { numRuns: 1000 },
  );
});
