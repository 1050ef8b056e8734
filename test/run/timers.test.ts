import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import t from 'tap';
import { Timers } from '../../lib/run/timers.js';

t.test('given a process that paused, when a clock has run out, then what came is read first', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const seen: string[] = [];
  const socket = connect(port, '127.0.0.1').on('data', (data) => seen.push(String(data)));
  const [peer] = (await once(server, 'connection')) as [Socket];
  await new Promise<void>((resolve) => {
    const timers = new Timers((timer) => {
      seen.push(timer);
      resolve();
    });
    timers.start('quiet', 5);
    peer.write('key');
    stand();
  });
  t.same(seen, ['key', 'quiet']);
  socket.destroy();
  server.close();
});

function stand(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
}

t.test('given a clock that is stopped in the turn it ran out, then it does not fire', async (t) => {
  let fired = false;
  const timers = new Timers(() => {
    fired = true;
  });
  timers.start('quiet', 1);
  setTimeout(() => timers.stop('quiet'), 1);
  stand();
  await new Promise((resolve) => setTimeout(resolve, 20));
  t.notOk(fired);
});
