import type { Draft } from './draft.js';
import { left, sinceKey, untilQuiet } from './quiet.js';
import { variablesOf } from './result.js';
import { interruptedWords } from './words.js';

/** A wait is told from here on: a shorter one is over before anything is said. Milliseconds. */
const TOLD_MS = 800;
/** Past the time without keys, the words to the caller may still be said to their end. Milliseconds. */
const WORDS_MS = 5000;
/** From one word to the agent that keys are still coming to the next, and after the first wait to the first. Milliseconds. */
const KEYS_TOLD_MS = 10_000;
const KEYS_TOLD_FIRST_MS = 1000;
/** Between two attempts to rejoin, when the door could not. Milliseconds. */
const REJOIN_AGAIN_MS = 1000;

/** Both are here and go back to each other. */
export function rejoin(d: Draft): void {
  d.to({ name: 'rejoining', asked: false });
  if (sinceKey(d) > TOLD_MS) sayToStop(d);
  rejoinWhenQuiet(d);
}

/** The door could not join them now: a key has come, its connection is down, or a side is just leaving. */
export function rejoinFailed(d: Draft): void {
  if (d.phase.name !== 'rejoining') return;
  if (!d.present('caller') || !d.present('agent')) return d.next({ type: 'giveBack' });
  rejoinLater(d);
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
function rejoinLater(d: Draft): void {
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
