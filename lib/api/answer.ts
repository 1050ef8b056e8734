import type { ServerResponse } from 'node:http';
import { hasCardNumber, scrubValue } from '../log/scrub.js';

/** What a request is answered with; `streaming` where events follow on the open connection. */
export type Answer = Reply | 'streaming';

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Stable codes of what can be wrong with a request: the status, and what to do. */
const PROBLEMS = {
  unauthorised: [401, 'Send the token of your program as the header Authorization: Bearer SECRET.'],
  forbidden: [403, 'This token has not the right for it. Add the right under api.tokens.'],
  'no-such-path': [404, 'There is no such path. The paths stand in lib/api/README.md.'],
  'no-such-session': [
    404,
    'No such session is known, or it has ended. GET /sessions lists the running ones.',
  ],
  'wrong-method': [405, 'Use the method that the header Allow names.'],
  'no-such-parameter': [400, 'Leave out what this path does not know.'],
  'invalid-parameter': [400, 'Correct the parameter.'],
  'invalid-command': [400, 'Correct what `details` names; the commands stand in lib/api/README.md.'],
  'since-unknown': [
    409,
    'The session has not told so many events. Read the session and follow it from the seq that it has.',
  ],
  'too-large': [413, 'Send one command of at most 4096 bytes.'],
  'not-json': [415, 'Send one JSON object with content-type: application/json.'],
  'too-many-requests': [429, 'Ask less often; raise api.perMinute if that is too few.'],
  'too-many-streams': [429, 'Close event streams that nobody reads.'],
  'internal-error': [500, 'This is a fault of ours; the log of the service says more.'],
  'journal-unavailable': [503, 'The journal cannot be read just now. Try again in a few seconds.'],
} as const satisfies Readonly<Record<string, readonly [status: number, message: string]>>;

export type ProblemCode = keyof typeof PROBLEMS;

export function problem(
  code: ProblemCode,
  more: { readonly details?: readonly string[]; readonly headers?: Readonly<Record<string, string>> } = {},
): Reply {
  const [status, message] = PROBLEMS[code];
  const { details, headers } = more;
  return { status, body: { error: { code, message, ...(details && { details }) } }, headers };
}

/** What holds for every answer: kept by nobody, and never taken for anything but what it says it is. */
export const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } as const;

export function send(response: ServerResponse, { status, body, headers }: Reply): void {
  const text = body === undefined ? '' : textOf(body as object);
  const kind = text ? { 'content-type': 'application/json; charset=utf-8' } : {};
  response.writeHead(status, { ...HEADERS, ...kind, ...headers });
  response.end(text);
}

/** As JSON. The last net: what looks like a card number does not go out, whoever put it there. */
export function textOf(body: object): string {
  const text = JSON.stringify(body);
  return hasCardNumber(text) ? JSON.stringify(scrubValue(body)) : text;
}
