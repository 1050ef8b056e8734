import { until } from '../../lib/rig/until.js';
import type { Rig } from './rig.js';

export interface ChannelNow {
  readonly id: string;
  readonly name: string;
  readonly caller: { readonly number: string };
  readonly connected: { readonly number: string };
  readonly dialplan: { readonly context: string };
}

interface BridgeNow {
  readonly bridge_class: string;
  readonly channels: readonly string[];
}

/** What is in the PBX now. */
export class Switch {
  constructor(readonly rig: Rig) {}

  async channels(): Promise<readonly ChannelNow[]> {
    return (await this.#ari.request('GET', '/channels')) as readonly ChannelNow[];
  }

  async bridges(): Promise<readonly BridgeNow[]> {
    return (await this.#ari.request('GET', '/bridges')) as readonly BridgeNow[];
  }

  /** Channels of the phones of one call; later its bridges give them other numbers. */
  async of(number: string): Promise<readonly ChannelNow[]> {
    return (await this.channels()).filter(
      ({ name, caller, connected }) =>
        name.startsWith('PJSIP/') && [caller.number, connected.number].includes(number),
    );
  }

  /** Resolves when these two, and nobody else, are in one conversation outside of the service. */
  async talking(ids: readonly string[]): Promise<void> {
    await until('both to be in their own conversation', 10_000, async () =>
      (await this.bridges()).some(
        ({ bridge_class, channels }) =>
          bridge_class === 'basic' &&
          channels.length === ids.length &&
          ids.every((id) => channels.includes(id)),
      ),
    );
  }

  /** Resolves when the dialplan has taken the caller on after the payment line. */
  async wentOn(id: string): Promise<void> {
    await until('the dialplan to go on', 10_000, async () =>
      (await this.channels()).some((one) => one.id === id && one.dialplan.context === 'after-line'),
    );
  }

  async gone(ids: readonly string[]): Promise<void> {
    await until('the channels of the call to be gone', 15_000, async () =>
      (await this.channels()).every(({ id }) => !ids.includes(id)),
    );
  }

  variable(id: string, name: string): Promise<string> {
    return this.#ari.variable(id, name);
  }

  /** Everything that is still there: channels of calls, snoops and watches, and bridges. */
  async left(): Promise<readonly string[]> {
    const [channels, bridges] = await Promise.all([this.channels(), this.bridges()]);
    return [
      ...channels.map(({ name }) => name),
      ...bridges.map(({ bridge_class }) => `bridge ${bridge_class}`),
    ];
  }

  get #ari() {
    return this.rig.bench.pbx.server.ari;
  }
}
