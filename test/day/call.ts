import type { Happening } from '../../lib/run/feed.js';
import type { Choice, Field } from '../../lib/session/state.js';
import { Chance } from '../bench/funnel/seed.js';
import { Channel } from './channel.js';
import type { VirtualClock } from './clock.js';
import type { Ear } from './ear.js';
import type { Exchange } from './exchange.js';
import type { CallPlan } from './plan.js';

/** How long a key is held, what a person takes to begin, and after what nobody waits any longer. Milliseconds. */
const HELD_MS = 80;
const REACTION: readonly [number, number] = [400, 2500];
const PATIENCE_MS = 12 * 60_000;

/** The people of one call: a caller, and an agent where there is one. */
export class Call {
  readonly caller: Channel;
  readonly agent: Channel | undefined;
  readonly #chance: Chance;
  #queue: string[] = [];
  #pressing = false;
  #slipped = false;
  #warned = 0;
  readonly #answered = new Set<Choice>();
  #over = false;
  #leaving = false;
  /** The session's, when there is one. */
  session: string | undefined;
  phase: string | undefined;
  #field: Field | undefined;
  /** The agent has pressed the key that takes the caller back. */
  decided = false;
  /** Was unmuted again after the payment; `keying`: while keys went on. */
  returned = false;
  keying = false;
  /** Nobody could bear it any longer. */
  stuck = false;

  constructor(
    readonly plan: CallPlan,
    private readonly clock: VirtualClock,
    private readonly exchange: Exchange,
    private readonly ear: Ear,
    seed: number,
  ) {
    const { number } = plan;
    this.#chance = new Chance(seed + number);
    this.caller = new Channel(`c${number}.1`, `PJSIP/trunk-${number}`, exchange);
    exchange.add(this.caller);
    this.clock.after(PATIENCE_MS, () => {
      this.stuck = !this.#over;
      this.hangUp();
    });
    if (plan.way === 'line') return;
    this.agent = new Channel(`c${number}.2`, `PJSIP/agent-${number}`, exchange);
    exchange.add(this.agent);
    this.caller.meet(this.agent);
  }

  get over(): boolean {
    return this.#over;
  }

  /** The payment begins: from now on who is going to leave does so in time. */
  begun(): void {
    const { callerLeaves, agentLeaves, agentCancels } = this.plan;
    if (callerLeaves !== undefined) this.clock.after(callerLeaves, () => this.caller.hangUp());
    if (agentLeaves !== undefined) this.clock.after(agentLeaves, () => this.agent?.hangUp());
    if (agentCancels !== undefined) this.clock.after(agentCancels, () => this.#agentKeys('*#'));
  }

  /** What the service asks of them. */
  happened(happening: Happening): void {
    if (happening.is === 'phase') {
      this.phase = happening.phase;
      if (happening.phase === 'deciding') this.#agentKeys(this.#chance.one(['1', '2', '2']), 2500);
    }
    if (happening.is === 'question' && !this.#answered.has(happening.choice)) {
      // Asked once more, nobody answers: what follows then happens too.
      this.#answered.add(happening.choice);
      this.#soon(() => this.phase === 'choosing' && this.#type('1'));
    }
    if (happening.is !== 'fieldStarted') return;
    const { field } = happening;
    this.#field = field;
    this.#soon(() => this.phase === 'capturing' && this.#field === field && this.#answer(field));
  }

  /** A sound is played to one of them. */
  heard(channel: Channel, sound: string): void {
    const text = sound.replace('hushpay/', '');
    if (channel === this.caller && text === 'no-more-keys' && !this.plan.persists) {
      this.#queue.splice(this.plan.moreKeys);
    }
    if (channel !== this.agent || text !== 'agent-keys-coming') return;
    this.#warned++;
    if (this.#warned < this.plan.impatient || this.decided) return;
    this.clock.after(1200, () => {
      // What is pressed elsewhere than where it was said is no decision.
      if (!this.agent?.inStasis && !this.agent?.onKey) return;
      this.decided = true;
      this.#agentKeys('9');
    });
  }

  changed(channel: Channel): void {
    if (channel !== this.caller) return;
    if (channel.gone) {
      this.#over = true;
      this.#queue = [];
    }
    this.ear.changed(channel, this.clock.now(), this.decided);
    const back = this.session !== undefined && !channel.muted && !channel.gone;
    if (!back) return;
    this.returned = true;
    if (this.#pressing && !this.decided) this.keying = true;
    if (this.#leaving || !channel.with) return;
    this.#leaving = true;
    this.clock.after(this.#chance.whole(8000, 40_000), () => this.hangUp());
  }

  hangUp(): void {
    this.#over = true;
    this.caller.hangUp();
    this.agent?.hangUp();
  }

  /** The other has hung up, or the payment line has done its work: the caller goes on with somebody, and ends. */
  left(channel: Channel): void {
    if (channel.gone) return;
    if (channel === this.caller && this.plan.way === 'line' && this.session) this.returned = true;
    this.clock.after(this.#chance.whole(2000, 25_000), () => this.hangUp());
  }

  #soon(work: () => unknown): void {
    this.clock.after(this.#chance.whole(...REACTION), () => {
      if (!this.#over) work();
    });
  }

  #answer(field: Field): void {
    const { card, ahead, persists } = this.plan;
    // Still at it, of this field or of one before.
    if (this.#queue.length > 0) return;
    const slip = this.#slipped ? 'none' : this.plan.slip;
    switch (field) {
      case 'payment-card-number':
        this.#slipped = true;
        if (persists) this.clock.after(this.plan.persistsMs, () => this.hangUp());
        if (ahead || persists) return this.#type(card.number + card.expiry + card.code);
        if (slip === 'wrong')
          return this.#type(`${card.number.slice(0, -1)}${(Number(card.number.at(-1)) + 1) % 10}`);
        if (slip === 'half') return this.#type(card.number.slice(0, 9));
        return this.#type(card.number + (slip === 'more' ? '12' : ''));
      case 'expiration-date':
        return this.#type(card.expiry);
      case 'security-code':
        return this.#type(card.code);
      default:
        return;
    }
  }

  #type(keys: string): void {
    this.#queue.push(...keys);
    if (this.#pressing) return;
    this.#pressing = true;
    this.#press();
  }

  #press(): void {
    // Whoever never stops goes on with whatever digit.
    const key = this.#queue.shift() ?? (this.plan.persists ? String(this.#chance.whole(0, 9)) : undefined);
    if (key === undefined || this.caller.gone) {
      this.#pressing = false;
      return;
    }
    this.ear.press(this.caller, this.plan.number, this.clock.now(), this.decided);
    this.clock.after(HELD_MS, () => {
      this.ear.release(this.caller);
      this.exchange.key(this.caller, key);
    });
    this.clock.after(this.#chance.whole(...this.plan.pace), () => this.#press());
  }

  #agentKeys(keys: string, afterMs = 0): void {
    [...keys].forEach((key, i) => {
      this.clock.after(afterMs + i * 300, () => this.agent && this.exchange.key(this.agent, key));
    });
  }
}
