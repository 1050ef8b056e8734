import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { userInfo } from 'node:os';
import { tool } from '../../lib/rig/asterisk.js';
import { within } from '../../lib/rig/until.js';
import { Trace } from './trace.js';

/** Packet capture is not allowed here, and nothing can be measured without it. */
export class NotPermitted extends Error {
  constructor(why: string) {
    super(
      `The bench measures from captured packets, and capturing on the loopback is not permitted here: ${why}
What to do, one of:
  - run it as root:            sudo npm run bench
  - in a container:            start it with --cap-add NET_RAW (and NET_ADMIN)
  - allow it to one program:   apt install tcpdump && setcap cap_net_raw,cap_net_admin+ep "$(command -v tcpdump)"`,
    );
    this.name = 'NotPermitted';
  }
}

const unpacked = tool('tcpdump', 'usr/bin/tcpdump');
/** The machine's own tcpdump may have been given the right that the unpacked one cannot be given. */
const PROGRAMS: readonly (readonly string[])[] =
  unpacked[0] === 'tcpdump' ? [unpacked] : [unpacked, ['tcpdump']];

/** Packets of the loopback from now on, with the kernel's time stamps. */
export class Capture {
  private constructor(
    private readonly child: ChildProcess,
    private readonly file: string,
    private readonly errors: () => string,
  ) {}

  /** `filter` in tcpdump's words. Rejects with `NotPermitted`. */
  static async start(file: string, filter: string): Promise<Capture> {
    let why = '';
    for (const [program = '', ...before] of PROGRAMS) {
      const user = userInfo();
      const stay = user.uid === 0 ? ['-Z', user.username] : [];
      const args = ['-i', 'lo', '-n', '-s', '400', '-B', '16384', '-U', ...stay, '-w', file, filter];
      const child = spawn(program, [...before, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
      let said = '';
      const listening = new Promise<boolean>((resolve) => {
        child.stderr.on('data', (data) => {
          said += data;
          if (/listening on/.test(said)) resolve(true);
        });
        child.once('exit', () => resolve(false));
        child.once('error', (error) => {
          said += error.message;
          resolve(false);
        });
      });
      if (await within('tcpdump to listen', 10_000, listening)) return new Capture(child, file, () => said);
      why ||= said.trim().replace(/\s+/g, ' ');
    }
    throw new NotPermitted(why);
  }

  /** Ends the capture and gives what was seen. Rejects when the kernel had to drop packets. */
  async stop(): Promise<Trace> {
    if (this.child.exitCode === null) {
      const ended = once(this.child, 'exit');
      this.child.kill('SIGINT');
      await within('tcpdump to end', 10_000, ended);
    }
    const dropped = /(\d+) packets? dropped by kernel/.exec(this.errors())?.[1];
    if (dropped && dropped !== '0') throw new Error(`The capture lost ${dropped} packets; measure again`);
    const trace = Trace.read(readFileSync(this.file));
    rmSync(this.file);
    return trace;
  }

  /** Ends it without looking. */
  abandon(): void {
    this.child.kill('SIGKILL');
  }
}
