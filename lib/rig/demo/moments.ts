import { COLUMNS, type Column, type Moment } from './timeline.js';

/** What happens within this is one moment to a person. Milliseconds. */
const TOGETHER_MS = 150;
const AND = '; ';
/** More than this in a column would not be read at a glance. */
const MOST: Readonly<Record<Column, number>> = { caller: 1, agent: 3, hushpay: 2 };

/** Gathers what happens at nearly the same time into one moment. */
export class Moments {
  #pending: Moment | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly tell: (moment: Moment) => void) {}

  add(moment: Moment): void {
    const both = this.#pending && joined(this.#pending, moment);
    if (both && COLUMNS.every((column) => (both[column]?.split(AND).length ?? 0) <= MOST[column])) {
      this.#pending = both;
      return;
    }
    this.flush();
    this.#pending = moment;
    this.#timer = setTimeout(() => this.flush(), TOGETHER_MS);
  }

  flush(): void {
    clearTimeout(this.#timer);
    const moment = this.#pending;
    this.#pending = undefined;
    if (moment) this.tell(moment);
  }
}

function joined(first: Moment, second: Moment): Moment {
  const columns = COLUMNS.flatMap((column) => {
    const texts = [first[column], second[column]].filter((text) => text !== undefined);
    return texts.length > 0 ? [[column, texts.join(AND)]] : [];
  });
  return { at: first.at, ...Object.fromEntries(columns) };
}
