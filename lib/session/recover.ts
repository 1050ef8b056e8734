import type { Draft } from './draft.js';
import { attend } from './presence.js';
import type { Phase } from './state.js';
import { interruptedWords } from './words.js';

/** How long a payment that is made waits to hear whether the card is kept. Milliseconds. */
const KEEPING_MS = 2000;

/** As long as can be waited where both are to talk again within three seconds. Milliseconds. */
const UNSEEN_MS = 2000;

/** How long after its beginning words about a payment are no longer understood. Milliseconds. */
const TOLD_WITHIN_MS = 900_000;

/** What the watch of the dialplan takes both out of; from the others they were on their way, or had heard all. */
const RESCUED_FROM: ReadonlySet<Phase['name']> = new Set([
  'askingAmount',
  'confirmingAmount',
  'capturing',
  'choosing',
  'ready',
  'tokenising',
  'storing',
  'verifying',
  'keeping',
  'charging',
  'finding',
  'announcing',
]);

/** Whether both may be talking again already, since nobody was left with us: then they are told over that. */
function mayTalk({ session, at }: Draft): boolean {
  const { terms, caller, agent, startedAt } = session;
  const both = caller.channelId !== '' && agent.channelId !== '' && terms.entry !== 'ivr';
  return both && at - startedAt < TOLD_WITHIN_MS;
}

/**
 * Keys may have come that nobody saw. Whoever had keyed something counts as keying now. Who is not known to have must be
 * quiet as well, but is told nothing: the first key may have come while nobody was there. That wait began when keys were heard again.
 */
function keysMissed(d: Draft, heardMs = 0): void {
  const { lastKeyAt, policy } = d.session;
  if (lastKeyAt > 0) d.set({ lastKeyAt: d.at });
  else d.set({ unseenFrom: d.at - heardMs - Math.max(0, policy.quietMs - UNSEEN_MS) });
}

/**
 * The connection to Asterisk is back, in this process: what was in flight goes on, and only what happened
 * meanwhile is made up for. Ends of prompts may have been missed, so their guards start anew.
 */
export function reconnected(d: Draft, caller: boolean, agent: boolean, heardMs?: number): void {
  keysMissed(d, heardMs);
  if (d.phase.name === 'handingOff') return;
  // Whoever else is missing must be known first, so that nobody is told who cannot hear it.
  if (!caller && !agent && d.present('caller')) d.gone('agent');
  if (!caller) d.next({ type: 'hungUp', side: 'caller' });
  if (!agent) d.next({ type: 'hungUp', side: 'agent' });
  d.next({ type: 'guardAnew' });
}

/** The guard of whatever is being waited for starts anew. */
export function guardAnew(d: Draft): void {
  switch (d.phase.name) {
    case 'capturing':
      // Who is listened to is on the line by AGI, which a connection of ARI's has nothing to do with.
      if (!d.session.voice.listening) d.start('firstKey', d.session.policy.fields[d.phase.field].firstKeyMs);
      return;
    case 'choosing':
      d.start('choice', d.session.policy.decideMs);
      return;
    case 'askingAmount':
    case 'confirmingAmount':
      d.start('amountKey', d.session.policy.amountKeyMs);
      return;
    case 'announcing':
      d.start('prompt', d.session.policy.promptMs);
      return;
    default:
      return;
  }
}

/**
 * Another process had this session and is dead or replaced. No digit is left, so a capture cannot go on: the
 * parties go back to each other. A charge that may be in flight is looked for by its order id, never sent again.
 */
