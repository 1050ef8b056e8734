import { openSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { type Hushpay, type HushpayOptions, prepareHushpay } from '../../lib/rig/hushpay.js';
import { type Pbx, type PbxOptions, startPbx } from '../../lib/rig/pbx.js';
import { type Phones, startPhones } from '../../lib/rig/phones.js';
import { type SandboxProcess, startSandboxProcess } from '../../lib/sandbox-process.js';
import { Bank } from './bank.js';

export interface Stage {
  readonly pbx: Pbx;
  readonly phones: Phones;
  readonly sandbox: SandboxProcess;
  readonly hushpay: Hushpay;
  readonly bank: Bank;
}

export interface StageOptions extends PbxOptions {
  /** Options of the service's configuration; a function where they depend on the PBX. */
  readonly config?: HushpayOptions['config'] | ((pbx: Pbx) => Promise<HushpayOptions['config']>);
  /** Arguments of `hushpay sandbox`. */
  readonly sandbox?: readonly string[];
  /** False: the service is not started. */
  readonly start?: boolean;
}

/** One card serves all tests of a file, and many of them are declined; every caller has a number of their own. */
const MANY = { perCard: 150, callersPerCard: 150, perIssuer: 150, whole: 150 } as const;
const ONE_CARD = { line: MANY, agents: MANY } as const;

export const CARD = { number: '4111111111111111', expiry: '1230', code: '123' } as const;

/** PBX, phones, sandbox and service, for all tests of one file; taken down when the file is done. */
export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const undo: (() => Promise<unknown>)[] = [];
  t.teardown(async () => {
    for (const step of undo.reverse()) await step().catch(() => undefined);
  });
  const pbx = await startPbx(options);
  undo.push(() => pbx.stop());
  // Each is put down for taking down as soon as it runs: the other may fail to start.
  const [phones, sandbox] = await Promise.all([
    startPhones(pbx).then((started) => {
      undo.push(() => started.stop());
      return started;
    }),
    startSandboxProcess(['--memory', ...(options.sandbox ?? [])], {
      log: openSync(join(pbx.directory, 'sandbox.log'), 'a'),
    }).then((started) => {
      undo.push(() => started.stop());
      return started;
    }),
  ]);
  const bank = new Bank(sandbox);
  undo.push(async () => bank.close());
  const given = typeof options.config === 'function' ? await options.config(pbx) : options.config;
  // Other tests may keep the disk busy for seconds.
  const config = { database: { lockDeadline: 10 }, limits: ONE_CARD, ...given };
  const hushpay = prepareHushpay({ pbx, sandbox, config });
  undo.push(() => hushpay.kill());
  if (options.start !== false) await hushpay.ready();
  return { pbx, phones, sandbox, hushpay, bank };
}
