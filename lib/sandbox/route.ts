import type { Answer } from './answer.js';
import type { Context } from './context.js';

export interface Route {
  /** For the log and the faults. */
  readonly name: string;
  readonly method: string;
  /** Below /merchants/:id; groups are handed to the resource as `path`. */
  readonly pattern: RegExp;
  readonly answer: (context: Context) => Promise<Answer>;
  /** An api request key is honoured here. */
  readonly keyed?: boolean;
}

/** What an id or a token in a path may be. */
export const ID = '([A-Za-z0-9_-]+)';

/** `path` is the text of a pattern for everything below /merchants/:id: `/customers/${ID}`. */
export function route(
  name: string,
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  answer: Route['answer'],
  more: { readonly keyed?: boolean } = {},
): Route {
  return { name, method, pattern: new RegExp(`^${path}$`), answer, ...more };
}
