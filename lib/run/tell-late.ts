import type { Leg } from '../asterisk/switchboard.js';
import { languageOf } from '../session/language.js';
import { foundLate } from '../session/late.js';
import type { ChargeOutcome, Session, Side } from '../session/state.js';
import type { Runner } from './runner.js';

/**
 * What became of a charge is known, and its session is over. Where the call is still going on its variables say so, and
 * both hear it over their conversation. Never rejects.
 */
export async function tellLate(runner: Runner, orderId: string, outcome: ChargeOutcome): Promise<void> {
  const { journal, log } = runner.ports;
  try {
    const [record] = await journal.sessions({ ids: [orderId.slice(0, orderId.lastIndexOf('-'))] });
    const session = record?.session as Session | undefined;
    if (!record?.ended || !session?.caller?.channelId || !session.agent) return;
    await tell(runner, session, orderId, outcome);
  } catch (error) {
    // Most calls are over by then.
    log.debug({ orderId, why: String(error) }, 'nobody was told what became of it');
  }
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
  if (noted !== orderId || runner.engaged(caller.channelId)) return;
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
