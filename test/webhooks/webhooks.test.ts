import { request } from 'node:http';
import { connect } from 'node:net';
import braintree from 'braintree';
import t, { type Test } from 'tap';
import { stateOf } from '../../lib/gateway/transaction-state.js';
import { sparing } from '../../lib/log/sparing.js';
import type { Log } from '../../lib/log.js';
import { until } from '../../lib/rig/until.js';
import { signed } from '../../lib/sandbox/resources/webhooks/announce.js';
import { takeIn } from '../../lib/webhooks/intake.js';
import { WebhookListener } from '../../lib/webhooks/listener.js';
import { Measures } from '../../lib/webhooks/measures.js';
import { crowd } from '../crowd.js';
import { Bank, log, usd } from '../run/bank.js';

t.setTimeout(120_000);

const PATH = '/braintree';

interface Door {
  readonly bank: Bank;
  readonly listener: WebhookListener;
  readonly url: string;
  readonly sdk: braintree.BraintreeGateway;
  /** How often somebody was told that something changed. */
  changes: number;
}

async function open(t: Test, perMinute = 600, heard: Log = log): Promise<Door> {
  const bank = await Bank.open(t);
  const { merchantId, publicKey, privateKey } = bank.sandbox.merchant;
  const { hostname, port } = new URL(bank.sandbox.url);
  const environment = new braintree.Environment(hostname, port, '', false, hostname, port);
  const sdk = new braintree.BraintreeGateway({ environment, merchantId, publicKey, privateKey });
  const { journal, gateway, now } = bank;
  const changed = () => {
    door.changes += 1;
  };
  const listener = new WebhookListener({
    host: '127.0.0.1',
    port: 0,
    path: PATH,
    perMinute,
    log: heard,
    take: (signature, payload) => takeIn({ journal, gateway, log: heard, now, changed }, signature, payload),
    signed: (signature, payload) => gateway.isSigned(signature, payload),
    challenge: (text) => gateway.answerChallenge(text),
  });
  listener.start();
  t.teardown(() => listener.stop());
  while (!listener.health().up) await new Promise((resolve) => setImmediate(resolve));
  const door = { bank, listener, sdk, url: `http://127.0.0.1:${listener.port}${PATH}`, changes: 0 };
  return door;
}

async function post(url: string, form: Readonly<Record<string, string>>): Promise<number> {
  return (await fetch(url, { method: 'POST', body: new URLSearchParams(form) })).status;
}

/** Signed by the SDK's own test kit. */
async function sample({ sdk }: Door, kind: string, id: string): Promise<Record<string, string>> {
  const { bt_signature, bt_payload } = await (
    sdk.webhookTesting as unknown as {
      sampleNotification(kind: string, id: string): Promise<{ bt_signature: string; bt_payload: string }>;
    }
  ).sampleNotification(kind, id);
  return { bt_signature, bt_payload };
}

async function transactionOf({ bank }: Door, orderId: string): Promise<string> {
  return (await bank.journal.payment(orderId))?.transactionId ?? '';
}

t.test('given connections of nobody that come again and again, then notifications are taken', async (t) => {
  const door = await open(t);
  const form = await sample(door, 'check', '1');
  const { opened } = crowd(t, door.listener.port, 84);
  await until('them to come again', 20_000, () => opened() > 120);
  for (let i = 0; i < 10; i++) t.equal(await post(door.url, form), 200);
});

t.test('given a signed notification, when it comes twice, then it is in the books once', async (t) => {
  const door = await open(t);
  const { journal } = door.bank;
  const orderId = await door.bank.pay(usd(1999));
  const form = await sample(door, 'transaction_settled', await transactionOf(door, orderId));
  t.equal(await post(door.url, form), 200);
  t.match(await journal.payment(orderId), { settlement: { status: 'settled' } });
  t.equal(door.changes, 1);
  t.equal(await post(door.url, form), 200);
  t.equal((await journal.account(orderId))?.settlements.length, 1);
  t.equal(door.changes, 1);
});

