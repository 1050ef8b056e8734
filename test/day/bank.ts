import { failed, unknown } from '../../lib/gateway/braintree/outcomes.js';
import type { ChargeRequest, Gateway } from '../../lib/gateway/gateway.js';
import type { Chance } from '../bench/funnel/seed.js';
import { replaced } from '../model/life.js';
import type { World } from '../model/world.js';
import type { VirtualClock } from './clock.js';

/** How long the gateway takes, and how long it is waited for when it is silent. Milliseconds. */
const TAKES: readonly [number, number] = [150, 1400];
const DEADLINE_MS = 20_000;

/**
 * The real gateway door to the sandbox, at the pace of the simulated day. What was sent is carried out although the process
 * that has sent it dies; where the gateway is silent, a charge may have been made or not, and nobody hears of it.
 */
export class Bank {
  silent = false;

  constructor(
    private readonly world: World,
    private readonly clock: VirtualClock,
    private readonly chance: Chance,
  ) {}

  door(): Gateway {
    const { patient } = this.world;
    const tokenise: Gateway['tokenise'] = async (card) => {
      if (this.silent) {
        await this.#take();
        return { kind: 'failed', outcome: failed('gateway-unreachable') };
      }
      // The bytes are this call's only until it is answered.
      const token = await this.#real(() => patient.tokenise(card));
      await this.#take();
      return token;
    };
    const charge = async (request: ChargeRequest) => {
      const { silent } = this;
      await this.#take();
      const lost = silent && this.chance.whole(0, 1) === 0;
      const outcome = lost ? undefined : await this.#real(() => patient.charge(request));
      if (!silent) await this.#take();
      else await this.clock.pause(DEADLINE_MS);
      return silent || !outcome ? unknown('gateway-silence') : outcome;
    };
    const find: Gateway['find'] = async (orderId) => {
      if (this.silent) return { kind: 'unreachable', cause: 'gateway-unreachable', text: 'silence' };
      return this.#real(() => patient.find(orderId));
    };
    return replaced(
      patient,
      new Map<PropertyKey, unknown>([
        ['tokenise', tokenise],
        ['charge', charge],
        ['find', find],
      ]),
    );
  }

  #take(): Promise<void> {
    return this.clock.pause(this.chance.whole(...TAKES));
  }

  #real<T>(work: () => Promise<T>): Promise<T> {
    this.world.sandbox.clock.set(this.clock.now());
    return this.clock.real(work);
  }
}
