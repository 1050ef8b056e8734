import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Payment } from '../../lib/journal/journal.js';
import { createLog } from '../../lib/log.js';
import type { FeedEvent } from '../../lib/run/feed.js';
import { Chance } from '../bench/funnel/seed.js';
import { auditOf } from '../model/audit.js';
import { World } from '../model/world.js';
import { TERMS } from '../session/fixture.js';
import { Bank } from './bank.js';
import { Call } from './call.js';
import type { Channel } from './channel.js';
import { VirtualClock } from './clock.js';
import { Dialplan } from './dialplan.js';
import { Ear } from './ear.js';
import { Exchange } from './exchange.js';
import { type CallPlan, planOf } from './plan.js';
import { type HandOff, Process, type Surroundings } from './process.js';
import { dialplanOf, policyOf, type Wishes } from './rules.js';
import { Traces } from './traces.js';

const MIDNIGHT = Date.UTC(2026, 2, 10);
const HOUR_MS = 3600_000;
/** What must survive is written to a disk in `test/journal`; here a day's thousand writes are not to wait for one. */
const MEMORY = '/dev/shm';
const RECONCILE_MS = 5 * 60_000;
/** Between two bursts of the gateway's silence, and how long one is. Milliseconds. */
const SILENCE: readonly [number, number] = [8 * 60_000, 25 * 60_000];

/** One simulated day of a contact centre, from midnight, with all that can go wrong. */
export class Day {
  readonly ear = new Ear();
  readonly clock = new VirtualClock(MIDNIGHT);
  readonly calls: Call[] = [];
  readonly traces = new Traces();
  readonly count = { kills: 0, takeOvers: 0, silences: 0, struck: 0, looked: 0 };
  readonly #bySession = new Map<string, Call>();
  readonly #byChannel = new Map<Channel, Call>();
  readonly #chance: Chance;
  readonly #exchange: Exchange;
  readonly #bank: Bank;
  readonly #around: Surroundings;
  readonly #processes: Process[] = [];
  #process: Process | undefined;

