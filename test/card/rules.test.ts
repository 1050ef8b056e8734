import fc from 'fast-check';
import t from 'tap';
import { matchBrand, rulesOf } from '../../lib/card/brands.js';
import { judgeCode, judgeExpiry, judgeNumber, luhn, mayBeCard, numberState } from '../../lib/card/rules.js';
import type { Brand } from '../../lib/session/state.js';
import { luhn as luhnOfString, numberOf, opinion, TEST_NUMBERS } from './model.js';

const bytes = (digits: string) => Buffer.from(digits, 'latin1');
const ALL: Brand[] = [
  'visa',
  'mastercard',
  'amex',
  'discover',
  'diners-club',
  'jcb',
  'unionpay',
  'maestro',
  'elo',
  'mir',
  'hiper',
  'hipercard',
  'troy',
  'verve',
  'naranja',
];

t.test('given the published test numbers, when matched, then brand and check digit are right', async (t) => {
  for (const [number, brand] of TEST_NUMBERS) {
    t.equal(matchBrand(bytes(number)).rules.brand, brand, `${number} is ${brand}`);
    t.equal(luhn(bytes(number)), luhnOfString(number), number);
    t.equal(opinion(number).brand, brand, 'as card-validator has it');
  }
});

/** Starts near every border of the library's table, and anything at all. */
const starts = fc.oneof(
  fc.integer({ min: 0, max: 99_999_999 }).map((n) => String(n).padStart(8, '0')),
  fc
    .constantFrom(
      '4',
      '51',
      '55',
      '2221',
      '2720',
      '34',
      '37',
      '300',
      '305',
      '36',
      '6011',
      '644',
      '65',
      '1800',
    )
    .chain((start) => fc.stringMatching(/^[0-9]{8}$/).map((rest) => (start + rest).slice(0, 8))),
  fc
    .constantFrom(
      '62',
      '6220',
      '6277',
      '6282',
      '81',
      '50',
      '5066',
      '5090',
      '636',
      '637',
      '606282',
      '650',
      '2200',
    )
    .chain((start) => fc.stringMatching(/^[0-9]{8}$/).map((rest) => (start + rest).slice(0, 8))),
);

t.test('given any start of a number, when matched, then the brand is card-validator’s', async () => {
  fc.assert(
    fc.property(starts, fc.integer({ min: 1, max: 19 }), (start, length) => {
      const number = start.padEnd(length, '3').slice(0, length);
      const match = matchBrand(bytes(number));
      const expected = opinion(number);
      if (match.certain) return match.rules.brand === expected.brand;
      // What is not certain is never a whole number.
      return length < 8 && match.rules.brand === 'unknown';
    }),
    { numRuns: 1000 },
  );
});

t.test(
  'given any number, when judged with every brand taken, then it is valid where card-validator says so',
  async () => {
    fc.assert(
      fc.property(starts, fc.integer({ min: 8, max: 19 }), fc.boolean(), (start, length, right) => {
        const good = numberOf(start, length);
        const number = right ? good : good.slice(0, -1) + String((Number(good.slice(-1)) + 1) % 10);
        const { brand, valid } = opinion(number);
        return judgeNumber(bytes(number), ALL).ok === (valid && brand !== 'unknown');
      }),
      { numRuns: 1000 },
    );
  },
);

t.test('given each brand, when its rules are read, then lengths and code are the library’s', async (t) => {
  t.same(rulesOf('visa').lengths, [16, 18, 19]);
  t.equal(rulesOf('amex').code, 4);
  for (const brand of ALL) if (brand !== 'amex') t.equal(rulesOf(brand).code, 3, brand);
  t.equal(rulesOf('unknown').code, undefined);
});

t.test(
  'given a number in the making, when its newest digit came, then it stands as the brand says',
  async (t) => {
    const table: [string, string, string][] = [
      ['visa, right at 16', '4111111111111111', 'over'],
      ['visa, wrong at 16, may be 19 long', '4111111111111112', 'complete'],
      ['visa, 17', '41111111111111112', 'open'],
      ['visa, right at 18', numberOf('4111111111111112', 18), 'complete'],
      ['visa, 19', numberOf('4111111111111112', 19), 'over'],
      ['mastercard, right', '5555555555554444', 'over'],
      ['mastercard, wrong, no longer one', '5555555555554445', 'over'],
      ['amex, 14', '37828224631000', 'open'],
      ['amex, wrong', '378282246310006', 'over'],
      ['diners, right at 14', '36259600000004', 'over'],
      ['diners, wrong at 14', '36259600000005', 'complete'],
      ['maestro has no usual length', '6304000000000000', 'complete'],
      ['maestro, 12, wrong', '630400000001', 'open'],
      ['one digit', '4', 'open'],
      ['of no brand, 19', '9000000000000000000', 'over'],
    ];
    for (const [name, number, state] of table) t.equal(numberState(bytes(number)), state, name);
  },
);

