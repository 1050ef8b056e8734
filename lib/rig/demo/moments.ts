import { COLUMNS, type Moment } from './timeline.js';

/** What happens within this is one moment to a person. Milliseconds. */
const TOGETHER_MS = 150;

/** Gathers what happens at nearly the same time into one moment. */
export class Moments {
  #pending: Moment | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly tell: (moment: Moment) => void) {}

  add(moment: Moment): void {
    if (this.#pending) {
      this.#pending = joined(this.#pending, moment);
      return;
    }
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
    return texts.length > 0 ? [[column, texts.join('; ')]] : [];
  });
  return { at: first.at, ...Object.fromEntries(columns) };
}
