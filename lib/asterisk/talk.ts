import { HushpayError } from '../errors.js';
import type { Gate } from '../talk/gate.js';
import { AriRefusal, type AriRest } from './ari-rest.js';
import { bridgeId, snoopId } from './floor.js';
import type { Leg } from './leg.js';
import { openTalkLine, TALK_PARTS, type TalkLine, type TalkPart } from './talk-line.js';
import { openTap, type Tap } from './tap.js';
import type { Waits } from './waits.js';

/** What the scene needs of the door. */
export interface TalkStage {
  readonly rest: AriRest;
  readonly waits: Waits;
  readonly app: string;
  readonly deadlineMs: number;
}

/** Caller and agent talk, through the gate. */
export interface Talk {
  readonly line: TalkLine;
  /** Channel on which words for the agent are played, in the middle of the conversation. */
  readonly whisper: string;
  /** Resolves when the path is gone. Never fails; may be called again. */
  close(): Promise<void>;
  /** Only our own end: Asterisk is not asked for anything. */
  abandon(): void;
}

export interface Conversing {
  readonly caller: Leg;
  readonly agent: Leg;
  readonly gate: Gate;
  /** tcpdump, by name or path. */
  readonly tcpdump: string;
  /** Told why it had to be closed. */
  readonly lost: (why: string) => void;
}

/** `<session>-talk-<part>`: media channels, and the bridge of the snoop. */
const PART = /^(hp[0-9a-z]{13})-talk-(?:ear|mouth|whisper|bridge)$/;

const idOf = (sessionId: string, part: TalkPart | 'bridge') => `${sessionId}-talk-${part}`;

/** The session of a channel or bridge that is of a talk. */
export function talkOf(id: string): string | undefined {
  return PART.exec(id)?.[1];
}

/**
 * `caller = snoop - ear : us : mouth - agent`: two bridges of two, which Asterisk joins without a queue, and between them
 * only RTP to us. The caller stays where it is in every payment: muted, in no bridge, with its prompts; what it hears of the
 * agent the snoop whispers to it. Its voice comes from the wire (`tap.ts`) and goes to the agent through the gate alone.
 * Rejects with `presence-refused` and the reason; then the agent is to be given another presence.
 */
export async function openTalk(stage: TalkStage, sessionId: string, conversing: Conversing): Promise<Talk> {
  const { caller, agent, gate, tcpdump, lost } = conversing;
  let line: TalkLine | undefined;
  let tap: Tap | undefined;
  try {
    const port = await portOf(stage.rest, caller);
    line = await openTalkLine(gate);
    const talk = createTalk(stage, sessionId, line, () => tap?.close());
    const ended = (why: string) => void talk.close().then(() => lost(why));
    tap = await openTap({ program: tcpdump, port, sound: line.caller, key: line.key, lost: ended });
    await connect(stage, sessionId, agent, line);
    return talk;
  } catch (error) {
    tap?.close();
    line?.close();
    await clear(stage, sessionId);
    throw new HushpayError('presence-refused', error instanceof Error ? error.message : String(error));
  }
}

function createTalk(stage: TalkStage, sessionId: string, line: TalkLine, closeTap: () => void): Talk {
  let closing: Promise<void> | undefined;
  const abandon = () => {
    closeTap();
    line.close();
  };
  return {
    line,
    whisper: idOf(sessionId, 'whisper'),
    close() {
      if (!closing) {
        abandon();
        closing = clear(stage, sessionId);
      }
      return closing;
    },
    abandon() {
      closing ??= Promise.resolve();
      abandon();
    },
  };
}

