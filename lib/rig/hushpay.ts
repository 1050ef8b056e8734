import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import type { SandboxProcess } from '../sandbox-process.js';
import type { Pbx } from './pbx.js';
import { tcpdumpProgram } from './tcpdump.js';
import { within } from './until.js';

const here = (path: string) => new URL(path, import.meta.url);

/** One line of the service's log. */
export type LogLine = { readonly msg: string; readonly session?: string } & Readonly<Record<string, unknown>>;

export interface HushpayOptions {
  readonly pbx: Pbx;
  readonly sandbox: Pick<SandboxProcess, 'url' | 'ca' | 'merchantId' | 'publicKey' | 'privateKey'>;
  /** Directory of configuration, journal and log; kept over restarts. Below the PBX's run directory unless told. */
  readonly directory?: string;
  /** Options of the configuration over the rig's, by section. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** False: the control run's service, which keeps the card as people do who do not know better. */
  readonly protection?: boolean;
  /** `keeps-code`: everything is protected, but the vault does not wipe the security code. */
  readonly vault?: 'keeps-code';
  /** Another program than `hushpay`, which takes the same arguments: the service with another provider. */
  readonly program?: URL;
}

/** The service as an administrator runs it: its own process, followed by its log at debug level. */
export class Hushpay {
  readonly lines: LogLine[] = [];
  readonly #heard = new EventEmitter();
  #child: ChildProcess | undefined;

  constructor(
    readonly options: HushpayOptions,
    readonly directory: string,
  ) {
    this.#heard.setMaxListeners(0);
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  get configFile(): string {
    return join(this.directory, 'hushpay.yaml');
  }

  get journalFile(): string {
    return join(this.directory, 'journal.sqlite');
  }

  get logFile(): string {
    return join(this.directory, 'hushpay.log');
  }

  /** Starts the process; resolves when it has started. It may be started again after its end. */
  async start(): Promise<void> {
    const from = this.lines.length;
    const child = this.#spawn();
    this.#child = child;
    await this.#started(child, from);
  }

  /** Starts the next process beside this one, up to where it has loaded its code; `go` when this one has ended. */
  async prepareNext(): Promise<{ go(): Promise<void> }> {
    const from = this.lines.length;
    const next = this.#spawn('./wait-for-go.js');
    await this.line(({ msg }) => msg === 'loaded', { from, within: 60_000 });
    return {
      go: async () => {
        this.#child = next;
        const begun = this.lines.length;
        next.kill('SIGUSR2');
        await this.#started(next, begun);
      },
    };
  }

  #spawn(...imports: readonly string[]): ChildProcess {
    const { protection, vault, program: own } = this.options;
    const [program, ...how] =
      protection === false || vault
        ? ['./unprotected.js', vault ?? 'careless']
        : ['../../bin/hushpay.js', '--take-over'];
    const child = spawn(
      process.execPath,
      [
        ...['./die-with-parent.js', ...imports].flatMap((one) => ['--import', here(one).href]),
        fileURLToPath(own ?? here(program)),
        'start',
        '--config',
        this.configFile,
        ...how,
      ],
      // As an administrator's: what a test runner hands down to its children makes this one start seconds later.
      { stdio: ['pipe', 'ignore', 'pipe'], env: { ...process.env, NODE_OPTIONS: '' } },
    );
    createInterface({ input: child.stderr as Readable }).on('line', (line) => this.#take(line));
    return child;
  }

  async #started(child: ChildProcess, from: number): Promise<void> {
    await Promise.race([
      this.line((line) => line.msg === 'hushpay has started', { from, within: 20_000 }),
      once(child, 'exit').then(([code]) => {
        throw new Error(`hushpay ended with ${code}:\n${this.tail()}`);
      }),
    ]);
  }

