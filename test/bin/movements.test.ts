import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { loadConfig } from '../../lib/config/load.js';
import { openGateway } from '../../lib/gateway/open.js';
import type { Journal } from '../../lib/journal/journal.js';
import { createJournal } from '../../lib/journal/store.js';
import { createLog } from '../../lib/log.js';
import { startSandboxProcess } from '../../lib/sandbox-process.js';
import { freshDirectory, writeConfig } from '../config/directory.js';
import { session } from '../journal/sessions.js';
import { hushpay, PROGRAM } from './run.js';

t.setTimeout(240_000);

const usd = (minor: number) => ({ minor, currency: 'USD' });

/** A sandbox of its own process, a journal beside a configuration, and the commands on them. */
interface Shop {
  readonly file: string;
  readonly directory: string;
  readonly journal: Journal;
  pay(orderId: string, minor: number, reference?: string): Promise<void>;
  settle(orderId: string): Promise<void>;
  /** Of the sandbox's control. */
  ask(method: string, path: string, body?: object): Promise<{ id: string; orderId?: string; type: string }[]>;
  run(...args: string[]): ReturnType<typeof hushpay>;
}

async function shop(t: Test): Promise<Shop> {
  const sandbox = await startSandboxProcess(['--memory', '--no-tls']);
  t.teardown(() => sandbox.stop());
  const directory = freshDirectory(t);
  const { merchantId, publicKey, privateKey, url } = sandbox;
  const file = writeConfig(
    directory,
    JSON.stringify({
      asterisk: { ari: { password: 'a' }, ami: { password: 'b' } },
      database: { file: 'journal.sqlite' },
      braintree: { merchantId, publicKey, privateKey },
      sandbox: { url },
    }),
  );
  const config = await loadConfig(file);
  const journal = createJournal(config.database, createLog({ level: 'error' }));
  await journal.open();
  await journal.takeOver('one');
  const { gateway } = await openGateway(config, () => undefined);
  t.teardown(async () => {
    await gateway.stop();
    await journal.close();
  });
  const headers = {
    authorization: `Basic ${Buffer.from(`${publicKey}:${privateKey}`).toString('base64')}`,
    'x-apiversion': '6',
  };
  const send = (method: string, path: string, body?: object) =>
    fetch(url + path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
  const ask = async (method: string, path: string, body?: object) =>
    (await (await send(method, `/_control/${path}`, body)).json()) as Awaited<ReturnType<Shop['ask']>>;
  return {
    file,
    directory,
    journal,
    ask,
    async pay(orderId, minor, reference) {
      const at = Date.now();
      const amount = usd(minor);
      const id = orderId.slice(0, orderId.lastIndexOf('-'));
      const intended = { change: 'intended', orderId, amount, reference } as const;
      await journal.record(session(id, { name: 'charging', orderId }), { type: 'tokenised', at }, intended);
      const nonce = 'fake-valid-visa-nonce';
      await journal.settle(orderId, await gateway.charge({ orderId, amount, nonce }), Date.now());
    },
    async settle(orderId) {
      for (const one of await ask('GET', 'transactions')) {
        if (one.orderId === orderId)
          await send('PUT', `/merchants/${merchantId}/transactions/${one.id}/settle`);
      }
    },
    run: (...args) => hushpay('payments', ...args, '--config', file),
  };
}

t.test('given a settled payment, when refunded by command, then only as far as it goes', async (t) => {
  const { run, pay, settle, journal, ask } = await shop(t);
  await pay('hpa-1', 1999);
  t.match(await run('refund', 'hpa-1', '--yes'), { code: 1, err: /91506.*not settled yet: void it/s });
  await settle('hpa-1');
  t.match(await run('refund', 'hpa-1'), {
    code: 1,
    err: /Refund all that is left of payment hpa-1 of 19\.99 USD.*nobody to ask.*--yes/s,
  });
  t.match(await run('refund', 'hpa-1', '--amount', '5.00', '--yes'), {
    code: 0,
    out: /refunded 5\.00 USD: hpa-1-r2/,
  });
  t.match(await run('refund', 'hpa-1', '--amount', '5', '--yes'), { code: 1, err: /Add --again/ });
  t.match(await run('refund', 'hpa-1', '--amount', '15.00', '--yes'), {
    code: 1,
    err: /only 14\.99 USD is left/,
  });
  t.match(await run('refund', 'hpa-1', '--amount', '5.001', '--yes'), { code: 1, err: /not an amount/ });
  t.match(await run('refund', 'hpa-1', '--amount', '5', '--again', '--yes', '--json'), {
    code: 0,
    out: /"kind":"moved"/,
  });
  t.match(await run('capture', 'hpa-1', '--yes'), { code: 1, err: /captured when it was made/ });
  t.match(await run('void', 'hpa-1', '--yes'), { code: 1, err: /given back already/ });
  t.match(await run('refund', 'hpz-1', '--yes'), { code: 1, err: /no payment hpz-1/ });
  t.match(await journal.payment('hpa-1'), { refunded: 1000 });
  t.equal((await ask('GET', 'transactions')).filter(({ type }) => type === 'credit').length, 2);
  const { out } = await run('show', 'hpa-1');
  t.match(out, /^refunded +10\.00 USD$/m);
  t.match(out, /^refund +.*hpa-1-r2 done 5\.00 USD/m);
});

t.test('given a refund that is killed under way, when run again, then there is one refund', async (t) => {
  const { run, pay, settle, journal, ask, file } = await shop(t);
  await pay('hpa-1', 1999);
  await settle('hpa-1');
  await ask('POST', 'faults', { route: 'transaction.refund', kind: 'silence', when: 'after', times: 1 });
  const command = ['payments', 'refund', 'hpa-1', '--amount', '7.50', '--yes', '--config', file];
  const child = spawn(process.execPath, [PROGRAM, ...command], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const refunds = async () =>
    (await ask('GET', 'transactions')).filter(({ type }) => type === 'credit').length;
  while ((await refunds()) === 0) await pause(20);
  child.kill('SIGKILL');
  await ended;
  t.match(await journal.movements('hpa-1'), [{ status: 'intended' }]);
  t.match(await run('refund', 'hpa-1', '--amount', '7.50', '--yes'), {
    code: 0,
    out: /refunded 7\.50 USD.*nothing was sent again/,
  });
  t.match(await run('refund', 'hpa-1', '--amount', '7.50', '--yes'), { code: 1, err: /--again/ });
  t.equal(await refunds(), 1);

  await ask('POST', 'faults', { route: 'transaction.refund', kind: 'drop', when: 'before', times: 1 });
  t.match(await run('refund', 'hpa-1', '--yes'), { code: 3, err: /not known yet/ });
  t.match(await run('reconcile'), { code: 1, out: /hpa-1-r2 unknown[\s\S]*0 of 1 became known/ });
  t.match(await run('settle', 'hpa-1-r2', '--as', 'failed', '--why', 'the bank says so', '--yes'), {
    code: 0,
    out: /hpa-1-r2 is failed, decided by \w+/,
  });
  t.match((await run('show', 'hpa-1')).out, /^decided .*hpa-1-r2 failed by \w+: the bank says so$/m);
});

t.test('given a day of payments, when reported and exported, then it is all there', async (t) => {
  const { run, pay, settle, journal, directory } = await shop(t);
  await pay('hpa-1', 1999, 'INV-1');
  await pay('hpb-1', 500, '=HYPERLINK("http://x","y")');
  await pay('hpc-1', 200_000, 'INV-3');
  await settle('hpa-1');
  await settle('hpb-1');
  const date = new Date().toISOString().slice(0, 10);
  t.match(await run('report', '--date', date), {
    code: 0,
    out: /taken: 2, 24\.99 USD\nall accounted for\n$/,
  });
  const unknown = { change: 'intended', orderId: 'hpd-1', amount: usd(100) } as const;
  const charging = session('hpd', { name: 'charging', orderId: 'hpd-1' });
  await journal.record(charging, { type: 'tokenised', at: Date.now() }, unknown);
  t.match(await run('report', '--date', date), {
    code: 1,
    out: /outcome unknown, being looked for: hpd-1\nNOT all accounted for/,
  });
  t.match(await run('report', '--date', '2026-02-30'), { code: 1, err: /give a day/ });

  t.match((await run('list', '--amount', '5')).out, /^\S+ +hpb-1 .*\n$/);
  t.match((await run('list', '--status', 'declined', '--json')).out, /^\{"orderId":"hpc-1".*\n$/);
  t.match(await run('list', '--amount', 'x'), { code: 1, err: /not an amount of USD/ });
  const csv = (await run('export', '--until', '2099-01-01')).out.split('\r\n');
  t.equal(csv.length, 6);
  t.match(csv[0], /^order,kind,status,amount,currency,/);
  t.match(csv[1], /^hpa-1,charge,approved,19\.99,USD,19\.99,0\.00,0\.00,.*INV-1/);
  t.match(csv[2], /"'=HYPERLINK\(""http:\/\/x"",""y""\)"/);
  const output = join(directory, 'all.json');
  t.match(await run('export', '--format', 'json', '--output', output), { code: 0, out: '' });
  t.match(JSON.parse(readFileSync(output, 'utf8')), [
    { orderId: 'hpa-1', settlement: { status: 'settled', batch: date } },
    { orderId: 'hpb-1' },
    { orderId: 'hpc-1', status: 'declined' },
    { orderId: 'hpd-1' },
  ]);
});

t.test(
  'given a payment that stays unknown, when a person settles it, then Braintree is heard first',
  async (t) => {
    const { run, pay, journal } = await shop(t);
    await pay('hpa-1', 1999);
    const { transactionId = '' } = (await journal.payment('hpa-1')) ?? {};
    const open = async (orderId: string) => {
      const charging = session(orderId.slice(0, -2), { name: 'charging', orderId });
      const intended = { change: 'intended', orderId, amount: usd(100) } as const;
      await journal.record(charging, { type: 'tokenised', at: Date.now() }, intended);
    };
    await open('hpb-1');
    const settle = (...args: string[]) =>
      run('settle', 'hpb-1', '--why', 'seen in the control panel', ...args);
    t.match(await settle('--as', 'approved', '--yes'), { code: 1, err: /needs --transaction/ });
    const approved = ['--as', 'approved', '--transaction'];
    t.match(await settle(...approved, 'nosuch', '--yes'), { code: 1, err: /has no transaction nosuch/ });
    t.match(await settle(...approved, transactionId, '--yes'), { code: 1, err: /is of order hpa-1/ });
    t.match(await settle(...approved, 'tx9', '--unasked'), { code: 1, err: /nobody to ask/ });
    t.match(await settle(...approved, 'tx9', '--unasked', '--yes'), { code: 0, out: /hpb-1 is approved/ });
    t.match(await journal.payment('hpb-1'), { status: 'approved', transactionId: 'tx9', captured: 100 });
    t.match(await settle('--as', 'failed', '--yes'), { code: 1, err: /is not open/ });
    t.match(await run('settle', 'hpa-1', '--as', 'failed', '--why', ' ', '--yes'), {
      code: 1,
      err: /reason/,
    });
  },
);

t.test('given a person at a terminal, when they are asked, then only a yes moves money', async (t) => {
  const { pay, settle, journal, file } = await shop(t);
  await pay('hpa-1', 1999);
  await settle('hpa-1');
  const ask = (answer: string) => {
    const words = [
      process.execPath,
      PROGRAM,
      'payments',
      'refund',
      'hpa-1',
      '--amount',
      '2.50',
      '--config',
      file,
    ];
    // Of util-linux: it gives the command a terminal.
    const child = spawn('script', ['-qec', words.join(' '), '/dev/null'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    let out = '';
    child.stdout.on('data', (data) => {
      // Asked first, answered then, as people do.
      if (!out.includes('[y/N]') && String(data).includes('[y/N]')) child.stdin.write(`${answer}\n`);
      out += data;
    });
    return new Promise<string>((resolve) => child.once('close', () => resolve(out)));
  };
  t.match(await ask(''), /Refund 2\.50 USD of payment hpa-1.*\[y\/N\][\s\S]*Nothing was done/);
  t.match(await ask('no'), /Nothing was done/);
  t.same(await journal.movements('hpa-1'), []);
  t.match(await ask('y'), /refunded 2\.50 USD/);
  t.match(await journal.payment('hpa-1'), { refunded: 250 });
});