/** UDP port of this machine at which Asterisk takes the caller's sound. Rejects where it would not help to know it. */
async function portOf(rest: AriRest, caller: Leg): Promise<number> {
  const far = apart(rest);
  if (far) throw new Error(far);
  const read = async (what: string) => {
    const query = { variable: `CHANNEL(rtp,${what})` };
    return (await rest.json<{ value: string }>('GET', `/channels/${caller.channelId}/variable`, query)).value;
  };
  let told: readonly [string, string];
  try {
    told = await Promise.all([read('src'), read('secure')]);
  } catch (error) {
    if (!(error instanceof AriRefusal)) throw error;
    throw new Error(`Asterisk does not tell where the sound of ${caller.channelName} comes in`);
  }
  const [address, secure] = told;
  if (secure === '1')
    throw new Error('the caller’s sound is encrypted (SRTP), and only Asterisk can read it');
  const port = Number(/:(\d+)$/.exec(address)?.[1]);
  if (!(port > 0))
    throw new Error(`Asterisk does not tell where the sound of ${caller.channelName} comes in`);
  return port;
}

/** Why sound cannot go to and fro between us and Asterisk: it would leave the machine. */
export function apart({ origin }: Pick<AriRest, 'origin'>): string | undefined {
  const { hostname } = new URL(origin);
  if (/^(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])$/.test(hostname)) return undefined;
  return 'Asterisk runs on another machine, and the caller’s sound may not leave its own';
}

async function connect(stage: TalkStage, sessionId: string, agent: Leg, line: TalkLine) {
  const { rest } = stage;
  const ours = `/bridges/${idOf(sessionId, 'bridge')}`;
  const theirs = `/bridges/${bridgeId(sessionId)}`;
  const add = (bridge: string, channel: string) => rest.text('POST', `${bridge}/addChannel`, { channel });
  await allDone([
    ...TALK_PARTS.map((part) => media(stage, idOf(sessionId, part), part, line)),
    rest.tolerant('POST', ours, { type: 'mixing' }),
  ]);
  // The snoop leaves the agent's bridge last, so that a prompt goes on there, and before another comes: with a third in it
  // Asterisk would mix, which takes time.
  await add(ours, idOf(sessionId, 'ear'));
  await allDone([add(ours, snoopId(sessionId)), rest.tolerant('DELETE', `${theirs}/moh`)]);
  // The agent comes in anew, too: see `enterAnew`.
  await allDone([add(theirs, idOf(sessionId, 'mouth')), add(theirs, agent.channelId)]);
}

/** Rejects only when all are done, so that nothing comes after it was cleared away. */
async function allDone(work: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(work);
  await Promise.all(work);
}

async function media(stage: TalkStage, channelId: string, part: TalkPart, line: TalkLine): Promise<void> {
  const started = stage.waits.expect(`start:${channelId}`, stage.deadlineMs);
  const made = await stage.rest.text('POST', '/channels/externalMedia', {
    channelId,
    app: stage.app,
    external_host: `127.0.0.1:${line.ports[part]}`,
    format: 'slin',
  });
  const { channelvars } = JSON.parse(made) as { channelvars?: Record<string, string> };
  const port = Number(channelvars?.UNICASTRTP_LOCAL_PORT);
  if (!Number.isInteger(port)) throw new Error(`Asterisk does not tell the port of ${channelId}`);
  line.connect(part, port);
  if (!(await started)) throw new Error(`${channelId} did not come`);
}

/**
 * The agent comes into its bridge anew. After the sound of a media channel Asterisk 22 gives it none of any other while it
 * stays there, not even what is played to its own channel. Never fails.
 */
export async function enterAnew(rest: AriRest, sessionId: string, { channelId }: Leg): Promise<void> {
  const path = `/bridges/${bridgeId(sessionId)}/addChannel`;
  await rest.tolerant('POST', path, { channel: channelId }).catch(() => undefined);
}

/** Removes a session's path from Asterisk, also one that a dead instance has left. Never fails. */
export async function clear({ rest }: Pick<TalkStage, 'rest'>, sessionId: string): Promise<void> {
  const gone = (path: string) => rest.tolerant('DELETE', path).catch(() => undefined);
  await Promise.all([
    gone(`/bridges/${idOf(sessionId, 'bridge')}`),
    ...TALK_PARTS.map((part) => gone(`/channels/${idOf(sessionId, part)}`)),
  ]);
}
