import { join } from 'node:path';
import { captureOptions, createCapture } from '../../lib/card/vault.js';
import type { Gateway } from '../../lib/gateway/gateway.js';
import type { Journal } from '../../lib/journal/journal.js';
import { createJournal } from '../../lib/journal/store.js';
import type { Log } from '../../lib/log.js';
import type { FeedEvent } from '../../lib/run/feed.js';
import { Reconciler } from '../../lib/run/reconcile.js';
import { recover } from '../../lib/run/recover.js';
import { Runner } from '../../lib/run/runner.js';
import type { Event } from '../../lib/session/event.js';
import { Life, replaced } from '../model/life.js';
import type { Channel } from './channel.js';
import type { VirtualClock } from './clock.js';
import type { Exchange, Service } from './exchange.js';

export interface Surroundings {
  readonly clock: VirtualClock;
  readonly exchange: Exchange;
  readonly gateway: Gateway;
  readonly directory: string;
  readonly log: Log;
  readonly watch: (event: FeedEvent) => void;
  /** The hand-off of who comes to the payment line. */
  readonly lineOf: (channel: Channel) => HandOff;
}

export type HandOff = Extract<Event, { type: 'handOffRequested' }>;

/** What a process may be killed at, beside any moment. */
const JOURNAL = ['record', 'settle', 'looked'] as const;
const GATEWAY = ['tokenise', 'charge', 'find'] as const;
/** All that a process waits for, and that the clock waits for. */
const REAL = [...JOURNAL, 'takeOver', 'openSessions', 'unsettled', 'isOwner'] as const;
const DAY_MS = 24 * 3600_000;

/** One process of the service, from its start until it is killed or replaced. */
export class Process implements Service {
  readonly life = new Life();
  readonly runner: Runner;
  readonly #reconciler: Reconciler;

  private constructor(
    readonly journal: Journal,
    private readonly around: Surroundings,
  ) {
    const { clock, exchange, gateway, log, watch } = around;
    const mortal = this.life.owns(journal, [...JOURNAL]);
    const door = this.life.owns(gateway, [...GATEWAY]);
    const { now, after } = clock;
    this.runner = new Runner({
      switchboard: exchange.door(() => !this.life.dead),
      gateway: door,
      journal: mortal,
      log,
      newCapture: ({ policy }) => createCapture(captureOptions(policy)),
      media: ({ key }) => [key],
      now,
      after,
      steady: now,
      watch,
    });
    this.#reconciler = new Reconciler({
      journal: mortal,
      gateway: door,
      log,
      now,
      everyMs: 1000,
      giveUpAfterMs: 30 * DAY_MS,
      owned: (orderId) => this.runner.owns(orderId),
      acting: () => journal.isOwner(),
    });
    void this.life.over.then(() => this.#over());
  }

  /** Takes over from the one before, which may still be there, and takes up what it has left. */
  static async start(around: Surroundings): Promise<Process> {
    const { clock, exchange, directory, log } = around;
    const file = join(directory, 'journal.sqlite');
    const real = createJournal({ client: 'sqlite3', file, lockDeadline: 20 }, log);
    await clock.real(() => real.open());
    const methods = REAL.map((name) => {
      const work = (real[name] as (...args: unknown[]) => Promise<unknown>).bind(real);
      return [name, (...args: unknown[]) => clock.real(() => work(...args))] as const;
    });
    const made = new Process(replaced(real, new Map<PropertyKey, unknown>(methods)), around);
    await made.journal.takeOver(`i${clock.now()}`);
    const left = await made.journal.openSessions();
    const before = exchange.service;
    exchange.connect(made);
    if (before instanceof Process) before.replaced();
    recover(made.runner, exchange.present(), left, log);
    return made;
  }

  heard: Service['heard'] = (event) => {
    if (!this.life.dead) this.runner.heard({ ...event, at: this.around.clock.now() } as never);
  };

  async admit(channel: Channel): Promise<string | undefined> {
    const event = this.around.lineOf(channel);
    return (await this.runner.begin(event)) ? event.id : undefined;
  }

  handOff(event: HandOff): Promise<boolean> {
    return this.runner.begin(event);
  }

  reconcile(): Promise<number> {
    return this.#reconciler.round();
  }

  kill(): void {
    this.life.kill();
    this.#over();
  }

  /** Another process has taken the calls over; what this one has sent is still answered to it. */
  replaced(): void {
    this.runner.halt();
  }

  #over(): void {
    const { exchange } = this.around;
    if (exchange.service === this) exchange.connect(undefined);
    this.runner.halt();
  }
}
