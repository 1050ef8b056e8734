import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import type { Test } from 'tap';
import { freshDirectory, writeConfig } from '../config/directory.js';
import { PROGRAM } from './run.js';

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export interface Running {
  readonly child: ChildProcess;
  readonly file: string;
  readonly directory: string;
  readonly http: number;
  /** All of its standard error so far. */
  readonly said: readonly string[];
  readonly ended: Promise<number | null>;
  /** Resolves when a line of standard error matches, one that was written before too. */
  says(pattern: RegExp): Promise<string>;
}

/** The service without any Asterisk; it goes with the test. With the file of another it is that one's next process. */
export async function running(
  t: Test,
  options: Readonly<Record<string, unknown>> = {},
  another?: string,
  words: readonly string[] = [],
): Promise<Running> {
  const [asterisk, agi, port] = [await freePort(), await freePort(), await freePort()];
  const door = { url: `http://127.0.0.1:${asterisk}`, password: 'x' };
  const file =
    another ??
    writeConfig(
      freshDirectory(t),
      JSON.stringify({
        asterisk: { ari: door, ami: door },
        agi: { port: agi },
        http: { port },
        database: { file: 'journal.sqlite' },
        ...options,
      }),
    );
  const directory = dirname(file);
  const http: number = JSON.parse(readFileSync(file, 'utf8')).http.port;
  const child = spawn(process.execPath, [PROGRAM, 'start', '--config', file, ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const said: string[] = [];
  const waiting = new Set<() => void>();
  createInterface({ input: child.stderr }).on('line', (line) => {
    said.push(line);
    for (const look of waiting) look();
  });
  const says = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`${pattern} was not said:\n${said.join('\n')}`)),
        30_000,
      );
      const look = () => {
        const found = said.find((line) => pattern.test(line));
        if (found === undefined) return;
        clearTimeout(late);
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  return { child, file, directory, http, said, ended, says };
}
