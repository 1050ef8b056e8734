import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export interface RoomOptions {
  /** Connections at once. */
  readonly most: number;
  /** Those of one address at once; undefined for an address that may have all. */
  readonly ofOne?: (address: string) => number | undefined;
}

interface Guest {
  readonly socket: Socket;
  readonly address: string;
  /** Of the request that has been taken and not answered to its end. */
  response?: ServerResponse;
}

/**
 * Keeps room for who has something to ask: a new connection is always taken, and where there are too many the one goes that has
 * waited for longest without a whole request. So programs that connect and say nothing, again and again, keep nobody out. A
 * request in work, and a stream, goes only where there is nothing else.
 */
export function keepRoom(server: Server, { most, ofOne }: RoomOptions): void {
  /** By the peer's end of the connection, which is the same with and without TLS. The longest waiting first. */
  const guests = new Map<string, Guest>();
  const tooMany = (socket: Socket, of: readonly Guest[]) => {
    const others = of.filter((one) => one.socket !== socket);
    const gone = others.find((one) => !isServed(one)) ?? others[0];
    gone?.socket.destroy();
  };
  server.on('connection', (socket: Socket) => {
    const { remoteAddress: address = '' } = socket;
    const name = nameOf(socket);
    const guest = { socket, address };
    guests.set(name, guest);
    socket.once('close', () => {
      if (guests.get(name) === guest) guests.delete(name);
    });
    const share = ofOne?.(address);
    const same = share === undefined ? [] : living(guests).filter((one) => one.address === address);
    if (share !== undefined && same.length > share) tooMany(socket, same);
    const all = living(guests);
    if (all.length > most) tooMany(socket, all);
  });
  server.prependListener('request', ({ socket }, response) => {
    const name = nameOf(socket);
    const guest = guests.get(name);
    if (!guest) return;
    guest.response = response;
    response.once('close', () => {
      if (guests.get(name) !== guest || guest.response !== response) return;
      // From now on it waits anew.
      guests.delete(name);
      if (guest.socket.destroyed) return;
      guest.response = undefined;
      guests.set(name, guest);
    });
  });
}

function nameOf({ remoteAddress = '', remotePort = 0 }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

/** What was destroyed counts no more, though its end has not been told yet. */
function living(guests: ReadonlyMap<string, Guest>): readonly Guest[] {
  return [...guests.values()].filter(({ socket }) => !socket.destroyed);
}

function isServed({ response }: Guest): boolean {
  return response !== undefined && (response.req.complete || response.headersSent);
}
