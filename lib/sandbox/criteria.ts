import { type Answer, unsupportedAnswer, xmlAnswer } from './answer.js';
import type { Context } from './context.js';
import type { Fields } from './fields.js';
import { array, type XmlNode } from './xml.js';

/** Results on one page of a search, as the gateway has it. */
export const PAGE_SIZE = 50;

/** One way to ask for a `T`: the values that it is compared by. Several values match if any does. */
export type Criterion<T> =
  | { readonly as: 'text'; readonly of: (one: T) => readonly (string | undefined)[] }
  | { readonly as: 'list'; readonly of: (one: T) => readonly (string | undefined)[] }
  | { readonly as: 'range'; readonly of: (one: T) => number; readonly read: (text: string) => number }
  /** For what is not kept in full, such as a card's number. */
  | { readonly as: 'own'; readonly matches: (one: T, operator: string, value: string) => boolean };

export type Criteria<T> = Readonly<Record<string, Criterion<T>>>;

/** A noun that can be searched for. */
export interface Searchable<T> {
  readonly criteria: Criteria<T>;
  readonly id: (one: T) => string;
  /** Epoch milliseconds; the index sees it some time later. */
  readonly createdAt: (one: T) => number;
  readonly all: (context: Context) => Promise<readonly T[]>;
  readonly xml: (context: Context, one: T) => Promise<XmlNode> | XmlNode;
  /** Names of the page's root and of an element in it: `['customers', 'customer']`. */
  readonly names: readonly [string, string];
}

type Resource = (context: Context) => Promise<Answer>;

/** The two calls of a search: all ids that match, newest first; then the things themselves, by ids. */
export function searchOf<T>(searchable: Searchable<T>): { readonly ids: Resource; readonly page: Resource } {
  const { names, id, xml } = searchable;
  return {
    ids: async (context) => {
      const found = await matching(context, searchable);
      return 'status' in found ? found : idsAnswer(found.map(id));
    },
    page: async (context) => {
      const found = await matching(context, searchable);
      return 'status' in found ? found : pageAnswer(context, found, names, xml);
    },
  };
}

export function idsAnswer(ids: readonly string[]): Answer {
  return xmlAnswer(200, 'search-results', { pageSize: PAGE_SIZE, ids: array('item', ids) });
}

export async function pageAnswer<T>(
  context: Context,
  found: readonly T[],
  [root, element]: readonly [string, string],
  xml: (context: Context, one: T) => Promise<XmlNode> | XmlNode,
): Promise<Answer> {
  const nodes: XmlNode[] = [];
  for (const one of found.slice(0, PAGE_SIZE)) nodes.push(await xml(context, one));
  return xmlAnswer(200, root, {
    collection: { currentPageNumber: 1, pageSize: PAGE_SIZE, totalItems: nodes.length, [element]: nodes },
  });
}

/** Newest first; nothing that the index has not seen yet. An answer when a criterion is not known. */
async function matching<T>(
  context: Context,
  { criteria, all, createdAt }: Searchable<T>,
): Promise<readonly T[] | Answer> {
  const search = context.body.under('search');
  const strange = search.names().find((name) => !(name in criteria));
  if (strange) return unsupportedAnswer(`the search criterion ${strange}`);
  const seen = (await all(context)).filter((one) => createdAt(one) + context.indexDelayMs <= context.now);
  return seen.filter((one) => fitsAll(one, criteria, search)).toReversed();
}

/** Whether a thing fits every criterion of the search that the table knows. */
export function fitsAll<T>(one: T, criteria: Criteria<T>, search: Fields): boolean {
  return search.names().every((name) => {
    const criterion = criteria[name];
    return !criterion || fits(one, criterion, search, name);
  });
}

function fits<T>(one: T, criterion: Criterion<T>, search: Fields, name: string): boolean {
  const operators = search.under(name);
  switch (criterion.as) {
    case 'list': {
      const wanted = search.list(name);
      return criterion.of(one).some((value) => value !== undefined && wanted.includes(value));
    }
    case 'range': {
      const value = criterion.of(one);
      return operators.names().every((operator) => {
        const limit = criterion.read(operators.text(operator) ?? '');
        if (operator === 'min') return value >= limit;
        return operator === 'max' ? value <= limit : value === limit;
      });
    }
    case 'text':
      return operators
        .names()
        .every((operator) => compares(criterion.of(one), operator, operators.text(operator) ?? ''));
    case 'own':
      return operators
        .names()
        .every((operator) => criterion.matches(one, operator, operators.text(operator) ?? ''));
  }
}

function compares(values: readonly (string | undefined)[], operator: string, wanted: string): boolean {
  const low = wanted.toLowerCase();
  const some = (test: (value: string) => boolean): boolean =>
    values.some((value) => value !== undefined && test(value.toLowerCase()));
  switch (operator) {
    case 'is':
      return some((value) => value === low);
    case 'is_not':
      return !some((value) => value === low);
    case 'starts_with':
      return some((value) => value.startsWith(low));
    case 'ends_with':
      return some((value) => value.endsWith(low));
    case 'contains':
      return some((value) => value.includes(low));
    default:
      return false;
  }
}

/** Dates of a request, to the second as the answers tell them. */
export const seconds = (text: string): number => Math.floor(Date.parse(text) / 1000);