  private constructor(
    readonly world: World,
    private readonly wishes: Wishes,
  ) {
    this.#chance = new Chance(wishes.seed);
    const dialplan = new Dialplan(dialplanOf(wishes));
    this.#exchange = new Exchange(this.clock, dialplan, {
      heard: (channel, sound) => this.#byChannel.get(channel)?.heard(channel, sound),
      changed: (channel) => this.#byChannel.get(channel)?.changed(channel),
      returned: (channel) => this.#byChannel.get(channel)?.left(channel),
    });
    this.#bank = new Bank(world, this.clock, this.#chance);
    const log = createLog({ level: 'debug' }, { write: (line: string) => this.traces.add('log', line) });
    this.#around = {
      clock: this.clock,
      exchange: this.#exchange,
      gateway: this.#bank.door(),
      directory: world.directory,
      log,
      watch: (event) => this.#watched(event),
      lineOf: (channel) => this.#lineOf(channel),
    };
  }

  /** Plays the whole day; answers it with what is to be judged. */
  static async play(wishes: Wishes): Promise<Day> {
    const world = await World.open('whole', existsSync(MEMORY) ? MEMORY : undefined);
    const day = new Day(world, wishes);
    try {
      await day.#play();
      return day;
    } finally {
      await world.close();
    }
  }

  /** What is wrong with the books at midnight, and how the payments stand. */
  books: readonly string[] = [];
  payments: readonly Payment[] = [];

  async #play(): Promise<void> {
    const end = MIDNIGHT + (this.wishes.hours ?? 24) * HOUR_MS;
    await this.#start();
    for (const plan of planOf(this.#chance)) {
      if (MIDNIGHT + plan.at < end) this.clock.after(plan.at, () => this.#begin(plan));
    }
    for (let at = RECONCILE_MS; MIDNIGHT + at < end; at += RECONCILE_MS) {
      this.clock.after(at, () => this.#reconcile());
    }
    this.#silences(end);
    await this.clock.runTo(end);
    // Whoever is still there finishes, and what is not known becomes known.
    this.#bank.silent = false;
    for (let hour = 1; hour <= 6; hour++) {
      this.clock.after(0, () => this.#reconcile());
      await this.clock.runTo(end + hour * HOUR_MS);
    }
    const journal = this.#process?.journal;
    if (!journal) throw new Error('no process at the end of the day');
    this.payments = await journal.payments({ limit: 100_000 });
    const orders = this.payments.map(({ orderId }) => orderId);
    this.books = await auditOf(this.world, journal, orders);
    for (const id of this.#bySession.keys()) {
      for (const { event } of await journal.steps(id)) this.traces.step(id, event);
    }
    for (const { journal: one } of this.#processes) await one.close();
    for (const suffix of ['', '-wal']) {
      const file = join(this.world.directory, `journal.sqlite${suffix}`);
      if (existsSync(file)) this.traces.add('journal', readFileSync(file, 'latin1'));
    }
  }

  async #start(): Promise<void> {
    const process = await Process.start(this.#around);
    this.#process = process;
    this.#processes.push(process);
    // Killed at a call of a door, it comes again as after any kill.
    void process.life.over.then(() => {
      if (!process.life.struck) return;
      this.count.struck++;
      this.clock.after(2000, () => void this.#start());
    });
  }

  #begin(plan: CallPlan): void {
    const call = new Call(plan, this.clock, this.#exchange, this.ear, this.wishes.seed);
    this.calls.push(call);
    this.#byChannel.set(call.caller, call);
    if (call.agent) this.#byChannel.set(call.agent, call);
    this.clock.after(call.agent ? plan.talkMs : 0, () => this.#pay(call));
  }

  #pay(call: Call): void {
    if (call.over) return;
    const { kill, takeOver, strike } = call.plan;
    call.begun();
    if (kill) this.clock.after(kill.after, () => this.#kill(kill.forMs));
    if (takeOver !== undefined) this.clock.after(takeOver, () => void this.#takeOver());
    if (strike) this.#process?.life.killAt(strike.calls, strike.moment);
    if (!call.agent) {
      call.caller.variables.set('HUSHPAY_NEXT', '');
      call.caller.goTo('hushpay-ivr,s,1');
      return;
    }
    // Where the service is not there, the agent hears so, and the call goes on as it was.
    if (!this.#exchange.service || this.#process?.life.dead) {
      this.clock.after(20_000, () => call.hangUp());
      return;
    }
    const event = this.#handOff(call, {
      channelId: call.agent.id,
      channelName: call.agent.name,
      present: true,
    });
    void this.#process?.handOff(event).then((moved) => {
      if (!moved) this.clock.after(20_000, () => call.hangUp());
    });
  }

  #lineOf(channel: Channel): HandOff {
    const call = this.#byChannel.get(channel);
    if (!call) throw new Error(`${channel.name} is on no call`);
    return this.#handOff(call, { channelId: '', channelName: '', present: false });
  }

  #handOff(call: Call, agent: HandOff['agent']): HandOff {
    const { plan, caller } = call;
    // Without a digit that could be one of a card's.
    const id = `hp${[...String(plan.number)]
      .map((digit) => 'abcdefghjk'[Number(digit)])
      .join('')
      .padStart(13, 'x')}`;
    call.session = id;
    this.#bySession.set(id, call);
    return {
      type: 'handOffRequested',
      at: this.clock.now(),
      id,
      terms: {
        ...TERMS,
        amount: { minor: plan.minor, currency: 'USD' },
        ...(plan.way === 'line' && { entry: 'ivr' as const, keysOnly: true as const }),
      },
      policy: policyOf(this.wishes),
      caller: { channelId: caller.id, channelName: caller.name, present: true },
      agent,
    };
  }

  /** Also counts what was found out so. */
  #reconcile(): void {
    void this.#process?.reconcile().then((known) => {
      this.count.looked += known;
    });
  }

  #kill(forMs: number): void {
    const process = this.#process;
    if (!process || process.life.dead) return;
    this.count.kills++;
    process.kill();
    this.clock.after(forMs, () => void this.#start());
  }

  async #takeOver(): Promise<void> {
    if (!this.#process || this.#process.life.dead) return;
    this.count.takeOvers++;
    await this.#start();
  }

  #silences(end: number): void {
    const next = this.clock.now() + this.#chance.whole(HOUR_MS, 4 * HOUR_MS);
    if (next >= end) return;
    const ms = this.#chance.whole(...SILENCE);
    this.clock.after(next - this.clock.now(), () => {
      this.count.silences++;
      this.#bank.silent = true;
      this.clock.after(ms, () => {
        this.#bank.silent = false;
        this.#silences(end);
      });
    });
  }

  #watched(event: FeedEvent): void {
    const call = this.#bySession.get(event.sessionId);
    this.traces.add('feed', JSON.stringify(event));
    call?.happened(event.happening);
  }
}
