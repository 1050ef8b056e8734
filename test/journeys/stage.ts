import t from 'tap';
import { type Hushpay, type HushpayOptions, prepareHushpay } from '../../lib/rig/hushpay.js';
import { type Pbx, type PbxOptions, startPbx } from '../../lib/rig/pbx.js';
import { type Phones, startPhones } from '../../lib/rig/phones.js';
import { type SandboxProcess, startSandboxProcess } from '../../lib/sandbox-process.js';

export interface Stage {
  readonly pbx: Pbx;
  readonly phones: Phones;
  readonly sandbox: SandboxProcess;
  readonly hushpay: Hushpay;
}

export const CARD = { number: '4111111111111111', expiry: '1230', code: '123' } as const;

/** PBX, phones, sandbox and service, for all tests of one file; taken down when the file is done. */
export async function openStage(
  options: PbxOptions & Pick<HushpayOptions, 'config'> & { readonly start?: boolean } = {},
): Promise<Stage> {
  const undo: (() => Promise<unknown>)[] = [];
  t.teardown(async () => {
    for (const step of undo.reverse()) await step().catch(() => undefined);
  });
  const pbx = await startPbx(options);
  undo.push(() => pbx.stop());
  const [phones, sandbox] = await Promise.all([startPhones(pbx), startSandboxProcess(['--memory'])]);
  undo.push(
    () => phones.stop(),
    () => sandbox.stop(),
  );
  const hushpay = prepareHushpay({ pbx, sandbox, config: options.config });
  undo.push(() => hushpay.kill());
  if (options.start !== false) await hushpay.ready();
  return { pbx, phones, sandbox, hushpay };
}
