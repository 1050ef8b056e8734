import { HushpayError } from '../errors.js';
import { type Owners, ownersOf } from '../peer.js';
import { createHttpCaller } from './http.js';

export interface AmiAccess {
  /** `http://host:port`, or with the prefix of http.conf: `http://host:port/asterisk`. `/rawman` is added. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** Who may answer as Asterisk on this machine. Default: root, and whoever runs this process. */
  readonly owners?: Owners;
}

/** One block of an AMI answer: header name to value. The first of a name wins. */
export type AmiBlock = Readonly<Record<string, string>>;

export interface Ami {
  /** All blocks of the answer, the response first. Rejects with `ami-*` errors; never hangs. */
  action(name: string, headers?: Readonly<Record<string, string>>): Promise<readonly AmiBlock[]>;
  setvar(channelName: string, variable: string, value: string): Promise<void>;
  /** Dual redirect: both channels leave their bridge in one step. Priority 1. */
  redirect(
    channelName: string,
    context: string,
    extraChannelName: string,
    extraContext: string,
    exten: string,
  ): Promise<void>;
  /** One channel to a place of the dialplan; `priority` is a number or a label. */
  move(channelName: string, context: string, exten: string, priority: string): Promise<void>;
  close(): void;
}

/** AMI over HTTP: one session kept by its cookie, logged in again when Asterisk has dropped it. */
export function createAmi(access: AmiAccess, deadlineMs: number): Ami {
  const caller = createHttpCaller({
    deadlineMs,
    owners: access.owners ?? ownersOf('root'),
    codes: { unreachable: 'ami-unreachable', deadline: 'ami-deadline' },
  });
  const url = `${access.url.replace(/\/+$/, '')}/rawman`;
  let cookie: string | undefined;
  let login: Promise<void> | undefined;

  async function post(fields: Readonly<Record<string, string>>, repeatable = false) {
    for (const [name, value] of Object.entries(fields)) {
      // A line break would end the header and begin another of the attacker's choice.
      if (/[\r\n\0]/.test(name + value)) throw new HushpayError('ami-failed', `line break in ${name}`);
    }
    const answer = await caller.send({
      method: 'POST',
      url,
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        ...(cookie ? { Cookie: cookie } : {}),
      },
      body: new URLSearchParams(fields).toString(),
      repeatable,
    });
    if (answer.status === 401 || answer.status === 403)
      throw new HushpayError('ami-refused', `${answer.status}`);
    if (answer.status === 404) throw new HushpayError('ami-unreachable', `no ${new URL(url).pathname}`);
    if (answer.status !== 200) throw new HushpayError('ami-failed', `HTTP status ${answer.status}`);
    return { answer, blocks: parseBlocks(answer.text) };
  }

  async function logIn(): Promise<void> {
    cookie = undefined;
    const { answer, blocks } = await post(
      { Action: 'Login', Username: access.username, Secret: access.password, Events: 'off' },
      true,
    );
    if (blocks[0]?.Response !== 'Success') throw new HushpayError('ami-refused', blocks[0]?.Message);
    const session = answer.cookies
      .map((line) => line.split(';')[0])
      .find((c) => c?.startsWith('mansession_id='));
    if (!session) throw new HushpayError('ami-failed', 'no session cookie');
    cookie = session;
  }

  /** One login for all that wait. */
  function ensureLogin(): Promise<void> {
    login ??= logIn().finally(() => {
      login = undefined;
    });
    return login;
  }

  async function action(name: string, headers: Readonly<Record<string, string>> = {}) {
    for (let last = false; ; last = true) {
      if (!cookie) await ensureLogin();
      const used = cookie;
      // A repeated Redirect would pull the parties out of where the first has put them.
      const { blocks } = await post({ Action: name, ...headers }, name !== 'Redirect');
      const [response] = blocks;
      if (response && response.Response !== 'Error') return blocks;
      const message = response?.Message ?? 'empty answer';
      if (!/permission denied|authentication required|session/i.test(message)) {
        throw new HushpayError('ami-failed', `${name}: ${message}`);
      }
      // An expired session and a missing class give the same answer: a fresh session tells them apart.
      if (last) throw new HushpayError('ami-refused', `${name}: ${message}`);
      if (cookie === used) cookie = undefined;
    }
  }

  return {
    action,
    async setvar(channelName, variable, value) {
      await action('Setvar', { Channel: channelName, Variable: variable, Value: value });
    },
    async redirect(channelName, context, extraChannelName, extraContext, exten) {
      await action('Redirect', {
        Channel: channelName,
        Context: context,
        Exten: exten,
        Priority: '1',
        ExtraChannel: extraChannelName,
        ExtraContext: extraContext,
        ExtraExten: exten,
        ExtraPriority: '1',
      });
    },
    async move(channelName, context, exten, priority) {
      await action('Redirect', { Channel: channelName, Context: context, Exten: exten, Priority: priority });
    },
    close: caller.close,
  };
}

/** Blocks of `Name: value` lines with empty lines between them. */
export function parseBlocks(text: string): AmiBlock[] {
  return text
    .split(/\r?\n\r?\n/)
    .map((part) => {
      const block: Record<string, string> = {};
      for (const line of part.split(/\r?\n/)) {
        const colon = line.indexOf(':');
        if (colon > 0) block[line.slice(0, colon)] ??= line.slice(colon + 1).trim();
      }
      return block;
    })
    .filter((block) => Object.keys(block).length > 0);
}
