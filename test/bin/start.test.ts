import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import t from 'tap';
import { projectRoot } from '../../lib/root.js';
import { freshDirectory, writeConfig } from '../config/directory.js';
import { hushpay, PROGRAM } from './run.js';
import { running } from './running.js';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

t.test(
  'given no Asterisk at all, when started and stopped, then it runs, says so and ends with 0',
  async (t) => {
    const [asterisk, agi, http] = [await freePort(), await freePort(), await freePort()];
    const webhooks = await freePort();
    const door = { url: `http://127.0.0.1:${asterisk}`, password: 'x' };
    const file = writeConfig(
      freshDirectory(t),
      JSON.stringify({
        asterisk: { ari: door, ami: door },
        agi: { port: agi },
        http: { port: http },
        webhooks: { enabled: true, port: webhooks },
        database: { file: 'journal.sqlite' },
        log: { level: 'debug' },
      }),
    );
    // Unlimited, where that is allowed, so that it is seen to be taken away.
    const child = spawn(
      '/bin/sh',
      ['-c', 'ulimit -c unlimited; exec "$@"', 'sh', process.execPath, PROGRAM, 'start', '--config', file],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    t.teardown(() => child.kill('SIGKILL'));
    const lines: { msg: string; level: string }[] = [];
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(JSON.stringify(lines))), 30_000);
      createInterface({ input: child.stderr }).on('line', (text) => {
        const line = JSON.parse(text);
        lines.push(line);
        if (line.msg !== 'hushpay has started') return;
        clearTimeout(late);
        resolve();
      });
    });
    t.match(readFileSync(`/proc/${child.pid}/limits`, 'utf8'), /Max core file size +0 +0 /);
    t.match(readFileSync(`/proc/${child.pid}/coredump_filter`, 'utf8'), /^0+\n$/);
    t.match(
      lines.find(({ level, msg }) => level === 'warn' && /SANDBOX/.test(msg)),
      { level: 'warn' },
      'the local sandbox is said loudly',
    );
    const ready = await fetch(`http://127.0.0.1:${http}/ready`);
    t.equal(ready.status, 503, 'not ready without Asterisk');
    const notices = `http://127.0.0.1:${webhooks}/braintree`;
    t.equal((await fetch(`${notices}?bt_challenge=20f9f8ed05f77439fe955c977e4c8a53`)).status, 200);
    const form = new URLSearchParams({ bt_payload: 'x' });
    t.equal((await fetch(notices, { method: 'POST', body: form })).status, 400);
    child.kill('SIGTERM');
    t.equal(await ended, 0);
    t.ok(lines.some(({ msg }) => msg === 'stopped'));
  },
);

t.test(
  'given the systemd unit, when read, then it has what keeps a card from a disk and a call alive',
  async (t) => {
    const unit = readFileSync(join(projectRoot(), 'config', 'hushpay.service'), 'utf8');
    for (const line of [
      'LimitCORE=0',
      'MemorySwapMax=0',
      'NoNewPrivileges=yes',
      'PrivateTmp=yes',
      'ProtectSystem=strict',
      'Restart=always',
      'RestartPreventExitStatus=9 75 78',
      'StartLimitIntervalSec=0',
    ]) {
      t.ok(unit.split('\n').includes(line), line);
    }
    const talk = readFileSync(join(projectRoot(), 'config', 'hushpay-talk.conf'), 'utf8');
    t.notMatch(unit, /CAP_NET_RAW|AF_PACKET/, 'it sees no packet, unless talk is wanted');
    t.match(talk, /^AmbientCapabilities=CAP_NET_RAW$/m);
    t.match(talk, /^RestrictAddressFamilies=.*\bAF_PACKET\b/m);
  },
);

t.test('given a running instance, when started by hand, then only --take-over ends it', async (t) => {
  // Without a sandbox of its own, which takes its time to start.
  const first = await running(t, {
    braintree: { merchantId: 'm', publicKey: 'p', privateKey: 'k' },
    sandbox: { url: `http://127.0.0.1:${await freePort()}` },
  });
  await first.says(/hushpay has started/);
  const refused = await hushpay('start', '--config', first.file);
  t.match(refused, { code: 75, err: /hushpay runs already.*systemctl restart hushpay.*--take-over/s });
  t.equal((await fetch(`http://127.0.0.1:${first.http}/health`)).status, 503, 'the first is still there');
  first.child.kill('SIGKILL');
  await first.ended;
  const next = await running(t, {}, first.file);
  t.ok(await next.says(/hushpay has started/), 'what a dead one left behind keeps nobody');
  const third = await running(t, {}, first.file, ['--take-over']);
  t.ok(await third.says(/Asterisk does not answer/), 'it is not refused');
});
