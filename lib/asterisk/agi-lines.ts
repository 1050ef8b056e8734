import type { Socket } from 'node:net';

/** Result of one AGI command: its number, and what stood in parentheses. */
export interface AgiAnswer {
  readonly result: number;
  readonly data: string;
}

/** Longest line taken from Asterisk, and most lines of an environment: more is not Asterisk. */
const LINE = 16_384;
const ENVIRONMENT = 200;

/** The line protocol of one AGI connection: one command at a time, each with one answer. */
export class AgiLines {
  readonly #lines: string[] = [];
  #rest = '';
  #ended: Error | undefined;
  #wake: () => void = () => undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly socket: Socket) {
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => this.#take(chunk));
    socket.on('close', () => this.#end(new Error('the channel has ended its AGI session')));
  }

  /** `agi_*` up to the empty line, without the prefix. */
  async environment(): Promise<Readonly<Record<string, string>>> {
    const environment: Record<string, string> = {};
    for (let count = 0; count < ENVIRONMENT; count++) {
      const line = await this.#line();
      if (line === '') return environment;
      const colon = line.indexOf(':');
      if (line.startsWith('agi_') && colon > 0)
        environment[line.slice(4, colon)] = line.slice(colon + 1).trim();
    }
    throw new Error('the AGI environment has no end');
  }

  /** Sends a command. The words before the arguments are plain; all are quoted, which AGI allows. */
  command(...words: readonly string[]): Promise<AgiAnswer> {
    const mine = this.#turn.then(() => this.#ask(words));
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  async #ask(words: readonly string[]): Promise<AgiAnswer> {
    if (this.#ended) throw this.#ended;
    this.socket.write(`${words.map(quote).join(' ')}\n`);
    for (;;) {
      let line = await this.#line();
      // Asterisk announces the hang-up of the channel in between.
      if (line === 'HANGUP') continue;
      // A value may hold line breaks; it ends with its parenthesis.
      for (let more = 0; /^200 result=-?\d+ \([^)]*$/.test(line) && more < ENVIRONMENT; more++) {
        line += `\n${await this.#line()}`;
      }
      const found = /^200 result=(-?\d+)(?: \((.*)\))?/s.exec(line);
      if (found) return { result: Number(found[1]), data: found[2] ?? '' };
      // "520-" begins an answer of several lines, which "520 End" ends.
      if (/^\d{3}-/.test(line)) continue;
      throw new Error(`AGI ${words[0]} ${words[1] ?? ''}: ${line.slice(0, 80)}`);
    }
  }

  async #line(): Promise<string> {
    for (;;) {
      const line = this.#lines.shift();
      if (line !== undefined) return line;
      if (this.#ended) throw this.#ended;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #take(chunk: string): void {
    const parts = (this.#rest + chunk).split('\n');
    this.#rest = parts.pop() ?? '';
    this.#lines.push(...parts.map((part) => part.replace(/\r$/, '')));
    if (this.#rest.length > LINE || this.#lines.length > ENVIRONMENT) {
      this.#end(new Error('an AGI line has no end'));
      this.socket.destroy();
    }
    this.#wake();
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
