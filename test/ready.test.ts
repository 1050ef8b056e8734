import { execFile } from 'node:child_process';
import { createConnection, type Socket } from 'node:net';
import { promisify } from 'node:util';
import t from 'tap';
import { agiMark, answerProof } from '../lib/config/agi-key.js';
import { ownersOf } from '../lib/peer.js';
import { ReadyServer } from '../lib/ready.js';
import { freePort } from '../lib/rig/port.js';
import { until } from '../lib/rig/until.js';

const KEY = '0123456789abcdef0123456789abcdef';
let isReady = true;
const port = await freePort();
let strange = 0;
const server = new ReadyServer({
  owners: ownersOf('root'),
  host: '127.0.0.1',
  port,
  key: KEY,
  health: () => [],
  ready: () => isReady,
  alive: () => true,
  strange: () => {
    strange += 1;
  },
});
server.start();
t.teardown(() => server.stop());

const alive = async () => (await fetch(`http://127.0.0.1:${port}/alive`)).text();

t.test('given 600 connections that say nothing, when asked, then it answers', async (t) => {
  await until('it to listen', 5000, () => alive().then(Boolean, () => false));
  const sockets: Socket[] = [];
  let closed = 0;
  for (let i = 0; i < 600; i++) {
    const socket = createConnection(port, '127.0.0.1')
      .on('error', () => undefined)
      .resume();
    socket.on('close', () => {
      closed += 1;
    });
    // Every second one begins a request and never ends it.
    if (i % 2) socket.write('GET /alive HTTP/1.1\r\nhost: x\r\n');
    sockets.push(socket);
  }
  for (let i = 0; i < 20; i++) t.equal(await alive(), 'alive');
  await until('the idle ones to be closed', 10_000, () => closed === sockets.length);
  t.equal(await alive(), 'alive');
});

t.test('given a nonce, when asked, then the answer is made with the key', async (t) => {
  const ask = async (path: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`);
    return [answer.status, await answer.text()];
  };
  const nonce = 'ab'.repeat(20);
  t.same(await ask(`/alive/${nonce}`), [200, answerProof(KEY, 'alive', nonce)]);
  t.same(await ask(`/ready/${nonce}`), [200, answerProof(KEY, 'ready', nonce)]);
  t.not(answerProof(KEY, 'alive', nonce), answerProof(KEY, 'ready', nonce));
  for (const other of ['12.3', '', `${nonce}0`, `${nonce}?x`]) {
    t.equal((await ask(`/ready/${other}`))[0], 404, 'and nothing else is answered');
  }
  t.same(await ask(`/ready/${nonce}.${agiMark(KEY)}`), [200, answerProof(KEY, 'ready', nonce)]);
  t.equal(strange, 0);
  for (let i = 0; i < 5; i++) await ask(`/alive/${nonce}.${agiMark('another')}`);
  t.equal(strange, 1, 'a dialplan with another key is told once a minute');
  isReady = false;
  t.same(await ask(`/ready/${nonce}`), [503, 'not ready']);
});

t.test(
  'given a program of another user, when it asks with a nonce, then it collects no answer',
  { skip: process.getuid?.() === 0 ? false : 'another user can be played by root only' },
  async (t) => {
    const nonce = 'cd'.repeat(20);
    const asked = (uid?: number) => {
      const program = `fetch('http://127.0.0.1:${port}/alive/${nonce}').then(async (a) => console.log(a.status, await a.text()))`;
      return promisify(execFile)(process.execPath, ['-e', program], { uid, cwd: '/' }).then(({ stdout }) =>
        stdout.trim(),
      );
    };
    t.equal(await asked(65_534), '403 not Asterisk');
    t.equal(await asked(), `200 ${answerProof(KEY, 'alive', nonce)}`, 'as Asterisk’s own question');
  },
);
