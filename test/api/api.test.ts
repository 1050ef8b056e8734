// Looks for digits: a failure is never forgiven.
import { request } from 'node:https';
import { connect } from 'node:net';
import t from 'tap';
import { until } from '../../lib/rig/until.js';
import type { FeedEvent } from '../../lib/run/feed.js';
import { identity } from '../../lib/sandbox/certificates.js';
import { freshDirectory } from '../config/directory.js';
import { crowd } from '../crowd.js';
import { digitsOf, numbers, Program } from './reader.js';
import { CARD, SECRETS, Shop } from './shop.js';

t.setTimeout(120_000);

const [ONE, TWO] = ['hp0000000000001', 'hp0000000000002'] as const;
const lasting = (events: readonly FeedEvent[]) => events.filter(({ happening }) => happening.is !== 'keys');
const from = (first: number, count: number) => Array.from({ length: count }, (_, i) => i + first);

t.test('given connections of nobody that come again and again, then programs are answered', async (t) => {
  const shop = await Shop.open(t);
  const stream = await shop.wall.follow('/events');
  const { opened } = crowd(t, shop.listener.port, 220);
  await until('them to come again', 30_000, () => opened() > 260);
  for (let i = 0; i < 10; i++) t.equal((await shop.wall.ask('/sessions')).status, 200);
  await shop.call(ONE);
  await until('the stream of before to tell it', 20_000, () => stream.events.length > 0);
  stream.close();
});

t.test(
  'given running sessions, when listed, then each is there with what may be known of it only',
  async (t) => {
    const shop = await Shop.open(t);
    await shop.call(ONE, { customer: 'customer-7', postalCode: '99999' });
    await shop.call(TWO, { reference: 'INV-8' });
    shop.key(ONE, CARD.number);
    const { status, body, headers } = await shop.wall.ask('/sessions');
    t.equal(status, 200);
    t.equal(headers.get('cache-control'), 'no-store');
    const { sessions } = body as { sessions: Record<string, unknown>[] };
    const { startedAt, seq, ...rest } = sessions[0] ?? {};
    t.type(startedAt, 'number');
    t.equal(seq, shop.told.last(ONE));
    t.same(rest, {
      id: ONE,
      phase: 'capturing',
      field: 'expiration-date',
      keys: 0,
      currency: 'USD',
      amount: { minor: 2500, currency: 'USD' },
      reference: 'INV-7',
      mode: 'charge',
      presence: 'guided',
      remaining: ['expiration-date', 'security-code'],
      card: { brand: 'visa' },
      caller: { channel: `PJSIP/trunk-${ONE}`, present: true },
      agent: { channel: `PJSIP/100-${ONE}`, present: true },
    });
    t.match(sessions[1], { id: TWO, reference: 'INV-8' });
    for (const [query, count] of [
      ['?agent=PJSIP/100', 2],
      ['?agent=PJSIP%2F100', 2],
      ['?agent=PJSIP/10', 0],
      ['?agent=PJSIP/trunk', 0],
    ] as const) {
      const found = (await shop.wall.ask(`/sessions${query}`)).body as { sessions: unknown[] };
      t.equal(found.sessions.length, count, query);
    }
    t.match((await shop.wall.ask(`/sessions/${TWO}`)).body, { id: TWO, phase: 'capturing', seq: 3 });
  },
);

t.test(
  'given a session, when it is followed from any event, then what is live joins what was without a seam',
  async (t) => {
    const shop = await Shop.open(t);
    await shop.call(ONE);
    shop.key(ONE, CARD.number);
    const last = shop.told.last(ONE);
    const readers = await Promise.all(
      from(0, last + 1).map((since) => shop.wall.follow(`/sessions/${ONE}/events?since=${since}`)),
    );
    shop.key(ONE, CARD.expiry + CARD.code);
    await readers[0]?.next('phase', ({ phase }) => phase === 'deciding');
    t.equal((await shop.crm.command(ONE, { do: 'giveBack' })).status, 202);
    await Promise.all(readers.map(({ ended }) => ended));
    const whole = lasting(readers[0]?.events ?? []);
    t.same(numbers(whole), from(1, whole.length));
    t.match(whole.at(-1), { happening: { is: 'ended', result: 'payment-declined' } });
    for (const [since, { events, lastId }] of readers.entries()) {
      t.same(lasting(events), whole.slice(since), `after ${since}`);
      t.equal(lastId, String(whole.length));
    }
    t.ok(
      readers[0]?.events.some(({ happening }) => happening.is === 'keys'),
      'keys are told as they come',
    );
  },
);

