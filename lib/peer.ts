import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { connect, type NetConnectOpts, type Socket } from 'node:net';

/** Who may answer as Asterisk on this machine: root, we ourselves, and Asterisk's user. */
export type Owners = ReadonlySet<number>;

/** Code of the error when the other end is somebody else. */
export const STRANGER = 'ESTRANGER';
const LISTENING = '0A';
const ESTABLISHED = '01';

/** @param name of Asterisk's user, or its number; one that this machine does not have is nobody. */
export function ownersOf(name: string): Owners {
  const owners = new Set([0, process.getuid?.() ?? 0]);
  const known = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find(([user]) => user === name);
  const uid = Number(known?.[2] ?? name);
  return Number.isInteger(uid) ? owners.add(uid) : owners;
}

/**
 * A connection over which a secret may be sent: on this machine it is open only when the program at its other end, and
 * whoever listens at that port, are run by one of the `owners`. While Asterisk is down, any program may take its port and
 * would be told the password. Another machine is known by its certificate. Ends in `connect` or `error`.
 */
export function connectKnown(
  options: NetConnectOpts,
  owners: Owners,
  known: (error: Error | null, socket: Socket) => void,
): Socket {
  const socket = connect(options);
  let over = false;
  // A connection may break while it is looked at: what comes first is told, once.
  const told = (error: Error | null) => {
    socket.off('error', told);
    if (!over) known(error, socket);
    over = true;
  };
  socket.once('error', told);
  socket.once('connect', () => {
    const strange = isOurs(socket) ? stranger(socket, owners) : Promise.resolve(undefined);
    strange
      .then((who) => {
        if (who === undefined) return told(null);
        const port = socket.remotePort;
        socket.destroy();
        const what = `port ${port} belongs to ${who}, not to Asterisk; see asterisk.user`;
        throw Object.assign(new Error(what), { code: STRANGER });
      })
      .catch(told);
  });
  return socket;
}

/** Whether the other end is on this machine. */
function isOurs({ remoteAddress = '', localAddress }: Socket): boolean {
  return remoteAddress === localAddress || /^(::ffff:)?127\.|^::1$/.test(remoteAddress);
}

interface Row {
  readonly local: string;
  readonly remote: string;
  readonly state: string;
  readonly uid: number;
}

/** Whether a connection that has come to us was made by one of the `owners`, as far as this machine can know: see `connectKnown`. */
export async function cameFrom(socket: Socket, owners: Owners): Promise<boolean> {
  if (!isOurs(socket)) return true;
  const made = otherEnds(socket, await rows());
  return made.length > 0 && made.every(({ uid }) => owners.has(uid));
}

/**
 * Who is at the other end, if it is none of the owners. A connection that nobody has accepted yet is root's by the kernel's
 * word, so that whoever listens counts as well: at this address, or, where nobody does, at all of them. Who listens at
 * the same port of another address is nobody to us.
 */
async function stranger(socket: Socket, owners: Owners): Promise<string | undefined> {
  const all = await rows();
  const other = otherEnds(socket, all).filter(({ state }) => state === ESTABLISHED);
  const port = `:${hexPort(socket.remotePort)}`;
  const listeners = all.filter(({ state, local }) => state === LISTENING && local.endsWith(port));
  const there = places(socket.remoteAddress, socket.remotePort);
  const exact = listeners.filter(({ local }) => there.includes(local));
  const listens = exact.length > 0 ? exact : listeners.filter(({ local }) => /^0+:/.test(local));
  if (other.length === 0 || listens.length === 0) return 'nobody who is still there';
  const strange = [...other, ...listens].find(({ uid }) => !owners.has(uid));
  return strange && `user ${strange.uid}`;
}

function otherEnds(socket: Socket, all: readonly Row[]): readonly Row[] {
  const here = places(socket.localAddress, socket.localPort);
  const there = places(socket.remoteAddress, socket.remotePort);
  return all.filter(({ local, remote }) => there.includes(local) && here.includes(remote));
}

/** An address and port as the kernel's tables have them: words of four octets, each the other way round. */
function places(address = '', port = 0): readonly string[] {
  const v4 = /(?:^|:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address)?.slice(1).map(Number);
  const bytes = v4 ? [...MAPPED, ...v4] : bytesOf(address);
  const words = [0, 4, 8, 12].map((at) => hex(bytes.slice(at, at + 4).reverse()));
  return [words.join(''), ...(v4 ? [words[3]] : [])].map((one) => `${one}:${hexPort(port)}`);
}

/** An IPv4 address among those of IPv6. */
const MAPPED = [...Array(10).fill(0), 0xff, 0xff] as readonly number[];

function bytesOf(address: string): number[] {
  const [head = '', tail] = address.replace(/%.*/, '').split('::');
  const groups = (text: string) => (text ? text.split(':').map((one) => Number.parseInt(one, 16)) : []);
  const [before, after] = [groups(head), groups(tail ?? '')];
  const between = Array(Math.max(0, 8 - before.length - after.length)).fill(0) as number[];
  return [...before, ...between, ...after].flatMap((one) => [one >> 8, one & 0xff]);
}

function hex(bytes: readonly number[]): string {
  return Buffer.from(bytes).toString('hex').toUpperCase();
}

let reading: Promise<Row[]> | undefined;
let next: Promise<Row[]> | undefined;

/** Everybody who asks while the tables are read shares the next look, so that many do not cost more than one. */
function rows(): Promise<Row[]> {
  if (!reading) {
    reading = Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map(table))
      .then((tables) => tables.flat())
      .finally(() => {
        reading = undefined;
      });
    return reading;
  }
  next ??= reading.then(() => {
    next = undefined;
    return rows();
  });
  return next;
}

async function table(file: string): Promise<Row[]> {
  const text = await readFile(file, 'latin1').catch(() => '');
  return text
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((cells) => cells.length > 7)
    .map(([, local = '', remote = '', state = '', , , , uid]) => ({
      local,
      remote,
      state,
      uid: Number(uid),
    }));
}

function hexPort(port = 0): string {
  return port.toString(16).toUpperCase().padStart(4, '0');
}
