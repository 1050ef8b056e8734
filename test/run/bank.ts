import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Test } from 'tap';
import { createGateway } from '../../lib/gateway/braintree/braintree.js';
import type { Gateway } from '../../lib/gateway/gateway.js';
import type { Journal, MovementWish } from '../../lib/journal/journal.js';
import { createJournal } from '../../lib/journal/store.js';
import { createLog } from '../../lib/log.js';
import type { Money } from '../../lib/money/money.js';
import { projectRoot } from '../../lib/root.js';
import { type Moved, move } from '../../lib/run/move.js';
import { SANDBOX_ACCOUNTS } from '../../lib/sandbox/accounts.js';
import type { SandboxConfigInput } from '../../lib/sandbox/config.js';
import { type Sandbox, startSandbox } from '../../lib/sandbox/sandbox.js';
import type { PaymentKind } from '../../lib/session/command.js';
import { session } from '../journal/sessions.js';

export const log = createLog({ level: 'error' }, { write: () => undefined });
export const usd = (minor: number): Money => ({ minor, currency: 'USD' });

/** A sandbox, the real door to it and a journal, all on the sandbox's clock. */
export class Bank {
  #orders = 0;

  private constructor(
    readonly sandbox: Sandbox,
    readonly gateway: Gateway,
    readonly journal: Journal,
    readonly repeatable: boolean,
  ) {}

  static async open(t: Test, config: SandboxConfigInput = {}): Promise<Bank> {
    const sandbox = await startSandbox({ config, tls: false });
    const repeatable = config.rules?.apiRequestKeys === true;
    const { merchantId, publicKey, privateKey } = sandbox.merchant;
    const gateway = createGateway({
      environment: 'local',
      url: sandbox.url,
      merchantId,
      publicKey,
      privateKey,
      apiRequestKeys: repeatable,
      merchantAccounts: SANDBOX_ACCOUNTS,
      deadlineMs: 1500,
      findDeadlineMs: 3000,
    });
    const runs = join(projectRoot(), '.hushpay', 'run');
    mkdirSync(runs, { recursive: true });
    const directory = mkdtempSync(join(runs, 'bank-'));
    const file = join(directory, 'journal.sqlite');
    const journal = createJournal({ client: 'sqlite3', file, lockDeadline: 10 }, log);
    await journal.open();
    await journal.takeOver('one');
    t.teardown(async () => {
      await journal.close();
      await gateway.stop();
      await sandbox.stop();
      rmSync(directory, { recursive: true, force: true });
    });
    return new Bank(sandbox, gateway, journal, repeatable);
  }

  now = (): number => this.sandbox.clock.now();

  /** A payment, journalled and charged as on a call. Answers its order id. */
  async pay(amount: Money, kind: PaymentKind = 'charge'): Promise<string> {
    const id = `hpbank${++this.#orders}`;
    const orderId = `${id}-1`;
    const at = this.now();
    const charging = session(id, { name: 'charging', orderId });
    await this.journal.record(
      charging,
      { type: 'tokenised', at },
      { change: 'intended', kind, orderId, amount },
    );
    const request = { orderId, amount, nonce: 'fake-valid-visa-nonce' };
    const outcome =
      kind === 'authorisation' ? await this.gateway.authorise(request) : await this.gateway.charge(request);
    await this.journal.settle(orderId, outcome, this.now());
    return orderId;
  }

  move(wish: Omit<MovementWish, 'by'>): Promise<Moved> {
    return move({ ...this.ports, repeatable: this.repeatable }, { by: 'anna', ...wish });
  }

  get ports() {
    const { journal, gateway, now } = this;
    return { journal, gateway, log, now };
  }

  /** The testing transition of a transaction to settled. */
  async settle(orderId: string): Promise<void> {
    const { url, merchant } = this.sandbox;
    const { merchantId, publicKey, privateKey } = merchant;
    const authorization = `Basic ${Buffer.from(`${publicKey}:${privateKey}`).toString('base64')}`;
    const mine = (await this.sandbox.transactions()).filter((one) => one.orderId === orderId);
    for (const { id } of mine) {
      const path = `${url}/merchants/${merchantId}/transactions/${id}/settle`;
      await fetch(path, { method: 'PUT', headers: { authorization, 'x-apiversion': '6' } });
    }
  }

  /** The sandbox's control endpoint, with the merchant's keys. */
  async control(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
    const { url, merchant } = this.sandbox;
    const { publicKey, privateKey } = merchant;
    const authorization = `Basic ${Buffer.from(`${publicKey}:${privateKey}`).toString('base64')}`;
    const text = body === undefined ? undefined : JSON.stringify(body);
    const answer = await fetch(`${url}/_control/${path}`, { method, headers: { authorization }, body: text });
    return { status: answer.status, body: await answer.json() };
  }

  /** What the bank, or the gateway, does with the newest transaction of an order; see the sandbox's control of them. */
  async happens(orderId: string, change: object): Promise<void> {
    const newest = (await this.sandbox.transactions()).findLast((one) => one.orderId === orderId);
    const { status, body } = await this.control('POST', `transactions/${newest?.id}`, change);
    if (status !== 200) throw new Error(JSON.stringify(body));
  }

  /** What the sandbox has of an order: type, status and amount. */
  async has(orderId: string): Promise<string[]> {
    const all = await this.sandbox.transactions();
    return all
      .filter((one) => one.orderId === orderId)
      .map((one) => `${one.type} ${one.status} ${one.amount}`);
  }
}
