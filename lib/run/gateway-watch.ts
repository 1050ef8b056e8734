import type { DoorHealth } from '../door.js';
import type { Gateway } from '../gateway/gateway.js';
import type { Log } from '../log.js';

/** Between two questions to a gateway that answers, and to one that does not. Milliseconds. */
const WHEN_UP_MS = 300_000;
const WHEN_DOWN_MS = 15_000;
/** A caller hears nothing meanwhile. Milliseconds. */
const ASKED_ANEW_MS = 2_000;

/**
 * Asks the provider from time to time whether it is there and takes our keys, so that a wrong key or a broken network
 * is in the log and in the health before a caller finds it. Says each change once.
 */
export class GatewayWatch {
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #said: string | undefined;
  #asking: Promise<DoorHealth> | undefined;
  #pinged: DoorHealth | undefined;

  constructor(
    readonly gateway: Gateway,
    readonly log: Log,
  ) {}

  start(): void {
    void this.#ask();
  }

  /**
   * For who is about to need it. What was seen last may be one charge that nobody answered in time, which is no reason to
   * send anybody away: then it is asked anew, for two seconds at most, once for all who wait.
   */
  async reachable(): Promise<DoorHealth> {
    const last = this.gateway.health();
    if (last.up) return last;
    this.#asking ??= this.#ping().finally(() => {
      this.#asking = undefined;
    });
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<DoorHealth>((resolve) => {
      timer = setTimeout(resolve, ASKED_ANEW_MS, last);
    });
    return Promise.race([this.#asking, late]).finally(() => clearTimeout(timer));
  }

  /** As `reachable`, for who can wait for so long only: then what was answered last counts, and silence is no answer. */
  async known(ms: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(this.#pinged?.up ?? true), ms);
    });
    const asked = this.reachable().then(({ up }) => up);
    return Promise.race([asked, late]).finally(() => clearTimeout(timer));
  }

  async #ping(): Promise<DoorHealth> {
    this.#pinged = await this.gateway.ping();
    return this.#pinged;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #ask(): Promise<void> {
    const { door, up, detail } = await this.#ping();
    if (this.#stopped) return;
    if (this.#said !== detail)
      this.log[up ? 'info' : 'warn']({ door, up, detail }, up ? 'connected' : 'not usable');
    this.#said = detail;
    this.#timer = setTimeout(() => this.start(), up ? WHEN_UP_MS : WHEN_DOWN_MS);
  }
}
