import { type Paint, wrapped } from './style.js';

export const COLUMNS = ['caller', 'agent', 'hushpay'] as const;
export type Column = (typeof COLUMNS)[number];

/** One moment of the call: what each of the three does, hears or sees. `at` is seconds from its beginning. */
export type Moment = { readonly at: number } & Partial<Readonly<Record<Column, string>>>;

const TITLES: Readonly<Record<Column, string>> = { caller: 'CALLER', agent: 'AGENT', hushpay: 'HUSHPAY' };
const TIME_WIDTH = 6;
const GAP = '  ';

/** The timeline in three columns, a moment at a time. */
export class Timeline {
  readonly #width: number;

  /** `width` of the terminal, in columns. */
  constructor(
    width: number,
    private readonly paint: Paint,
  ) {
    this.#width = Math.floor((width - TIME_WIDTH - COLUMNS.length * GAP.length) / COLUMNS.length);
  }

  head(): string {
    const titles = COLUMNS.map((column) => this.paint(column, TITLES[column].padEnd(this.#width)));
    const rule = '─'.repeat(this.#width);
    return [
      `${'  time'}${GAP}${titles.join(GAP)}`.trimEnd(),
      this.paint('faint', [' ─────', rule, rule, rule].join(GAP)),
    ].join('\n');
  }

  moment(moment: Moment): string {
    const cells = COLUMNS.map((column) => wrapped(moment[column] ?? '', this.#width));
    const height = Math.max(...cells.map((cell) => cell.length));
    return Array.from({ length: height }, (_, line) => {
      const time = line === 0 ? moment.at.toFixed(1).padStart(TIME_WIDTH) : ' '.repeat(TIME_WIDTH);
      const texts = COLUMNS.map((column, index) =>
        this.paint(column, (cells[index]?.[line] ?? '').padEnd(this.#width)),
      );
      return `${this.paint('faint', time)}${GAP}${texts.join(GAP)}`.trimEnd();
    }).join('\n');
  }
}
