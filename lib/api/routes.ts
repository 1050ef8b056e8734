import type { IncomingMessage } from 'node:http';
import { readBody } from '../body.js';
import type { Journal } from '../journal/journal.js';
import type { Log } from '../log.js';
import { relive } from '../run/feed.js';
import type { Runner } from '../run/runner.js';
import type { Right, Visitor } from './access.js';
import { type Answer, problem } from './answer.js';
import { commandOf } from './commands.js';
import { follow, followAll } from './follow.js';
import { refused } from './refusals.js';
import type { EventStream } from './stream.js';
import type { Told } from './told.js';
import { isAt, viewOf } from './view.js';

export interface RoutePorts {
  readonly runner: Pick<Runner, 'sessions' | 'command'>;
  readonly journal: Pick<Journal, 'steps'>;
  readonly told: Told;
  readonly log: Log;
}

/** One request, as far as a route needs to know it. */
export interface Ask {
  readonly request: IncomingMessage;
  readonly visitor: Visitor;
  /** Of the session in the path; empty where there is none. */
  readonly id: string;
  readonly query: URLSearchParams;
  /** Begins the answer as a stream; undefined where there are too many. */
  readonly openStream: (numbered: boolean) => EventStream | undefined;
}

export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  readonly right: Right;
  readonly parameters: readonly string[];
  readonly answer: (ports: RoutePorts, ask: Ask) => Answer | Promise<Answer>;
}

/** Longest body: a command is far shorter. Bytes. */
const LARGEST = 4096;

/** All there is; nothing else is answered. */
export const ROUTES: readonly Route[] = [
  { method: 'GET', path: /^\/sessions$/, right: 'watch', parameters: ['agent'], answer: list },
  { method: 'GET', path: /^\/sessions\/(hp[0-9a-z]{13})$/, right: 'watch', parameters: [], answer: show },
  {
    method: 'GET',
    path: /^\/sessions\/(hp[0-9a-z]{13})\/events$/,
    right: 'watch',
    parameters: ['since'],
    answer: events,
  },
  {
    method: 'POST',
    path: /^\/sessions\/(hp[0-9a-z]{13})\/commands$/,
    right: 'command',
    parameters: [],
    answer: command,
  },
  { method: 'GET', path: /^\/events$/, right: 'watch', parameters: [], answer: allEvents },
];

function list({ runner, told }: RoutePorts, { query }: Ask): Answer {
  const device = query.get('agent');
  const sessions = runner
    .sessions()
    .filter((session) => session.phase.name !== 'ended' && (device === null || isAt(session, device)))
    .map((session) => viewOf(session, told.last(session.id)));
  return { status: 200, body: { sessions } };
}

async function show({ runner, told, journal }: RoutePorts, { id }: Ask): Promise<Answer> {
  const running = runner.sessions().find((session) => session.id === id);
  if (running) return { status: 200, body: viewOf(running, told.last(id)) };
  const relived = relive(await journal.steps(id));
  if (!relived) return problem('no-such-session');
  return { status: 200, body: viewOf(relived.session, relived.events.at(-1)?.seq ?? 0) };
}

async function events(ports: RoutePorts, { id, query, request, openStream }: Ask): Promise<Answer> {
  const { told, journal } = ports;
  // A reader that comes back says in the header how far it was; its address still has where it began.
  const from = request.headers['last-event-id'] ?? query.get('since') ?? '0';
  if (typeof from !== 'string' || !/^\d{1,9}$/.test(from)) {
    return problem('invalid-parameter', { details: ['since and Last-Event-ID: a number from 0'] });
  }
  const since = Number(from);
  const last = told.last(id) || (relive(await journal.steps(id))?.events.at(-1)?.seq ?? 0);
  if (last === 0) return problem('no-such-session');
  if (since > last) return problem('since-unknown');
  // To a reader that has all of an ended session: do not come back.
  if (since === last && !told.running(id)) return { status: 204 };
  const stream = openStream(true);
  if (!stream) return problem('too-many-streams', { headers: { 'retry-after': '60' } });
  await follow(id, since, stream, ports);
  return 'streaming';
}

function allEvents({ told }: RoutePorts, { openStream }: Ask): Answer {
  const stream = openStream(false);
  if (!stream) return problem('too-many-streams', { headers: { 'retry-after': '60' } });
  followAll(stream, told);
  return 'streaming';
}

async function command({ runner, log }: RoutePorts, { id, request, visitor }: Ask): Promise<Answer> {
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) return problem('not-json');
  const text = await readBody(request, LARGEST);
  if (text === undefined) return problem('too-large', { headers: { connection: 'close' } });
  const wanted = commandOf(text);
  if (!('do' in wanted)) return problem('invalid-command', { details: wanted });
  const refusal = runner.command(id, wanted);
  log.info(
    { session: id, command: wanted.do, from: visitor.name, result: refusal ?? 'obeyed' },
    'command by the API',
  );
  if (refusal === 'no-such-session') return problem(refusal);
  return refusal ? refused(refusal) : { status: 202, body: { obeyed: wanted.do } };
}
