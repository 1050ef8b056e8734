import type { Draft } from './draft.js';
import { forgetAccount } from './forget.js';
import type { Said } from './internal.js';
import { untilQuiet } from './quiet.js';
import { variablesOf } from './result.js';
import type { Result, Side } from './state.js';

const SIDES: readonly Side[] = ['caller', 'agent'];

/** Stops everything that belongs to asking for something. */
function stopAsking(d: Draft): void {
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
export function announce(d: Draft, words: Said, then: 'decide' | 'wrapUp' | 'return'): void {
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
  if (d.phase.then === 'wrapUp') return d.next({ type: 'wrapUp' });
  if (d.phase.then === 'decide' && d.session.terms.entry === 'ivr') {
    return d.next({ type: 'afterDecline' });
  }
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
  if (caller && agent) return d.next({ type: 'rejoin' });
  if (caller && d.session.terms.entry === 'ivr' && !d.session.wishes.farewelled) {
    return d.next({ type: 'farewell' });
  }
  const variables = variablesOf(d.session);
  const quiet = untilQuiet(d) <= 0;
  if (caller) d.do({ type: 'release', side: 'caller', variables, quiet });
  if (agent) d.do({ type: 'release', side: 'agent', variables, quiet });
  end(d);
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
export function abandon(d: Draft, result: Result, words: Said): void {
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

/** The service is stopping and its grace is over: what has not been charged is cancelled. */
export function shutdownDue(d: Draft): void {
  d.set({ closing: true });
  switch (d.phase.name) {
    case 'handingOff':
    case 'askingAmount':
    case 'confirmingAmount':
    case 'capturing':
    case 'choosing':
    case 'identifying':
    case 'ready':
    case 'tokenising':
    case 'verifying':
      return cancel(d);
    case 'deciding':
      return giveBack(d);
    default:
      return;
  }
}
