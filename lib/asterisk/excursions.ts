import { HushpayError } from '../errors.js';
import type { AgiRequest } from './agi.js';
import type { Leg } from './leg.js';
import { hush, type Stage } from './scenes.js';
import { createSpokenEntry, type SpeechHeard, type SpeechQuestion, type SpokenEntry } from './speech.js';
import type { Present } from './switchboard.js';

/** The handler of a caller's `AGI(…/pay)`, which lasts as long as the payment. */
interface Escort {
  readonly request: AgiRequest;
  readonly entry: SpokenEntry;
  outing?: Outing;
}

/** Out of our application to be listened to, and back. */
interface Outing {
  readonly question: SpeechQuestion;
  readonly heard: (heard: SpeechHeard) => void;
  readonly end: () => void;
  /** Resolves when the caller is back, or gone. */
  readonly ended: Promise<void>;
  stage: 'leaving' | 'listening' | 'returning';
  /** Somebody has words for the caller: whatever is listened to ends. */
  calledBack: boolean;
  /** The payment is over without the caller: it does not come into our application again. */
  over: boolean;
}

/** Asterisk's fourth letter key: no telephone has it, and it is no key of ours. */
const CALL_BACK = 'D';
/** What comes before the recogniser listens is lost, so it is said again. Milliseconds. */
const CALL_BACK_EVERY_MS = 250;

/**
 * Callers who are listened to. A recogniser is reached by AGI only, and prompts and keys by ARI, so the caller goes to and
 * fro: ARI `continue`, then the AGI handler goes on, listens, and runs `Stasis()` again. For everybody else the caller
 * has been in our application all the while.
 */
export class Excursions {
  readonly #escorts = new Map<string, Escort>();

  constructor(private readonly stage: Stage) {}

  /** Runs `stay`, the application, as often as the caller comes back to it. */
  async accompany(sessionId: string, request: AgiRequest, stay: () => Promise<void>): Promise<void> {
    const escort: Escort = { request, entry: createSpokenEntry(this.stage, request) };
    this.#escorts.set(sessionId, escort);
    try {
      for (;;) {
        await stay();
        const { outing } = escort;
        // Sent back to the dialplan, hung up, or not taken in again.
        if (outing?.stage !== 'leaving') return;
        const heard = await this.#listen(escort, outing);
        outing.stage = 'returning';
        outing.heard(heard);
        // Its dialplan goes on behind AGI(), where a caller is muted until it is quiet.
        if (heard.kind === 'hungUp' || outing.over) return;
      }
    } finally {
      this.#escorts.delete(sessionId);
      const { outing } = escort;
      if (outing) {
        outing.heard({ kind: 'hungUp' });
        outing.end();
        this.stage.lost(sessionId, 'caller');
      }
      await escort.entry.close();
    }
  }

  /** Rejects where the caller could not be moved; it is where it was then. */
  async listen(sessionId: string, caller: Leg, question: SpeechQuestion): Promise<SpeechHeard> {
    const { floor, rest, waits, deadlineMs } = this.stage;
    const escort = this.#escorts.get(sessionId);
    if (!escort) {
      return { kind: 'refused', why: 'the caller did not come by AGI(agi://…/pay), around which it is done' };
    }
    if (escort.outing) throw new HushpayError('ari-failed', 'the caller is being listened to already');
    const { outing, heard } = outingFor(question);
    escort.outing = outing;
    floor.returning(caller.channelId, true);
    const left = waits.expect(`left:${caller.channelId}`, deadlineMs);
    try {
      await hush(this.stage, sessionId, 'caller');
      await rest.text('POST', `/channels/${caller.channelId}/continue`);
      if (!(await left) && outing.stage === 'leaving') {
        throw new HushpayError('ari-deadline', `${caller.channelName} did not leave to be listened to`);
      }
    } catch (error) {
      escort.outing = undefined;
      outing.end();
      floor.returning(caller.channelId, false);
      throw error;
    }
    return heard;
  }

  /** The payment is over: the caller comes home to be sent back, or does not come any more. */
  async end(sessionId: string): Promise<void> {
    const out = () => this.#escorts.get(sessionId)?.outing;
    if (out()?.over) return;
    await this.home(sessionId);
    const outing = out();
    if (outing) outing.over = true;
  }

  /** Resolves when the caller is in our application: at once, unless it is out. */
  async home(sessionId: string): Promise<void> {
    const { ami, log, deadlineMs } = this.stage;
    const escort = this.#escorts.get(sessionId);
    const outing = escort?.outing;
    if (!escort || !outing) return;
    outing.calledBack = true;
    const { channelName } = escort.request;
    for (let waited = 0; escort.outing === outing; waited += CALL_BACK_EVERY_MS) {
      if (waited > deadlineMs) {
        log('warn', 'a caller does not come back from being listened to', { session: sessionId });
        return;
      }
      if (outing.stage === 'listening') {
        await ami
          .action('PlayDTMF', { Channel: channelName, Digit: CALL_BACK, Receive: '1' })
          .catch((error) => log('debug', 'a caller could not be called back', { why: String(error) }));
      }
      await soon(outing.ended, CALL_BACK_EVERY_MS);
    }
  }

  /** A channel has come into our application: `true` when it is one that was only out to be listened to. */
  cameBack(channelId: string): boolean {
    for (const [sessionId, escort] of this.#escorts) {
      const { outing, request } = escort;
      // One that is over is nobody's: it is sent back where it came from.
      if (request.channelId !== channelId || outing?.stage !== 'returning' || outing.over) continue;
      escort.outing = undefined;
      this.stage.floor.arrive(sessionId, 'caller', request);
      outing.end();
      return true;
    }
    return false;
  }

  /** Who is out now: as good as present. */
  away(): Present[] {
    return [...this.#escorts].flatMap(([sessionId, { request, outing }]): Present[] => {
      const { channelId, channelName } = request;
      return outing ? [{ leg: { channelId, channelName }, sessionId, side: 'caller' }] : [];
    });
  }

  async #listen({ entry }: Escort, outing: Outing): Promise<SpeechHeard> {
    const nothing: SpeechHeard = { kind: 'silence' };
    if (outing.calledBack) return nothing;
    outing.stage = 'listening';
    try {
      const heard = await entry.recognise(outing.question);
      // Somebody was waiting for the caller; a key of its own is none of that.
      if (!outing.calledBack || heard.kind === 'hungUp') return heard;
      if (heard.kind === 'key' && heard.key !== CALL_BACK) return heard;
      if (heard.kind === 'speech') heard.text.fill(0);
      return nothing;
    } catch (error) {
      this.stage.log('debug', 'a caller is gone while it was listened to', { why: String(error) });
      return { kind: 'hungUp' };
    }
  }
}

function outingFor(question: SpeechQuestion): { outing: Outing; heard: Promise<SpeechHeard> } {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  let tell: (heard: SpeechHeard) => void = () => undefined;
  const heard = new Promise<SpeechHeard>((resolve) => {
    tell = resolve;
  });
  return {
    outing: { question, heard: tell, end, ended, stage: 'leaving', calledBack: false, over: false },
    heard,
  };
}

async function soon(event: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([event, late]);
  clearTimeout(timer);
}
