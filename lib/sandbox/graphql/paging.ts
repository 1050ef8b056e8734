import { Refusal } from './refusal.js';

/** `first` and `after` of a connection. */
export interface Page {
  readonly first?: number | null;
  readonly after?: string | null;
}

const LARGEST = 100;

/** A page of a list, in the order of the list. A cursor is the place of an edge in it. */
export function connection<T>(list: readonly T[], { first, after }: Page): Record<string, unknown> {
  const start = after ? place(after) + 1 : 0;
  const count = Math.min(first ?? 50, LARGEST);
  if (count < 0) throw wrong('first must not be negative.');
  const edges = list.slice(start, start + count).map((node, i) => ({ cursor: cursor(start + i), node }));
  return {
    edges,
    pageInfo: {
      hasNextPage: start + edges.length < list.length,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

const cursor = (at: number): string => Buffer.from(`at_${at}`).toString('base64url');

function place(text: string): number {
  const at = /^at_(\d+)$/.exec(Buffer.from(text, 'base64url').toString('utf8'))?.[1];
  if (at === undefined) throw wrong('The cursor is invalid.');
  return Number(at);
}

const wrong = (message: string): Refusal =>
  new Refusal(message, { errorClass: 'VALIDATION', errorType: 'developer_error' });
