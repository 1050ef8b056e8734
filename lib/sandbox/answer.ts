import { VALIDATION_TEXTS, type ValidationError } from './rules/validation.js';
import type { Transaction } from './transaction.js';
import { transactionXml } from './transaction-xml.js';
import { array, type XmlNode, xmlDocument } from './xml.js';

/** An HTTP answer before it is sent. `executed`: it changed something, so an api request key keeps it. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly executed?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly orderId?: string;
  /** The same as in `body`, for those who answer in another language than XML. */
  readonly transaction?: Transaction;
  readonly errors?: readonly ValidationError[];
  /** What the sandbox does not support. */
  readonly refusal?: string;
}

const XML = 'application/xml; charset=utf-8';

export function xmlAnswer(status: number, root: string, node: XmlNode): Answer {
  return { status, type: XML, body: xmlDocument(root, node) };
}

export function jsonAnswer(status: number, value: unknown): Answer {
  return { status, type: 'application/json', body: JSON.stringify(value) };
}

/** Missing things are 404 with a blank body, bad keys 401 likewise. */
export function blankAnswer(status: number): Answer {
  return { status, type: XML, body: ' ' };
}

export function transactionAnswer(status: number, t: Transaction): Answer {
  return {
    ...xmlAnswer(status, 'transaction', transactionXml(t)),
    executed: true,
    orderId: t.orderId,
    transaction: t,
  };
}

/** 422: the request was faulty and nothing was done. Errors stand nested under their path. */
export function validationAnswer(errors: readonly ValidationError[], params: XmlNode = ''): Answer {
  const message = errors.map((error) => VALIDATION_TEXTS[error.code]).join('\n');
  return { ...xmlAnswer(422, 'api-error-response', { errors: nested(errors, []), params, message }), errors };
}

/** 422: a transaction was made, and declined or rejected. */
export function declineAnswer(t: Transaction, params: XmlNode = ''): Answer {
  const message =
    t.status === 'gateway_rejected' ? `Gateway Rejected: ${t.rejection}` : (t.processorText ?? 'Declined');
  const answer = xmlAnswer(422, 'api-error-response', {
    errors: { errors: array('error', []) },
    params,
    message,
    transaction: transactionXml(t),
  });
  return { ...answer, executed: true, orderId: t.orderId, transaction: t };
}

/** Thrown wherever a request turns out to need what the sandbox does not do; `what` goes into the answer. */
export class Unsupported extends Error {
  constructor(readonly what: string) {
    super(`unsupported: ${what}`);
  }
}

/** 422 for what this sandbox cannot do, naming it. */
export function unsupportedAnswer(what: string): Answer {
  return xmlAnswer(422, 'api-error-response', {
    errors: { errors: array('error', []) },
    params: '',
    message: `The local sandbox does not support ${what}.`,
  });
}

function nested(errors: readonly ValidationError[], path: readonly string[]): XmlNode {
  const under = errors.filter((error) => path.every((name, i) => error.path[i] === name));
  const here = under.filter((error) => error.path.length === path.length);
  const names = new Set(under.flatMap((error) => error.path[path.length] ?? []));
  const node: Record<string, XmlNode> = {
    errors: array(
      'error',
      here.map(({ code, attribute }) => ({
        code: String(code),
        attribute,
        message: VALIDATION_TEXTS[code],
      })),
    ),
  };
  for (const name of names) node[name] = nested(errors, [...path, name]);
  return node;
}
