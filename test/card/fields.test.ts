// Looks for digits: a failure is never forgiven.
import t from 'tap';
import type { KeyOutcome } from '../../lib/card/capture.js';
import { controlOf, NOTHING_PENDING } from '../../lib/card/control.js';
import { explainedByDoubling, judgeRoutingNumber } from '../../lib/card/rules.js';
import { createCapture } from '../../lib/card/vault.js';
import type { CallerKeys, Field } from '../../lib/session/state.js';

const AT = Date.UTC(2026, 10, 15);
const KEYS: CallerKeys = { clear: '*', back: '**', help: '*#' };

function vault(
  options: {
    readonly required?: readonly Field[];
    readonly postal?: { minimum: number; maximum: number };
  } = {},
) {
  const capture = createCapture({ brands: ['visa', 'amex'], keys: KEYS, ...options });
  let at = AT;
  let over = false;
  const key = (keys: string, every = 100) => {
    let last: KeyOutcome = { kind: 'ignored' };
    // Each field is keyed when it was asked for, and in no run with the one before.
    if (over) at += 5000;
    for (const one of keys) {
      at += every;
      last = capture.press(one, at);
    }
    over = last.kind === 'done' || last.kind === 'invalid';
    return last;
  };
  return { capture, key };
}

t.test('given further fields, when keyed, then their rules decide', async (t) => {
  const table: readonly (readonly [Field, string, KeyOutcome])[] = [
    ['postal-code', '1011', { kind: 'progress', keys: 4, complete: false }],
    ['postal-code', '10115', { kind: 'done' }],
    ['postal-code', '101#', { kind: 'invalid', error: 'invalid-postal-code' }],
    ['bank-routing-number', '011000015', { kind: 'done' }],
    ['bank-routing-number', '011000016', { kind: 'invalid', error: 'invalid-bank-routing-number' }],
    ['bank-routing-number', '000000000', { kind: 'invalid', error: 'invalid-bank-routing-number' }],
    ['bank-routing-number', '01100#', { kind: 'invalid', error: 'invalid-bank-routing-number' }],
    ['bank-account-number', '123#', { kind: 'invalid', error: 'invalid-bank-account-number' }],
    ['bank-account-number', '1000000000', { kind: 'progress', keys: 10, complete: false }],
    ['bank-account-number', '1000000045#', { kind: 'done', card: { brand: 'unknown', last4: '45' } }],
    ['bank-account-number', '12345678901234567', { kind: 'done', card: { brand: 'unknown', last4: '67' } }],
  ];
  for (const [field, keys, wanted] of table) {
    const { capture, key } = vault();
    capture.open(field);
    t.same(key(keys), wanted, `${field} ${keys}`);
  }
  for (const right of ['011000015', '021000021', '071101307', '071000013']) {
    t.ok(judgeRoutingNumber(Buffer.from(right)).ok, right);
  }
});

t.test('given a routing number that checks and no bank has, when keyed, then it is refused', async (t) => {
  const given = (prefix: number) =>
    prefix <= 12 || (prefix >= 21 && prefix <= 32) || (prefix >= 61 && prefix <= 72) || prefix === 80;
  for (let prefix = 0; prefix < 100; prefix++) {
    const start = `${String(prefix).padStart(2, '0')}100001`;
    const sum = [...start].reduce((all, digit, i) => all + Number(digit) * ([3, 7, 1][i % 3] ?? 0), 0);
    const number = `${start}${(10 - (sum % 10)) % 10}`;
    const verdict = judgeRoutingNumber(Buffer.from(number));
    t.equal(verdict.ok, given(prefix), number);
    const { capture, key } = vault();
    capture.open('bank-routing-number');
    const error = 'invalid-bank-routing-number';
    t.same(key(number), given(prefix) ? { kind: 'done' } : { kind: 'invalid', error }, `${number} keyed`);
  }
});

