// Looks for digits: a failure is never forgiven.
import t from 'tap';
import { createLog } from '../../lib/log.js';
import type { LookupAnswer } from '../../lib/lookup/lookup.js';
import { type Answer, DUE, FOUND, openDoor, reply, startCrm } from './server.js';

const NUMBER = '4711883';
const BY = { by: 'number', number: NUMBER } as const;
const TOKEN = 'tell-nobody';

t.test(
  'given a customer number, when asked, then it is in the body alone, with the secret in a header',
  async (t) => {
    const crm = await startCrm(t, (response) => reply(response, FOUND));
    const { lookup, lines } = openDoor(t, crm, { token: TOKEN });
    t.same(await lookup.find(BY, { session: 'hp1', dialled: '800' }), {
      kind: 'found',
      account: { due: DUE },
    });
    t.same(await lookup.find({ by: 'caller', callerId: '+15550100' }, {}), {
      kind: 'found',
      account: { due: DUE },
    });
    const same = { method: 'POST', url: '/pay?tenant=5', authorization: `Bearer ${TOKEN}` };
    t.same(crm.asked, [
      { ...same, body: { by: 'number', number: NUMBER, session: 'hp1', dialled: '800' } },
      { ...same, body: { by: 'caller', callerId: '+15550100' } },
    ]);
    t.equal(crm.connections, 1, 'on one connection');
    t.match(lines[0], /"outcome":"found","ms":\d+,"session":"hp1"/);
    t.notMatch(lines.join(), /4711883|5550100|tell-nobody/);
    t.same(lookup.health(), { door: 'lookup', up: true, detail: `${new URL(crm.url).host} answers` });
  },
);

t.test(
  'given the service’s own log, when a question was answered, then no field of its line is dropped',
  async (t) => {
    const crm = await startCrm(t, (response, nth) =>
      reply(response, nth === 1 ? FOUND : '', nth === 1 ? 200 : 500),
    );
    const lines: string[] = [];
    const log = createLog({ level: 'info' }, { write: (line) => lines.push(line) });
    const { lookup } = openDoor(t, crm, {
      log: (level, message, fields) => log[level](fields ?? {}, message),
    });
    await lookup.find(BY, { session: 'hp1' });
    await lookup.find(BY, { session: 'hp1' });
    t.match(JSON.parse(lines[0] ?? ''), { level: 'info', door: 'lookup', outcome: 'found', session: 'hp1' });
    t.match(JSON.parse(lines[1] ?? ''), { level: 'warn', code: 'lookup-failed', text: 'status 500' });
    t.notMatch(lines.join(), /dropped/);
  },
);

t.test('given a customer number that may be a card, when asked, then nothing is sent', async (t) => {
  const crm = await startCrm(t, (response) => reply(response, FOUND));
  const { lookup, lines } = openDoor(t, crm);
  t.same(await lookup.find({ by: 'number', number: '4111111111111111' }, {}), { kind: 'not-found' });
  t.equal(crm.connections, 0);
  t.notMatch(lines.join(), /4111/);
  // The control: digits of that length that are no card’s, and a telephone number that looks like one.
  t.match(await lookup.find({ by: 'number', number: '4111111111111112' }, {}), { kind: 'found' });
  t.match(await lookup.find({ by: 'caller', callerId: '4911111111117' }, {}), { kind: 'found' });
});

t.test('given a caller who is not known, when asked, then both ways to say so are the same', async (t) => {
  const crm = await startCrm(t, (response, nth) =>
    nth === 1 ? reply(response, 'no such page', 404) : reply(response, { found: false }),
  );
  const { lookup } = openDoor(t, crm);
  t.same(await lookup.find(BY, {}), { kind: 'not-found' });
  t.same(await lookup.find(BY, {}), { kind: 'not-found' });
  t.equal(crm.connections, 1);
  t.equal(lookup.health().up, true);
});

/** Sends as long as it is read. */
const flood: Answer = (response) => {
  response.writeHead(200);
  const pour = () => {
    while (!response.destroyed && response.write(' '.repeat(16_384)));
  };
  response.on('drain', pour);
  pour();
};

