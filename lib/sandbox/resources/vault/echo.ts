import type { Fields } from '../../fields.js';
import type { XmlNode } from '../../xml.js';

/** Names whose values are never repeated, wherever they stand in a request. */
const SECRET = /^(number|cvv|account_number|cryptogram|payment_method_nonce|private_key|device_data)$/;

/** `<params>` of a refusal: what was asked for, without anything that could be a card or an account. */
export function echoed(body: Fields): XmlNode {
  return Object.fromEntries(body.names().map((name) => [name, plain(body.object(name))]));
}

function plain(value: unknown): XmlNode {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return String(value).replace(/(?:\d[ -]?){9,}/g, '…');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !SECRET.test(name) && /^[A-Za-z_][\w-]*$/.test(name))
      .map(([name, child]) => [name, plain(child)]),
  );
}
