import { join } from 'node:path';
import { type Pbx, startPbx } from '../../lib/rig/pbx.js';
import { type Call, type CallPlan, type Phones, startPhones } from '../../lib/rig/phones.js';
import { replaceSounds } from './sounds.js';

/** The calls begin spread over this time, and overlap from then on: 25 in 3 s is 500 a minute. Milliseconds. */
const STAGGER_MS = 3000;
/** Calls that are set up at the same moment. */
const TOGETHER = 2;

/** The PBX and the phones of one run. */
export class Bench {
  private constructor(
    readonly pbx: Pbx,
    readonly phones: Phones,
  ) {}

  static async open(): Promise<Bench> {
    const pbx = await startPbx();
    replaceSounds(pbx);
    try {
      return new Bench(pbx, await startPhones(pbx, { record: false }));
    } catch (error) {
      await pbx.stop();
      throw error;
    }
  }

  get captureFile(): string {
    return join(this.pbx.directory, 'bench.pcap');
  }

  /** People do not press in step: call `index` of `calls` begins this much later. Milliseconds. */
  stagger(index: number, calls: number): number {
    return Math.round((index * STAGGER_MS) / calls);
  }

  /** `count` calls that are up together, without a recording. */
  async callAll(count: number, plan: CallPlan): Promise<Call[]> {
    const calls: Call[] = [];
    while (calls.length < count) {
      const some = Math.min(TOGETHER, count - calls.length);
      const made = Array.from({ length: some }, () => this.phones.call({ ...plan, record: false }));
      calls.push(...(await Promise.all(made)));
    }
    return calls;
  }

  async close(): Promise<void> {
    await this.phones.stop();
    await this.pbx.stop();
  }
}
