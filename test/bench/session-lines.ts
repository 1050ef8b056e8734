import type { LogLine } from '../../lib/rig/hushpay.js';
import { type Rig, writtenAt } from './rig.js';

/** One session in the service's log, read forward; each line is given once to each kind of question. */
export class SessionLines {
  /** When the first field was open, epoch milliseconds. */
  openedAt = 0;
  readonly #read = new Map<string, number>();

  private constructor(
    readonly rig: Rig,
    readonly id: string,
    readonly from: number,
  ) {}

  /** The session of one of these channels, begun after line `from` and come to its first field. */
  static async of(rig: Rig, from: number, channels: readonly string[]): Promise<SessionLines> {
    const handed = ({ msg, channelName }: LogLine) =>
      ['hand-off', 'payment line'].includes(msg) && channels.includes(String(channelName));
    const { session = '' } = await rig.hushpay.line(handed, { from, what: 'a hand-off of this call' });
    const lines = new SessionLines(rig, session, from);
    lines.openedAt = writtenAt(await lines.phase('capturing'));
    return lines;
  }

  phase(name: string): Promise<LogLine> {
    return this.#next(`phase ${name}`, (line) => line.msg === 'step' && line.phase === name);
  }

  step(event: string): Promise<LogLine> {
    return this.#next(`step ${event}`, (line) => line.msg === 'step' && line.event === event);
  }

  told(key: string): Promise<LogLine> {
    return this.#next(
      `${key} told to the caller`,
      (line) => line.msg === 'prompt' && line.side === 'caller' && line.key === key,
      'prompt',
    );
  }

  /** How it ended, and when. */
  async end(): Promise<{ readonly result: string; readonly at: number }> {
    const line = await this.#next('the end', ({ msg }) => msg === 'session ended');
    return { result: String(line.result), at: writtenAt(line) };
  }

  async #next(what: string, wanted: (line: LogLine) => boolean, thread = what): Promise<LogLine> {
    const { hushpay } = this.rig;
    const from = this.#read.get(thread) ?? this.from;
    const own = (line: LogLine) => line.session === this.id && wanted(line);
    const line = await hushpay.line(own, { from, within: WITHIN_MS, what });
    this.#read.set(thread, hushpay.lines.indexOf(line, from) + 1);
    return line;
  }
}

/** Longer than anything in a script takes. Milliseconds. */
const WITHIN_MS = 30_000;
