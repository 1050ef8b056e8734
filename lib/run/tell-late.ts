import type { Leg } from '../asterisk/leg.js';
import { languageOf } from '../session/language.js';
import { foundLate } from '../session/late.js';
import type { ChargeOutcome, Session, Side } from '../session/state.js';
import type { Runner } from './runner.js';
import { pause } from './timers.js';

/**
 * What became of a charge is known after all. When its session is over, and the call is still going on, the variables say so,
 * and both hear it over their conversation. Never rejects.
 */
export async function tellLate(runner: Runner, orderId: string, outcome: ChargeOutcome): Promise<void> {
  const { log } = runner.ports;
  try {
    // At once, before anything is waited for: another payment of the call may be about to be sent.
    if (outcome.kind === 'approved') holdNext(runner, orderId);
    const session = await over(runner, orderId.slice(0, orderId.lastIndexOf('-')));
    if (!session?.caller?.channelId || !session.agent) return;
    await tell(runner, session, orderId, outcome);
  } catch (error) {
    // Most calls are over by then.
    log.debug({ orderId, why: String(error) }, 'nobody was told what became of it');
  }
}

/** The next payment of the call, which the agent wanted while this was not known, is held until the agent starts it. */
function holdNext(runner: Runner, orderId: string): void {
  for (const { id, doubt } of runner.sessions()) {
    if (doubt === orderId) runner.dispatch(id, { type: 'earlierApproved', orderId });
  }
}

/** A session that only says that the outcome is unknown, or waits for quiet, is over within this. Milliseconds. */
const OVER_WITHIN_MS = 5 * 60_000;
const LOOK_MS = 1000;

/** The session of an order once it is over and has left its variables: what is told before that would be overwritten. */
async function over(runner: Runner, id: string): Promise<Session | undefined> {
  const { journal, now } = runner.ports;
  const since = now();
  // A process that is being ended, or was taken over from, is kept from neither by this.
  while (runner.acting && now() - since < OVER_WITHIN_MS) {
    if (!runner.session(id)) {
      const [record] = await journal.sessions({ ids: [id] });
      if (!record) return undefined;
      if (record.ended) return record.session as Session | undefined;
    }
    await pause(runner.ports, LOOK_MS);
  }
  return undefined;
}

async function tell(
  runner: Runner,
  session: Session,
  orderId: string,
  outcome: ChargeOutcome,
): Promise<void> {
  const { switchboard, log, media } = runner.ports;
  const { id, caller, agent, terms } = session;
  const [noted, peer] = await switchboard.read(caller.channelId, ['${HUSHPAY_ORDER}', '${HUSHPAY_PEER}']);
  // A later payment of this call, or one that is going on.
  if (noted !== orderId || runner.engaged(caller.channelId)) {
    if (outcome.kind === 'approved') {
      log.warn(
        { session: id, orderId },
        'approved late, and its call has gone on: look whether it paid twice',
      );
      await tellAgent(runner, session, orderId);
    }
    return;
  }
  const known = foundLate(session, outcome);
  const together = terms.entry !== 'ivr' && peer === agent.channelName;
  const legs: readonly (Leg & { readonly side: Side })[] = [
    { ...caller, side: 'caller' },
    ...(together ? [{ ...agent, side: 'agent' as const }] : []),
  ];
  await switchboard.note(id, legs, known.variables);
  log.info({ session: id, orderId, result: known.variables.result }, 'told in the call what became of it');
  await Promise.all(
    legs.map(async ({ side, ...leg }) => {
      const words = known.words[side];
      const list = media(words, languageOf(session, side));
      log.debug({ session: id, side, key: words.key, media: list }, 'prompt');
      await switchboard
        .whisper(id, side, leg, list)
        .catch((error: unknown) => log.warn({ session: id, side, err: error }, 'whisper failed'));
    }),
  );
  await switchboard.forget(id);
}

/** Of a payment that is paid twice, it may be: the agent is told, unless in the next one, which may still be going on. */
async function tellAgent(
  runner: Runner,
  { id, caller, agent, ...session }: Session,
  orderId: string,
): Promise<void> {
  const { switchboard, log, media, now } = runner.ports;
  const since = now();
  let told = false;
  const next = () => runner.sessions().find((one) => one.caller.channelId === caller.channelId);
  for (let one = next(); one; one = next()) {
    told ||= one.earlier?.order === orderId && one.earlier.told;
    if (told || !runner.acting || now() - since >= OVER_WITHIN_MS) return;
    await pause(runner.ports, LOOK_MS);
  }
  const [peer] = await switchboard.read(caller.channelId, ['${HUSHPAY_PEER}']);
  if (peer !== agent.channelName) return;
  const words = { key: 'agent-earlier-approved' } as const;
  const list = media(words, languageOf({ ...session, id, caller, agent }, 'agent'));
  log.info({ session: id, orderId }, 'the agent is told that an earlier payment was approved');
  await switchboard.whisper(id, 'agent', agent, list);
}
