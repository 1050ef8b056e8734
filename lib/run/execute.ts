import { mandateIn } from '../prompts/mandate.js';
import type { Command, Farewell } from '../session/command.js';
import { languageOf } from '../session/language.js';
import type { Presence } from '../session/state.js';
import { charge, find } from './charge.js';
import type { SessionContext } from './context.js';
import { identify } from './identify.js';
import { fieldHeard, heldPressed, numberHeard } from './keys.js';
import { listen } from './listen.js';
import type { Live } from './live.js';
import { isQuiet } from './quiet.js';
import { findStored, forget, store } from './store.js';
import { tokenise } from './tokenise.js';

/** What is left of a decision when its commands for the card and for timers are carried out. */
interface Left {
  /** Run last of all: each of them tells the session something, and so decides anew. */
  readonly judged: readonly (() => void)[];
  /** In order, for `execute`. */
  readonly outward: readonly Command[];
}

/** Carries out, at the moment of the decision, what the card and the timers are told: the next key must meet it. */
export function executeNow(context: SessionContext, live: Live, commands: readonly Command[]): Left {
  const { card, timers } = live;
  const judged: (() => void)[] = [];
  const outward: Command[] = [];
  for (const command of commands) {
    switch (command.type) {
      case 'collect':
        card.open(command.field, command.again, command.limits, command.brand);
        judged.push(() => numberHeard(context, live));
        break;
      case 'discard':
        card.discard(command.field);
        break;
      case 'judgeField':
        judged.push(() => fieldHeard(context, live, card.judge(context.ports.now()), command.field));
        break;
      case 'identify':
        card.hold(command.field);
        outward.push(command);
        break;
      case 'pressHeld':
        judged.push(() => heldPressed(context, live));
        break;
      case 'dropHeld':
        card.dropHeld();
        break;
      case 'wipe':
        card.wipe();
        live.nonce = undefined;
        if (!command.spare) live.spare = undefined;
        break;
      case 'startTimer':
        timers.start(command.timer, command.ms);
        break;
      case 'stopTimer':
        timers.stop(command.timer);
        break;
      default:
        outward.push(command);
    }
  }
  return { judged, outward };
}

/**
 * Carries one outward command out. Never rejects: what goes wrong in a door becomes an event, or a line in the
 * log where the core has a timer that covers it.
 */
export async function execute(context: SessionContext, live: Live, command: Command): Promise<void> {
  const { switchboard, log, media } = context.ports;
  const { id, caller, agent } = live.session;
  const failed = (what: string) => (error: unknown) =>
    log.warn({ session: id, err: error }, `${what} failed`);
  switch (command.type) {
    case 'redirect':
      try {
        await switchboard.redirect(id, caller, agent, live.session.terms.language);
        live.moved?.(true);
      } catch (error) {
        failed('redirect')(error);
        live.moved?.(false);
        context.dispatch(id, { type: 'redirectFailed' });
      }
      return;
    case 'admit':
      live.moved?.(true);
      return;
    case 'identify':
      void identify(context, live);
      return;
    case 'listen':
      void listen(context, live, command);
      return;
    case 'isolate':
      await switchboard.isolate(id, caller, agent).catch(failed('isolate'));
      return;
    case 'attend':
      await attend(context, live, command.presence);
      return;
    case 'prompt': {
      const { side, prompt } = command;
      // Said by a newer decision already: playing it now would only delay the newer one.
      if (live.session.playing[side] !== command.id) return;
      const language = languageOf(live.session, side);
      const list = media(prompt, language);
      if (prompt.key === 'mandate') live.mandate = mandateIn(language, prompt.amount);
      log.debug({ session: id, side, key: prompt.key, media: list }, 'prompt');
      try {
        await switchboard.prompt(id, side, live.session[side], list, command.id);
      } catch (error) {
        failed('prompt')(error);
        context.dispatch(id, { type: 'promptFinished', side, promptId: command.id, failed: true });
      }
      return;
    }
    case 'stopPrompt':
      await switchboard.stopPrompt(id, command.side).catch(failed('stopPrompt'));
      return;
    case 'note': {
      const here = [caller, agent].filter(({ present }) => present);
      if (here.length > 0) await switchboard.note(id, here, command.variables).catch(failed('note'));
      return;
    }
    case 'tokenise':
      // The word that it is under way goes out first: it is in the same decision, and the caller waits for it.
      setImmediate(() => void tokenise(context, live, command));
      return;
    case 'charge':
      context.track(charge(context, live, command));
      return;
    case 'store':
      live.vaulted = store(context, live, command);
      context.track(live.vaulted);
      return;
    case 'findStored':
      void findStored(context, live, command);
      return;
    case 'forget':
      context.track(forget(context, live, command.token));
      return;
    case 'find':
      void find(context, live, command.orderId);
      return;
    case 'reconcile':
      log.warn({ session: id, orderId: command.orderId }, 'outcome unknown; will be reconciled');
      context.ports.unknown?.();
      return;
    case 'speak':
      // What it is for, a word of the dialplan's, is not worth waiting for.
      void switchboard.speaks(caller, command.language).catch(failed('speaks'));
      return;
    case 'tell':
      tellTogether(context, live, command.words);
      return;
    case 'rejoin':
      try {
        // What was decided may have waited for a slow door, and keys have come since.
        const quiet = command.anyway ? undefined : () => isQuiet(live, context.ports.steady?.());
        const back = await switchboard.rejoin(id, caller, agent, command.variables, quiet);
        if (back && command.words) tellTogether(context, live, command.words);
        context.dispatch(id, { type: back ? 'rejoined' : 'rejoinFailed' });
      } catch (error) {
        failed('rejoin')(error);
        context.dispatch(id, { type: 'rejoinFailed' });
      }
      return;
    case 'release': {
      const quiet = command.quiet ? () => isQuiet(live, context.ports.steady?.()) : undefined;
      await switchboard
        .release(id, command.side, live.session[command.side], command.variables, quiet)
        .catch(failed('release'));
      return;
    }
    case 'finish':
      await switchboard.forget(id);
      await context.finish(live);
      return;
    case 'collect':
    case 'discard':
    case 'judgeField':
    case 'pressHeld':
    case 'dropHeld':
    case 'wipe':
    case 'startTimer':
    case 'stopTimer':
      // Done at the moment of the decision, by `executeNow`.
      return;
  }
}

/** They talk already, or may; each hears its words over that. */
function tellTogether({ ports }: SessionContext, { session }: Live, words: Farewell): void {
  const { switchboard, log, media } = ports;
  const { id } = session;
  for (const side of ['caller', 'agent'] as const) {
    const list = media(words[side], languageOf(session, side));
    log.debug({ session: id, side, key: words[side].key, media: list }, 'prompt');
    switchboard
      .whisper(id, side, session[side], list)
      .catch((error: unknown) => log.warn({ session: id, side, err: error }, 'whisper failed'));
  }
}

/** The agent is told when it could not be done, and hears the prompts then: the mode that needs nothing. */
async function attend(context: SessionContext, live: Live, presence: Presence): Promise<void> {
  const { switchboard, log } = context.ports;
  const { id, caller, agent } = live.session;
  try {
    await switchboard.attend(id, caller, agent, presence);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    log.warn({ session: id, err: error }, `presence ${presence} could not be had`);
    if (presence === 'guided') return;
    await switchboard
      .attend(id, caller, agent, 'guided')
      .catch((error: unknown) => log.warn({ session: id, err: error }, 'presence guided could not be had'));
    context.dispatch(id, { type: 'presenceRefused', presence: 'guided', why });
  }
}
