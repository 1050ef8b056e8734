import { openSync } from 'node:fs';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { type Hushpay, type HushpayOptions, prepareHushpay } from '../../lib/rig/hushpay.js';
import { type SandboxProcess, startSandboxProcess } from '../../lib/sandbox-process.js';
import { Bank } from '../journeys/bank.js';
import { Bench } from './bench.js';
import { markOutcome } from './sounds.js';

/** All that a scripted caller needs: PBX and phones, the service with its log at debug level, the gateway's side. */
export interface Rig {
  readonly bench: Bench;
  readonly hushpay: Hushpay;
  readonly sandbox: SandboxProcess;
  readonly bank: Bank;
  close(): Promise<void>;
}

/** Starts all of it, with the bench's tones for sounds. */
export async function openRig(config: HushpayOptions['config']): Promise<Rig> {
  const undo: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step().catch(() => undefined);
  };
  try {
    const bench = await Bench.open();
    undo.push(() => bench.close());
    markOutcome(bench.pbx);
    const log = openSync(join(bench.pbx.directory, 'sandbox.log'), 'a');
    const sandbox = await startSandboxProcess(['--memory'], { log });
    undo.push(() => sandbox.stop());
    // It stands for a computer elsewhere: what it works must not take the time of what is measured.
    setPriority(sandbox.pid, 10);
    const bank = new Bank(sandbox);
    undo.push(async () => bank.close());
    const hushpay = prepareHushpay({
      pbx: bench.pbx,
      sandbox,
      // A crowd with a handful of test cards is what the limits are there to stop.
      config: {
        database: { lockDeadline: 10 },
        ivr: { enabled: true },
        limits: { enabled: false },
        ...config,
      },
    });
    undo.push(() => hushpay.kill());
    await hushpay.ready();
    return { bench, hushpay, sandbox, bank, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** When the service wrote a line, epoch milliseconds. */
export function writtenAt(line: Readonly<Record<string, unknown>>): number {
  return Date.parse(String(line.time));
}