t.test(
  'given a session that has ended, when asked for, then the journal tells all of it again',
  async (t) => {
    const shop = await Shop.open(t);
    await shop.call(ONE);
    const live = await shop.wall.follow(`/sessions/${ONE}/events`);
    shop.key(ONE, CARD.number);
    t.match(await shop.crm.command(ONE, { do: 'cancel' }), { status: 202, body: { obeyed: 'cancel' } });
    await live.ended;
    await shop.over(ONE);
    // Long ago: the memory has other sessions now.
    for (let i = 0; i < 70; i++) {
      const event = { is: 'ended', result: 'success' } as const;
      shop.told.take({ sessionId: `hp${i}`, seq: 1, at: 1, happening: event, remaining: [] });
    }
    t.equal(shop.told.of(ONE), undefined);
    const again = await shop.wall.follow(`/sessions/${ONE}/events`);
    await again.ended;
    t.same(again.events, lasting(live.events));
    const seq = again.events.length;
    t.match((await shop.wall.ask(`/sessions/${ONE}`)).body, {
      id: ONE,
      phase: 'ended',
      seq,
      result: 'transaction-cancelled',
      remaining: [],
    });
    const rest = await shop.wall.follow(`/sessions/${ONE}/events`, { 'last-event-id': String(seq - 2) });
    await rest.ended;
    t.same(numbers(rest.events), [seq - 1, seq]);
    t.equal((await shop.wall.ask(`/sessions/${ONE}/events?since=${seq}`)).status, 204, 'do not come back');
    t.match((await shop.wall.ask('/sessions')).body, { sessions: [] });
  },
);

t.test('given another process takes a session up, when it is followed, then its numbers go on', async (t) => {
  const directory = freshDirectory(t);
  const first = await Shop.open(t, { directory });
  await first.call(ONE);
  first.key(ONE, CARD.number);
  const before = first.told.of(ONE) ?? [];
  await until('the journal to have it all', 5000, async () => (await first.journal.steps(ONE)).length >= 4);
  first.runner.halt();
  const second = await Shop.open(t, { directory });
  const reader = await second.wall.follow(`/sessions/${ONE}/events`);
  await reader.ended;
  t.same(lasting(reader.events).slice(0, before.length), before);
  t.same(numbers(reader.events), from(1, reader.events.length));
  t.ok(reader.events.length > before.length);
});

t.test(
  'given all sessions are followed, when things happen, then they are told from now on, without ids',
  async (t) => {
    const shop = await Shop.open(t);
    await shop.call(ONE);
    const reader = await shop.wall.follow('/events');
    await shop.call(TWO);
    shop.key(ONE, CARD.number);
    await reader.next('fieldDone');
    t.match(reader.events[0], { sessionId: TWO, seq: 1, happening: { is: 'phase', phase: 'handingOff' } });
    t.equal(reader.lastId, '0');
    reader.close();
  },
);

t.test(
  'given a whole payment, when all that came over the wire is searched, then no digit is beyond the mask',
  async (t) => {
    const shop = await Shop.open(t);
    shop.outcome = { kind: 'approved', transactionId: 'tx1' };
    await shop.call(ONE);
    const [one, all] = [await shop.wall.follow(`/sessions/${ONE}/events`), await shop.wall.follow('/events')];
    shop.key(ONE, CARD.number + CARD.expiry + CARD.code);
    await one.ended;
    await all.next('ended');
    await shop.wall.ask(`/sessions/${ONE}`);
    t.match(shop.wall.wire, /"last4":"1111"/);
    t.same(digitsOf(CARD.number, shop.wall.wire), []);
    t.notMatch(shop.wall.wire, /nonce-that-nobody/);
    t.ok(
      digitsOf(CARD.number, `${shop.wall.wire}${CARD.number}`).length > 0,
      'else it would have been found',
    );
    all.close();
  },
);

