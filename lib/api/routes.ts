import type { IncomingMessage } from 'node:http';
import { readBody } from '../body.js';
import type { Journal } from '../journal/journal.js';
import type { Log } from '../log.js';
import { relive } from '../run/feed.js';
import type { Runner } from '../run/runner.js';
import type { Right, Visitor } from './access.js';
import { type Answer, problem } from './answer.js';
import { commandOf, RIGHT_FOR } from './commands.js';
import { follow, followAll } from './follow.js';
import { refused } from './refusals.js';
import type { EventStream } from './stream.js';
import type { Told } from './told.js';
import { deviceOf, isAt, viewOf } from './view.js';

export interface RoutePorts {
  readonly runner: Pick<Runner, 'session' | 'sessions' | 'command'>;
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
  /** One of them is needed. */
  readonly rights: readonly Right[];
  readonly parameters: readonly string[];
  readonly answer: (ports: RoutePorts, ask: Ask) => Answer | Promise<Answer>;
}

/** Longest body: a command is far shorter. Bytes. */
const LARGEST = 4096;

/** All there is; nothing else is answered. */
export const ROUTES: readonly Route[] = [
  { method: 'GET', path: /^\/sessions$/, rights: ['watch'], parameters: ['agent'], answer: list },
  {
    method: 'GET',
    path: /^\/sessions\/(hp[0-9a-z]{13})$/,
    rights: ['watch'],
    parameters: [],
    answer: show,
  },
  {
    method: 'GET',
    path: /^\/sessions\/(hp[0-9a-z]{13})\/events$/,
    rights: ['watch'],
    parameters: ['since'],
    answer: events,
  },
  {
    method: 'POST',
    path: /^\/sessions\/(hp[0-9a-z]{13})\/commands$/,
    rights: ['steer', 'amount', 'cancel'],
    parameters: [],
    answer: command,
  },
  { method: 'GET', path: /^\/events$/, rights: ['watch'], parameters: [], answer: allEvents },
];

function list({ runner, told }: RoutePorts, { query, visitor }: Ask): Answer {
  const device = query.get('agent');
  const sessions = runner
    .sessions()
    .filter((session) => visitor.reaches(deviceOf(session)))
    .filter((session) => session.phase.name !== 'ended' && (device === null || isAt(session, device)))
    .map((session) => viewOf(session, told.last(session.id)));
  return { status: 200, body: { sessions } };
}

/** Another agent's session is as good as none: not even that it is there is told. */
function reaches({ runner }: RoutePorts, visitor: Visitor, id: string): boolean {
  const session = runner.session(id);
  return visitor.reaches(session && deviceOf(session));
}

async function show({ runner, told, journal }: RoutePorts, { id, visitor }: Ask): Promise<Answer> {
  const running = runner.session(id);
  const relived = running ? undefined : relive(await journal.steps(id));
  const session = running ?? relived?.session;
  if (!session || !visitor.reaches(deviceOf(session))) return problem('no-such-session');
  if (!relived) return { status: 200, body: viewOf(session, told.last(id)) };
  return { status: 200, body: viewOf(relived.session, relived.events.at(-1)?.seq ?? 0) };
}

async function events(ports: RoutePorts, { id, query, request, visitor, openStream }: Ask): Promise<Answer> {
  const { runner, told, journal } = ports;
  // A reader that comes back says in the header how far it was; its address still has where it began.
  const from = request.headers['last-event-id'] ?? query.get('since') ?? '0';
  if (typeof from !== 'string' || !/^\d{1,9}$/.test(from)) {
    return problem('invalid-parameter', { details: ['since and Last-Event-ID: a number from 0'] });
  }
  const since = Number(from);
  const relived = runner.session(id) ? undefined : relive(await journal.steps(id));
  const session = runner.session(id) ?? relived?.session;
  const last = told.last(id) || (relived?.events.at(-1)?.seq ?? 0);
  if (last === 0 || !session || !visitor.reaches(deviceOf(session))) return problem('no-such-session');
  if (since > last) return problem('since-unknown');
  // To a reader that has all of an ended session: do not come back.
  if (since === last && !told.running(id)) return { status: 204 };
  const stream = openStream(true);
  if (!stream) return problem('too-many-streams', { headers: { 'retry-after': '60' } });
  await follow(id, since, stream, { told, journal, mayHear: () => reaches(ports, visitor, id) });
  return 'streaming';
}

function allEvents(ports: RoutePorts, { visitor, openStream }: Ask): Answer {
  const stream = openStream(false);
  if (!stream) return problem('too-many-streams', { headers: { 'retry-after': '60' } });
  followAll(stream, ports.told, (sessionId) => reaches(ports, visitor, sessionId));
  return 'streaming';
}

async function command(ports: RoutePorts, { id, request, visitor }: Ask): Promise<Answer> {
  const { runner, log } = ports;
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) return problem('not-json');
  const text = await readBody(request, LARGEST);
  if (text === undefined) return problem('too-large', { headers: { connection: 'close' } });
  const wanted = commandOf(text);
  if (!('do' in wanted)) return problem('invalid-command', { details: wanted });
  const right = RIGHT_FOR[wanted.do];
  if (!visitor.may(right)) return problem('forbidden', { details: [`needs the right ${right}`] });
  if (!reaches(ports, visitor, id)) return problem('no-such-session');
  const refusal = runner.command(id, wanted, { token: visitor.name });
  log.info(
    { session: id, command: wanted.do, from: visitor.name, result: refusal ?? 'obeyed' },
    'command by the API',
  );
  if (refusal === 'no-such-session') return problem(refusal);
  return refusal ? refused(refusal) : { status: 202, body: { obeyed: wanted.do } };
}
