import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { projectRoot } from '../../lib/root.js';

/** A PostgreSQL of our own, on a socket in its own directory. */
export interface Server {
  /** Address of a database on it. */
  url(database: string): string;
  /** Ends it; what it held is there again after `start`. */
  halt(): Promise<void>;
  start(): Promise<void>;
  /** Ends it and removes its directory. */
  stop(): Promise<void>;
}

const INSTALLED = '/usr/lib/postgresql';

/** The newest server that Debian's packages have put on this machine. */
export function findPostgres(): string | undefined {
  if (!existsSync(INSTALLED)) return undefined;
  return readdirSync(INSTALLED)
    .toSorted((a, b) => Number(b) - Number(a))
    .map((version) => join(INSTALLED, version, 'bin'))
    .find((bin) => existsSync(join(bin, 'postgres')) && existsSync(join(bin, 'initdb')));
}

export async function startPostgres(bin: string): Promise<Server> {
  const runs = join(projectRoot(), '.hushpay', 'run');
  mkdirSync(runs, { recursive: true });
  const dir = mkdtempSync(join(runs, 'pg-'));
  const user = process.getuid?.() === 0 ? packageUser() : undefined;
  if (user) chownSync(dir, user.uid, user.gid);
  const data = join(dir, 'data');
  execFileSync(join(bin, 'initdb'), ['-D', data, '-A', 'trust', '-U', 'hushpay', '--no-sync', '-E', 'UTF8'], {
    ...user,
    cwd: dir,
    stdio: 'pipe',
    timeout: 60_000,
  });
  const options = [
    '-D',
    data,
    '-k',
    dir,
    '-c',
    'listen_addresses=',
    '-c',
    'fsync=off',
    '-c',
    'log_min_messages=log',
  ];
  let server: ChildProcess | undefined;
  const halt = async () => {
    const running = server;
    server = undefined;
    if (!running || running.exitCode !== null) return;
    const ended = new Promise<void>((resolve) => running.once('exit', () => resolve()));
    running.kill('SIGINT');
    await ended;
  };
  const stop = async () => {
    await halt();
    rmSync(dir, { recursive: true, force: true });
  };
  const start = async () => {
    server = spawn(join(bin, 'postgres'), options, {
      ...user,
      cwd: dir,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    await ready(server);
  };
  try {
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    halt,
    start,
    stop,
    url: (database) => `postgres://hushpay@${encodeURIComponent(dir)}/${database}`,
  };
}

/** PostgreSQL refuses to run as root. */
function packageUser(): { uid: number; gid: number } {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((line) => line.startsWith('postgres:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  if (!uid || !gid) throw new Error('PostgreSQL is installed but there is no user postgres to run it');
  return { uid: Number(uid), gid: Number(gid) };
}

function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const said: string[] = [];
    const late = setTimeout(() => reject(new Error(`PostgreSQL is not ready:\n${said.join('\n')}`)), 30_000);
    server.once('exit', () => {
      clearTimeout(late);
      reject(new Error(`PostgreSQL ended:\n${said.join('\n')}`));
    });
    if (!server.stderr) return;
    createInterface(server.stderr).on('line', (line) => {
      said.push(line);
      if (!line.includes('ready to accept connections')) return;
      clearTimeout(late);
      resolve();
    });
  });
}