t.test(
  'given an event that holds a card number by a fault, when it goes out, then it is masked',
  async (t) => {
    const shop = await Shop.open(t);
    await shop.call(ONE);
    const reader = await shop.wall.follow(`/sessions/${ONE}/events`);
    const outcome = { kind: 'failed', cause: 'decided', text: `no such card ${CARD.number}` } as const;
    const seq = shop.told.last(ONE) + 1;
    shop.told.take({ sessionId: ONE, seq, at: 1, happening: { is: 'outcome', outcome }, remaining: [] });
    t.match(await reader.next('outcome'), { happening: { outcome: { text: 'no such card [card]' } } });
    reader.close();
  },
);

t.test(
  'given commands, when they come, then each is obeyed, refused by its name, or told what is wrong with it',
  async (t) => {
    const shop = await Shop.open(t);
    await shop.call(ONE, {}, { charge: 'agent' });
    const say = async (command: object, id: string = ONE) => {
      const { status, body } = await shop.crm.command(id, command);
      const { obeyed, error } = body as { obeyed?: string; error?: { code: string; details?: string[] } };
      return [status, obeyed ?? error?.code, ...(error?.details ?? [])].join(' ');
    };
    t.equal(await say({ do: 'start' }), '409 not-now');
    t.equal(await say({ do: 'skip' }), '409 field-required');
    t.equal(await say({ do: 'recapture', field: 'bank-account-number' }), '409 no-such-field');
    t.equal(await say({ do: 'attend', presence: 'silent' }), '202 attend');
    shop.key(ONE, CARD.number);
    t.equal(await say({ do: 'recapture', field: 'payment-card-number' }), '202 recapture');
    t.equal(shop.session(ONE)?.card, undefined);
    shop.key(ONE, CARD.number + CARD.expiry + CARD.code);
    const amount = (minor: number, currency = 'USD') => ({ do: 'changeAmount', amount: { minor, currency } });
    t.equal(await say(amount(990)), '202 changeAmount');
    t.equal(await say(amount(990, 'EUR')), '409 invalid-amount');
    t.equal(await say(amount(1_000_001)), '409 invalid-amount');
    t.equal(await say({ do: 'setMode', mode: 'authorise' }), '202 setMode');
    t.match(shop.session(ONE), { terms: { amount: { minor: 990 }, mode: 'authorise' }, presence: 'silent' });
    t.equal(await say({ do: 'clear' }, TWO), '404 no-such-session');
    t.match(
      await say({ do: 'dance' }),
      /^400 invalid-command do: Invalid option: expected one of "recapture"/,
    );
    t.match(await say({ do: 'recapture' }), /^400 invalid-command field: /);
    t.match(await say({ do: 'start', number: CARD.number }), '400 invalid-command the body: has something');
    t.match(await say(amount(9.5)), /^400 invalid-command amount.minor: /);
    t.match(await say({ do: 'setMode', mode: 'tokenise' }), /^400 invalid-command mode: /);
    t.match(await say([]), /^400 invalid-command/);
    t.equal(await say({ do: 'start' }), '202 start');
    const line = shop.logged.find((one) => one.includes('command by the API') && one.includes('"start"'));
    t.match(JSON.parse(line ?? '{}'), { session: ONE, command: 'start', from: 'crm', result: 'not-now' });
    t.notMatch(shop.logged.join(''), /411111111/, 'what was sent is not logged');
  },
);

