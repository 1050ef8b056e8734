import { createSecretKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { fingerprintBy } from '../../lib/card/fingerprint.js';
import { createCapture } from '../../lib/card/vault.js';
import type { Config } from '../../lib/config/schema.js';
import { attempt, standing } from '../../lib/limits/attempt.js';
import type { Claim, Counter } from '../../lib/limits/counter.js';
import { ended } from '../../lib/limits/counter.js';
import { execute } from '../../lib/run/execute.js';
import { type Alarm, endOf, Limits, type Pass, subjectsOf } from '../../lib/run/limits.js';
import { limitsKey } from '../../lib/run/limits-key.js';
import type { Live } from '../../lib/run/live.js';
import type { Runner } from '../../lib/run/runner.js';
import type { Command } from '../../lib/session/command.js';
import type { Session } from '../../lib/session/state.js';
import { SETTINGS } from '../limits/settings.js';
import { Table } from '../session/fixture.js';

const AT = 1_763_759_000_000;
const silent = () => undefined;

/** Limits over counters in memory: the store has its own contract. */
function limits(broken = false, settings = SETTINGS) {
  const counters = new Map<string, Counter>();
  const alarms: Alarm[] = [];
  let at = AT;
  const one = new Limits({
    fingerprint: fingerprintBy(createSecretKey(Buffer.alloc(32, 7))),
    settings,
    log: { info: silent, warn: silent, error: silent },
    now: () => at,
    alarm: (alarm) => alarms.push(alarm),
    journal: {
      async attempt(claims: readonly Claim[], id: string, time: number) {
        if (broken) throw new Error('locked');
        const judged = attempt(counters, claims, id, time);
        for (const [subject, counter] of judged.counters) counters.set(subject, counter);
        return judged.verdict;
      },
      async attempted(claims, id, end) {
        for (const { subject } of claims) {
          const counter = counters.get(subject);
          if (counter) counters.set(subject, ended(counter, id, end));
        }
      },
      async orderAttempted(orderId, end) {
        for (const [subject, counter] of counters) {
          for (const { id } of counter.entries) {
            if (id.startsWith(`${orderId}.`)) counters.set(subject, ended(counter, id, end));
          }
        }
      },
      async standing(claims, time) {
        if (broken) throw new Error('locked');
        return standing(counters, claims, time);
      },
    },
  });
  return { one, alarms, counters, later: (ms: number) => (at += ms) };
}

function session(mark: string, entry: 'ivr' | 'assisted' = 'ivr', customer?: string): Session {
  const { session } = new Table({ entry, ...(customer && { customer }) });
  return { ...session, caller: { ...session.caller, mark } };
}

/** How many of 250 pass, each ended so, before one is refused. */
async function passes(
  take: (i: number) => Promise<Pass>,
  one: Limits,
  how?: Parameters<Limits['ended']>[1],
  most = 250,
): Promise<number> {
  for (let i = 0; i < most; i++) {
    const pass = await take(i);
    if (pass.kind !== 'passed') return i;
    if (how) await one.ended(pass.attempt, how);
  }
  return most;
}

const print = (method: string, issuer = 'i') => ({ method, issuer });

t.test(
  'given a card in the vault, then its prints tell the card and its issuer, and by another key nothing',
  async (t) => {
    const printed = (number: string, fill: number) => {
      const vault = createCapture({ brands: ['visa'] });
      vault.open('payment-card-number');
      for (const digit of number) vault.press(digit, AT);
      return vault.fingerprints('card', fingerprintBy(createSecretKey(Buffer.alloc(32, fill))));
    };
    const one = printed('4111111111111111', 1);
    t.match(one, { method: /^[0-9a-f]{32}$/, issuer: /^[0-9a-f]{32}$/ });
    t.same(printed('4111111111111111', 1), one);
    t.notSame(printed('4111111111111111', 2)?.issuer, one?.issuer);
    t.notSame(printed('4005519200000004', 1)?.method, one?.method);
    t.equal(printed('411111', 1), undefined, 'not of a part');
  },
);

t.test('given callers written in different ways, then one telephone is one caller', async (t) => {
  const { one } = limits();
  t.equal(one.caller('+1 (555) 0100'), one.caller('0015550100'));
  t.not(one.caller('5550100'), one.caller('5550101'));
  for (const hidden of ['', 'anonymous', '0000000000']) t.equal(one.caller(hidden), 'hidden');
});

t.test(
  'given a fourth card on the line, then it is refused and alarmed once; an agent may go on',
  async (t) => {
    const { one, alarms } = limits();
    const caller = session('a');
    for (const card of ['1', '2', '3']) {
      const pass = await one.pay(caller, print(card));
      t.equal(pass.kind, 'passed');
      if (pass.kind === 'passed') await one.ended(pass.attempt, 'good');
    }
    t.equal((await one.pay(caller, print('4'))).kind, 'limited');
    t.equal((await one.pay(caller, print('5'))).kind, 'limited');
    t.match(alarms, [{ name: 'attempts-limited', rule: 'line.caller-cards', until: AT + 3_600_000 }]);
    t.equal(alarms.length, 1);
    t.equal(await one.door('a'), 'limited');
    t.equal(await one.door('b'), 'open');
    t.equal((await one.pay(session('a', 'assisted'), print('4'))).kind, 'passed');
  },
);

t.test(
  'given a customer, a card and an issuer tried by many callers, then each is found by itself',
  async (t) => {
    const by = {
      customer: [(i: number) => session(`c${i}`, 'ivr', 'cust'), (i: number) => print(`${i}`, `${i}`), 3],
      card: [(i: number) => session(`c${i}`), () => print('same', 'i'), 4],
      issuer: [(i: number) => session(`c${i}`), (i: number) => print(`${i}`), 10],
      whole: [(i: number) => session(`c${i}`), (i: number) => print(`${i}`, `${i}`), 30],
    } as const;
    for (const [name, [caller, card, allowed]] of Object.entries(by)) {
      const { one } = limits();
      t.equal(await passes((i) => one.pay(caller(i), card(i)), one, 'bad'), allowed, name);
    }
  },
);

t.test('given counters that cannot be reached, then nobody may try, with an agent neither', async (t) => {
  const { one } = limits(true);
  t.equal(await one.door('a'), 'unreachable');
  for (const entry of ['ivr', 'assisted'] as const) {
    t.equal((await one.pay(session('a', entry), print('1'))).kind, 'unreachable');
  }
  t.equal((await one.number(session('a'), '4711')).kind, 'unreachable');
});

t.test('given customer numbers that are nobody’s, then the sixth is not looked up', async (t) => {
  const { one } = limits();
  for (let i = 0; i < 5; i++) t.equal((await one.number(session('a'), `${i}`)).kind, 'passed');
  t.equal((await one.number(session('a'), '5')).kind, 'limited');
  const known = limits();
  t.equal(await passes(() => known.one.number(session('a'), '4711'), known.one, 'good', 12), 12);
});

t.test('given many good cards of hidden numbers, then no caller is locked out', async (t) => {
  for (const entry of ['ivr', 'assisted'] as const) {
    const { one } = limits();
    const pay = (i: number) => one.pay(session('hidden', entry), print(`${i}`, `${i}`));
    t.equal(await passes(pay, one, 'good'), 250, entry);
    t.equal(await one.door('hidden'), 'open');
  }
});

t.test('given failures of hidden numbers, then nobody waits for another caller', async (t) => {
  const { one, later } = limits();
  const pay = (i: number) => {
    // Slowly enough for the whole line.
    later(240_000);
    return one.pay(session('hidden'), print(`${i}`, `${i}`));
  };
  t.equal(await passes(pay, one, 'bad'), 25, 'on the line five times as many as of one caller');
  t.equal(await one.door('hidden'), 'limited');
  const agents = limits();
  const assisted = (i: number) => {
    agents.later(240_000);
    return agents.one.pay(session('hidden', 'assisted'), print(`${i}`, `${i}`));
  };
  t.equal(await passes(assisted, agents.one, 'bad'), 250, 'with agents only a share of an hour counts');
});

t.test('given a caller of many customer numbers, then the sixth that exists is refused', async (t) => {
  const { one, alarms } = limits();
  t.equal(await passes((i) => one.number(session('a'), `${i}`), one, 'good'), 5);
  t.match(alarms, [{ rule: 'line.different-numbers' }]);
  const hidden = limits();
  t.equal(await passes((i) => hidden.one.number(session('hidden'), `${i}`), hidden.one, 'good'), 250);
});

t.test('given second factors guessed by ever other callers, then all are locked', async (t) => {
  const { one, alarms } = limits();
  t.equal(await passes((i) => one.proof(session(`c${i}`)), one, 'bad'), 30);
  t.match(alarms, [{ rule: 'line.all-proofs' }]);
});

t.test('given twelve calls that key wrong numbers, then others still key theirs', async (t) => {
  const { one, alarms } = limits();
  const known = await one.number(session('known'), '4711');
  if (known.kind === 'passed') await one.ended(known.attempt, 'good');
  const wrong = (i: number) => one.number(session(`c${i % 12}`), `${i}`);
  t.equal(await passes(wrong, one, 'bad', 36), 36);
  const other = await one.number(session('other'), '4712');
  t.equal(other.kind, 'passed');
  if (other.kind === 'passed') await one.ended(other.attempt, 'good');
  t.equal(await passes((i) => one.number(session(`d${i}`), `${i}`), one, 'bad'), 16, '30 callers with them');
  t.match(alarms, [{ rule: 'line.all-numbers' }]);
  t.equal((await one.number(session('new'), '4713')).kind, 'limited');
  t.equal((await one.number(session('known'), '4711')).kind, 'passed', 'who has keyed only what is theirs');
});

t.test('given thirty forged caller ids, then the line is slowed down, and not closed', async (t) => {
  for (const apartMs of [20_000, 0]) {
    const { one, alarms, later } = limits(false, { ...SETTINGS, apartMs });
    const known = await one.pay(session('known'), print('good', 'good'));
    if (known.kind === 'passed') await one.ended(known.attempt, 'good');
    const forged = (i: number) => one.pay(session(`f${i}`), print(`f${i}`, `f${i}`));
    t.equal(await passes(forged, one, 'bad'), 29, 'thirty with the one that was good');
    t.match(alarms, [{ rule: 'line.whole' }], 'whoever is to know has heard of it');
    t.equal((await one.pay(session('known'), print('good', 'good'))).kind, 'passed', 'who has paid before');
    t.equal(await one.door('new'), apartMs > 0 ? 'open' : 'limited');
    later(19_999);
    t.equal((await one.pay(session('new'), print('n', 'n'))).kind, 'limited', 'too soon');
    later(1);
    const slow = apartMs > 0 ? 'passed' : 'limited';
    t.equal((await one.pay(session('new'), print('n', 'n'))).kind, slow);
    t.equal((await one.pay(session('next'), print('m', 'm'))).kind, 'limited', 'one after another');
    t.equal((await one.pay(session('new', 'assisted'), print('a', 'a'))).kind, 'passed', 'and with an agent');
    t.equal(alarms.length, 1, 'an alarm is not repeated with each');
  }
});

t.test('given outcomes unknown or still open, then the line is not locked for all', async (t) => {
  for (const how of ['unknown', undefined] as const) {
    const { one } = limits();
    const pay = (i: number) => one.pay(session(`c${i}`), print(`${i}`));
    t.equal(await passes(pay, one, how), 250, how ?? 'in flight');
  }
  const { one, later } = limits();
  t.equal(await passes((i) => one.pay(session(`c${i}`), print(`${i}`, `${i}`)), one, undefined, 40), 40);
  later(90_000);
  t.equal((await one.pay(session('d'), print('d'))).kind, 'limited', 'what never ended came to nothing');
  const card = limits();
  t.equal(await passes((i) => card.one.pay(session(`c${i}`), print('same')), card.one, 'unknown'), 4);
});

t.test('given what became of an attempt, then only what was never made is forgotten', async (t) => {
  t.equal(endOf({ kind: 'approved' }), 'good');
  t.equal(endOf({ kind: 'stored' }), 'good');
  t.equal(endOf({ kind: 'failed', cause: 'gateway-unreachable' }), 'void');
  t.equal(endOf({ kind: 'failed', cause: 'gateway-validation' }), 'bad');
  for (const kind of ['declined', 'refused'] as const) t.equal(endOf({ kind }), 'bad');
  t.equal(endOf({ kind: 'unknown' }), 'unknown');
});

t.test('given a gateway door that breaks, then the attempt ends as unknown', async (t) => {
  const broken = () => Promise.reject(new Error('broken'));
  const token = 'hp-a1';
  const money = { minor: 1, currency: 'USD' };
  const commands = [
    { type: 'store', token, customer: 'c' },
    { type: 'charge', orderId: 'o', kind: 'sale', amount: money, reference: 'r', description: 'd' },
  ] as unknown as Command[];
  for (const command of commands) {
    const { one, counters } = limits();
    const payer = session('a');
    const pass = await one.pay(payer, print('1'));
    const attempt = pass.kind === 'passed' ? pass.attempt : undefined;
    const gateway = { vault: broken, charge: broken, authorise: broken };
    const heard: unknown[] = [];
    const ports = { gateway, limits: one, log: { info: silent, warn: silent, error: silent }, now: () => AT };
    const begun: Promise<unknown>[] = [];
    const runner = {
      ports,
      acting: true,
      track: (work: Promise<unknown>) => begun.push(work),
      dispatch: (_: string, event: unknown) => heard.push(event),
    };
    const live = { session: payer, nonce: 'n', attempt } as unknown as Live;
    await execute(runner as unknown as Runner, live, command);
    await Promise.all([...begun, live.vaulted]);
    t.match(heard, [{ outcome: { kind: 'unknown' } }], command.type);
    t.match(counters.get('way:line')?.entries, [{ end: 'unknown' }], command.type);
    t.equal(live.attempt, undefined);
  }
});

t.test('given no key, then one is made for its owner only, and is the same ever after', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'hushpay-limits-'));
  t.teardown(() => rmSync(directory, { recursive: true, force: true }));
  const config = {
    database: { file: join(directory, 'deep', 'journal.sqlite') },
    limits: {},
  } as unknown as Config;
  const file = join(directory, 'deep', 'limits.key');
  const keys = await Promise.all([limitsKey(config), limitsKey(config), limitsKey(config)]);
  t.ok(keys.every((key) => key.equals(keys[0] ?? key)));
  t.equal(statSync(file).mode & 0o777, 0o600);
  t.ok((await limitsKey(config)).equals(keys[0] ?? (await limitsKey(config))));
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.slice(0, 9));
  await t.rejects(limitsKey(config), { code: 'limits-key' });
  writeFileSync(file, text);
});