t.test(
  'given a settlement that is declined, when it is told before an older word, then it stands',
  async (t) => {
    const door = await open(t);
    const { journal, now } = door.bank;
    const orderId = await door.bank.pay(usd(1999));
    const id = await transactionOf(door, orderId);
    t.equal(await post(door.url, await sample(door, 'transaction_settlement_declined', id)), 200);
    const found = await door.bank.gateway.findTransaction(id);
    if (found.kind === 'found') await journal.observe(stateOf(found.transaction, now()), 'search', now());
    t.match(await journal.payment(orderId), { settlement: { status: 'settlement_declined' } });
    t.match(await door.bank.move({ orderId, kind: 'refund' }), {
      kind: 'impossible',
      why: /declined to settle/,
    });
  },
);

t.test('given a dispute, when it is opened and lost, then the payment says so', async (t) => {
  const door = await open(t);
  const { journal } = door.bank;
  const orderId = await door.bank.pay(usd(1999));
  // The kit's disputes are about a transaction with their own id.
  const id = await transactionOf(door, orderId);
  for (const [kind, status] of [
    ['dispute_opened', 'open'],
    ['dispute_lost', 'lost'],
  ] as const) {
    t.equal(await post(door.url, await sample(door, kind, id)), 200);
    t.match((await journal.account(orderId))?.disputes, [{ status }], kind);
    t.match(await journal.payment(orderId), { dispute: status });
  }
});

t.test(
  'given a subscription that was charged, when it is told, then the charge is in the books',
  async (t) => {
    const door = await open(t);
    t.equal(await post(door.url, await sample(door, 'subscription_charged_successfully', 'plan1')), 200);
    t.equal(await post(door.url, await sample(door, 'subscription_canceled', 'plan1')), 200);
    t.equal(door.changes, 2);
  },
);

t.test('given signed news the SDK cannot read, when it comes, then its payment is asked for', async (t) => {
  const door = await open(t);
  const { journal, sandbox } = door.bank;
  const orderId = await door.bank.pay(usd(1999));
  await door.bank.settle(orderId);
  const id = await transactionOf(door, orderId);
  const xml = `<notification><timestamp type="datetime">2026-11-24T10:00:00Z</timestamp><kind>transaction_settled</kind>
    <subject><transaction><id>${id}</id><disputes>broken</disputes></transaction></subject></notification>`;
  const bt_payload = `${Buffer.from(xml).toString('base64')}\n`;
  const { publicKey } = sandbox.merchant;
  const bt_signature = `${publicKey}|${signed(sandbox.merchant, bt_payload)}`;
  t.equal(await post(door.url, { bt_signature, bt_payload }), 200, 'it would be as unreadable tomorrow');
  t.match(await journal.payment(orderId), { settlement: { status: 'settled' } });
  t.equal(await post(door.url, { bt_signature, bt_payload: `${bt_payload}AAAA` }), 403);
});

t.test(
  'given what is not from Braintree, when it comes, then it is refused and nothing is kept',
  async (t) => {
    const door = await open(t);
    const { journal } = door.bank;
    const orderId = await door.bank.pay(usd(1999));
    const form = await sample(door, 'transaction_settled', await transactionOf(door, orderId));
    const { bt_signature = '', bt_payload = '' } = form;
    const other = Buffer.from('<notification><kind>check</kind></notification>').toString('base64');
    const forged: readonly (readonly [string, Record<string, string>, number])[] = [
      ['a changed payload', { bt_signature, bt_payload: other }, 403],
      ['a changed signature', { bt_signature: bt_signature.replace(/.$/, 'x'), bt_payload }, 403],
      ["somebody else's key", { bt_signature: `other|${bt_signature.split('|')[1]}`, bt_payload }, 403],
      ['no signature', { bt_payload }, 400],
      ['an empty signature', { bt_signature: '', bt_payload }, 403],
      ['no payload', { bt_signature }, 400],
      ['nonsense', { bt_signature, bt_payload: '<<<' }, 403],
    ];
    for (const [what, wrong, status] of forged) t.equal(await post(door.url, wrong), status, what);
    t.equal((await journal.payment(orderId))?.settlement, undefined);
    t.equal(door.changes, 0);
    t.equal(await post(door.url, form), 200, 'the right one is still taken');
  },
);

