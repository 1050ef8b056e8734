import { Agent } from 'node:http';
import fetch from 'node-fetch';
import { IDLE_MS, type Login } from './ari.js';

/** AMI over HTTP (`/rawman`): one session by cookie, one request an action. */
export class Ami {
  private readonly agent = new Agent({ keepAlive: true, timeout: IDLE_MS });
  private cookie: string | undefined;

  constructor(
    readonly url: string,
    readonly login: Login,
  ) {}

  /** Sends an action and gives the raw answer; logs in first when needed. Rejects on `Response: Error`. */
  async action(name: string, fields: Readonly<Record<string, string>> = {}): Promise<string> {
    const used = this.cookie !== undefined;
    if (!used) await this.logIn();
    let text = await this.send({ action: name, ...fields });
    // A session that nobody has used for a while is over.
    if (used && text.includes('Permission denied')) {
      this.forget();
      await this.logIn();
      text = await this.send({ action: name, ...fields });
    }
    if (/^Response: Error/m.test(text)) throw new Error(`AMI ${name}: ${text.trim()}`);
    return text;
  }

  /** Output of a command of the console. */
  async command(command: string): Promise<string> {
    const text = await this.action('Command', { command });
    return text.replace(/^Output: ?/gm, '');
  }

  async close(): Promise<void> {
    try {
      if (this.cookie) await this.send({ action: 'Logoff' });
    } catch {
      // It may be gone already; there is nothing to log off from then.
    }
    this.forget();
    this.agent.destroy();
  }

  /** Asterisk was restarted: its sessions are gone. */
  forget(): void {
    this.cookie = undefined;
  }

  private async logIn(): Promise<void> {
    const { username, password } = this.login;
    const text = await this.send({ action: 'Login', username, secret: password });
    if (!text.includes('Success')) throw new Error(`AMI login as ${username}: ${text.trim()}`);
  }

  private async send(fields: Readonly<Record<string, string>>): Promise<string> {
    const response = await fetch(`${this.url}?${new URLSearchParams(fields)}`, {
      agent: this.agent,
      signal: AbortSignal.timeout(10_000),
      headers: this.cookie ? { cookie: this.cookie } : {},
    });
    const cookie = response.headers.get('set-cookie')?.split(';')[0];
    if (cookie) this.cookie = cookie;
    return response.text();
  }
}
