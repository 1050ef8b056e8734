import { createHash } from 'node:crypto';
import type { Channel } from './channel.js';

/** A key, or a part of one, that an agent or a recording could hear. */
export interface Leak {
  readonly call: number;
  readonly at: number;
}

/**
 * The ear of everybody who must not hear: the recording of the caller's channel, which runs all day, and whom it talks
 * with. A key sounds from its press to its release, and is heard where the channel is not muted at any moment of that.
 */
export class Ear {
  readonly leaks: Leak[] = [];
  /** Keys that were pressed, and those that an agent has let in by their own decision. */
  keys = 0;
  decided = 0;
  unmutes = 0;
  readonly #told = createHash('sha256');
  readonly #down = new Map<Channel, number>();
  readonly #unmuted = new Set<Channel>();

  /** `decided`: the agent has taken this caller back, keys or no keys. */
  press(channel: Channel, call: number, at: number, decided: boolean): void {
    this.keys++;
    this.#told.update(`${call} ${at}\n`);
    if (decided && !channel.muted) this.decided++;
    else if (!channel.muted) this.leaks.push({ call, at });
    else this.#down.set(channel, call);
  }

  release(channel: Channel): void {
    this.#down.delete(channel);
  }

  /** The channel was muted or unmuted. */
  changed(channel: Channel, at: number, decided: boolean): void {
    if (channel.muted || channel.gone) return void this.#unmuted.delete(channel);
    if (!this.#unmuted.has(channel)) {
      this.unmutes++;
      this.#told.update(`${channel.id} unmuted ${at}\n`);
    }
    this.#unmuted.add(channel);
    const call = this.#down.get(channel);
    if (call === undefined) return;
    this.#down.delete(channel);
    if (decided) this.decided++;
    else this.leaks.push({ call, at });
  }

  /** The same for two days in which every key and every unmuting came at the same moment. */
  digest(): string {
    return this.#told.copy().digest('hex');
  }
}
