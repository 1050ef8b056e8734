import { createConnection, type Socket } from 'node:net';
import t from 'tap';
import { ReadyServer } from '../lib/ready.js';
import { freePort } from '../lib/rig/port.js';
import { until } from '../lib/rig/until.js';

const port = await freePort();
const server = new ReadyServer({
  host: '127.0.0.1',
  port,
  health: () => [],
  ready: () => true,
  alive: () => true,
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
