import { Agent } from 'node:https';
import fetch from 'node-fetch';
import type { Listed } from '../../lib/sandbox/control.js';
import type { FaultInput } from '../../lib/sandbox/faults.js';
import type { SandboxProcess } from '../../lib/sandbox-process.js';

/** The sandbox's side: what it was asked, and how it misbehaves on demand. */
export class Bank {
  readonly #agent: Agent;

  constructor(readonly sandbox: SandboxProcess) {
    this.#agent = new Agent({ ca: sandbox.ca, keepAlive: true });
  }

  async fault(fault: FaultInput): Promise<void> {
    await this.#ask('POST', 'faults', fault);
  }

  async clear(): Promise<void> {
    await this.#ask('DELETE', 'faults');
  }

  /** Whether a fault still waits for a request on this route. */
  async waiting(route: string): Promise<boolean> {
    const faults = (await this.#ask('GET', 'faults')) as readonly { readonly route: string }[];
    return faults.some((fault) => fault.route === route);
  }

  /** Every transaction of a session, oldest first: its orders are `session-1`, `session-2`, … */
  async transactions(session: string): Promise<readonly Listed[]> {
    return (await this.all()).filter(({ orderId }) => orderId?.startsWith(`${session}-`));
  }

  /** Every transaction of every session, oldest first. */
  async all(): Promise<readonly Listed[]> {
    return (await this.#ask('GET', 'transactions')) as readonly Listed[];
  }

  /** A transaction as Braintree's API gives it, in XML. */
  async transaction(id: string): Promise<string> {
    return (await this.#get(`transactions/${id}`)).text();
  }

  /** Whether the vault has a method under this token. */
  async stored(token: string): Promise<boolean> {
    const { status } = await this.#get(`payment_methods/any/${token}`);
    if (status !== 200 && status !== 404) throw new Error(`${token}: status ${status}`);
    return status === 200;
  }

  #get(path: string): ReturnType<typeof fetch> {
    const { url, merchantId, publicKey, privateKey } = this.sandbox;
    const authorization = `Basic ${Buffer.from(`${publicKey}:${privateKey}`).toString('base64')}`;
    return fetch(`${url}/merchants/${merchantId}/${path}`, {
      agent: this.#agent,
      headers: { authorization, 'x-apiversion': '6', accept: 'application/xml' },
      signal: AbortSignal.timeout(5000),
    });
  }

  async #ask(method: string, what: string, body?: unknown): Promise<unknown> {
    const { url, publicKey, privateKey } = this.sandbox;
    const response = await fetch(`${url}/_control/${what}`, {
      method,
      agent: this.#agent,
      headers: { authorization: `Basic ${Buffer.from(`${publicKey}:${privateKey}`).toString('base64')}` },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(5000),
    });
    if (!response.ok) throw new Error(`${method} ${what}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  close(): void {
    this.#agent.destroy();
  }
}