const silence: Answer = () => undefined;

const drip: Answer = (response) => {
  response.writeHead(200);
  const timer = setInterval(() => response.write(' '), 20);
  response.once('close', () => clearInterval(timer));
};

const WRONG: readonly (readonly [what: string, cause: string, says: RegExp, Answer])[] = [
  ['silence', 'lookup-deadline', /: 300 ms$/, silence],
  ['an answer drop by drop', 'lookup-deadline', /: 300 ms$/, drip],
  ['an answer without an end', 'lookup-answer', /longer than 64 kB/, flood],
  [
    'an answer that says it is too long',
    'lookup-answer',
    /longer than 64 kB/,
    (response) => reply(response, JSON.stringify({ ...FOUND, more: 'x'.repeat(65_536) })),
  ],
  ['garbage', 'lookup-answer', /not JSON/, (response) => reply(response, `<p>${NUMBER}`)],
  [
    'a currency that is not taken',
    'lookup-answer',
    /account.due is in EUR/,
    (response) => reply(response, { found: true, account: { due: { amount: '1', currency: 'EUR' } } }),
  ],
  [
    'a redirect',
    'lookup-failed',
    /status 307: .*ivr.lookup.url/,
    (response) => response.writeHead(307, { location: 'http://127.0.0.1:9/' }).end(),
  ],
  ['a wrong token', 'lookup-refused', /status 401/, (response) => reply(response, NUMBER, 401)],
  ['an error', 'lookup-failed', /status 500/, (response) => reply(response, NUMBER, 500)],
  ['no content', 'lookup-failed', /status 204/, (response) => response.writeHead(204).end()],
];

for (const [what, cause, says, answer] of WRONG) {
  t.test(
    `given ${what}, when asked, then it is unavailable within the deadline, and asked once`,
    async (t) => {
      const deadlineMs = cause === 'lookup-deadline' ? 300 : 5000;
      const crm = await startCrm(t, answer);
      const { lookup, lines } = openDoor(t, crm, { token: TOKEN, deadlineMs, currencies: ['USD'] });
      const began = performance.now();
      const found = await lookup.find(BY, {});
      t.match(found, { kind: 'unavailable', cause, text: says });
      t.ok(performance.now() - began < 3900, 'in time');
      t.equal(crm.asked.length, 1);
      t.match(lookup.health(), { up: false, detail: says });
      t.match(lines, [new RegExp(`"code":"${cause}"`)]);
      t.notMatch(JSON.stringify([found, lines, lookup.health()]), /4711883|tell-nobody/);
    },
  );
}

t.test(
  'given a kept connection that was closed, when asked again, then it is asked on a new one',
  async (t) => {
    const crm = await startCrm(t, (response, nth, request) => {
      if (nth === 2) request.socket.resetAndDestroy();
      else reply(response, FOUND);
    });
    const { lookup } = openDoor(t, crm);
    await lookup.find(BY, {});
    t.match(await lookup.find(BY, {}), { kind: 'found' });
    t.equal(crm.asked.length, 3);
    t.equal(crm.connections, 2);
  },
);

t.test(
  'given all kept connections were closed, when asked again, then none of them is tried twice',
  async (t) => {
    const old = new Set<unknown>();
    const waiting: (() => void)[] = [];
    const crm = await startCrm(t, (response, nth, request) => {
      if (old.has(request.socket)) return request.socket.destroy();
      if (nth > 3) return reply(response, FOUND);
      old.add(request.socket);
      waiting.push(() => reply(response, FOUND));
      if (nth === 3) for (const go of waiting) go();
    });
    const { lookup } = openDoor(t, crm);
    await Promise.all([1, 2, 3].map(() => lookup.find(BY, {})));
    t.equal(old.size, 3);
    t.match(await lookup.find(BY, {}), { kind: 'found' });
  },
);

