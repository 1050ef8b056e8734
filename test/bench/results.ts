import type { Journalling } from './inside.js';
import type { Payments } from './payments.js';
import type { Sales } from './sale-script.js';

/** So many calls at once. Key to prompt in milliseconds. */
export interface Level {
  readonly calls: number;
  readonly dialplan: readonly number[];
  readonly bare: readonly number[];
  readonly hushpay: Payments;
}

export interface Results {
  readonly levels: readonly Level[];
  readonly sales: Sales;
  readonly journal: Journalling;
  /** Events a second. */
  readonly reduced: number;
  /** Resident memory of the service before its first call, and some seconds after the last, MB. */
  readonly restMb: number;
  readonly afterMb: number;
  readonly machine: Machine;
  /** Whole seconds. */
  readonly took: number;
}

export interface Machine {
  readonly date: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly kernel: string;
  readonly node: string;
  readonly asterisk: string;
  /** Load average of the last minute before and after: a busy machine measures itself. */
  readonly load: readonly [number, number];
}
