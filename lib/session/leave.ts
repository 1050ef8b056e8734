import { forgetAccount } from './account.js';
import type { OutcomeVariables, Prompt } from './command.js';
import type { Draft } from './draft.js';
import type { Result, Session, Side } from './state.js';
import { interruptedWords } from './words.js';
import { afterDecline, farewell, nextOf, wrapUp } from './wrap-up.js';

const SIDES: readonly Side[] = ['caller', 'agent'];

/** A wait is told from here on: a shorter one is over before anything is said. Milliseconds. */
const TOLD_MS = 800;
/** Past the time without keys, the words to the caller may still be said to their end. Milliseconds. */
const WORDS_MS = 5000;
/** From one word to the agent that keys are still coming to the next, and after the first wait to the first. Milliseconds. */
const KEYS_TOLD_MS = 10_000;
const KEYS_TOLD_FIRST_MS = 1000;
/** Between two attempts to rejoin, when the door could not. Milliseconds. */
const REJOIN_AGAIN_MS = 1000;

/** What the dialplan is told of a session as it stands. */
export function variablesOf(session: Session): OutcomeVariables {
  const { outcome, card, charges, id, kept, terms, wishes } = session;
  const told = outcome && 'transactionId' in outcome ? outcome.transactionId : undefined;
  return {
    result: session.result ?? 'internal-error',
    ...(told && { transaction: told }),
    ...(charges > 0 && { orderId: `${id}-${charges}` }),
    ...(card && { last4: card.last4, brand: card.brand }),
    ...(outcome && 'code' in outcome && outcome.code && { code: outcome.code }),
    ...(outcome?.kind === 'refused' && { code: outcome.reason }),
    ...((outcome?.kind === 'failed' || outcome?.kind === 'unknown') && { code: outcome.cause }),
    ...(outcome?.text && { text: outcome.text }),
    ...(terms.amount && terms.mode !== 'tokenise' && { amount: terms.amount }),
    ...(terms.mode === 'authorise' && { authorised: true }),
    ...(kept && { token: kept }),
    ...(terms.tip && { tip: terms.tip }),
    ...(terms.surcharge && { surcharge: terms.surcharge }),
    ...(terms.entry === 'ivr' && { next: nextOf(session) }),
    ...(wishes.receipt && { receipt: wishes.receipt }),
    ...(wishes.score && { score: wishes.score }),
  };
}

/** Stops everything that belongs to asking for something. */
export function stopAsking(d: Draft): void {
  d.stop(
    'firstKey',
    'betweenKeys',
    'field',
    'choice',
    'capture',
    'amountKey',
    'decide',
    'stillProcessing',
    'find',
  );
}

/** Tells each side its own words, then goes on with `then`. */
export function announce(
  d: Draft,
  words: { readonly caller?: Prompt; readonly agent?: Prompt },
  then: 'decide' | 'wrapUp' | 'return',
): void {
  stopAsking(d);
  const awaiting = SIDES.filter((side) => words[side] && d.present(side));
  for (const side of SIDES) {
    const prompt = words[side];
    if (prompt) d.say(side, prompt);
    else d.hush(side);
  }
  const { caller, agent } = words;
  if (d.session.rescued && caller && agent) d.do({ type: 'tell', words: { caller, agent } });
  d.to({ name: 'announcing', awaiting, then });
  if (d.session.result && awaiting.length > 0) d.do({ type: 'note', variables: variablesOf(d.session) });
  if (awaiting.length > 0) d.start('prompt', d.session.policy.promptMs);
  else announced(d);
}

/** One side has heard its words, or has gone. */
export function heard(d: Draft, side: Side): void {
  if (d.phase.name !== 'announcing') return;
  const awaiting = d.phase.awaiting.filter((one) => one !== side && d.present(one));
  d.to({ ...d.phase, awaiting });
  if (awaiting.length === 0) announced(d);
}

/** Everybody has heard: decide or return. */
export function announced(d: Draft): void {
  if (d.phase.name !== 'announcing') return;
  d.stop('prompt');
  if (d.phase.then === 'wrapUp') return wrapUp(d);
  if (d.phase.then === 'decide' && d.session.terms.entry === 'ivr') return afterDecline(d);
  const both = d.present('caller') && d.present('agent');
  if (d.phase.then === 'decide' && both && !d.session.closing) {
    d.to({ name: 'deciding' });
    d.start('decide', d.session.policy.decideMs);
    return;
  }
  giveBack(d);
}

/** Back to the dialplan: both to each other, or the one that is left. */
export function giveBack(d: Draft): void {
  stopAsking(d);
  d.stop('prompt', 'quiet');
  const caller = d.present('caller');
  const agent = d.present('agent');
  if (caller && agent) {
    d.to({ name: 'rejoining', asked: false });
    if (sinceKey(d) > TOLD_MS) sayToStop(d);
    rejoinWhenQuiet(d);
    return;
  }
  if (caller && d.session.terms.entry === 'ivr' && !d.session.wishes.farewelled) return farewell(d);
  const variables = variablesOf(d.session);
  const quiet = untilQuiet(d) <= 0;
  if (caller) d.do({ type: 'release', side: 'caller', variables, quiet });
  if (agent) d.do({ type: 'release', side: 'agent', variables, quiet });
  end(d);
}

/** Milliseconds that are left of a time without keys since `from`; not more than that time, should the clock be set back. */
function left({ session, at }: Draft, from: number): number {
  return Math.min(session.policy.quietMs, from + session.policy.quietMs - at);
}

