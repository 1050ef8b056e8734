import fc from 'fast-check';
import t from 'tap';
import type { CardCapture, KeyOutcome } from '../../lib/card/capture.js';
import { createCapture } from '../../lib/card/vault.js';
import type { Brand, CardField, CardMask } from '../../lib/session/state.js';
import { luhn, numberOf } from './model.js';

const AT = Date.UTC(2026, 10, 15);
const BRANDS: readonly Brand[] = ['visa', 'mastercard', 'amex', 'discover', 'unionpay'];
const ORDER: readonly CardField[] = ['payment-card-number', 'expiration-date', 'security-code'];

/** A caller and what asks for the fields: it opens the next as soon as one is done, as the session does. */
class Caller {
  readonly capture: CardCapture;
  readonly outcomes: KeyOutcome[] = [];
  readonly masks: CardMask[] = [];
  /** Fields that are done, in order, as they were told. */
  readonly done: CardField[] = [];
  failed = 0;
  at = AT;

  constructor(readonly order: readonly CardField[] = ORDER) {
    this.capture = createCapture({ brands: BRANDS, required: order });
    this.capture.open(order[0] ?? 'payment-card-number');
  }

  /** `every`: from one key to the next; `after` from the key before to the first. Milliseconds. */
  keys(keys: string, every = 200, after = every): this {
    for (const [i, key] of [...keys].entries()) {
      this.at += i === 0 ? after : every;
      this.#told(this.capture.press(key, this.at));
    }
    return this;
  }

  /** So long that the field is judged as it stands. */
  waits(): this {
    this.at += 5000;
    if (this.capture.field) this.#told(this.capture.judge(this.at));
    return this;
  }

  get last(): KeyOutcome | undefined {
    return this.outcomes.at(-1);
  }

  /** What would be sent. */
  card(): { number?: string; expiry?: string; code?: string; postal?: string } {
    const card = this.capture.take();
    if (!card) return {};
    return {
      number: String(card.number),
      expiry: `${card.expirationMonth}${card.expirationYear}`,
      ...(card.securityCode && { code: String(card.securityCode) }),
      ...(card.postalCode && { postal: String(card.postalCode) }),
    };
  }

  /** Every last four that has left the room. */
  get lastFours(): string[] {
    return [...JSON.stringify([this.outcomes, this.masks]).matchAll(/"last4":"(\d*)"/g)].map(
      ([, digits = '']) => digits,
    );
  }

  #ask(): void {
    const mask = this.capture.mask();
    if (mask) this.masks.push(mask);
  }

  #told(outcome: KeyOutcome): void {
    this.#ask();
    this.outcomes.push(outcome);
    const { field } = this;
    if (outcome.kind === 'done') {
      this.done.push(field);
      const next = this.order[this.done.length];
      if (next) this.capture.open(next);
    }
    if (outcome.kind === 'invalid') {
      this.failed++;
      this.capture.open(field);
    }
    this.#ask();
  }

  get field(): CardField {
    return this.order[this.done.length] ?? 'security-code';
  }
}

/** Numbers of 19 digits whose first 16 are right by chance. */
const LONG = ['491761', '817199', '622126'].map((start) => {
  for (let i = 0; ; i++) {
    const first = numberOf(`${start}${String(i * 7919).padStart(9, '0')}`, 16);
    for (let more = 0; more < 1000; more++) {
      const number = first + String(more).padStart(3, '0');
      if (luhn(number)) return number;
    }
  }
});

t.test(
  'given 19 digits whose first 16 are right, when a pause or # follows, then it is one card',
  async (t) => {
    for (const number of LONG) {
      for (const end of ['#', 'waits', 'pause'] as const) {
        const caller = new Caller().keys(number);
        t.match(caller.last, { kind: 'progress', complete: true }, 'it could be whole');
        if (end === '#') caller.keys('#');
        else if (end === 'waits') caller.waits();
        if (end !== 'pause') {
          t.match(caller.last, { kind: 'extended', card: { last4: number.slice(-4) }, keys: 0 }, end);
        }
        caller.keys('1230', 200, 2500).keys('123');
        t.same(caller.card(), { number, expiry: '1230', code: '123' }, `${number} ${end}`);
        t.equal(caller.failed, 0);
      }
    }
  },
);