t.test('given an address to be checked, when Braintree asks, then it is answered with our key', async (t) => {
  const door = await open(t);
  const challenge = '20f9f8ed05f77439fe955c977e4c8a53';
  const answer = await fetch(`${door.url}?bt_challenge=${challenge}`);
  t.equal(answer.status, 200);
  const { verify } = door.sdk.webhookNotification as unknown as { verify(challenge: string): string };
  t.equal(await answer.text(), verify.call(door.sdk.webhookNotification, challenge));
  for (const wrong of ['', '?bt_challenge=', '?bt_challenge=<x>', '?other=1']) {
    t.equal((await fetch(door.url + wrong)).status, 400, wrong);
  }
});

t.test('given requests that are none of ours, when they come, then they are turned away', async (t) => {
  const door = await open(t);
  const type = 'application/x-www-form-urlencoded';
  const send = async (method: string, url: string, body?: string, headers: Record<string, string> = {}) =>
    (await fetch(url, { method, body, headers })).status;
  t.equal(await send('POST', door.url.replace(PATH, '/'), 'x', { 'content-type': type }), 404);
  t.equal(await send('GET', `${door.url}/more`), 404);
  t.equal(await send('PUT', door.url, 'x'), 405);
  t.equal(await send('POST', door.url, '{}', { 'content-type': 'application/json' }), 415);
  t.equal(await send('POST', door.url, `bt_payload=${'A'.repeat(300_000)}`, { 'content-type': type }), 413);
  t.equal(await endless(door.listener.port), 413, 'a body without a length is bounded too');
});

/** A chunked body that goes on until it is answered. */
function endless(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const sent = request({ port, host: '127.0.0.1', path: PATH, method: 'POST', headers }, (response) => {
      resolve(response.statusCode);
      sent.destroy();
    });
    sent.on('error', () => undefined);
    const more = () => {
      if (!sent.destroyed) sent.write('A'.repeat(32_768), () => setImmediate(more));
    };
    more();
  });
}

t.test('given too many in a minute, when more come, then they are told to come again', async (t) => {
  const door = await open(t, 3);
  const statuses: number[] = [];
  for (let i = 0; i < 5; i++) statuses.push((await fetch(door.url)).status);
  t.same(statuses, [400, 400, 400, 429, 429]);
});

/** Request lines of HTTP as they are, which no client of ours would send; resolves with the statuses. */
function raw(port: number, targets: readonly string[]): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let told = '';
    socket.on('data', (data) => {
      told += data;
    });
    socket.once('error', reject);
    socket.once('close', () =>
      resolve([...told.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => Number(status))),
    );
    const last = targets.length - 1;
    for (const [index, target] of targets.entries()) {
      const closing = index === last ? 'connection: close\r\n' : '';
      socket.write(`GET ${target} HTTP/1.1\r\nhost: x\r\n${closing}\r\n`);
    }
  });
}

t.test('given targets that are no addresses, when they come, then nothing breaks or is logged', async (t) => {
  const lines: unknown[] = [];
  const write = (...line: unknown[]) => lines.push(line);
  const noisy = { debug: write, info: write, warn: write, error: write, child: () => noisy };
  const door = await open(t, 600, noisy);
  const odd = ['//', '//x', '/\\', 'http://', '/%', '/%ff', '*', 'http://[', `/${'a'.repeat(4000)}`];
  t.same(
    await raw(door.listener.port, odd),
    odd.map(() => 404),
  );
  t.equal(await post(door.url, { bt_signature: 'x', bt_payload: 'x' }), 403);
  const many = await raw(
    door.listener.port,
    Array.from({ length: 1000 }, () => '//'),
  );
  t.equal(many.at(-1), 429, 'limited, too');
  t.same(lines.length, 1, 'the forged one alone is told');
});

