import { mandateIn } from '../prompts/mandate.js';
import type { Command, Farewell } from '../session/command.js';
import { languageOf } from '../session/language.js';
import type { ChargeOutcome, Presence } from '../session/state.js';
import { identify } from './identify.js';
import { endOf, refusedBy } from './limits.js';
import { listen } from './listen.js';
import type { Live } from './live.js';
import { isQuiet } from './quiet.js';
import type { Runner } from './runner.js';
import { findStored, forget, store } from './store.js';
import { pause } from './timers.js';
import { tokenise } from './tokenise.js';

/** Between two looks for an order while the caller waits. Milliseconds. */
const FIND_EVERY_MS = 1000;

/**
 * Carries one outward command out. Never rejects: what goes wrong in a door becomes an event, or a line in the
 * log where the core has a timer that covers it.
 */
export async function execute(runner: Runner, live: Live, command: Command): Promise<void> {
  const { switchboard, log, media } = runner.ports;
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
        runner.dispatch(id, { type: 'redirectFailed' });
      }
      return;
    case 'admit':
      live.moved?.(true);
      return;
    case 'identify':
      void identify(runner, live);
      return;
    case 'listen':
      void listen(runner, live, command);
      return;
    case 'isolate':
      await switchboard.isolate(id, caller, agent).catch(failed('isolate'));
      return;
    case 'attend':
      await attend(runner, live, command.presence);
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
        runner.dispatch(id, { type: 'promptFinished', side, promptId: command.id, failed: true });
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
      setImmediate(() => void tokenise(runner, live, command));
      return;
    case 'charge':
      runner.track(charge(runner, live, command));
      return;
    case 'store':
      live.vaulted = store(runner, live, command);
      runner.track(live.vaulted);
      return;
    case 'findStored':
      void findStored(runner, live, command);
      return;
    case 'forget':
      runner.track(forget(runner, live, command.token));
      return;
    case 'find':
      void find(runner, live, command.orderId);
      return;
    case 'reconcile':
      log.warn({ session: id, orderId: command.orderId }, 'outcome unknown; will be reconciled');
      runner.ports.unknown?.();
      return;
    case 'speak':
      // What it is for, a word of the dialplan's, is not worth waiting for.
      void switchboard.speaks(caller, command.language).catch(failed('speaks'));
      return;
    case 'tell':
      tellTogether(runner, live, command.words);
      return;
    case 'rejoin':
      try {
        // What was decided may have waited for a slow door, and keys have come since.
        const quiet = command.anyway ? undefined : () => isQuiet(live, runner.ports.steady?.());
        const back = await switchboard.rejoin(id, caller, agent, command.variables, quiet);
        if (back && command.words) tellTogether(runner, live, command.words);
        runner.dispatch(id, { type: back ? 'rejoined' : 'rejoinFailed' });
      } catch (error) {
        failed('rejoin')(error);
        runner.dispatch(id, { type: 'rejoinFailed' });
      }
      return;
    case 'release': {
      const quiet = command.quiet ? () => isQuiet(live, runner.ports.steady?.()) : undefined;
      await switchboard
        .release(id, command.side, live.session[command.side], command.variables, quiet)
        .catch(failed('release'));
      return;
    }
    case 'finish':
      await switchboard.forget(id);
      await runner.finish(live);
      return;
    case 'collect':
    case 'discard':
    case 'judgeField':
    case 'pressHeld':
    case 'dropHeld':
    case 'wipe':
    case 'startTimer':
    case 'stopTimer':
      // Done at the moment of the decision, by the runner.
      return;
  }
}

/** They talk already, or may; each hears its words over that. */
function tellTogether({ ports }: Runner, { session }: Live, words: Farewell): void {
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
async function attend(runner: Runner, live: Live, presence: Presence): Promise<void> {
  const { switchboard, log } = runner.ports;
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
    runner.dispatch(id, { type: 'presenceRefused', presence: 'guided', why });
  }
}

async function charge(
  runner: Runner,
  live: Live,
  command: Extract<Command, { type: 'charge' }>,
): Promise<void> {
  const { gateway, journal, log, now } = runner.ports;
  const { id } = live.session;
  const { orderId, kind, token, code, amount, reference, description, postalCode } = command;
  const { nonce } = live;
  live.nonce = undefined;
  const payer = token ? { token, ...(code && nonce && { codeNonce: nonce }) } : nonce ? { nonce } : undefined;
  if (!payer || (code && !nonce)) {
    const text = 'The token was no longer in memory';
    const outcome = { kind: 'failed', cause: 'card-missing', text } as const;
    runner.dispatch(id, { type: 'charged', orderId, outcome });
    return;
  }
  const refusal = token ? await counted(runner, live, token) : undefined;
  if (refusal) return runner.dispatch(id, { type: 'charged', orderId, outcome: refusal });
  const { attempt } = live;
  live.attempt = undefined;
  try {
    const billing = postalCode ? { billing: { postalCode } } : undefined;
    const { risk } = live.session.terms;
    const request = { ...payer, orderId, amount, reference, description, ...billing, ...(risk && { risk }) };
    const outcome =
      kind === 'authorisation' ? await gateway.authorise(request) : await gateway.charge(request);
    log.info({ session: id, orderId, outcome: outcome.kind }, 'charged');
    void runner.ports.limits?.ended(attempt, endOf(outcome));
    // Another instance has the call now; what we know of the money is still true.
    if (!runner.acting) await journal.settle(orderId, outcome, now());
    runner.dispatch(id, { type: 'charged', orderId, outcome });
  } catch (error) {
    log.error({ session: id, orderId, err: error }, 'charge broke');
    const text = 'The gateway door broke during the charge';
    const outcome = { kind: 'unknown', cause: 'internal-error', text } as const;
    void runner.ports.limits?.ended(attempt, endOf(outcome));
    runner.dispatch(id, { type: 'charged', orderId, outcome });
  }
}

/** A stored method is an attempt too; an account that was keyed was counted when it was sent. */
async function counted(runner: Runner, live: Live, token: string): Promise<ChargeOutcome | undefined> {
  const { limits } = runner.ports;
  if (!limits || live.attempt) return undefined;
  const pass = await limits.pay(live.session, { token });
  if (pass.kind !== 'passed') return refusedBy(pass);
  live.attempt = pass.attempt;
  return undefined;
}

/** Looks until the order is found or the session has gone on without it. */
async function find(runner: Runner, live: Live, orderId: string): Promise<void> {
  const { id } = live.session;
  while (runner.acting && live.session.phase.name === 'finding') {
    const found = await runner.ports.gateway.find(orderId);
    if (found.kind === 'found' && found.outcome.kind !== 'unknown') {
      await runner.ports.limits?.found(orderId, found.outcome);
      runner.dispatch(id, { type: 'found', orderId, outcome: found.outcome });
      return;
    }
    await pause(runner.ports, FIND_EVERY_MS);
  }
}
