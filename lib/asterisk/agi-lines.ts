import type { Socket } from 'node:net';

/** Result of one AGI command: its number, and what stood in parentheses. */
export interface AgiAnswer {
  readonly result: number;
  readonly data: string;
}

/** Longest line taken from Asterisk, and most lines of an environment: more is not Asterisk. */
const LINE = 16_384;
const ENVIRONMENT = 200;

const NEWLINE = 0x0a;
const RETURN = 0x0d;

/**
 * The line protocol of one AGI connection: one command at a time, each with one answer. Lines are kept as bytes and
 * wiped when they are read, because what a caller has said may stand in one.
 */
export class AgiLines {
  readonly #lines: Buffer[] = [];
  #rest: Buffer = Buffer.alloc(0);
  #ended: Error | undefined;
  #wake: () => void = () => undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('close', () => this.#end(new Error('the channel has ended its AGI session')));
  }

  /** `agi_*` up to the empty line, without the prefix. */
  async environment(): Promise<Readonly<Record<string, string>>> {
    const environment: Record<string, string> = {};
    for (let count = 0; count < ENVIRONMENT; count++) {
      const line = read(await this.#line());
      if (line === '') return environment;
      const colon = line.indexOf(':');
      if (line.startsWith('agi_') && colon > 0)
        environment[line.slice(4, colon)] = line.slice(colon + 1).trim();
    }
    throw new Error('the AGI environment has no end');
  }

  /** Sends a command. The words before the arguments are plain; all are quoted, which AGI allows. */
  command(...words: readonly string[]): Promise<AgiAnswer> {
    return this.#inTurn(() => this.#ask(words));
  }

  /** Sends a command and gives the line of its answer as bytes that are nobody else's; wipe them with `fill(0)`. */
  bytes(...words: readonly string[]): Promise<Buffer> {
    return this.#inTurn(async () => {
      this.#send(words);
      for (;;) {
        const line = await this.#line();
        if (line.toString('latin1', 0, 4) === '200 ') return line;
        const other = read(line);
        if (other !== 'HANGUP' && !/^\d{3}-/.test(other)) throw refused(words, other);
      }
    });
  }

  #inTurn<T>(ask: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(ask);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  #send(words: readonly string[]): void {
    if (this.#ended) throw this.#ended;
    this.socket.write(`${words.map(quote).join(' ')}\n`);
  }

  async #ask(words: readonly string[]): Promise<AgiAnswer> {
    this.#send(words);
    for (;;) {
      let line = read(await this.#line());
      // Asterisk announces the hang-up of the channel in between.
      if (line === 'HANGUP') continue;
      // A value may hold line breaks; it ends with its parenthesis.
      for (let more = 0; /^200 result=-?\d+ \([^)]*$/.test(line) && more < ENVIRONMENT; more++) {
        line += `\n${read(await this.#line())}`;
      }
      const found = /^200 result=(-?\d+)(?: \((.*)\))?/s.exec(line);
      if (found) return { result: Number(found[1]), data: found[2] ?? '' };
      // "520-" begins an answer of several lines, which "520 End" ends.
      if (/^\d{3}-/.test(line)) continue;
      throw refused(words, line);
    }
  }

  async #line(): Promise<Buffer> {
    for (;;) {
      const line = this.#lines.shift();
      if (line !== undefined) return line;
      if (this.#ended) throw this.#ended;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #take(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      this.#lines.push(this.#joined(chunk.subarray(from, end)));
      this.#rest = Buffer.alloc(0);
      from = end + 1;
    }
    this.#rest = this.#joined(chunk.subarray(from));
    chunk.fill(0);
    if (this.#rest.length > LINE || this.#lines.length > ENVIRONMENT) {
      this.#end(new Error('an AGI line has no end'));
      this.socket.destroy();
    }
    this.#wake();
  }

  #joined(part: Buffer): Buffer {
    const before = this.#rest;
    const whole = Buffer.concat([before, part]);
    before.fill(0);
    return whole;
  }

  #end(why: Error): void {
    this.#ended ??= why;
    this.#wake();
  }
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
