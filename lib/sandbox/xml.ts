import { XMLBuilder } from 'fast-xml-parser';

/**
 * A tree of the gateway's XML: camel-case names become kebab-case, null is `nil="true"`, booleans, integers and
 * arrays carry their type, undefined is left out, an empty string is an empty element.
 */
export type XmlNode =
  | string
  | number
  | boolean
  | null
  | undefined
  | { readonly datetime: string }
  | { readonly item: string; readonly list: readonly XmlNode[] }
  | { readonly collection: { readonly [name: string]: XmlNode | readonly XmlNode[] } }
  | { readonly [name: string]: XmlNode };

/** `<ids type="array"><item>…</item></ids>` is `{ ids: array('item', […]) }`. */
export function array(item: string, list: readonly XmlNode[]): XmlNode {
  return { item, list };
}

/** `<created-at type="datetime">`, to the second. */
export function instant(ms: number): XmlNode {
  return { datetime: new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z') };
}

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: '#',
  suppressEmptyNode: true,
  suppressBooleanAttributes: false,
});

const kebab = (name: string): string =>
  name
    .replace(/([a-z])([A-Z0-9])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .replace(/_/g, '-')
    .toLowerCase();

function plain(node: XmlNode): unknown {
  if (node === null) return { '@nil': 'true' };
  if (node === undefined) return undefined;
  if (typeof node === 'boolean') return { '@type': 'boolean', '#': String(node) };
  if (typeof node === 'number') return { '@type': 'integer', '#': String(node) };
  if (typeof node === 'string') return node;
  if (isArray(node)) return { '@type': 'array', [kebab(node.item)]: node.list.map(plain) };
  if (isDate(node)) return { '@type': 'datetime', '#': node.datetime };
  if (isCollection(node)) return { '@type': 'collection', ...children(node.collection) };
  return children(node as { readonly [name: string]: XmlNode });
}

function children(node: { readonly [name: string]: XmlNode | readonly XmlNode[] }): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(node)) {
    const child = Array.isArray(value) ? value.map(plain) : plain(value as XmlNode);
    if (child !== undefined) out[kebab(name)] = child;
  }
  return out;
}

const isArray = (node: object): node is { item: string; list: readonly XmlNode[] } => 'list' in node;
const isDate = (node: object): node is { datetime: string } => 'datetime' in node;
const isCollection = (node: object): node is { collection: { [name: string]: XmlNode } } =>
  'collection' in node;

/** A whole document with one root element. */
export function xmlDocument(root: string, node: XmlNode): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ [root]: plain(node) })}\n`;
}
