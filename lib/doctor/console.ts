import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type ConfSection, entryOf } from './conf.js';
import type { Finding } from './finding.js';

/** What this examination asks of the console; each only shows. */
type Show =
  | `dialplan show${string}`
  | `pjsip ${'list endpoints' | `show endpoint ${string}`}`
  | `manager show ${'connected' | 'settings' | `user ${string}`}`
  | 'features show'
  | 'http show status'
  | 'core show settings'
  | 'cel show status'
  | 'mixmonitor list all';

/** Asterisk as it runs, where its console can be reached: root, or Asterisk's own user, on the same machine. */
export interface Console {
  /** What the console answers, line by line. Rejects after `deadlineMs`, and where it is refused. */
  show(command: Show): Promise<readonly string[]>;
}

/** The console's answer is bounded: a dialplan of FreePBX has some hundred kilobytes. Bytes. */
const LONGEST = 33_554_432;

/** Between two tries where too many consoles are just being opened. Milliseconds. */
const BUSY_MS = 50;

/**
 * The socket that `asterisk -rx` uses. Whoever may open it may do anything, so nothing but `Show` goes there. One command at
 * a time: Asterisk lets no more than two consoles wait, and refuses the next.
 */
export function openConsole(path: string, deadlineMs: number): Console {
  let turn: Promise<unknown> = Promise.resolve();
  return {
    show(command) {
      const mine = turn.then(() => askPatiently(path, command, deadlineMs));
      turn = mine.catch(() => undefined);
      return mine;
    },
  };
}

async function askPatiently(path: string, command: Show, deadlineMs: number): Promise<readonly string[]> {
  const until = Date.now() + deadlineMs;
  for (;;) {
    try {
      return await ask(path, command, deadlineMs);
    } catch (error) {
      // Somebody else's consoles.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN' || Date.now() > until) throw error;
      await pause(BUSY_MS);
    }
  }
}

function ask(path: string, command: Show, deadlineMs: number): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path });
    const parts: Buffer[] = [];
    let length = 0;
    const timer = setTimeout(() => socket.destroy(new Error('no answer from the console')), deadlineMs);
    socket.on('connect', () => socket.write(`cli quit after ${command}\0`));
    socket.on('data', (part: Buffer) => {
      parts.push(part);
      length += part.length;
      if (length > LONGEST) socket.destroy(new Error('the console’s answer has no end'));
    });
    socket.on('error', reject);
    socket.on('close', () => {
      clearTimeout(timer);
      // First it tells whose console it is.
      const [, ...lines] = Buffer.concat(parts).toString('utf8').split('\n');
      resolve(lines.map((line) => line.replaceAll('\0', '').trimEnd()));
    });
  });
}

/** Where `asterisk.conf` says; undefined where it cannot be opened. */
export async function findConsole(
  files: { section(file: string, name: string): ConfSection | undefined },
  deadlineMs: number,
): Promise<Console | undefined> {
  const run = entryOf(files.section('asterisk.conf', 'directories'), 'astrundir') ?? '/var/run/asterisk';
  const socket = entryOf(files.section('asterisk.conf', 'files'), 'astctl') ?? 'asterisk.ctl';
  const console = openConsole(`${run}/${socket}`, deadlineMs);
  try {
    await console.show('core show settings');
    return console;
  } catch {
    return undefined;
  }
}

/** What was judged by less than the running Asterisk. */
export function tellOfConsole({ console }: { readonly console?: Console }): Finding[] {
  if (console) return [];
  return [
    {
      id: 'console.unreachable',
      severity: 'info',
      what: 'Asterisk’s console cannot be asked, so its files were judged, not what it has loaded',
      why: 'A file that was changed and not reloaded looks clean; nor can it be seen which AMI users are logged in.',
      fix: 'Run this on Asterisk’s machine as root or as Asterisk’s user. Over the network AMI would need the class `config`, which the service is better without.',
    },
  ];
}
