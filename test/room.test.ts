import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createConnection } from 'node:net';
import t, { type Test } from 'tap';
import { until } from '../lib/rig/until.js';
import { keepRoom, type RoomOptions } from '../lib/room.js';
import { crowd } from './crowd.js';

/** Answers `/` at once; `/stream` and `/slow` stay in work, begun and not. */
async function door(t: Test, options: RoomOptions) {
  const work: ServerResponse[] = [];
  const server: Server = createServer((request, response) => {
    if (request.url === '/') response.end('here');
    else work.push(response);
    if (request.url === '/stream') response.write('begun');
  });
  keepRoom(server, options);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const begin = async (path: string) => {
    const socket = createConnection(port, '127.0.0.1').on('error', () => undefined);
    let text = '';
    socket.on('data', (data) => {
      text += data;
    });
    const before = work.length;
    socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`);
    t.teardown(() => socket.destroy());
    await until('it to be in work', 5000, () => work.length > before);
    return { socket, heard: () => text };
  };
  const ask = async () =>
    (await fetch(`http://127.0.0.1:${port}/`, { headers: { connection: 'close' } })).text();
  return { port, work, begin, ask };
}

const SAYS = {
  nothing: '',
  'half a request': 'GET / HTTP/1.1\r\nhost: x\r\n',
  'a body that does not come': 'POST /slow HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\nab',
};

for (const [what, says] of Object.entries(SAYS)) {
  t.test(`given a crowd that says ${what}, then each who asks is answered`, async (t) => {
    const { port, begin, ask, work } = await door(t, { most: 16 });
    const [stream, slow] = [await begin('/stream'), await begin('/slow')];
    const { opened } = crowd(t, port, 48, says);
    await until('them to come again', 20_000, () => opened() > 100);
    for (let i = 0; i < 25; i++) t.equal(await ask(), 'here');
    t.notOk(stream.socket.closed || slow.socket.closed, 'what is in work stays');
    work[1]?.end('at last');
    await until('the answer', 5000, () => slow.heard().includes('at last'));
  });
}

t.test('given nothing but requests in work, then the oldest of them goes', async (t) => {
  const { begin, ask } = await door(t, { most: 3 });
  const streams = [await begin('/stream'), await begin('/slow'), await begin('/stream')];
  t.equal(await ask(), 'here');
  await until('one to go', 5000, () => streams[0]?.socket.closed === true);
  t.same(
    streams.map(({ socket }) => socket.closed),
    [true, false, false],
  );
});

t.test('given one address with a share, then its own oldest connection goes', async (t) => {
  const { port, ask, begin } = await door(t, { most: 100, ofOne: () => 4 });
  const stream = await begin('/stream');
  const { opened } = crowd(t, port, 12);
  await until('them to come again', 20_000, () => opened() > 30);
  for (let i = 0; i < 10; i++) t.equal(await ask(), 'here');
  t.notOk(stream.socket.closed);
});
