import { setImmediate as turn } from 'node:timers/promises';
import type { Switchboard, SwitchboardEvent } from '../../lib/asterisk/switchboard.js';
import { createCapture } from '../../lib/card/vault.js';
import type { Gateway } from '../../lib/gateway/gateway.js';
import type { Journal, MovementWish } from '../../lib/journal/journal.js';
import type { Log } from '../../lib/log.js';
import type { Money } from '../../lib/money/money.js';
import { newSessionId } from '../../lib/run/identity.js';
import { type Moved, move } from '../../lib/run/move.js';
import { Reconciler } from '../../lib/run/reconcile.js';
import { Runner } from '../../lib/run/runner.js';
import { BLANK } from '../../lib/session/begin.js';
import { takeIn } from '../../lib/webhooks/intake.js';
import { POLICY } from '../session/fixture.js';
import { Life, replaced } from './life.js';

/** What is left out in the runs that must show a violation. */
export type Protection =
  | 'whole'
  /** A charge of which nothing is known is sent again. */
  | 'sent-again'
  /** The intent comes into the journal only with the outcome. */
  | 'not-journalled'
  /** A refund of which nothing is known is asked for anew. */
  | 'refunded-again'
  /** Of a notification only the status is believed, not what its kind says. */
  | 'kind-ignored';

const CARD = { number: '4111111111111111', expiry: '1235', code: '123' };
const DAY_MS = 24 * 3600_000;
const JOURNAL = [
  'record',
  'settle',
  'looked',
  'intend',
  'settleMovement',
  'movementLooked',
  'observe',
  'receive',
] as const;
const GATEWAY = [
  'tokenise',
  'charge',
  'authorise',
  'find',
  'findTransaction',
  'findChild',
  'void',
  'refund',
  'capture',
] as const;

/** One running service, without a telephone exchange: its runner, its reconciler, and a life that may end anywhere. */
export class Instance {
  readonly life = new Life();
  readonly #journal: Journal;
  readonly #gateway: Gateway;
  readonly #runner: Runner;
  readonly #reconciler: Reconciler;
  readonly #forgotten = new Set<string>();