t.test('given a longer postal code, when its least is keyed, then only # is missing', async (t) => {
  const { capture, key } = vault({ postal: { minimum: 4, maximum: 6 } });
  capture.open('postal-code');
  t.same(key('1011'), { kind: 'progress', keys: 4, complete: true });
  t.same(capture.judge(AT), { kind: 'done' });
});

t.test(
  'given a whole card with a postal code, when taken, then it goes with it; an optional code may be missing',
  async (t) => {
    const { capture, key } = vault({ required: ['payment-card-number', 'expiration-date'] });
    for (const [field, keys] of [
      ['payment-card-number', '4111111111111111'],
      ['expiration-date', '1230'],
      ['postal-code', '10115'],
    ] as const) {
      capture.open(field);
      key(keys);
    }
    const card = capture.take();
    t.equal(card?.postalCode?.toString(), '10115');
    t.equal(card?.securityCode, undefined);
  },
);

t.test(
  'given a bank account keyed twice, when the two are the same, then it can be taken once',
  async (t) => {
    const { capture, key } = vault();
    capture.open('bank-routing-number');
    key('011000015');
    capture.open('bank-account-number');
    key('1000000000#');
    capture.open('bank-account-number', true);
    t.equal(capture.takeAccount('checking'), undefined, 'not before the second entry');
    t.match(key('1000000000'), { kind: 'done' }, 'as long as the first: no # is needed');
    const account = capture.takeAccount('savings');
    t.equal(account?.accountNumber.toString(), '1000000000');
    t.equal(account?.routingNumber.toString(), '011000015');
    t.equal(capture.takeAccount('savings'), undefined);
  },
);

t.test('given a stored card, when its code is keyed, then it is as long as that brand has it', async (t) => {
  const { capture, key } = vault();
  capture.open('security-code', false, undefined, 'amex');
  t.match(key('123'), { kind: 'progress', keys: 3, complete: false });
  t.equal(capture.takeCode(), undefined, 'not before it is whole');
  t.same(key('4'), { kind: 'done' });
  t.equal(capture.takeCode()?.toString(), '1234');
  t.equal(capture.takeCode(), undefined, 'once');
  capture.open('security-code', false, undefined, 'visa');
  t.same(key('123'), { kind: 'done' });
});

t.test('given a second entry, when it differs or is cleared, then nothing wrong is kept', async (t) => {
  const { capture, key } = vault();
  capture.open('expiration-date');
  key('1230');
  capture.open('expiration-date', true);
  key('12');
  t.same(key('*'), { kind: 'cleared' });
  t.same(key('1231'), { kind: 'invalid', error: 'input-matching-failed' });
  capture.open('expiration-date', true);
  t.same(key('1'), { kind: 'progress', keys: 1, complete: false }, 'it is the first entry again');
});

t.test(
  'given a code before the number, when the brand wants another length, then the code is gone',
  async (t) => {
    const { capture, key } = vault();
    capture.open('security-code');
    t.same(key('123#'), { kind: 'done' });
    capture.open('payment-card-number');
    t.match(key('378282246310005'), { kind: 'done', recheck: 'security-code' });
    const other = vault();
    other.capture.open('security-code');
    other.key('123#');
    other.capture.open('payment-card-number');
    other.key('4111111111111112#');
    other.capture.open('payment-card-number');
    t.same(other.key('4111111111111111'), { kind: 'done', card: { brand: 'visa' } });
    other.capture.open('expiration-date');
    other.key('1230');
    t.equal(other.capture.take()?.securityCode?.toString(), '123', 'a wrong number does not cost the code');
  },
);

t.test(
  'given keys that the line reported twice, when the number is wrong, then that is said and nothing mended',
  async (t) => {
    const { capture, key } = vault();
    capture.open('payment-card-number');
    t.same(key('40055519200000004#'), { kind: 'invalid', error: 'invalid-card-number', doubled: true });
    capture.open('payment-card-number');
    t.same(key('4111111111111112#'), { kind: 'invalid', error: 'invalid-card-number' });
    t.ok(explainedByDoubling(Buffer.from('40055519200000004')));
    t.notOk(explainedByDoubling(Buffer.from('4111111111111112')));
    capture.open('expiration-date');
    key('1');
    t.same(key('1', 1), { kind: 'progress', keys: 2, complete: false });
    t.same(key('30'), { kind: 'done', doubled: true }, 'taken as it stands, and the agent is told');
  },
);

