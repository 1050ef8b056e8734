import { join } from 'node:path';
import { type Hushpay, prepareHushpay } from '../hushpay.js';
import { type Pbx, type PbxOptions, startPbx } from '../pbx.js';
import { type Phones, startPhones } from '../phones.js';
import { ForeignClients } from './foreign.js';
import { startWatchedSandbox, type WatchedSandbox } from './sandbox.js';

export interface SceneOptions extends PbxOptions {
  readonly protection: boolean;
  /** A mistake of the service, and no other: see `hushpay.ts`. */
  readonly vault?: 'keeps-code';
  /** Sections of the service's configuration, over the rig's. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** False: somebody's own softphones are the phones. */
  readonly phones?: boolean;
  /** Told before each step. */
  readonly tell?: (step: string) => void;
}

/** Everything that takes part: PBX, phones, sandbox, service, and strangers who listen. */
export interface Scene {
  readonly protection: boolean;
  readonly pbx: Pbx;
  readonly phones: Phones | undefined;
  readonly sandbox: WatchedSandbox;
  readonly hushpay: Hushpay;
  readonly foreign: ForeignClients;
  stop(): Promise<void>;
}

/** Starts everything; takes a few seconds. What was started is stopped again when something does not. */
export async function openScene(options: SceneOptions): Promise<Scene> {
  const { tell = () => undefined } = options;
  const undo: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step().catch(() => undefined);
  };
  try {
    tell('a private Asterisk');
    const pbx = await startPbx(options);
    undo.push(() => pbx.stop());
    const others = options.phones === false ? '' : 'a second one as the phones, and ';
    tell(`${others}the local Braintree sandbox`);
    // Each is remembered as soon as it is there, should the other not start.
    const phoning = options.phones === false ? undefined : remember(startPhones(pbx), undo);
    const banking = remember(startWatchedSandbox(join(pbx.directory, 'sandbox')), undo);
    await Promise.allSettled([phoning, banking]);
    const phones = await phoning;
    const sandbox = await banking;
    tell('Hushpay');
    const { protection, config, vault } = options;
    const hushpay = prepareHushpay({ pbx, sandbox, protection, config, vault });
    undo.push(() => hushpay.kill());
    await hushpay.ready();
    const foreign = await ForeignClients.start(pbx);
    undo.push(() => foreign.stop());
    return { protection, pbx, phones, sandbox, hushpay, foreign, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function remember<T extends { stop(): Promise<unknown> }>(
  starting: Promise<T>,
  undo: (() => Promise<unknown>)[],
): Promise<T> {
  const started = await starting;
  undo.push(() => started.stop());
  return started;
}
