import type { DoorHealth } from '../asterisk/switchboard.js';
import type { Money } from '../money/money.js';
import type { Holder } from '../session/state.js';

export interface Account {
  readonly due?: Money;
  readonly minimum?: Money;
  readonly reference?: string;
  readonly description?: string;
  readonly customer?: string;
  readonly name?: string;
  readonly postalCode?: string;
  readonly language?: string;
  readonly stored?: readonly string[];
  readonly holder?: Holder;
  readonly invoices?: readonly { readonly reference: string; readonly amount: Money }[];
}
export type LookupAnswer =
  | { readonly kind: 'found'; readonly account: Account }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'unavailable'; readonly cause: string; readonly text: string };
export type LookupBy =
  | { readonly by: 'number'; readonly number: string }
  | { readonly by: 'caller'; readonly callerId: string };
export interface Lookup {
  find(by: LookupBy, call: { readonly session?: string; readonly dialled?: string }): Promise<LookupAnswer>;
  health(): DoorHealth;
  stop(): Promise<void>;
}