export function restarted(d: Draft, caller: boolean, agent: boolean, heardMs?: number): void {
  // The second token of the card was in memory only.
  d.set({ playing: {}, keepable: false });
  keysMissed(d, heardMs);
  const { phase } = d;
  if (phase.name === 'ended') return;
  // The voice went through the process that is gone.
  if (d.session.presence === 'talk') attend(d, 'guided');
  const nobody = !caller && !agent;
  if (!caller) d.gone('caller');
  if (!agent) d.gone('agent');
  if (nobody && RESCUED_FROM.has(phase.name) && mayTalk(d)) d.set({ rescued: true });

  if (phase.name === 'charging' || phase.name === 'finding') {
    const { orderId } = phase;
    if (nobody) {
      const text = 'The service was restarted during the charge';
      const outcome = { kind: 'unknown', cause: 'restarted', text } as const;
      return d.next({ type: 'settle', orderId, outcome });
    }
    d.to({ name: 'finding', orderId });
    d.do({ type: 'find', orderId });
    d.say('caller', { key: 'looking-up' });
    d.say('agent', { key: 'agent-looking-up' });
    d.start('find', d.session.policy.findMs);
    d.start('stillProcessing', d.session.policy.stillProcessingMs);
    return;
  }
  const { result = 'internal-error', outcome, kept, terms } = d.session;
  if (nobody) {
    // Nobody could be told of it.
    if (phase.name === 'storing' || phase.name === 'keeping')
      d.method = { change: 'unwanted', token: phase.token };
    d.set({ result });
    if (d.session.rescued && phase.name === 'announcing' && outcome) {
      return d.next({ type: 'tellOutcome', outcome });
    }
    const over = phase.name !== 'keeping' && d.session.result !== 'internal-error';
    if (d.session.rescued && !over) d.do({ type: 'tell', words: interruptedWords(d.session) });
    return d.next({ type: 'end' });
  }
  if (phase.name === 'storing' || phase.name === 'keeping') return lookForMethod(d, phase);
  if (phase.name === 'announcing' && outcome) {
    return d.next({ type: 'tellOutcome', outcome });
  }
  if (phase.name === 'announcing' && kept && terms.mode === 'tokenise') return d.next({ type: 'tellStored' });
  // Approved, and asked something afterwards: that is cut short.
  const over = d.session.result !== undefined;
  d.set({ result });
  // They are not kept from each other by words, and whoever is being given back has heard how it ended.
  if (phase.name !== 'rejoining') d.set({ interrupted: true });
  if (terms.entry === 'ivr') {
    if (over) d.next({ type: 'giveBack' });
    else d.next({ type: 'abandon', result: 'internal-error', words: { caller: { key: 'failed' } } });
  } else if (over || (caller && agent)) d.next({ type: 'giveBack' });
  else d.next({ type: 'leaveAlone', side: caller ? 'agent' : 'caller' });
}

/**
 * A card was being stored under a token of ours: it is there, and told, or it is removed should it still come. A payment
 * that is made is not held up by it.
 */
function lookForMethod(d: Draft, { name, token }: Extract<Phase, { name: 'storing' | 'keeping' }>): void {
  if (name === 'keeping') {
    d.do({ type: 'findStored', token, once: true });
    d.start('find', Math.min(d.session.policy.findMs, KEEPING_MS));
    return;
  }
  d.do({ type: 'findStored', token });
  d.say('caller', { key: 'looking-up-card' });
  d.say('agent', { key: 'agent-looking-up-card' });
  d.start('find', d.session.policy.findMs);
  d.start('stillProcessing', d.session.policy.stillProcessingMs);
}

/** The charge was not found while the caller could be kept waiting: say so, and go on looking without them. */
export function notFoundInTime(d: Draft): void {
  if (d.phase.name === 'storing' || d.phase.name === 'keeping') {
    const text = 'The gateway has not yet answered for this card';
    const outcome = { kind: 'unknown', cause: 'not-found-yet', text } as const;
    return d.next({ type: 'notStored', token: d.phase.token, outcome });
  }
  if (d.phase.name !== 'finding') return;
  const text = 'The gateway has not yet answered for this order';
  const outcome = { kind: 'unknown', cause: 'not-found-yet', text } as const;
  d.next({ type: 'settle', orderId: d.phase.orderId, outcome });
}
