import { createConnection, type Socket } from 'node:net';

/** Keeps connections to a port of this machine open that never say anything; each that is closed is opened again. */
export function holdConnections(port: number, count: number): () => void {
  const held = new Set<Socket>();
  let going = true;
  const open = () => {
    if (!going) return;
    const socket = createConnection(port, '127.0.0.1');
    held.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      held.delete(socket);
      setTimeout(open, 50);
    });
  };
  for (let i = 0; i < count; i++) open();
  return () => {
    going = false;
    for (const socket of held) socket.destroy();
  };
}
