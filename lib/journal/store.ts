import type { Knex } from 'knex';
import type { Config } from '../config/schema.js';
import type { DoorHealth } from '../door.js';
import { HushpayError } from '../errors.js';
import type { Notification, TransactionState } from '../gateway/state.js';
import type { Claim, End, Verdict } from '../limits/counter.js';
import type { Log } from '../log.js';
import type { MethodChange, PaymentChange } from '../session/command.js';
import type { Event } from '../session/event.js';
import type { ChargeOutcome, Session } from '../session/state.js';
import { connect } from './connect.js';
import * as counters from './counters.js';
import { decide, decisionsOf, disputesOf, settlementsOf } from './history.js';
import type { Account, Journal, Step } from './journal.js';
import { type Migrated, migrate } from './migrate.js';
import type { Intention, Movement, MovementWish } from './movement.js';
import { intend, movementsOf, settleMovement } from './movements.js';
import { observe, type Received, receive } from './notifications.js';
import type { Decision, Payment, PaymentFilter } from './payment.js';
import { change, matching, settle } from './payments.js';
import { type MovementRow, type PaymentRow, toMovement, toPayment } from './rows.js';
import { type SessionFilter, type SessionRecord, sessionsOf } from './sessions.js';
import type { Source } from './settlement.js';
import { type Dialect, type Manner, rowsOf, Transactor, type Work } from './transaction.js';
import { changeMethod, methodLooked, type Unwanted, unwantedMethods } from './vaulted.js';

/** The journal in the configured database. Opens nothing yet; the log is told when it breaks and when it works again. */
export function createJournal(database: Config['database'], log: Log): Journal {
  return new KnexJournal(() => connect(database), database.client, database.lockDeadline * 1000, log);
}

/** Opening may take longer than a call may wait: the file is made, the schema brought up to date. Milliseconds. */
const OPEN_MS = 10_000;

/** Brings the schema of the configured database up to date, as `open` does. Answers what was done. */
export async function migrateJournal(database: Config['database']): Promise<Migrated> {
  const knex = connect(database);
  try {
    return await migrate(knex, new Transactor(knex, database.client, OPEN_MS, () => undefined));
  } finally {
    await knex.destroy();
  }
}

/** Sessions, steps and payments in SQLite or PostgreSQL through knex. See `Journal` for the order of calls. */
export class KnexJournal implements Journal {
  #knex: Knex | undefined;
  #transactor: Transactor | undefined;
  #instance: string | undefined;
  #fault: Error | undefined;

  constructor(
    private readonly connect: () => Knex,
    private readonly dialect: Dialect,
    private readonly deadlineMs: number,
    private readonly log: Log,
  ) {}

  async open(): Promise<void> {
    const knex = this.connect();
    const told = (fault: Error | undefined) => this.#told(fault);
    try {
      const opening = new Transactor(knex, this.dialect, OPEN_MS + this.deadlineMs, told);
      const { changes, unreadable } = await migrate(knex, opening);
      for (const change of changes) this.log.info({ change }, 'journal migrated');
      for (const orderId of unreadable)
        this.log.error({ orderId }, 'sums could not be counted again; look at it');
    } catch (error) {
      await knex.destroy();
      throw error;
    }
    this.#knex = knex;
    this.#transactor = new Transactor(knex, this.dialect, this.deadlineMs, told);
  }

  async close(): Promise<void> {
    await this.#transactor?.idle();
    await this.#knex?.destroy();
    this.#knex = undefined;
    this.#transactor = undefined;
  }

  health(): DoorHealth {
    if (!this.#transactor) return { door: 'journal', up: false, detail: 'not open' };
    if (this.#fault) return { door: 'journal', up: false, detail: this.#fault.message };
    return { door: 'journal', up: true, detail: this.dialect === 'pg' ? 'PostgreSQL' : 'SQLite' };
  }

  async takeOver(instance: string): Promise<void> {
    await this.#transact('durable', async ({ table }) => {
      await table('owner').insert({ id: 1, instance, since: Date.now() }).onConflict('id').merge();
    });
    this.#instance = instance;
  }