t.test('given 19 digits keyed in one go with date and code, then all is taken', async (t) => {
  for (const number of LONG) {
    for (const expiry of ['1230', '0127', '122030']) {
      const caller = new Caller().keys(`${number}${expiry}123`);
      t.same(caller.card(), { number, expiry: expiry.slice(0, 2) + expiry.slice(-2), code: '123' });
    }
  }
});

t.test('given 16 digits, when the last is keyed, then the number is done with that very key', async (t) => {
  for (const number of ['4111111111111111', '6243030000000001', '5555555555554444']) {
    const caller = new Caller().keys(number);
    t.equal(caller.last?.kind, 'done', 'no waiting at all');
    caller.keys('1230123');
    t.same(caller.card(), { number, expiry: '1230', code: '123' }, 'nor for who keys ahead');
  }
});

t.test('given MMYYYY, then it is a date; a year that is over is none', async (t) => {
  const number = '4111111111111111';
  for (const rhythm of [50, 300, 900]) {
    const caller = new Caller().keys(number).keys('122030', rhythm, 3000).keys('123', rhythm);
    t.same(caller.card(), { number, expiry: '1230', code: '123' });
  }
  t.equal(new Caller().keys(number).keys('122020', 200, 3000).failed, 1);
  t.equal(new Caller().keys(number).keys('1220', 200, 3000).waits().failed, 1, 'it may be meant as 2020');
});

t.test('given a ZIP+4, then its last digits are no security code', async (t) => {
  const order = ['payment-card-number', 'expiration-date', 'postal-code', 'security-code'] as const;
  for (const [number, code] of [
    ['4111111111111111', '123'],
    ['378282246310005', '1234'],
  ] as const) {
    for (const zip of ['941051234', '94105123', '94105', '94105#']) {
      const caller = new Caller(order).keys(number).keys('1230', 200, 3000).keys(zip, 200, 3000);
      t.equal(caller.field, 'security-code', zip);
      caller.keys(code, 200, zip.endsWith('#') ? 200 : 2500);
      t.same(caller.card(), { number, expiry: '1230', postal: '94105', code }, zip);
    }
  }
});

t.test('given a number at the end of the order, then a longer one has its time', async (t) => {
  const order = ['expiration-date', 'security-code', 'payment-card-number'] as const;
  for (const number of [...LONG, '4111111111111111']) {
    const caller = new Caller(order).keys('1230').keys('123#').keys(number, 200, 3000).keys('#');
    t.match(caller.card(), { number });
  }
  const master = new Caller(order).keys('1230').keys('123#').keys('5555555555554444', 200, 3000);
  t.match(master.last, { kind: 'done' }, 'what cannot be longer is done at once');
});

const digits = (minLength: number, maxLength: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength, maxLength }).map((list) => list.join(''));
const rhythm = fc.integer({ min: 40, max: 1900 });
const number = fc
  .tuple(fc.constantFrom('4', '51', '37', '6011', '6250'), digits(9, 9))
  .map(([start, rest]) => numberOf(start + rest.replace(/^0/, '1'), start === '37' ? 15 : 16));

/** A pause that nobody makes within a field keyed in this rhythm. */
const pauseOf = (every: number) => Math.min(Math.max(2 * every, 1000), 4000) + 1;

t.test(
  'given any field, rhythm and overrun, then what is too much fills no other field and no retry',
  async (t) => {
    let dropped = 0;
    fc.assert(
      fc.property(
        number,
        rhythm,
        fc.constantFrom(0, 1, 2),
        digits(1, 12),
        fc.boolean(),
        (card, every, at, extra, wrong) => {
          const right = { number: card, expiry: '1230', code: card.startsWith('3') ? '1234' : '123' };
          const fields = [right.number, right.expiry, right.code];
          const caller = new Caller();
          for (const [i, field] of fields.entries()) {
            const pause = pauseOf(every);
            if (i === at && wrong && i < 2) {
              // A wrong date, or a number with a wrong check digit that can be no longer.
              const failed = i === 1 ? '1330' : card.slice(0, -1) + ((Number(card.at(-1)) + 1) % 10);
              const before = caller.failed;
              caller.keys(failed, every, pause);
              if (caller.failed === before) return;
              caller.keys(extra, every);
              dropped += extra.length;
              caller.keys(field, every, pause);
              continue;
            }
            caller.keys(field, every, pause);
            if (i !== at || i === 2) continue;
            // What could be the next field, or a longer number, is no overrun.
            const next = fields[i + 1]?.length ?? 0;
            const short = extra.slice(0, next - 1);
            if (luhn(card + short) || (i === 0 && [1, 2, 3].some((n) => luhn(card + short.slice(0, n)))))
              return;
            caller.keys(short, every);
            dropped += short.length;
          }
          const { number: sent, expiry, code } = caller.card();
          if (sent !== right.number || expiry !== right.expiry || code !== right.code) {
            throw new Error(`sent ${sent} ${expiry} ${code}`);
          }
        },
      ),
      { numRuns: 4000 },
    );
    t.ok(dropped > 1000, `the runs do overrun (${dropped})`);
  },
);

