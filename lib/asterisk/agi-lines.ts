import type { Socket } from 'node:net';

/** Bytes that are kept of what a peer sends before it is read: a whole environment, or one answer. More is not Asterisk. */
const MOST = 16_384;
/** Most lines of an environment, or of an answer that has several. */
const LINES = 200;

const NEWLINE = 0x0a;
const RETURN = 0x0d;

/**
 * The line protocol of one AGI connection: one command at a time, each with one answer. No value is read by it: a value
 * that holds `)` and a line break cannot be told from its frame, so values are asked of ARI (`values.ts`), and of an answer
 * only its number counts. A line that nobody has asked for ends the session: what comes after it could be the answer to
 * anything. Lines are kept as bytes and wiped when they are read, because what a caller has said may stand in one.
 */
export class AgiLines {
  readonly #lines: Buffer[] = [];
  #rest: Buffer = Buffer.alloc(0);
  /** Bytes in `#lines` and `#rest`. */
  #kept = 0;
  #asked = false;
  #ended: Error | undefined;
  #wake: () => void = () => undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly socket: Pick<Socket, 'on' | 'write' | 'destroy'>) {
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('close', () => this.#end(new Error('the channel has ended its AGI session')));
  }

  /** `agi_*` up to the empty line, without the prefix; the first of a name counts, as arguments come last. */
  async environment(): Promise<Readonly<Record<string, string>>> {
    const environment = new Map<string, string>();
    let bytes = 0;
    for (let count = 0; count < LINES; count++) {
      const line = read(await this.#line());
      bytes += line.length + 1;
      if (bytes > MOST) break;
      if (line === '') return Object.fromEntries(environment);
      const colon = line.indexOf(':');
      if (!line.startsWith('agi_') || colon < 0) continue;
      const name = line.slice(4, colon);
      if (!environment.has(name)) environment.set(name, line.slice(colon + 1).trim());
    }
    throw this.#broken('the AGI environment has no end');
  }

  /**
   * Sends a command and gives the number of its answer. The words before the arguments are plain; all are quoted, which
   * AGI allows. Rejects where Asterisk refuses the command, and where the session has ended.
   */
  command(...words: readonly string[]): Promise<number> {
    return this.#inTurn(async () => {
      const line = read(await this.#ask(words));
      return Number(/^200 result=(-?\d+)/.exec(line)?.[1] ?? Number.NaN);
    });
  }

  /** Sends a command and gives the line of its answer as bytes that are nobody else's; wipe them with `fill(0)`. */
  bytes(...words: readonly string[]): Promise<Buffer> {
    return this.#inTurn(() => this.#ask(words));
  }

  #inTurn<T>(ask: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(ask);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  async #ask(words: readonly string[]): Promise<Buffer> {
    if (this.#ended) throw this.#ended;
    const command = written(words);
    // An argument with a line break in it may end the environment early; its rest has come by now.
    if (!this.#asked) this.#forget();
    this.#asked = true;
    while (this.#lines.length > 0) {
      // Asterisk announces the hang-up of the channel by itself; nothing else.
      if (read(await this.#line()) !== 'HANGUP') throw this.#broken('an AGI line that nobody has asked for');
    }
    this.socket.write(command);
    let first: string | undefined;
    for (let count = 0; count < LINES; count++) {
      const line = await this.#line();
      if (first === undefined && /^200 result=-?\d/.test(line.toString('latin1', 0, 14))) return line;
      const other = read(line);
      if (other === 'HANGUP') continue;
      const [, code, several] = /^([1-5]\d\d)(-?)/.exec(other) ?? [];
      if (first === undefined && code === undefined) break;
      first ??= other;
      // "520-" begins an answer of several lines, which "520 End" ends.
      if (code !== undefined && !several) throw refused(words, first);
    }
    throw this.#broken(`AGI ${words[0]} ${words[1] ?? ''}: an answer that is none`);
  }

  async #line(): Promise<Buffer> {
    for (;;) {
      const line = this.#lines.shift();
      if (line !== undefined) {
        this.#kept -= line.length + 1;
        return line;
      }
      if (this.#ended) throw this.#ended;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #take(chunk: Buffer): void {
    if (this.#kept + chunk.length > MOST) {
      chunk.fill(0);
      this.#broken('an AGI line or environment has no end');
      return;
    }
    this.#kept += chunk.length;
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      this.#lines.push(this.#joined(chunk.subarray(from, end)));
      this.#rest = Buffer.alloc(0);
      from = end + 1;
    }
    this.#rest = this.#joined(chunk.subarray(from));
    chunk.fill(0);
    this.#wake();
  }

  #joined(part: Buffer): Buffer {
    const before = this.#rest;
    const whole = Buffer.concat([before, part]);
    before.fill(0);
    return whole;
  }

  /** The session cannot go on: what comes next could belong to anything. */
  #broken(why: string): Error {
    const error = new Error(why);
    this.#forget();
    this.#end(error);
    this.socket.destroy();
    return error;
  }

  #forget(): void {
    for (const line of this.#lines.splice(0)) line.fill(0);
    this.#rest.fill(0);
    this.#rest = Buffer.alloc(0);
    this.#kept = 0;
  }

  #end(why: Error): void {
    this.#ended ??= why;
    this.#wake();
  }
}

function written(words: readonly string[]): string {
  return `${words.map(quote).join(' ')}\n`;
}

function quote(word: string): string {
  if (/[\r\n\0]/.test(word)) throw new Error('line break in an AGI argument');
  return /^[\w./-]+$/.test(word) ? word : `"${word.replace(/["\\]/g, '\\$&')}"`;
}

/** A line's text; its bytes are wiped. */
function read(line: Buffer): string {
  const text = line.toString('utf8', 0, line.at(-1) === RETURN ? line.length - 1 : line.length);
  line.fill(0);
  return text;
}

function refused(words: readonly string[], line: string): Error {
  return new Error(`AGI ${words[0]} ${words[1] ?? ''}: ${line.slice(0, 80)}`);
}
