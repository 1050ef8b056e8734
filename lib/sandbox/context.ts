import type { Merchant } from './config.js';
import type { Fields } from './fields.js';
import type { Form } from './multipart.js';
import type { Records } from './records.js';

/** What a resource gets to answer a request: the merchant, the request, and the tables in one transaction. */
export interface Context {
  readonly merchant: Merchant;
  readonly body: Fields;
  /** Parts of the path that the route names, in order. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  /** As the client addressed the sandbox, `https://127.0.0.1:8443`. */
  readonly origin: string;
  readonly records: Records;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Keys fingerprints; kept for the life of the store. */
  readonly secret: string;
  /** Milliseconds until a search sees a new transaction. */
  readonly indexDelayMs: number;
  /** The body, when it is a form with a file. */
  readonly form?: Form;
  /** A webhook was queued: it is to be delivered when this request's database transaction is done. */
  readonly announced?: () => void;
}
