import { type ChildProcess, spawn } from 'node:child_process';
import {
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { installed, installPrompts } from '../prompts/install.js';
import { projectRoot } from '../root.js';
import { Ami } from './ami.js';
import { Ari, type Login } from './ari.js';
import { type Asterisk, findAsterisk } from './asterisk.js';
import { until } from './until.js';

export interface ServerPlan {
  /** Fresh directory of this Asterisk; everything it writes is below. */
  readonly directory: string;
  readonly httpPort: number;
  /** Files of its configuration directory, by name. `asterisk.conf` is made here. */
  readonly files: Readonly<Record<string, string>>;
  readonly admin: Login;
  /** Levels of console verbosity and debug. */
  readonly verbose: number;
  readonly debug: number;
}

/**
 * The shell waits on a pipe from us: when this process dies, however it dies, the pipe closes and Asterisk is
 * ended. Asterisk's own stdin is /dev/null, and it does not inherit the pipe. Sound is sent by the clock, so Asterisk
 * goes before what else the machine does, where we have the right to say so.
 */
const DIE_WITH_PARENT = `
exec 3<&0
nice -n -10 "$@" </dev/null 3<&- &
server=$!
( cat <&3 >/dev/null 3<&-; kill -9 $server 2>/dev/null ) >/dev/null 2>&1 &
watch=$!
exec 3<&-
wait $server
code=$?
kill $watch 2>/dev/null
exit $code
`;

/** One Asterisk process with a generated configuration. */
export class AsteriskServer {
  readonly ari: Ari;
  readonly ami: Ami;
  private child: ChildProcess | undefined;

  private constructor(
    readonly plan: ServerPlan,
    private readonly asterisk: Asterisk,
  ) {
    const base = `http://127.0.0.1:${plan.httpPort}`;
    this.ari = new Ari(`${base}/ari`, plan.admin);
    this.ami = new Ami(`${base}/rawman`, plan.admin);
  }

  /** Writes the configuration and starts; resolves when ARI answers and every module is loaded. */
  static async start(plan: ServerPlan): Promise<AsteriskServer> {
    const server = new AsteriskServer(plan, findAsterisk());
    server.writeFiles();
    await server.begin();
    return server;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  path(...names: readonly string[]): string {
    return join(this.plan.directory, ...names);
  }

  async begin(): Promise<void> {
    const console = openSync(this.path('console.log'), 'a');
    const args = [...this.asterisk.command, '-f', '-n', '-C', this.path('etc', 'asterisk.conf')];
    const child = spawn('/bin/sh', ['-c', DIE_WITH_PARENT, 'sh', ...args], {
      stdio: ['pipe', console, console],
    });
    child.stdin?.on('error', () => undefined);
    this.child = child;
    await until('Asterisk to start', 30_000, async () => {
      if (child.exitCode !== null) throw new Error(`Asterisk did not start:\n${this.tail()}`);
      const info = await this.ari.tryGet('/asterisk/info?only=status');
      return (
        info !== undefined && (await this.ari.tryGet('/asterisk/modules')) !== undefined && this.booted()
      );
    });
  }

  /** Ends the process as a power cut would. */
  async kill(): Promise<void> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.stdin?.end();
    await ended;
    this.child = undefined;
  }

  async stop(): Promise<void> {
    await this.ami.close();
    await this.kill();
  }

  /** Dies and comes back with the same configuration and ports. */
  async restart(): Promise<void> {
    await this.kill();
    this.ami.forget();
    await this.begin();
  }

  private async booted(): Promise<boolean> {
    return (await this.ami.command('core waitfullybooted')).includes('fully booted');
  }

  private tail(): string {
    return readFileSync(this.path('console.log'), 'utf8').split('\n').slice(-25).join('\n');
  }

  private writeFiles(): void {
    for (const name of ['etc', 'data/sounds/en', 'spool/monitor', 'spool/outgoing', 'run', 'db', 'rec']) {
      mkdirSync(this.path(name), { recursive: true });
    }
    for (const name of ['log/cdr-csv', 'log/cel-custom', 'keys/keys', 'agi']) {
      mkdirSync(this.path(name), { recursive: true });
    }
    for (const name of readdirSync(this.asterisk.data)) {
      if (name !== 'sounds') symlinkSync(join(this.asterisk.data, name), this.path('data', name));
    }
    for (const name of readdirSync(this.asterisk.sounds)) {
      symlinkSync(join(this.asterisk.sounds, name), this.path('data/sounds/en', name));
    }
    this.linkOurSounds();
    writeFileSync(this.path('etc/asterisk.conf'), this.asteriskConf());
    for (const [name, text] of Object.entries(this.plan.files)) writeFileSync(this.path('etc', name), text);
  }

  private linkOurSounds(): void {
    const ours = join(projectRoot(), 'dialplan', 'sounds');
    for (const language of new Set(['en', ...languages(ours)])) {
      mkdirSync(this.path('data/sounds', language), { recursive: true });
      symlinkSync(unpacked(join(ours, language), language), this.path('data/sounds', language, 'hushpay'));
    }
  }

  private asteriskConf(): string {
    const dir = this.plan.directory;
    return `[directories]
astetcdir => ${dir}/etc
astmoddir => ${this.asterisk.modules}
astvarlibdir => ${dir}/data
astdbdir => ${dir}/db
astkeydir => ${dir}/keys
astdatadir => ${dir}/data
astagidir => ${dir}/agi
astspooldir => ${dir}/spool
astrundir => ${dir}/run
astlogdir => ${dir}/log
astsbindir => ${dir}/run

[options]
verbose = ${this.plan.verbose}
debug = ${this.plan.debug}
nocolor = yes
dumpcore = no
`;
  }
}

/** The sounds as Asterisk plays them, kept for the next start. */
function unpacked(from: string, language: string): string {
  const kept = join(projectRoot(), '.hushpay', 'sounds', language);
  if (installed(from, kept)) return kept;
  // Beside and renamed: two rigs may start at the same time, and the other one may be the quicker.
  const fresh = `${kept}.${process.pid}`;
  installPrompts(from, fresh);
  for (let tries = 0; ; tries++) {
    try {
      rmSync(kept, { recursive: true, force: true });
      renameSync(fresh, kept);
      return kept;
    } catch (error) {
      if (tries === 20) throw error;
      if (!installed(from, kept)) continue;
      rmSync(fresh, { recursive: true, force: true });
      return kept;
    }
  }
}

function languages(directory: string): readonly string[] {
  try {
    return readdirSync(directory, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [entry.name] : [],
    );
  } catch {
    return [];
  }
}