  /** Starts, and waits until a hand-off would be taken. */
  async ready(): Promise<void> {
    const from = this.lines.length;
    await this.start();
    await this.line((line) => line.msg === 'connected to Asterisk', { from, within: 20_000 });
    const { readyPort } = this.options.pbx;
    for (let tries = 0; tries < 200; tries++) {
      const answer = await fetch(`http://127.0.0.1:${readyPort}/ready`).catch(() => undefined);
      if (answer?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`hushpay did not become ready:\n${this.tail()}`);
  }

  /** The first line, past or to come, that `wanted` accepts. Rejects after `within` milliseconds. */
  line(
    wanted: (line: LogLine) => boolean,
    options: { readonly from?: number; readonly within?: number; readonly what?: string } = {},
  ): Promise<LogLine> {
    const known = this.lines.slice(options.from ?? 0).find(wanted);
    if (known) return Promise.resolve(known);
    const what = options.what ?? wanted.toString();
    return within(
      what,
      options.within ?? 15_000,
      new Promise<LogLine>((resolve) => {
        const listen = (line: LogLine) => {
          if (!wanted(line)) return;
          this.#heard.off('line', listen);
          resolve(line);
        };
        this.#heard.on('line', listen);
      }),
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${this.tail()}`);
    });
  }

  /** The session has come to a phase. */
  phase(name: string, from = 0): Promise<LogLine> {
    return this.line((line) => line.msg === 'step' && line.phase === name, { from, what: `phase ${name}` });
  }

  /** A prompt was asked for. */
  prompted(side: 'caller' | 'agent', key: string, from = 0): Promise<LogLine> {
    return this.line((line) => line.msg === 'prompt' && line.side === side && line.key === key, {
      from,
      what: `prompt ${key} to the ${side}`,
    });
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<number | null> {
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const ended = once(child, 'exit');
    child.kill(signal);
    const [code] = await ended;
    return code;
  }

  /** As systemd stops it. */
  stop(): Promise<number | null> {
    return this.kill('SIGTERM');
  }

  /** Resolves with the exit code when the process ends by itself. */
  async ended(): Promise<number | null> {
    const child = this.#child;
    if (!child || child.exitCode !== null) return child?.exitCode ?? null;
    const [code] = await once(child, 'exit');
    return code;
  }

  onLine(listener: (line: LogLine) => void): void {
    this.#heard.on('line', listener);
  }

  tail(count = 40): string {
    return this.lines
      .slice(-count)
      .map((line) => JSON.stringify(line))
      .join('\n');
  }

  #take(text: string): void {
    appendFileSync(this.logFile, `${text}\n`);
    let line: LogLine;
    try {
      line = JSON.parse(text);
    } catch {
      line = { msg: text };
    }
    this.lines.push(line);
    this.#heard.emit('line', line);
  }
}

/** Writes the configuration for a PBX and a sandbox; the process is started by the caller. */
export function prepareHushpay(options: HushpayOptions): Hushpay {
  const { pbx, sandbox } = options;
  const directory = options.directory ?? join(pbx.directory, 'hushpay');
  mkdirSync(directory, { recursive: true });
  const ca = join(directory, 'sandbox-ca.pem');
  if (sandbox.ca) writeFileSync(ca, sandbox.ca);
  const { merchantId, publicKey, privateKey } = sandbox;
  const config: Record<string, Record<string, unknown> | string> = {
    environment: 'local',
    asterisk: { ari: { ...pbx.ari, app: pbx.app }, ami: pbx.ami, configDir: pbx.configDir },
    agi: { port: pbx.agiPort },
    http: { port: pbx.readyPort },
    // Longer than whatever timers a test gives; Asterisk's own is in the dialplan of the PBX.
    dialplan: { longStop: 7200 },
    braintree: { merchantId, publicKey, privateKey },
    sandbox: { url: sandbox.url, ...(sandbox.ca && { ca }) },
    database: { file: join(directory, 'journal.sqlite') },
    capture: { tcpdump: tcpdumpProgram(directory) },
    log: { level: 'debug' },
  };
  for (const [section, over] of Object.entries(options.config ?? {})) {
    const base = config[section];
    config[section] =
      typeof base === 'object' && typeof over === 'object' ? { ...base, ...over } : (over as string);
  }
  const hushpay = new Hushpay(options, directory);
  writeFileSync(hushpay.configFile, stringify(config), { mode: 0o600 });
  return hushpay;
}
