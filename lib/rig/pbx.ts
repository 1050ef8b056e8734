import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, realpathSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { QUIET_END } from '../config/samples.js';
import { projectRoot } from '../root.js';
import type { Login } from './ari.js';
import { type DtmfMode, generatedFiles, type Line, type PbxPlan, pbxFiles } from './pbx-config.js';
import { freePort, rtpRange } from './port.js';
import { AsteriskServer } from './server.js';

export type { DtmfMode } from './pbx-config.js';

export interface PbxOptions {
  /** How both phones send keys. */
  readonly dtmf?: DtmfMode;
  /** False is the control run: no mute, and every place that can leak open. */
  readonly protection?: boolean;
  /** Level of core debug; 0 unless told. */
  readonly debug?: number;
  /** `freepbx`: as FreePBX 17 lays a PBX out. */
  readonly layout?: PbxPlan['layout'];
  /** `endpoint`: in the plain layout, too, the agents' endpoints have the feature, and no line of the dialplan gives it. */
  readonly agentsBy?: PbxPlan['agentsBy'];
  /** Whose endpoints have the feature: the agent's unless told. */
  readonly agents?: readonly Line[];
  readonly app?: string;
  readonly feature?: string;
  /** Name of the caller's endpoint; `caller` unless told. Nobody can dial it then. */
  readonly callerName?: string;
  readonly longStopSeconds?: number;
  /** Who never stops keying is given up after this; as the product does unless told. */
  readonly quietEndSeconds?: number;
  /** False is a control run: the dialplan unmutes the caller at once, keys or no keys. */
  readonly quietWait?: boolean;
  /** Address of a recogniser that speaks AEAP, `ws://127.0.0.1:PORT`. */
  readonly speech?: string;
  /** Ports the service will listen on; free ones are chosen unless given. */
  readonly agiPort?: number;
  readonly readyPort?: number;
  /** Softphones that register with these passwords instead of the second Asterisk. */
  readonly softphones?: Readonly<Record<Line, string>>;
  /** Address of SIP; loopback unless told. */
  readonly address?: string;
}

export interface Access extends Login {
  /** Base address of Asterisk's HTTP server, without a path. */
  readonly url: string;
}

/** The PBX under test. */
export class Pbx {
  /** What the service is configured with: exactly the rights our samples give. */
  readonly ari: Access;
  readonly ami: Access;
  /** Somebody else's program on the same PBX. */
  readonly foreign: Access;

  constructor(
    readonly server: AsteriskServer,
    readonly directory: string,
    readonly sipPort: number,
    readonly phonesPort: number,
    readonly agiPort: number,
    readonly readyPort: number,
    readonly dtmf: DtmfMode,
    readonly protection: boolean,
    readonly app: string,
    readonly feature: string,
    private readonly plan: PbxPlan,
  ) {
    const url = `http://127.0.0.1:${server.plan.httpPort}`;
    const { ours, foreign } = plan.logins;
    this.ari = { url, ...ours };
    this.ami = { url, ...ours };
    this.foreign = { url, ...foreign };
  }

  get callerName(): string {
    return this.plan.callerName ?? 'caller';
  }

  get soundsDir(): string {
    return this.server.path('data', 'sounds');
  }

  /** Configuration directory, as `/etc/asterisk`. */
  get configDir(): string {
    return this.server.path('etc');
  }

  /** Files that may hold a digit by mistake: logs, CDR, CEL, the recordings. */
  get logDir(): string {
    return this.server.path('log');
  }

  /** `caller.wav`, `caller-in.wav`, `caller-out.wav`, `agent.wav`, … of one call. */
  recordings(callNumber: string): string {
    return this.server.path('rec', callNumber);
  }

  /** Runs a console command with the rig's own rights. */
  command(command: string): Promise<string> {
    return this.server.ami.command(command);
  }

  /** What FreePBX's "Apply Config" does: writes every generated file anew, leaves the others, and reloads. */
  async applyConfig(): Promise<void> {
    for (const [name, text] of Object.entries(generatedFiles(this.plan))) {
      writeFileSync(this.server.path('etc', name), text);
    }
    await this.command('core reload');
  }

  kill(): Promise<void> {
    return this.server.kill();
  }

  restart(): Promise<void> {
    return this.server.restart();
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}

/** A fresh directory for one run of the rig, below the ignored folder of the checkout. */
export function runDirectory(): string {
  const directory = join(
    projectRoot(),
    '.hushpay',
    'run',
    `${Date.now().toString(36)}-${randomBytes(3).toString('hex')}`,
  );
  mkdirSync(directory, { recursive: true });
  return directory;
}

/** Starts a PBX with the files of `dialplan/` included; takes about two seconds. */
export async function startPbx(options: PbxOptions = {}): Promise<Pbx> {
  const run = runDirectory();
  const login = (username: string): Login => ({ username, password: randomBytes(12).toString('hex') });
  const admin = login('rig');
  const ours = login('hushpay');
  const foreign = login('foreign');
  const plan: PbxPlan = {
    directory: join(run, 'pbx'),
    address: options.address ?? '127.0.0.1',
    sipPort: await freePort(),
    phonesPort: await freePort(),
    httpPort: await freePort(),
    amiPort: await freePort(),
    agiPort: options.agiPort ?? (await freePort()),
    readyPort: options.readyPort ?? (await freePort()),
    rtp: rtpRange(),
    dtmf: options.dtmf ?? 'rfc4733',
    protection: options.protection ?? true,
    layout: options.layout ?? 'plain',
    agentsBy: options.agentsBy ?? 'dialplan',
    agents: options.agents ?? ['agent'],
    app: options.app ?? 'hushpay',
    feature: options.feature ?? '*7',
    ...(options.callerName !== undefined && { callerName: options.callerName }),
    longStopSeconds: options.longStopSeconds ?? 900,
    quietEndSeconds: options.quietEndSeconds ?? QUIET_END,
    quietWait: options.quietWait ?? true,
    softphones: options.softphones,
    speech: options.speech,
    logins: { admin, ours, foreign },
  };
  const server = await AsteriskServer.start({
    directory: plan.directory,
    httpPort: plan.httpPort,
    files: pbxFiles(plan),
    admin,
    verbose: 5,
    debug: options.debug ?? (plan.protection ? 0 : 5),
  });
  // While Asterisk plays silence to a caller it keeps it out of a bridge, and a careless program bridges it with the agent.
  if (!plan.protection) withoutLongSilence(server.path('data', 'sounds', 'en', 'silence'));
  return new Pbx(
    server,
    run,
    plan.sipPort,
    plan.phonesPort,
    plan.agiPort,
    plan.readyPort,
    plan.dtmf,
    plan.protection,
    plan.app,
    plan.feature,
    plan,
  );
}

/** What is played between prompts goes; the dialplan's wait for quiet, which would never end, keeps its own. */
function withoutLongSilence(link: string): void {
  const all = realpathSync(link);
  unlinkSync(link);
  mkdirSync(link);
  for (const name of readdirSync(all)) {
    if (!name.startsWith('10.')) symlinkSync(join(all, name), join(link, name));
  }
}