t.test('given any card and rhythm, when all is keyed in one go, then all of it is taken', async (t) => {
  let ambiguous = 0;
  fc.assert(
    fc.property(number, rhythm, fc.constantFrom('1230', '0127', '122031'), (card, every, expiry) => {
      const code = card.startsWith('3') ? '1234' : '123';
      const caller = new Caller().keys(`${card}${expiry}${code}`, every);
      if (caller.failed > 0) ambiguous++;
      const sent = caller.card();
      const year = expiry.slice(-2);
      if (sent.number !== card || sent.expiry !== `${expiry.slice(0, 2)}${year}` || sent.code !== code) {
        throw new Error(`sent ${JSON.stringify(sent)}`);
      }
    }),
    { numRuns: 4000 },
  );
  t.equal(ambiguous, 0);
});

t.test('given a question after the number, then what is keyed on answers nothing', async (t) => {
  for (const number of LONG) {
    const capture = createCapture({ brands: BRANDS });
    capture.open('payment-card-number');
    const kinds = [...number].map((key, i) => capture.press(key, AT + i * 200).kind);
    const at = AT + 19 * 200;
    t.same(kinds.slice(15), ['done', 'overrun', 'overrun', 'overrun']);
    t.match(capture.judge(at + 1500), { kind: 'extended', card: { last4: number.slice(-4) }, keys: 0 });
    t.equal(capture.press('1', at + 3000).kind, 'ignored', 'this is an answer');
  }
});

/** 12 to 19 digits, and long ones that seem to end at their brand's usual length. */
const anyNumber = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('4', '81', '3530', '6011', '6304', '36', '51', '37'),
      digits(17, 17),
      fc.integer({ min: 12, max: 19 }),
    )
    .map(([start, rest, length]) => numberOf(start + rest, length)),
  fc
    .tuple(fc.constantFrom('49', '81', '3530', '6011'), digits(15, 15), fc.integer({ min: 17, max: 19 }))
    .map(([start, rest, length]) => {
      const first = numberOf(start + rest, 16);
      return numberOf(first + rest, length);
    }),
);
const gap = fc.constantFrom(0, 300, 900, 1500, 2500, 5000);
const keyed = fc.array(
  fc.tuple(fc.oneof(digits(1, 6), fc.constantFrom('#', '*', 'waits', '1230', '123')), gap),
  {
    maxLength: 8,
  },
);

t.test('given any number of 12 to 19 digits, then one set of last four leaves, once', async (t) => {
  let long = 0;
  let whole = 0;
  fc.assert(
    fc.property(
      anyNumber,
      rhythm,
      keyed,
      fc.constantFrom(ORDER, [...ORDER].reverse(), [
        'expiration-date',
        'payment-card-number',
        'security-code',
      ] as const),
      (card, every, more, order) => {
        const caller = new Caller(order);
        for (const field of order) {
          if (field === 'payment-card-number') break;
          caller.keys(field === 'expiration-date' ? '1230' : '123#', every, 5000);
        }
        caller.keys(card, every, 5000);
        for (const [keys, after] of more) {
          if (keys === 'waits') caller.waits();
          else caller.keys(keys, every, every + after);
        }
        const told = caller.lastFours;
        if (told.length > 1) throw new Error(`${card} told as ${told}`);
        for (const { kind, ...rest } of caller.outcomes) {
          const text = JSON.stringify({ ...rest, keys: undefined, card: undefined });
          if (/\d/.test(text)) throw new Error(`${kind} tells ${text}`);
        }
        const { number: sent } = caller.card();
        if (!sent) return;
        whole++;
        if (sent.length > 16) long++;
        if (told[0] !== sent.slice(-4)) throw new Error(`${sent} told as ${told}`);
      },
    ),
    { numRuns: 6000 },
  );
  t.ok(long > 50 && whole > 300, `numbers are taken, and long ones (${whole}, ${long})`);
});