t.test('given 700 forged posts, when a genuine one comes, then it is taken', async (t) => {
  const door = await open(t, 120);
  const orderId = await door.bank.pay(usd(1999));
  const form = await sample(door, 'transaction_settled', await transactionOf(door, orderId));
  const forged = { ...form, bt_payload: `${form.bt_payload}x` };
  const statuses = new Map<number, number>();
  for (let round = 0; round < 70; round++) {
    const ten = Array.from({ length: 10 }, () => post(door.url, forged));
    for (const status of await Promise.all(ten)) statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  t.ok((statuses.get(403) ?? 0) >= 120);
  t.ok((statuses.get(429) ?? 0) > 0, 'the flood itself is told to stop');
  t.equal(await post(door.url, form), 200, 'from the same address, behind the same proxy');
  t.match(await door.bank.journal.payment(orderId), { settlement: { status: 'settled' } });
});

t.test('given a flood far beyond every measure, when genuine ones come, then all are taken', async (t) => {
  const door = await open(t, 8);
  const orderId = await door.bank.pay(usd(1999));
  const form = await sample(door, 'transaction_settled', await transactionOf(door, orderId));
  const forged = { ...form, bt_payload: `${form.bt_payload}x` };
  const others = { ...form, bt_signature: `other|${form.bt_signature?.split('|')[1]}` };
  let last: number[] = [];
  for (let round = 0; round < 30; round++) {
    last = await Promise.all(Array.from({ length: 10 }, (_, i) => post(door.url, i % 2 ? forged : others)));
  }
  t.same([...new Set(last)], [429], 'twenty times more than is read of strangers and of one source');
  for (let i = 0; i < 6; i++) t.equal(await post(door.url, form), 200, `genuine ${i}`);
  t.equal(await post(door.url, forged), 429);
  t.equal((await fetch(door.url)).status, 429, 'what is no notification is not looked at');
});

t.test(
  'given an address that asks too much, when another one comes, then it has its own measure',
  async (t) => {
    const door = await open(t, 2);
    const ask = async (from: string) =>
      (await fetch(door.url, { headers: { 'x-forwarded-for': from } })).status;
    const statuses: number[] = [];
    for (let i = 0; i < 3; i++) statuses.push(await ask('198.51.100.1'));
    t.same(statuses, [400, 400, 429]);
    t.equal(await ask('198.51.100.1, 203.0.113.5'), 400, 'what the proxy has written last');
    t.equal(
      await ask('203.0.113.5, 198.51.100.1'),
      429,
      'what the client has written before it says nothing',
    );
    t.equal(await ask('2001:db8::1'), 400);
    t.equal(await ask('2001:db8:0:0:9::2'), 400);
    t.equal(await ask('2001:db8::3'), 429, 'one network of IPv6 is one source');
  },
);

t.test('given who has sent something genuine, when strangers flood, then its lane stays open', async (t) => {
  const measures = new Measures(10);
  measures.took('braintree', 1);
  let taken = 0;
  for (let i = 0; i < 5000; i++) if (measures.admit(`stranger ${i}`, 0, 1, 1)) taken += 1;
  t.equal(taken, 100, 'strangers have a measure in common, too');
  t.ok(measures.admit('braintree', 0, 1, 1));
  t.notOk(measures.admit('stranger', 0, 1, 1));
});

t.test('given a log that is spared, when it is filled, then the rest is counted', async (t) => {
  let at = 1e6;
  const lines: unknown[] = [];
  const base = { ...log, warn: (...line: unknown[]) => void lines.push(line) };
  const spared = sparing(base, 2, () => at);
  for (let i = 0; i < 5; i++) spared.warn({ reason: 'no' }, 'refused');
  t.same(lines, [
    [{ reason: 'no' }, 'refused'],
    [{ reason: 'no' }, 'refused'],
  ]);
  at += 60_000;
  spared.warn('refused');
  t.match(lines.at(-1), [{ count: 3 }, 'refused']);
});

t.test(
  'given a journal that cannot be written, when a notification comes, then it is to be sent again',
  async (t) => {
    const door = await open(t);
    const orderId = await door.bank.pay(usd(1999));
    const form = await sample(door, 'transaction_settled', await transactionOf(door, orderId));
    await door.bank.journal.close();
    t.equal(await post(door.url, form), 503);
    await door.bank.journal.open();
    t.equal(await post(door.url, form), 200);
  },
);

t.test('given a door that is stopped, when asked, then nobody answers', async (t) => {
  const door = await open(t);
  await door.listener.stop();
  await t.rejects(fetch(door.url));
  t.match(door.listener.health(), { up: false });
});
