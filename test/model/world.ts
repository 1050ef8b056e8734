import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createGateway } from '../../lib/gateway/braintree/braintree.js';
import type { Gateway } from '../../lib/gateway/gateway.js';
import { createJournal } from '../../lib/journal/store.js';
import { createLog } from '../../lib/log.js';
import { projectRoot } from '../../lib/root.js';
import { SANDBOX_ACCOUNTS } from '../../lib/sandbox/accounts.js';
import { type Sandbox, startSandbox } from '../../lib/sandbox/sandbox.js';
import { Instance, type Protection } from './instance.js';

const log = createLog({ level: 'error' }, { write: () => undefined });

/** Longest a charge is waited for: short, as many of them are late on purpose. Milliseconds. */
export const DEADLINE_MS = 90;
/** When the trouble is over, a machine that is merely busy is waited for. Milliseconds. */
const PATIENT_MS = 20_000;
/** The search is behind by this much of the sandbox's time. Seconds. */
const INDEX_DELAY = 20;

/** A signed notification. */
export interface Told {
  readonly signature: string;
  readonly payload: string;
}

/** One sandbox and one journal file, used by one instance of the service after another, and by two at once. */
export class World {
  readonly #instances: Instance[] = [];

  private constructor(
    readonly sandbox: Sandbox,
    readonly gateway: Gateway,
    readonly patient: Gateway,
    readonly directory: string,
    readonly protection: Protection,
  ) {}

  /** `runs`: where its journal is put. */
  static async open(
    protection: Protection = 'whole',
    runs = join(projectRoot(), '.hushpay', 'run'),
  ): Promise<World> {
    // Without the sandbox's own check for duplicates nothing but ours keeps a charge from being made twice.
    // Nobody listens there: what is told waits, and the model delivers it, in an order of its own.
    const config = {
      indexDelay: INDEX_DELAY,
      rules: { duplicates: false },
      webhooks: ['http://127.0.0.1:9/'],
      webhookDelivery: { retryHours: 9999 },
    };
    const sandbox = await startSandbox({ config, tls: false });
    const { merchantId, publicKey, privateKey } = sandbox.merchant;
    const door = (deadlineMs: number) =>
      createGateway({
        environment: 'local',
        url: sandbox.url,
        merchantId,
        publicKey,
        privateKey,
        apiRequestKeys: false,
        merchantAccounts: SANDBOX_ACCOUNTS,
        deadlineMs,
        findDeadlineMs: deadlineMs,
        tokeniseDeadlineMs: 2000,
      });
    const gateway = door(DEADLINE_MS);
    await gateway.start();
    mkdirSync(runs, { recursive: true });
    return new World(sandbox, gateway, door(PATIENT_MS), mkdtempSync(join(runs, 'model-')), protection);
  }

  now = (): number => this.sandbox.clock.now();

  /** Another instance of the service on the same journal; it takes over from the one before. */
  async instance(gateway = this.gateway): Promise<Instance> {
    const file = join(this.directory, 'journal.sqlite');
    const journal = createJournal({ client: 'sqlite3', file, lockDeadline: 20 }, log);
    await journal.open();
    const made = new Instance(journal, gateway, this.now, log, this.protection);
    this.#instances.push(made);
    await made.takeOver();
    return made;
  }

  /** The sandbox's control endpoint, with the merchant's keys. */
  async control(method: string, path: string, body?: object): Promise<unknown> {
    const { publicKey, privateKey } = this.sandbox.merchant;
    const authorization = `Basic ${Buffer.from(`${publicKey}:${privateKey}`).toString('base64')}`;
    const text = body && JSON.stringify(body);
    const answer = await fetch(`${this.sandbox.url}/_control/${path}`, {
      method,
      headers: { authorization },
      body: text,
    });
    return answer.json();
  }

  /** What the gateway has told and nobody has heard yet, oldest first. */
  async told(): Promise<readonly Told[]> {
    const { waiting } = (await this.control('GET', 'webhooks')) as { waiting: readonly Told[] };
    return waiting;
  }

  /** Nothing is under way at the sandbox any more: what it was asked to do, it has done. */
  async idle(): Promise<void> {
    for (let quiet = 0; quiet < 2; quiet++) {
      await pause(2);
      await this.sandbox.idle();
    }
  }

  /** Time goes on for all. As Braintree ends every request within a minute, none is left after one. Milliseconds. */
  async advance(ms: number): Promise<void> {
    if (ms >= 60_000) await this.idle();
    this.sandbox.clock.set(this.now() + ms);
  }

  /** Ends all instances of a run; answers how many of them had been killed in the midst of something. */
  async dismiss(): Promise<number> {
    const all = this.#instances.splice(0);
    for (const instance of all) await instance.end();
    return all.filter(({ life }) => life.struck).length;
  }

  async close(): Promise<void> {
    await this.dismiss();
    await this.gateway.stop();
    await this.patient.stop();
    await this.sandbox.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