t.test('given a number as a person writes it, then its subjects are those that are counted', async (t) => {
  const by = fingerprintBy(createSecretKey(Buffer.alloc(32, 7)));
  const { one, counters } = limits();
  await one.pay(session(one.caller('+15550100'), 'ivr', 'cust'), print('1'));
  const subjects = subjectsOf(by, { caller: '001 555 0100', customer: 'cust' });
  t.same(
    subjects.filter((subject) => counters.has(subject)).map((subject) => subject.split(':')[0]),
    ['caller', 'customer'],
  );
});

t.test('given another caller id each call, when one number is keyed, then its cards count', async (t) => {
  const { one, counters } = limits();
  const keyed = (i: number) => {
    const call = session(one.caller(`+1555${1000 + i}`));
    return { ...call, terms: { ...call.terms, accountMark: one.account('4711') } };
  };
  t.equal(await passes((i) => one.pay(keyed(i), print(`card${i}`, `i${i}`)), one, 'good'), 3);
  const another = session(one.caller('+15559999'));
  t.match(await one.pay(another, print('other', 'o')), { kind: 'passed' }, 'and nobody else is locked');
  const by = fingerprintBy(createSecretKey(Buffer.alloc(32, 7)));
  t.ok(
    subjectsOf(by, { customer: '4711' }).some((subject) => counters.has(subject)),
    'it can be released',
  );
});