t.test(
  'given no token, a wrong one, or one without the right, when asked, then nothing is told',
  async (t) => {
    const shop = await Shop.open(t);
    await shop.call(ONE);
    const { url } = shop.crm;
    const code = async (secret: string, path: string, init?: RequestInit) => {
      const { status, body } = await new Program(url, secret).ask(path, init);
      return `${status} ${(body as { error?: { code: string } } | undefined)?.error?.code}`;
    };
    for (const wrong of ['x', SECRETS.crm.slice(1), `${SECRETS.crm}c`, SECRETS.crm.toUpperCase()]) {
      for (const path of ['/sessions', `/sessions/${ONE}`, '/nowhere']) {
        t.equal(await code(wrong, path), '401 unauthorised');
      }
    }
    t.equal((await fetch(`${url}/sessions`)).status, 401);
    t.equal(
      (await fetch(`${url}/sessions?token=${SECRETS.crm}`)).status,
      401,
      'an address is no place for it',
    );
    t.equal((await fetch(`${url}/sessions`, { headers: { authorization: SECRETS.crm } })).status, 401);
    t.match(await shop.wall.command(ONE, { do: 'cancel' }), {
      status: 403,
      body: { error: { code: 'forbidden' } },
    });
    t.equal(shop.session(ONE)?.phase.name, 'capturing');
    const log = shop.logged.join('');
    t.match(log, /without a token/);
    for (const secret of Object.values(SECRETS)) t.notOk(log.includes(secret), 'no token is in the log');
  },
);

t.test('given requests that are none of ours, when they come, then they are told what to do', async (t) => {
  const shop = await Shop.open(t);
  await shop.call(ONE);
  const ask = async (path: string, init?: RequestInit) => {
    const { status, body } = await shop.crm.ask(path, init);
    return `${status} ${(body as { error: { code: string } }).error.code}`;
  };
  const json = { 'content-type': 'application/json' };
  const commands = `/sessions/${ONE}/commands`;
  t.equal(await ask('/'), '404 no-such-path');
  t.equal(await ask('/sessions/hp1'), '404 no-such-path');
  t.equal(await ask(`/sessions/${TWO}`), '404 no-such-session');
  t.equal(await ask(`/sessions/${TWO}/events`), '404 no-such-session');
  t.equal(await ask('/sessions', { method: 'DELETE' }), '405 wrong-method');
  t.equal(await ask(commands), '405 wrong-method');
  t.equal(await ask('/sessions?agent=a&agent=b'), '400 no-such-parameter');
  t.equal(await ask('/sessions?secret=x'), '400 no-such-parameter');
  t.equal(await ask(`/sessions/${ONE}/events?since=-1`), '400 invalid-parameter');
  t.equal(await ask(`/sessions/${ONE}/events?since=99`), '409 since-unknown');
  t.equal(await ask(commands, { method: 'POST', body: '{"do":"cancel"}' }), '415 not-json');
  t.equal(await ask(commands, { method: 'POST', body: '{', headers: json }), '400 invalid-command');
  const long = `{"do":"cancel"${' '.repeat(5000)}}`;
  t.equal(await ask(commands, { method: 'POST', body: long, headers: json }), '413 too-large');
  t.equal(shop.session(ONE)?.phase.name, 'capturing', 'and nothing has happened');
});

