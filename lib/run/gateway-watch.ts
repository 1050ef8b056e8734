import type { Gateway } from '../gateway/gateway.js';
import type { Log } from '../log.js';

/** Between two questions to a gateway that answers, and to one that does not. Milliseconds. */
const WHEN_UP_MS = 300_000;
const WHEN_DOWN_MS = 15_000;

/**
 * Asks the provider from time to time whether it is there and takes our keys, so that a wrong key or a broken network
 * is in the log and in the health before a caller finds it. Says each change once.
 */
export class GatewayWatch {
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #said: string | undefined;

  constructor(
    readonly gateway: Gateway,
    readonly log: Log,
  ) {}

  start(): void {
    void this.#ask();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #ask(): Promise<void> {
    const { door, up, detail } = await this.gateway.ping();
    if (this.#stopped) return;
    if (this.#said !== detail)
      this.log[up ? 'info' : 'warn']({ door, up, detail }, up ? 'connected' : 'not usable');
    this.#said = detail;
    this.#timer = setTimeout(() => this.start(), up ? WHEN_UP_MS : WHEN_DOWN_MS);
  }
}