  constructor(
    readonly real: Journal,
    gateway: Gateway,
    readonly now: () => number,
    readonly log: Log,
    readonly protection: Protection,
  ) {
    this.#journal = this.life.owns(careless(real, protection), [...JOURNAL]);
    this.#gateway = this.life.owns(rash(gateway, protection), [...GATEWAY]);
    this.#runner = new Runner({
      switchboard: this.#exchange(),
      gateway: this.#gateway,
      journal: this.#journal,
      log,
      newCapture: () => createCapture({ brands: ['visa'] }),
      media: () => [],
      now,
    });
    this.#reconciler = new Reconciler({
      journal: this.#journal,
      gateway: this.#gateway,
      log,
      now,
      everyMs: 1000,
      giveUpAfterMs: 30 * DAY_MS,
      owned: (orderId) => this.#runner.owns(orderId),
      acting: () => real.isOwner(),
    });
  }

  async takeOver(): Promise<void> {
    await this.real.takeOver(newSessionId());
    for (const session of await this.real.openSessions()) {
      // Whoever was on the line has given up by now: the truth must come out all the same.
      this.#runner.resume(session, false, false);
    }
    await this.#quiet();
  }

  /** A whole payment on a call. Resolves when the call is over, or this process is. */
  async pay(id: string, amount: Money): Promise<void> {
    await this.#unlessOver(this.#call(id, amount));
  }

  /** An authorisation outside of a call, written down and sent as the runner does it. */
  async authorise(orderId: string, amount: Money): Promise<void> {
    const work = async () => {
      const at = this.now();
      const session = this.#sessionOf(orderId, amount, at);
      const intended = { change: 'intended', kind: 'authorisation', orderId, amount } as const;
      await this.#journal.record(session, { type: 'tokenised', at }, intended);
      const outcome = await this.#gateway.authorise({ orderId, amount, nonce: 'fake-valid-visa-nonce' });
      const settled = { change: 'settled', orderId, outcome } as const;
      const event = { type: 'charged', at: this.now(), orderId, outcome } as const;
      try {
        await this.#journal.record(session, event, settled);
      } catch {
        // Another instance owns the calls now; what is known of the money is still true.
        await this.#journal.settle(orderId, outcome, this.now());
      }
    };
    await this.#unlessOver(work().catch(() => undefined));
  }

  /** As `hushpay payments refund` and its like. Undefined where it was killed. */
  move(wish: MovementWish): Promise<Moved | undefined> {
    const { log, now } = this;
    const ports = { journal: this.#journal, gateway: this.#gateway, log, now, repeatable: false };
    return this.#unlessOver(move(ports, wish));
  }

  /** As the door for notifications. What was not kept is sent again. */
  hear(signature: string, payload: string): Promise<unknown> {
    const { log, now } = this;
    const ports = { journal: this.#journal, gateway: this.#gateway, log, now, changed: () => undefined };
    return this.#unlessOver(takeIn(ports, signature, payload));
  }

  /** One look at everything that is open. */
  async reconcile(): Promise<void> {
    await this.#unlessOver(this.#reconciler.round());
  }

  async end(): Promise<void> {
    this.life.kill();
    this.#runner.halt();
    await this.real.close();
  }

  #unlessOver<T>(work: Promise<T>): Promise<T | undefined> {
    return Promise.race([work, this.life.over.then(() => undefined)]);
  }

  async #call(id: string, amount: Money): Promise<void> {
    const session = this.#sessionOf(id, amount, this.now());
    const { caller, agent, terms, policy, startedAt: at } = session;
    if (!(await this.#runner.begin({ type: 'handOffRequested', at, id, terms, policy, caller, agent })))
      return;
    for (const [side, leg] of [
      ['caller', caller],
      ['agent', agent],
    ] as const) {
      this.#heard({ type: 'partyArrived', sessionId: id, side, leg });
    }
    for (const field of [CARD.number, CARD.expiry, CARD.code]) {
      for (const key of field) this.#heard({ type: 'keyPressed', sessionId: id, side: 'caller', key });
    }
    while (!this.#forgotten.has(id) && this.#runner.acting) {
      // Back to the conversation, whenever there is a choice.
      if (this.#phase(id) === 'deciding') {
        this.#heard({ type: 'keyPressed', sessionId: id, side: 'agent', key: '2' });
      }
      await turn();
      if (this.life.dead) return;
    }
    await this.#quiet();
  }

  #phase(id: string): string | undefined {
    return this.#runner.sessions().find((session) => session.id === id)?.phase.name;
  }

  #heard(
    event: SwitchboardEvent extends infer E ? (E extends unknown ? Omit<E, 'at'> : never) : never,
  ): void {
    if (!this.life.dead) this.#runner.heard({ ...event, at: this.now() } as SwitchboardEvent);
  }

  /** What was decided is written. */
  async #quiet(): Promise<void> {
    while (this.#runner.size > 0 && this.#runner.acting && !this.life.dead) await turn();
  }

  #sessionOf(id: string, amount: Money, at: number) {
    const leg = (name: string) => ({
      channelId: `${id}.${name}`,
      channelName: `PJSIP/${name}-${id}`,
      present: true,
    });
    const { currency } = amount;
    return {
      id,
      startedAt: at,
      terms: { amount, currency, maximumMinor: 1_000_000_000, language: 'en' },
      policy: { ...POLICY, quietMs: 0, findMs: 30 },
      caller: leg('caller'),
      agent: leg('agent'),
      phase: { name: 'ended' } as const,
      ...BLANK,
      lastKeyAt: at,
      presence: 'guided' as const,
    };
  }

  /** Everything succeeds at once and every prompt is as short as can be. */
  #exchange(): Switchboard {
    const done = async () => undefined;
    return {
      start: done,
      stop: done,
      health: () => [],
      confirm: async () => undefined,
      read: async (_, expressions) => expressions.map(() => ''),
      survey: async () => ({ kind: 'refused', reason: 'no-caller' }),
      redirect: done,
      isolate: done,
      attend: done,
      stopPrompt: done,
      note: done,
      rejoin: async () => true,
      whisper: done,
      release: done,
      bring: done,
      speaks: done,
      listen: async () => ({ kind: 'refused', why: 'nobody can be heard here' }),
      accompany: done,
      hearAgain: done,
      prompt: async (sessionId, side, _leg, _media, promptId) => {
        setImmediate(() => this.#heard({ type: 'promptFinished', sessionId, side, promptId }));
      },
      forget: async (sessionId) => {
        this.#forgotten.add(sessionId);
      },
    };
  }
}

/** The journal of a service that writes down what it has done, not what it is about to do. */
function careless(journal: Journal, protection: Protection): Journal {
  if (protection === 'kind-ignored') {
    const receive: Journal['receive'] = (notification, at) => {
      const transactions = notification.transactions.map((one) =>
        one.status === 'returned' ? { ...one, status: 'settled' as const } : one,
      );
      return journal.receive({ ...notification, transactions }, at);
    };
    return replaced(journal, new Map([['receive', receive]]));
  }
  if (protection !== 'not-journalled') return journal;
  const intents = new Map<string, Parameters<Journal['record']>[2]>();
  const record = async (...[session, event, change]: Parameters<Journal['record']>): Promise<void> => {
    if (change?.change === 'intended') {
      intents.set(change.orderId, change);
      return journal.record(session, event);
    }
    const intent = change && intents.get(change.orderId);
    if (intent) await journal.record(session, event, intent);
    await journal.record(session, event, intent ? change : undefined);
  };
  return replaced(journal, new Map([['record', record]]));
}

/** A gateway that takes silence for a no, and tries again. */
function rash(gateway: Gateway, protection: Protection): Gateway {
  const charge: Gateway['charge'] = async (request) => {
    const outcome = await gateway.charge(request);
    if (outcome.kind !== 'unknown') return outcome;
    const { orderId, amount } = request;
    return gateway.charge({ orderId, amount, nonce: 'fake-valid-visa-nonce' });
  };
  const refund: Gateway['refund'] = async (id, amount, key) => {
    const outcome = await gateway.refund(id, amount, key);
    return outcome.kind === 'unknown' ? gateway.refund(id, amount, key) : outcome;
  };
  if (protection === 'sent-again') return replaced(gateway, new Map([['charge', charge]]));
  if (protection === 'refunded-again') return replaced(gateway, new Map([['refund', refund]]));
  return gateway;
}
