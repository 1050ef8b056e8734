import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import t, { type Test } from 'tap';
import { createAmi } from '../../lib/asterisk/ami.js';
import { createAriRest } from '../../lib/asterisk/ari-rest.js';
import { WipedSocket } from '../../lib/asterisk/wiped-socket.js';
import { type Owners, ownersOf } from '../../lib/peer.js';

const NOBODY = 65_534;
const NEEDS_ROOT = process.getuid?.() === 0 ? false : 'another user can be played by root only';

/** A program of another user that listens, and says what it was told. It may leave connections unaccepted. */
async function impostor(t: Test, accepts: boolean, host = '127.0.0.1', at = 0) {
  const program = `const server = require('node:net').createServer((socket) =>
      socket.on('data', (data) => console.log(String(data).replaceAll('\\r\\n', '|'))).on('error', () => {}));
    server.listen(${at}, '${host}', () => {
      require('node:fs').writeSync(1, 'port ' + server.address().port + '\\n');
      ${accepts ? '' : 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);'}
    });`;
  const child = spawn(process.execPath, ['-e', program], {
    uid: NOBODY,
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: '/',
  });
  t.teardown(() => child.kill('SIGKILL'));
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  await once(child.stdout, 'data');
  const port = Number(/port (\d+)/.exec(said)?.[1]);
  return { port, told: () => said.replace(/^port.*\n/, '') };
}

const access = (port: number, owners?: Owners) => ({
  url: `http://127.0.0.1:${port}`,
  username: 'hushpay',
  password: 'not-for-strangers',
  app: 'hushpay',
  owners,
});

t.test(
  'given a program of another user at Asterisk’s port, then it is told no password',
  { skip: NEEDS_ROOT },
  async (t) => {
    for (const accepts of [true, false]) {
      const { port, told } = await impostor(t, accepts);
      const ari = createAriRest(access(port), 10_000);
      const ami = createAmi(access(port), 10_000);
      t.teardown(() => [ari, ami].map((one) => one.close()));
      const refused = { code: 'ari-unreachable', message: /belongs to user 65534, not to Asterisk/ };
      await t.rejects(ari.text('GET', '/applications'), refused);
      await t.rejects(ami.action('Ping'), { code: 'ami-unreachable' });
      const socket = new WipedSocket({ port, host: '127.0.0.1' }, ownersOf('root'));
      socket.write('not-for-strangers');
      const [error] = await once(socket, 'error');
      t.match(error, {
        message: `port ${port} belongs to user ${NOBODY}, not to Asterisk; see asterisk.user`,
      });
      t.equal(told(), '', 'not a byte');
    }
  },
);

t.test(
  'given the control, when that user is Asterisk’s, then it is told',
  { skip: NEEDS_ROOT },
  async (t) => {
    const { port, told } = await impostor(t, true);
    const ari = createAriRest(access(port, ownersOf('nobody')), 500);
    t.teardown(() => ari.close());
    await t.rejects(ari.text('GET', '/applications'), { code: 'ari-deadline' });
    t.match(told(), /GET \/ari\/applications.*Authorization: Basic /);
  },
);

t.test(
  'given a stranger at the same port of other addresses, then it keeps nobody from Asterisk, IPv6 too',
  { skip: NEEDS_ROOT },
  async (t) => {
    for (const host of ['127.0.0.1', '::1', '::']) {
      const server = createServer((socket) => socket.pipe(socket));
      t.teardown(() => server.close());
      await once(server.listen(0, host), 'listening');
      const { port } = server.address() as { port: number };
      if (host !== '::') await impostor(t, true, '127.0.0.2', port);
      const socket = new WipedSocket({ port, host: host === '::' ? '127.0.0.1' : host }, ownersOf('root'));
      socket.write('hello');
      const [answer] = await once(socket, 'data');
      t.equal(String(answer), 'hello', host);
      socket.destroy();
    }
  },
);

t.test('given names of users, then those of this machine and numbers are known', async (t) => {
  t.ok(ownersOf('root').has(0));
  t.ok(ownersOf('nobody').has(NOBODY));
  t.ok(ownersOf('1234').has(1234));
  t.same([...ownersOf('no-such-user')], [...new Set([0, process.getuid?.() ?? 0])]);
});

t.test('given bytes in any pieces, then they come whole and in order, both ways, to the end', async (t) => {
  const server = createServer((socket) => socket.pipe(socket));
  t.teardown(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as { port: number };
  const socket = new WipedSocket({ port, host: '127.0.0.1' }, ownersOf('root'));
  const sent = Buffer.alloc(1_000_000, 'hushpay, ');
  let got = 0;
  const same: boolean[] = [];
  socket.on('data', (bytes: Buffer) => {
    same.push(bytes.equals(sent.subarray(got, got + bytes.length)));
    got += bytes.length;
  });
  socket.end(sent);
  await once(socket, 'close');
  t.equal(got, sent.length);
  t.ok(same.every(Boolean));
});