/** The same since the caller keyed last. */
function sinceKey(d: Draft): number {
  return left(d, d.session.lastKeyAt);
}

/** Milliseconds until the caller has been quiet for long enough; 0 or less when it has. */
function untilQuiet(d: Draft): number {
  return Math.max(sinceKey(d), left(d, d.session.unseenFrom ?? 0));
}

/** The caller hears to stop, and later the agent why it waits: once in a wait, and again as long as keys come. */
function sayToStop(d: Draft): void {
  if (d.phase.name !== 'rejoining' || d.phase.asked || d.phase.told) return;
  d.to({ ...d.phase, told: true });
  d.say('caller', { key: 'no-more-keys' });
  d.start('keysTold', d.session.policy.quietMs + KEYS_TOLD_FIRST_MS);
}

/** A key that belongs to no field. */
export function keyed(d: Draft): void {
  d.set({ lastKeyAt: d.at });
  sayToStop(d);
}

/**
 * A key that is still to come, or in the caller's queue, would be heard by the agent, so the line must have been quiet
 * for a while before the caller is heard again. Who never stops stays muted: no clock ends this. A late key of the agent's
 * code would be taken there for one of Asterisk's codes.
 */
export function rejoinWhenQuiet(d: Draft): void {
  // Should the clock have been set back, what lies ahead counts as now, once.
  const { lastKeyAt, unseenFrom = 0, lastCodeAt = 0 } = d.session;
  if (lastKeyAt > d.at) d.set({ lastKeyAt: d.at });
  if (unseenFrom > d.at) d.set({ unseenFrom: d.at });
  if (lastCodeAt > d.at) d.set({ lastCodeAt: d.at });
  const wait = Math.max(untilQuiet(d), left(d, d.session.lastCodeAt ?? 0));
  if (wait > 0) return d.start('quiet', wait);
  if (d.session.playing.caller && wait > -WORDS_MS) return d.start('quiet', WORDS_MS + wait);
  rejoinNow(d);
}

/** They could not be joined: asked again in a while. Of a key that has come meanwhile both hear. */
export function rejoinLater(d: Draft): void {
  d.to({ name: 'rejoining', asked: false });
  if (sinceKey(d) > TOLD_MS) sayToStop(d);
  d.start('quiet', REJOIN_AGAIN_MS);
}

/** The agent hears why it still waits, and the caller again what to do. */
export function keysStillComing(d: Draft): void {
  // Quiet, and only the words are still to be heard to their end.
  const quiet = untilQuiet(d) <= 0;
  if (!quiet) d.say('caller', { key: 'no-more-keys' });
  if (!quiet) d.say('agent', { key: 'agent-keys-coming' });
  d.start('keysTold', KEYS_TOLD_MS);
}

/** Without waiting any longer: no key has come for a while, or the agent wants the caller all the same. */
export function rejoinNow(d: Draft, anyway = false): void {
  d.hush('caller');
  d.hush('agent');
  d.to({ name: 'rejoining', asked: true });
  const words = d.session.interrupted && interruptedWords(d.session);
  d.do({
    type: 'rejoin',
    variables: variablesOf(d.session),
    ...(words && { words }),
    ...(anyway && { anyway }),
  });
}

export function end(d: Draft): void {
  forgetAccount(d);
  d.to({ name: 'ended' });
  d.do({ type: 'wipe' }, { type: 'finish' });
}

/**
 * Ends a session before any charge, with words for whoever is there. An earlier result stays, and a payment that is
 * made is not talked about again: only what is asked afterwards is cut short.
 */
export function abandon(
  d: Draft,
  result: Result,
  words: { readonly caller?: Prompt; readonly agent?: Prompt },
): void {
  d.do({ type: 'wipe' });
  if (d.session.outcome?.kind === 'approved') return giveBack(d);
  d.set({ result: d.session.result ?? result });
  announce(d, words, 'return');
}

/** The agent's code to cancel, or a service that is stopping. */
export function cancel(d: Draft): void {
  abandon(d, 'transaction-cancelled', { caller: { key: 'cancelled' }, agent: { key: 'agent-cancelled' } });
}

/** A side hung up. Nothing here may disturb a charge in flight. */
export function hungUp(d: Draft, side: Side): void {
  if (!d.present(side)) return;
  d.gone(side);
  const phase = d.phase;
  switch (phase.name) {
    case 'handingOff': {
      const other: Side = side === 'caller' ? 'agent' : 'caller';
      // Its partner may still be on its way to us: then its arrival ends the session.
      if (phase.arrived.includes(other) || !d.present(other)) leaveAlone(d, side);
      return;
    }
    case 'askingAmount':
    case 'confirmingAmount':
    case 'capturing':
    case 'choosing':
    case 'identifying':
    case 'ready':
    case 'tokenising':
    case 'verifying':
    case 'deciding':
      leaveAlone(d, side);
      return;
    case 'announcing':
      heard(d, side);
      return;
    case 'rejoining':
      // Once asked, the door answers `rejoined` or `rejoinFailed`, and the dialplan looks after who is left.
      if (!phase.asked) giveBack(d);
      return;
    case 'storing':
    case 'keeping':
    case 'charging':
    case 'finding':
    case 'ended':
      return;
  }
}

/** `side` has gone before anything was charged: a word for the other, who then goes back to the dialplan. */
export function leaveAlone(d: Draft, side: Side): void {
  d.stop('arrive');
  if (side === 'caller') abandon(d, 'caller-hung-up', { agent: { key: 'agent-caller-left' } });
  else abandon(d, 'agent-hung-up', { caller: { key: 'agent-left' } });
}
