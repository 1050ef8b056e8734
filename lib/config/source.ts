import { type Alias, type Document, isMap, isPair, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { ConfigFault } from './fault.js';

/** A YAML text, with where in it each option stands. */
export interface Source {
  readonly value: unknown;
  /** Faults of the YAML itself; nothing else is to be looked at when there are any. */
  readonly faults: readonly ConfigFault[];
  at(path: readonly PropertyKey[]): unknown;
  /** Of the option's name; of the nearest section round it where the option is missing. */
  place(path: readonly PropertyKey[]): { readonly line: number; readonly column: number };
}

/** `feature: *7` refers to a part named 7 elsewhere, and there is none. */
function aliasWithoutAnchor(document: Document): Alias | undefined {
  let found: Alias | undefined;
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) !== undefined) return undefined;
      found = alias;
      return visit.BREAK;
    },
  });
  return found;
}

/** What the parser says of `clear: *`. */
const LONE_STAR = /^Alias cannot be an empty string/;

export function readSource(text: string): Source {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const place = (offset: number) => {
    const { line, col } = counter.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const faults: ConfigFault[] = document.errors.map((error) => ({
    option: '',
    ...place(error.pos[0]),
    message: LONE_STAR.test(error.message)
      ? 'is * alone, which means something else in YAML; put it in quotes: "*"'
      : `is not valid YAML: ${error.message.replace(/\s+/g, ' ')}`,
  }));
  const unquoted = faults.length === 0 ? aliasWithoutAnchor(document) : undefined;
  if (unquoted) {
    const text = `*${unquoted.source}`;
    faults.push({
      option: '',
      ...place(unquoted.range?.[0] ?? 0),
      message: `${text} begins with *, which means something else in YAML; put it in quotes: "${text}"`,
    });
  }
  const root = document.contents;
  if (root === null && faults.length === 0) {
    faults.push({
      option: '',
      line: 1,
      column: 1,
      message: 'is empty; copy config/hushpay.example.yaml there and edit it',
    });
  }
  if (root !== null && !isMap(root) && faults.length === 0) {
    faults.push({ option: '', line: 1, column: 1, message: 'must be a section with options, `name: value`' });
  }
  return {
    value: faults.length > 0 ? undefined : (document.toJS() ?? {}),
    faults,
    at: (path) => (isMap(root) ? document.getIn(path) : undefined),
    place: (path) => {
      let offset = root?.range?.[0] ?? 0;
      let node: unknown = root;
      for (const key of path) {
        if (isMap(node)) {
          const pair = node.items.find(
            (item) => isPair(item) && isScalar(item.key) && item.key.value === key,
          );
          if (!pair) break;
          if (isScalar(pair.key)) offset = pair.key.range?.[0] ?? offset;
          node = pair.value;
        } else {
          const item = document.getIn(path.slice(0, path.indexOf(key) + 1), true);
          if (!isScalar(item)) break;
          offset = item.range?.[0] ?? offset;
          node = item;
        }
      }
      return place(offset);
    },
  };
}