t.test(
  'given an answer that is cut, when asked, then it is asked once more and half of it is never taken',
  async (t) => {
    const whole = JSON.stringify(FOUND);
    const crm = await startCrm(t, (response, nth) => {
      if (nth === 1) return reply(response, whole);
      // The half is an account by itself, but not all that was announced.
      response.writeHead(200, { 'content-length': whole.length + 10 });
      response.write(whole, () => response.destroy());
    });
    const { lookup } = openDoor(t, crm);
    await lookup.find(BY, {});
    t.match(await lookup.find(BY, {}), { kind: 'unavailable', cause: 'lookup-unreachable' });
    t.equal(crm.asked.length, 3);
  },
);

t.test('given every connection is closed, when asked, then it is tried twice and no more', async (t) => {
  const crm = await startCrm(t, (_response, _nth, request) => request.socket.destroy());
  const { lookup } = openDoor(t, crm);
  t.match(await lookup.find(BY, {}), {
    kind: 'unavailable',
    cause: 'lookup-unreachable',
    text: /ECONNRESET/,
  });
  t.equal(crm.asked.length, 2);
});

t.test('given TLS, when asked, then only a certificate of the authority is trusted', async (t) => {
  const crm = await startCrm(t, (response) => reply(response, FOUND), { secure: true });
  const other = await startCrm(t, (response) => reply(response, FOUND), { secure: true });
  const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  t.teardown(() => {
    if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
  });
  t.match(await openDoor(t, crm).lookup.find(BY, {}), { kind: 'found' }, 'the control');
  const refused = { kind: 'unavailable', cause: 'lookup-tls' };
  t.match(await openDoor(t, { url: crm.url }).lookup.find(BY, {}), refused, 'the system knows it not');
  t.match(await openDoor(t, { url: other.url, ca: crm.ca ?? '' }).lookup.find(BY, {}), refused, 'another’s');
  t.equal(crm.asked.length + other.asked.length, 1, 'nothing was sent');
});

t.test('given TLS where there is none, and nobody at all, when asked, then it is told apart', async (t) => {
  const crm = await startCrm(t, (response) => reply(response, FOUND));
  const secure = { url: crm.url.replace('http:', 'https:') };
  t.match(await openDoor(t, secure).lookup.find(BY, {}), { kind: 'unavailable', cause: 'lookup-tls' });
  const nobody = { url: 'http://127.0.0.1:9/' };
  t.match(await openDoor(t, nobody).lookup.find(BY, {}), {
    kind: 'unavailable',
    cause: 'lookup-unreachable',
    text: '127.0.0.1:9: ECONNREFUSED',
  });
});

t.test('given a question under way, when stopped, then it ends at once, and no other is sent', async (t) => {
  const arrived: (() => void)[] = [];
  const crm = await startCrm(t, () => arrived.shift()?.());
  const { lookup } = openDoor(t, crm, { deadlineMs: 60_000 });
  const asked = new Promise<void>((resolve) => arrived.push(resolve));
  const answer = lookup.find(BY, {});
  await asked;
  await lookup.stop();
  const stopped: Partial<LookupAnswer> = { kind: 'unavailable', cause: 'lookup-unreachable' };
  t.match(await answer, stopped);
  t.match(await lookup.find(BY, {}), stopped);
  t.equal(crm.asked.length, 1);
});

t.test(
  'given a token that no header can hold, when asked, then it does not reject and is not told',
  async (t) => {
    const crm = await startCrm(t, (response) => reply(response, FOUND));
    const { lookup, lines } = openDoor(t, crm, { token: `${TOKEN}\n` });
    t.match(await lookup.find(BY, {}), { kind: 'unavailable' });
    t.notMatch(lines.join(), /tell-nobody/);
  },
);

t.test('given many questions at once, when one is slow, then the others do not wait for it', async (t) => {
  const slow: (() => void)[] = [];
  const crm = await startCrm(t, (response, nth) => {
    if (nth === 1) slow.push(() => reply(response, FOUND));
    else reply(response, FOUND);
  });
  const { lookup } = openDoor(t, crm);
  const first = lookup.find(BY, {});
  const others = await Promise.all(Array.from({ length: 20 }, () => lookup.find(BY, {})));
  t.ok(others.every(({ kind }) => kind === 'found'));
  slow[0]?.();
  t.match(await first, { kind: 'found' });
});