  async isOwner(): Promise<boolean> {
    const row: { instance: string } | undefined = await this.#read(({ table }) =>
      table('owner').where({ id: 1 }).first('instance'),
    );
    return row !== undefined && row.instance === this.#instance;
  }

  async record(
    session: Session,
    event: Event,
    payment?: PaymentChange,
    method?: MethodChange,
  ): Promise<void> {
    await this.#transact(payment || method ? 'durable' : 'quick', async (work) => {
      await this.#fence(work);
      await work
        .table('sessions')
        .insert({
          id: session.id,
          started_at: session.startedAt,
          updated_at: event.at,
          ended: session.phase.name === 'ended' ? 1 : 0,
          result: session.result ?? null,
          state: JSON.stringify(session),
        })
        .onConflict('id')
        .merge(['updated_at', 'ended', 'result', 'state']);
      await work.raw(
        'insert into steps (session_id, seq, at, event, phase) select ?, coalesce(max(seq), 0) + 1, ?, ?, ? from steps where session_id = ?',
        [session.id, event.at, JSON.stringify(event), session.phase.name, session.id],
      );
      if (payment) await change(work, session, payment, event.at);
      if (method) await changeMethod(work.table, session.id, method, event.at);
    });
  }

  async openSessions(): Promise<Session[]> {
    const rows: { id: string; state: string }[] = await this.#read(({ table }) =>
      table('sessions').select('id', 'state').where({ ended: 0 }).orderBy('started_at'),
    );
    return rows.flatMap(({ id, state }) => this.#parsed<Session>(id, state) ?? []);
  }

  sessions(filter: SessionFilter = {}): Promise<SessionRecord[]> {
    return sessionsOf((query) => this.#read(query), filter);
  }

  async steps(sessionId: string): Promise<Step[]> {
    const rows: { seq: number; event: string; phase: string }[] = await this.#read(({ table }) =>
      table('steps').select('seq', 'event', 'phase').where({ session_id: sessionId }).orderBy('seq'),
    );
    return rows.flatMap(({ seq, event: text, phase }) => {
      const event = this.#parsed<Event>(sessionId, text);
      return event ? { seq, event, phase } : [];
    });
  }

  async payment(orderId: string): Promise<Payment | undefined> {
    const row: PaymentRow | undefined = await this.#read(({ table }) =>
      table('payments').where({ order_id: orderId }).first(),
    );
    return row && toPayment(row);
  }

  /** Newest first. */
  async payments(filter: PaymentFilter = {}): Promise<Payment[]> {
    const rows: PaymentRow[] = await this.#read(({ table }) => matching(table, filter));
    return rows.map(toPayment);
  }

  async unsettled(): Promise<Payment[]> {
    const rows: PaymentRow[] = await this.#read(({ table }) =>
      table('payments').whereIn('status', ['intended', 'unknown']).orderBy('created_at').orderBy('order_id'),
    );
    return rows.map(toPayment);
  }

  async settle(orderId: string, outcome: ChargeOutcome, at: number): Promise<boolean> {
    return this.#transact('durable', ({ table }) => settle(table, orderId, outcome, at));
  }

  async looked(orderId: string, at: number): Promise<void> {
    await this.#transact('quick', async ({ table }) => {
      await table('payments').where({ order_id: orderId }).increment('finds', 1).update({ found_at: at });
    });
  }

  intend(wish: MovementWish, at: number): Promise<Intention> {
    const { dialect } = this;
    return this.#transact('durable', (work) => intend({ ...work, dialect }, wish, at));
  }

  settleMovement(id: string, outcome: ChargeOutcome, at: number): Promise<boolean> {
    return this.#transact('durable', ({ table }) => settleMovement(table, id, outcome, at));
  }

  async movementLooked(id: string, at: number): Promise<void> {
    await this.#transact('quick', async ({ table }) => {
      await table('movements').where({ id }).increment('finds', 1).update({ found_at: at });
    });
  }

  async movement(id: string): Promise<Movement | undefined> {
    const row: MovementRow | undefined = await this.#read(({ table }) =>
      table('movements').where({ id }).first(),
    );
    return row && toMovement(row);
  }

  movements(orderId: string): Promise<Movement[]> {
    return this.#read(({ table }) => movementsOf(table, orderId));
  }

  async unsettledMovements(): Promise<Movement[]> {
    const rows: MovementRow[] = await this.#read(({ table }) =>
      table('movements').whereIn('status', ['intended', 'unknown']).orderBy('created_at').orderBy('id'),
    );
    return rows.map(toMovement);
  }

  async movementsSince(since: number): Promise<Movement[]> {
    const rows: MovementRow[] = await this.#read(({ table }) =>
      table('movements').where('created_at', '>=', since).orderBy('created_at').orderBy('id'),
    );
    return rows.map(toMovement);
  }

  unwantedMethods(): Promise<Unwanted[]> {
    return this.#read(({ table }) => unwantedMethods(table));
  }

  methodLooked(token: string, at: number, gone: boolean): Promise<void> {
    return this.#transact('durable', ({ table }) => methodLooked(table, token, at, gone));
  }

  async account(orderId: string): Promise<Account | undefined> {
    const payment = await this.payment(orderId);
    if (!payment) return undefined;
    return this.#read(async ({ table }) => {
      const movements = await movementsOf(table, orderId);
      const subjects = [orderId, ...movements.map(({ id }) => id)];
      return {
        payment,
        movements,
        settlements: await settlementsOf(table, subjects),
        disputes: await disputesOf(table, orderId),
        decisions: await decisionsOf(table, subjects),
      };
    });
  }

  observe(state: TransactionState, source: Source, at: number): Promise<string | undefined> {
    return this.#transact('durable', (work) => observe(work, state, source, at));
  }

  receive(notification: Notification, at: number): Promise<Received> {
    return this.#transact('durable', (work) => receive(work, notification, at));
  }

  decide(subject: string, decision: Decision): Promise<boolean> {
    const { dialect } = this;
    return this.#transact('durable', async (work) => {
      const changed = await decide(work.table, subject, decision);
      // What was not charged may have been declined: that attempt goes on counting as one that came to nothing.
      if (changed && decision.decision === 'approved')
        await counters.endOrder({ ...work, dialect }, subject, 'good');
      return changed;
    });
  }

  attempt(claims: readonly Claim[], id: string, at: number): Promise<Verdict> {
    const { dialect } = this;
    return this.#transact('durable', async (work) => {
      await this.#fence(work);
      return counters.take({ ...work, dialect }, claims, id, at);
    });
  }

  attempted(claims: readonly Claim[], id: string, end: End): Promise<void> {
    const { dialect } = this;
    return this.#transact('quick', (work) => counters.end({ ...work, dialect }, claims, id, end));
  }

  orderAttempted(orderId: string, end: End): Promise<void> {
    const { dialect } = this;
    return this.#transact('quick', (work) => counters.endOrder({ ...work, dialect }, orderId, end));
  }

  standing(claims: readonly Claim[], at: number): Promise<Verdict> {
    const { dialect } = this;
    return this.#read((work) => counters.stand({ ...work, dialect }, claims, at));
  }

  locks(at: number): Promise<counters.Locked[]> {
    return this.#read((work) => counters.locksOf(work, at));
  }

  release(subject: string): Promise<boolean> {
    return this.#transact('durable', (work) => counters.release(work, subject));
  }

  #transact<T>(manner: Manner, work: (work: Work) => Promise<T>): Promise<T> {
    if (!this.#transactor) return Promise.reject(new HushpayError('journal-unavailable', 'not open'));
    return this.#transactor.transact(manner, work);
  }

  #read<T>(query: (work: Work) => PromiseLike<T>): Promise<T> {
    return this.#transact('read', async (work) => await query(work));
  }

  /** Inside the transaction, so that a takeover is wholly before it or wholly after it. */
  async #fence({ raw }: Work): Promise<void> {
    const lock = this.dialect === 'pg' ? ' for share' : '';
    const rows = rowsOf(await raw(`select instance from owner where id = 1${lock}`)) as {
      instance: string;
    }[];
    if (this.#instance === undefined || rows[0]?.instance !== this.#instance) {
      throw new HushpayError('journal-not-owner');
    }
  }

  /** One that cannot be read is named, and hides no other; its payment is looked for by reconciliation. */
  #parsed<T>(sessionId: string, text: string): T | undefined {
    try {
      return JSON.parse(text) as T;
    } catch {
      this.log.error(
        { session: sessionId },
        'what the journal has of a session cannot be read; it is left out',
      );
      return undefined;
    }
  }

  #told(fault: Error | undefined): void {
    if (fault && !this.#fault)
      this.log.error({ door: 'journal', up: false, error: fault }, 'journal does not work');
    if (!fault && this.#fault) this.log.info({ door: 'journal', up: true }, 'journal works again');
    this.#fault = fault;
  }
}