t.test('given a finished number, when judged, then the error is the one that helps', async (t) => {
  const taken: Brand[] = ['visa', 'mastercard'];
  const table: [string, string, unknown][] = [
    ['right', '4111111111111111', { ok: true }],
    ['wrong check digit', '4111111111111112', { ok: false, error: 'invalid-card-number' }],
    ['too short', '411111', { ok: false, error: 'invalid-card-number' }],
    ['not taken', '378282246310005', { ok: false, error: 'invalid-card-type', brand: 'amex' }],
    ['not taken and mistyped', '378282246310006', { ok: false, error: 'invalid-card-type', brand: 'amex' }],
    ['not taken, stopped early', '3782', { ok: false, error: 'invalid-card-type', brand: 'amex' }],
    ['mistyped into a catch-all brand', '6111111111111111', { ok: false, error: 'invalid-card-number' }],
    ['of no brand, mistyped', '9000000000000002', { ok: false, error: 'invalid-card-number' }],
    ['of no brand, right', numberOf('9', 16), { ok: false, error: 'invalid-card-type' }],
  ];
  for (const [name, number, verdict] of table) t.same(judgeNumber(bytes(number), taken), verdict, name);
});

t.test('given what was keyed as something else, when it may be a card, then it is told', async (t) => {
  for (const [number] of TEST_NUMBERS) {
    t.ok(mayBeCard(bytes(number)), number);
    t.ok(mayBeCard(number), `${number} as text`);
  }
  const table: [string, string, boolean][] = [
    ['wrong check digit', '4111111111111112', false],
    ['12 digits', numberOf('4', 12), false],
    ['13 digits', numberOf('4', 13), true],
    ['19 digits', numberOf('4', 19), true],
    ['20 digits', numberOf('4', 20), false],
    ['of no brand', numberOf('9', 16), true],
    ['nothing', '', false],
  ];
  for (const [name, digits, may] of table) {
    t.equal(mayBeCard(bytes(digits)), may, name);
    t.equal(mayBeCard(digits), may, `${name}, as text`);
  }
  t.ok(mayBeCard('4111 1111-1111.1111'), 'with what people write between');
});

t.test('given an expiry, when judged, then it is good to the end of its month everywhere', async (t) => {
  const table: [string, string, number, boolean][] = [
    ['this month', '1126', Date.UTC(2026, 10, 30), true],
    ['last month, a moment before it ends in the last zone', '1026', Date.UTC(2026, 10, 1, 11, 59), true],
    ['last month, over everywhere', '1026', Date.UTC(2026, 10, 1, 12), false],
    ['December, over the new year', '1225', Date.UTC(2026, 0, 1, 11), true],
    ['December, over', '1225', Date.UTC(2026, 0, 1, 12), false],
    ['twenty years ahead', '1146', Date.UTC(2026, 10, 15), true],
    ['a month more', '1246', Date.UTC(2026, 10, 15), false],
    ['month 0', '0030', Date.UTC(2026, 10, 15), false],
    ['month 13', '1330', Date.UTC(2026, 10, 15), false],
    ['three digits', '130', Date.UTC(2026, 10, 15), false],
  ];
  for (const [name, date, at, ok] of table) t.equal(judgeExpiry(bytes(date), at).ok, ok, name);
});

t.test('given a security code, when judged, then its length is the brand’s', async (t) => {
  t.ok(judgeCode(bytes('123'), rulesOf('visa')).ok);
  t.same(judgeCode(bytes('1234'), rulesOf('visa')), {
    ok: false,
    error: 'invalid-security-code',
    brand: 'visa',
  });
  t.ok(judgeCode(bytes('1234'), rulesOf('amex')).ok);
  t.same(judgeCode(bytes('123'), rulesOf('amex')), {
    ok: false,
    error: 'invalid-security-code',
    brand: 'amex',
  });
  t.ok(judgeCode(bytes('123'), rulesOf('unknown')).ok);
  t.ok(judgeCode(bytes('1234'), rulesOf('unknown')).ok);
  t.notOk(judgeCode(bytes('12'), rulesOf('unknown')).ok);
});