t.test('given a body that never ends, when it is waited for, then only for a time', async (t) => {
  const shop = await Shop.open(t);
  await shop.call(ONE);
  const socket = connect(shop.listener.port, '127.0.0.1');
  const lines = [
    `POST /sessions/${ONE}/commands HTTP/1.1`,
    'host: x',
    `authorization: Bearer ${SECRETS.crm}`,
    'content-type: application/json',
    'content-length: 15',
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n{"do":`);
  socket.resume();
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const begun = Date.now();
  await closed;
  t.ok(Date.now() - begun < 15_000);
  t.equal(shop.session(ONE)?.phase.name, 'capturing');
});

t.test('given one program that asks too often, when another asks, then it is answered', async (t) => {
  const shop = await Shop.open(t, { perMinute: 3 });
  const statuses: number[] = [];
  for (let i = 0; i < 5; i++) statuses.push((await shop.wall.ask('/sessions')).status);
  t.same(statuses, [200, 200, 200, 429, 429]);
  const stranger = new Program(shop.wall.url, 'guess');
  const guesses: number[] = [];
  for (let i = 0; i < 62; i++) guesses.push((await stranger.ask('/sessions')).status);
  t.same([guesses[0], guesses.at(-1)], [401, 429]);
  t.equal((await shop.crm.ask('/sessions')).status, 200);
});

t.test(
  'given a reader that takes nothing, when much happens, then it is dropped and nobody else is',
  async (t) => {
    const shop = await Shop.open(t, { beatMs: 20 });
    await shop.call(ONE);
    const socket = connect(shop.listener.port, '127.0.0.1');
    socket.write(`GET /events HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${SECRETS.wall}\r\n\r\n`);
    await new Promise((resolve) => socket.once('data', resolve));
    socket.pause();
    const reader = await shop.wall.follow('/events');
    await until('a heartbeat', 5000, () => reader.comments > 1);
    const text = 'x'.repeat(2000);
    const outcome = { kind: 'failed', cause: 'decided', text } as const;
    let sent = 0;
    await until('the slow one to be dropped', 20_000, async () => {
      for (let i = 0; i < 50; i++) {
        sent++;
        shop.told.take({
          sessionId: TWO,
          seq: sent,
          at: 1,
          happening: { is: 'outcome', outcome },
          remaining: [],
        });
        if (i % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      return shop.logged.some((line) => line.includes('too slow'));
    });
    await until('the other to have it all', 10_000, () => reader.events.length >= sent);
    t.equal(reader.events.length, sent);
    t.equal(shop.logged.filter((line) => line.includes('too slow')).length, 1);
    reader.close();
    socket.destroy();
  },
);

t.test('given a door that is stopped, when it stops, then streams end and nobody answers', async (t) => {
  const shop = await Shop.open(t);
  await shop.call(ONE);
  const reader = await shop.wall.follow(`/sessions/${ONE}/events`);
  t.match(shop.listener.health(), { door: 'api', up: true, detail: /listening on 127.0.0.1:\d+/ });
  await shop.listener.stop();
  await reader.ended;
  await t.rejects(shop.wall.ask('/sessions'));
  t.match(shop.listener.health(), { up: false });
});

t.test(
  'given more events than a line takes at once, when they are read, then all come, and a gap is never told',
  async (t) => {
    const shop = await Shop.open(t);
    await shop.call(ONE);
    const outcome = { kind: 'failed', cause: 'decided', text: 'x'.repeat(20_000) } as const;
    const happening = { is: 'outcome', outcome } as const;
    const more = (count: number) => {
      for (const seq of from(shop.told.last(ONE) + 1, count)) {
        shop.told.take({ sessionId: ONE, seq, at: 1, happening, remaining: [] });
      }
    };
    more(900);
    const all = await shop.wall.follow(`/sessions/${ONE}/events`);
    await until('all of them', 20_000, () => all.events.length >= 903);
    t.same(numbers(all.events), from(1, 903));
    all.close();
    // These are not in the journal, so what the memory has lost of them is lost.
    more(300);
    const torn = await shop.wall.follow(`/sessions/${ONE}/events`);
    await torn.ended;
    t.same(numbers(torn.events), from(1, 3).slice(0, torn.events.length), 'nothing from beyond the gap');
  },
);

t.test('given a certificate, when asked, then it is answered over TLS only', async (t) => {
  const { key, cert, ca } = await identity(undefined, 'localhost');
  const shop = await Shop.open(t, { tls: { certificate: Buffer.from(cert), key: Buffer.from(key) } });
  const { port } = shop.listener;
  const headers = { authorization: `Bearer ${SECRETS.wall}` };
  const status = await new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path: '/sessions', headers, ca, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
  t.equal(status, 200);
  await t.rejects(shop.wall.ask('/sessions'), 'plain text is not answered');
});
