import { mayBeCard } from '../card/rules.js';
import type { DoorHealth, DoorLog } from '../door.js';
import type { ErrorCode } from '../errors.js';
import { answerReader } from './answer.js';
import { type Exchanged, openExchange, type Place } from './exchange.js';
import type { Lookup, LookupAnswer, LookupBy, LookupCall } from './lookup.js';

export interface HttpLookupOptions extends Place {
  /** Those that can be charged; absent: all of ISO 4217. */
  readonly currencies?: readonly string[];
  /** Has the outcome and the time of each question, never a number of a caller. */
  readonly log: DoorLog;
}

/** The administrator's own system over HTTP; `lib/lookup/README.md` has the question and the answer. */
export function createHttpLookup(options: HttpLookupOptions): Lookup {
  const exchange = openExchange(options);
  const read = answerReader(options.currencies);
  const { host } = new URL(options.url);
  let health: DoorHealth = { door: 'lookup', up: true, detail: `${host} has not been asked yet` };

  async function ask(by: LookupBy, call: LookupCall): Promise<LookupAnswer> {
    // The caller took one question for the other: to whoever runs that address a card must not go.
    if (by.by === 'number' && mayBeCard(by.number)) return { kind: 'not-found' };
    const answer = answerOf(await exchange.send('POST', questionOf(by, call)), read);
    const down = answer.kind === 'unavailable';
    health = { door: 'lookup', up: !down, detail: down ? answer.text : `${host} answers` };
    return answer;
  }

  return {
    async find(by, call) {
      const began = performance.now();
      let answer: LookupAnswer;
      try {
        answer = await ask(by, call);
      } catch (error) {
        const text = error instanceof Error ? error.name : 'unknown fault';
        answer = { kind: 'unavailable', cause: 'lookup-failed', text };
      }
      const fields = { door: 'lookup', outcome: answer.kind, ms: Math.round(performance.now() - began) };
      const session = call.session;
      if (answer.kind !== 'unavailable') options.log('info', 'account lookup', { ...fields, session });
      else {
        const { cause: code, text } = answer;
        options.log('warn', 'account lookup failed', { ...fields, session, code, text });
      }
      return answer;
    },
    health: () => health,
    async stop() {
      exchange.stop();
    },
  };
}

/** Fields by name, so that nothing else of what was handed in goes out. */
function questionOf(by: LookupBy, { session, dialled }: LookupCall): string {
  const who =
    by.by === 'number' ? { by: by.by, number: by.number } : { by: by.by, callerId: by.callerId, pin: by.pin };
  return JSON.stringify({ ...who, session, dialled });
}

function answerOf(exchanged: Exchanged, read: (body: string) => LookupAnswer): LookupAnswer {
  if (exchanged.kind === 'broke') return { ...exchanged, kind: 'unavailable' };
  const { status, body } = exchanged;
  if (status === 200) return read(body);
  if (status === 404) return { kind: 'not-found' };
  return { kind: 'unavailable', ...faultOf(status) };
}

/** What a status other than 200 and 404 means to us. */
export function faultOf(status: number): { readonly cause: ErrorCode; readonly text: string } {
  if (status === 401 || status === 403) return { cause: 'lookup-refused', text: `status ${status}` };
  if (status >= 300 && status < 400) {
    return {
      cause: 'lookup-failed',
      text: `status ${status}: it is not followed; write where it leads into ivr.lookup.url`,
    };
  }
  return { cause: 'lookup-failed', text: `status ${status}` };
}