t.test('given sequences of keys, then each means what is configured, doubled presses nothing', async (t) => {
  const off: CallerKeys = {};
  const moved: CallerKeys = { clear: '**', help: '*#*' };
  const table: readonly (readonly [string, CallerKeys, string, number])[] = [
    ['*', KEYS, 'clear', 200],
    ['**', KEYS, 'clear back', 200],
    ['**', KEYS, 'clear nothing', 1],
    ['**', KEYS, 'clear clear', 3000],
    ['*#', KEYS, 'clear help', 200],
    ['#', KEYS, 'plain', 200],
    ['*5*', KEYS, 'clear plain clear', 200],
    ['*#', KEYS, 'clear plain', 3000],
    ['*', off, 'plain', 200],
    ['**', moved, 'nothing clear', 200],
    ['*#*', moved, 'nothing nothing help', 200],
  ];
  for (const [keys, settings, wanted, every] of table) {
    let pending = NOTHING_PENDING;
    const meanings = [...keys].map((key, i) => {
      const control = controlOf(pending, key, AT + i * every, settings);
      pending = control.pending;
      return control.meaning;
    });
    t.equal(meanings.join(' '), wanted, `${keys} every ${every} ms`);
  }
});

t.test('given no open field, when the way back is keyed, then it is heard', async (t) => {
  const { key } = vault();
  t.same(key('*'), { kind: 'ignored' });
  t.same(key('*'), { kind: 'back' });
});

const USD = { currency: 'USD', minimumMinor: 500, maximumMinor: 1_000_000 };

t.test('given an amount, when keyed with # at its end, then it is money between its limits', async (t) => {
  const invalid = (error: string) => ({ kind: 'invalid', error });
  const table: readonly (readonly [string, object])[] = [
    ['25#', { kind: 'done', amount: { minor: 2500, currency: 'USD' } }],
    ['25*50#', { kind: 'done', amount: { minor: 2550, currency: 'USD' } }],
    ['5#', { kind: 'done', amount: { minor: 500, currency: 'USD' } }],
    ['4*99#', invalid('amount-too-small')],
    ['0#', invalid('amount-too-small')],
    ['10000*01#', invalid('amount-too-large')],
    ['1*234#', invalid('invalid-amount')],
    ['1*2*3#', invalid('invalid-amount')],
    ['#', { kind: 'ignored' }],
    ['25**', { kind: 'back' }],
  ];
  for (const [keys, wanted] of table) {
    const { capture, key } = vault();
    capture.open('payment-amount', false, USD);
    t.same(key(keys), wanted, keys);
  }
});

t.test(
  'given a card that is keyed as an amount or a customer number, then none of it leaves the vault',
  async (t) => {
    for (const card of ['4111111111111111', '378282246310005', '6304000000000000']) {
      for (const length of [12, 13, 14, 15, 16]) {
        const { capture, key } = vault();
        capture.open('payment-amount', false, USD);
        key(card.slice(0, length));
        t.not(capture.judge(AT).kind, 'done', `${length} digits and a long pause`);
      }
      const { capture, key } = vault();
      capture.open('customer-number');
      t.match(key(`${card}#`), { kind: 'invalid', error: 'invalid-customer-number' });
      t.equal(capture.takeCustomerNumber(), undefined);
    }
  },
);

t.test('given a customer number, when taken, then it is taken once', async (t) => {
  const { capture, key } = vault();
  capture.open('customer-number');
  t.same(key('123#'), { kind: 'invalid', error: 'invalid-customer-number' });
  capture.open('customer-number');
  t.same(key('00123456#'), { kind: 'done' });
  t.equal(capture.takeCustomerNumber(), '00123456');
  t.equal(capture.takeCustomerNumber(), undefined);
});
