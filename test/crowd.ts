import { createConnection, type Socket } from 'node:net';
import type { Test } from 'tap';

/** Connections that say nothing, or begin a request and never end it; each is opened again when it is closed. */
export function crowd(t: Test, port: number, many: number, says = ''): { readonly opened: () => number } {
  const sockets = new Set<Socket>();
  let [opened, over] = [0, false];
  const enter = () => {
    if (over) return;
    const socket = createConnection(port, '127.0.0.1', () => says && socket.write(says));
    opened += 1;
    sockets.add(socket.on('error', () => undefined).resume());
    socket.on('close', () => {
      sockets.delete(socket);
      setImmediate(enter);
    });
  };
  for (let i = 0; i < many; i++) enter();
  t.teardown(() => {
    over = true;
    for (const socket of sockets) socket.destroy();
  });
  return { opened: () => opened };
}
