import type { SwitchboardEvent } from '../asterisk/switchboard.js';

type Hear = (event: SwitchboardEvent) => void;

/**
 * What the switchboard tells, in its order, to somebody who is not always there yet: it is connected before all that takes
 * a processor long is loaded, so that keys are heard again as soon as can be.
 */
export class HeldEvents {
  #waiting: SwitchboardEvent[] | undefined = [];
  #hear: Hear = () => undefined;
  #began: () => void = () => undefined;
  readonly #begun = new Promise<void>((resolve) => {
    this.#began = resolve;
  });

  readonly take: Hear = (event) => {
    this.#began();
    if (this.#waiting) this.#waiting.push(event);
    else this.#hear(event);
  };

  /** Resolves with the first event, or after `ms`. */
  async begun(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms);
    });
    await Promise.race([this.#begun, late]);
    clearTimeout(timer);
  }

  /** From now on nobody is told anything. */
  hold(): void {
    this.#waiting ??= [];
  }

  /** Tells what was held, until it is held again, and from then on what comes. */
  pass(hear: Hear = this.#hear): void {
    this.#hear = hear;
    const held = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const [at, event] of held.entries()) {
      this.#hear(event);
      const again = this.#heldAgain();
      if (again) return void again.unshift(...held.slice(at + 1));
    }
  }

  #heldAgain(): SwitchboardEvent[] | undefined {
    return this.#waiting;
  }
}
