import { join } from 'node:path';
import type { Test } from 'tap';
import { ApiListener, type ApiOptions } from '../../lib/api/listener.js';
import { Told } from '../../lib/api/told.js';
import type { Switchboard, SwitchboardEvent } from '../../lib/asterisk/switchboard.js';
import { createCapture } from '../../lib/card/vault.js';
import { Secret } from '../../lib/config/secret.js';
import type { Gateway } from '../../lib/gateway/gateway.js';
import type { Journal } from '../../lib/journal/journal.js';
import { createJournal } from '../../lib/journal/store.js';
import { createLog } from '../../lib/log.js';
import { until } from '../../lib/rig/until.js';
import { replay } from '../../lib/run/feed.js';
import { Runner } from '../../lib/run/runner.js';
import type { ChargeOutcome, Party, Policy, Session, Terms } from '../../lib/session/state.js';
import { freshDirectory } from '../config/directory.js';
import { POLICY, TERMS } from '../session/fixture.js';
import { Program } from './reader.js';

export const CARD = { number: '4111111111111111', expiry: '1235', code: '123' };
export const SECRETS = { crm: 'c'.repeat(24), wall: 'w'.repeat(24) };

export interface ShopOptions {
  readonly perMinute?: number;
  readonly beatMs?: number;
  /** Beside those of the CRM and the wallboard. */
  readonly tokens?: ApiOptions['tokens'];
  readonly tls?: ApiOptions['tls'];
  /** The journal's file, where two run one after the other. */
  readonly directory?: string;
}

/** The API over HTTP, before a runner with a real journal, a telephone exchange that obeys and a bank that declines. */
export class Shop {
  readonly told = new Told();
  readonly logged: string[] = [];
  readonly crm: Program;
  readonly wall: Program;
  outcome: ChargeOutcome = { kind: 'declined', code: '2001', text: 'Insufficient Funds', severity: 'soft' };

  private constructor(
    readonly runner: Runner,
    readonly journal: Journal,
    readonly listener: ApiListener,
    told: Told,
    logged: string[],
  ) {
    this.told = told;
    this.logged = logged;
    const url = `http://127.0.0.1:${listener.port}`;
    this.crm = new Program(url, SECRETS.crm);
    this.wall = new Program(url, SECRETS.wall);
  }

  static async open(t: Test, options: ShopOptions = {}): Promise<Shop> {
    const logged: string[] = [];
    const log = createLog({ level: 'debug' }, { write: (line) => logged.push(line) });
    const file = join(options.directory ?? freshDirectory(t), 'journal.sqlite');
    const journal = createJournal({ client: 'sqlite3', file, lockDeadline: 10 }, log);
    await journal.open();
    await journal.takeOver(`shop${file}${Math.random()}`);
    const told = new Told();
    const journalled = await journal.openSessions();
    for (const { id } of journalled) told.recall(replay(await journal.steps(id)));
    const runner: Runner = new Runner({
      switchboard: exchange((event) => runner.heard(event)),
      gateway: bank(() => shop.outcome),
      journal,
      log,
      newCapture: () => createCapture({ brands: ['visa'] }),
      media: () => [],
      now: Date.now,
      watch: (event) => told.take(event),
      told: (id) => told.last(id),
    });
    const listener = new ApiListener({
      host: '127.0.0.1',
      port: 0,
      tokens: [
        {
          name: 'crm',
          secret: new Secret(SECRETS.crm),
          rights: ['watch', 'steer', 'amount', 'cancel'],
          agents: 'all',
        },
        { name: 'wall', secret: new Secret(SECRETS.wall), rights: ['watch'] },
        ...(options.tokens ?? []),
      ],
      perMinute: options.perMinute ?? 6000,
      ...(options.tls && { tls: options.tls }),
      ...(options.beatMs && { beatMs: options.beatMs }),
      runner,
      journal,
      told,
      log,
    });
    listener.start();
    await until('the API to listen', 5000, () => listener.health().up);
    const shop = new Shop(runner, journal, listener, told, logged);
    t.teardown(async () => {
      await listener.stop();
      runner.halt();
      await journal.close();
    });
    for (const session of journalled) runner.resume(session, true, true);
    return shop;
  }

  /** A call is handed off and the caller is asked for the card. */
  async call(
    id: string,
    terms: Partial<Terms> = {},
    policy: Partial<Policy> = {},
    agentIs: Partial<Party> = {},
  ): Promise<void> {
    const leg = (side: string) => ({
      channelId: `${id}.${side}`,
      channelName: `PJSIP/${side}-${id}`,
      present: true,
    });
    const [caller, agent] = [leg('trunk'), { ...leg('100'), ...agentIs }];
    await this.runner.begin({
      type: 'handOffRequested',
      at: Date.now(),
      id,
      terms: { ...TERMS, ...terms },
      policy: { ...POLICY, quietMs: 0, ...policy },
      caller,
      agent,
    });
    for (const side of ['caller', 'agent'] as const) {
      this.runner.dispatch(id, { type: 'partyArrived', side });
    }
  }

  key(sessionId: string, keys: string): void {
    const at = Date.now();
    for (const key of keys) this.runner.heard({ type: 'keyPressed', at, sessionId, side: 'caller', key });
  }

  session(id: string): Session | undefined {
    return this.runner.sessions().find((session) => session.id === id);
  }

  /** The session is over and all of it is in the journal. */
  async over(id: string): Promise<void> {
    await until(`the end of ${id}`, 5000, () => !this.session(id));
  }
}

/** Everything succeeds at once and every prompt is as short as can be. */
function exchange(heard: (event: SwitchboardEvent) => void): Switchboard {
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
    listen: async () => ({ kind: 'refused', why: 'nobody can be heard here' }),
    accompany: done,
    hearAgain: done,
    prompt: async (sessionId, side, _leg, _media, promptId) => {
      setImmediate(() => heard({ type: 'promptFinished', at: Date.now(), sessionId, side, promptId }));
    },
    bring: done,
    speaks: done,
    forget: done,
  };
}

function bank(outcome: () => ChargeOutcome): Gateway {
  const doors: Partial<Gateway> = {
    tokenise: async () => ({ kind: 'token', nonce: 'nonce-that-nobody-may-see' }),
    charge: async () => outcome(),
    authorise: async () => outcome(),
  };
  return doors as Gateway;
}
