import type { Present } from '../asterisk/switchboard.js';
import type { Log } from '../log.js';
import type { Session } from '../session/state.js';
import type { Runner } from './runner.js';

/**
 * A connection to Asterisk has come about: compares what is in our application with what we know, and sends each
 * party where it belongs. `journalled` are the sessions another process left behind; they are taken up once. Keys have been
 * heard again for `heardMs` milliseconds.
 */
export function recover(
  runner: Runner,
  present: readonly Present[],
  journalled: Session[],
  log: Log,
  heardMs = 0,
): void {
  const here = (session: Session, side: 'caller' | 'agent') =>
    present.some(({ leg }) => leg.channelId === session[side].channelId);

  const newcomer = (session: Session) =>
    here(session, 'agent')
      ? undefined
      : present.find(({ sessionId, side }) => sessionId === session.id && side === 'agent')?.leg;

  for (const session of runner.sessions()) {
    const leg = newcomer(session);
    if (leg) runner.dispatch(session.id, { type: 'agentReplaced', ...leg });
  }
  for (const session of runner.sessions()) {
    for (const side of ['caller', 'agent'] as const) {
      // An arrival that was missed; the core ignores one it has heard of.
      if (here(session, side)) runner.dispatch(session.id, { type: 'partyArrived', side });
    }
    const [callerPresent, agentPresent] = [here(session, 'caller'), here(session, 'agent')];
    runner.dispatch(session.id, {
      type: 'recovered',
      callerPresent,
      agentPresent,
      restarted: false,
      heardMs,
    });
  }
  for (const session of journalled.splice(0)) {
    log.warn({ session: session.id, phase: session.phase.name }, 'session of an earlier run is taken up');
    // Whether it was listened to just then is not journalled; whether it could be is.
    if (session.policy.speech && !session.terms.keysOnly) {
      const { switchboard } = runner.ports;
      void switchboard.hearAgain(session.id, session.caller, here(session, 'caller'));
    }
    const leg = newcomer(session);
    const agent = leg ? { ...leg, present: true } : session.agent;
    runner.resume(
      { ...session, agent },
      here(session, 'caller'),
      leg !== undefined || here(session, 'agent'),
      heardMs,
    );
  }

  const known = new Set(runner.sessions().map((session) => session.id));
  for (const { leg, sessionId, side } of present) {
    if (sessionId && known.has(sessionId)) continue;
    log.warn({ session: sessionId, channelName: leg.channelName }, 'party of no session is released');
    runner.ports.switchboard
      .release(sessionId ?? 'stray', side ?? 'caller', leg, { result: 'internal-error' })
      .catch((error: unknown) => log.error({ err: error }, 'release failed'));
  }
}
