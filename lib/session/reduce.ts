import { commanded, presenceRefused } from './agent.js';
import { agentPressed } from './agent-keys.js';
import { amountTimedOut, askAmount } from './amount.js';
import {
  beginCapture,
  fieldAsked,
  fieldCleared,
  fieldDone,
  fieldFailed,
  fieldProgressed,
  help,
  interrupted,
  tooManyAttempts,
} from './capture.js';
import { nothingSent, notStored, settle, stillProcessing, stored, tokenised } from './charge.js';
import { choiceAsked, choiceTimedOut, choiceUnheard, chose } from './choice.js';
import { type Decision, Draft } from './draft.js';
import type { Event, Timer } from './event.js';
import {
  abandon,
  announced,
  cancel,
  end,
  giveBack,
  heard,
  hungUp,
  keyed,
  keysStillComing,
  leaveAlone,
  rejoinLater,
  rejoinWhenQuiet,
} from './leave.js';
import { heardSpeech } from './listen.js';
import { fieldDropped, fieldOverran, numberEnded, numberExtended } from './overrun.js';
import { notFoundInTime, reconnected, restarted } from './recover.js';
import type { Session, Side } from './state.js';
import { identified, nothingDue, notIdentified } from './steps.js';
import { namedAmount, takenBack } from './told.js';

/** What a session has before anything has happened in it. */
export const BLANK = {
  charges: 0,
  lastKeyAt: 0,
  lastStarAt: 0,
  typed: { keys: '', at: 0 },
  prompts: 0,
  playing: {},
  done: [],
  skipped: [],
  passed: [],
  wrapped: [],
  accounts: 0,
  keepable: false,
  offer: 0,
  part: false,
  greeted: false,
  lead: [],
  wishes: {},
  helped: false,
  voice: { off: false, tries: 0, listening: false },
  closing: false,
} as const satisfies Partial<Session>;

/** The first state of a session: both channels are on their way to us. */
export function begin(event: Extract<Event, { type: 'handOffRequested' }>): Decision {
  const { id, at, terms, policy, caller, agent } = event;
  const d = new Draft(
    {
      id,
      startedAt: at,
      terms,
      policy,
      caller,
      agent,
      ...BLANK,
      phase: { name: 'handingOff', arrived: [] },
      presence: terms.presence ?? policy.presence,
    },
    at,
  );
  d.do({ type: terms.entry === 'ivr' ? 'admit' : 'redirect' });
  d.start('arrive', policy.arriveMs);
  return d.decision();
}

/** The whole of the product's logic. Pure; an event that means nothing in a state changes nothing. */
export function reduce(session: Session, event: Event): Decision {
  const d = new Draft(session, event.at);
  const amountTold = namedAmount(session, event);
  if (amountTold) d.set({ amountTold, naming: undefined, toldBy: session.naming?.promptId });
  if (takenBack(session, event)) d.set({ amountTold: undefined, toldBy: undefined });
  if (session.phase.name !== 'ended') apply(d, event);
  return d.decision();
}

function apply(d: Draft, event: Event): void {
  switch (event.type) {
    case 'handOffRequested':
      return;
    case 'redirectFailed':
      return redirectFailed(d);
    case 'partyArrived':
      return arrived(d, event.side);
    case 'partyHungUp':
      return hungUp(d, event.side);
    case 'agentReplaced': {
      const { channelId, channelName } = event;
      return d.set({ agent: { channelId, channelName, present: true } });
    }
    case 'agentPressed':
      return agentPressed(d, event.key);
    case 'callerPressed':
      return keyed(d);
    case 'fieldProgressed':
      return fieldProgressed(d, event.field, event.keys, event.complete);
    case 'fieldCleared':
      return fieldCleared(d, event.field);
    case 'fieldOverran':
      return fieldOverran(d);
    case 'fieldDropped':
      return fieldDropped(d, event.field);
    case 'numberEnded':
      return numberEnded(d, event.card);
    case 'numberExtended':
      return numberExtended(d, event.card, event.keys);
    case 'fieldDone':
      return fieldDone(d, event.field, event);
    case 'fieldFailed':
      return fieldFailed(d, event.field, event.error, event);
    case 'heard':
      return heardSpeech(d, event.field, event.outcome);
    case 'identified':
      return identified(d, event.terms);
    case 'notIdentified':
      return notIdentified(d, event.why);
    case 'callerChose':
      return chose(d, event.answer, event.mandate);
    case 'callerInterrupted':
      return interrupted(d);
    case 'helpAsked':
      return help(d);
    case 'agentCommanded':
      return commanded(d, event.command);
    case 'presenceRefused':
      return presenceRefused(d, event.presence);
    case 'promptFinished':
      return promptFinished(d, event);
    case 'timedOut':
      return timedOut(d, event.timer);
    case 'tokenised':
      return tokenised(d, event.keepable);
    case 'stored':
      return stored(d, event.token);
    case 'storeFailed':
      return notStored(d, event.token, event.outcome);
    case 'tokeniseFailed':
      return d.phase.name === 'tokenising' ? nothingSent(d, event.outcome) : undefined;
    case 'chargeWithheld':
      return d.phase.name === 'charging' ? nothingSent(d, event.outcome) : undefined;
    case 'charged':
    case 'found':
      return answered(d, event);
    case 'rejoined':
      return d.phase.name === 'rejoining' ? end(d) : undefined;
    case 'rejoinFailed':
      return rejoinFailed(d);
    case 'recovered':
      return event.restarted
        ? restarted(d, event.callerPresent, event.agentPresent)
        : reconnected(d, event.callerPresent, event.agentPresent);
    case 'shutdownDue':
      return shutdownDue(d);
  }
}

/** Nothing was moved: the parties are still talking, and must not be touched. */
function redirectFailed(d: Draft): void {
  if (d.phase.name !== 'handingOff') return;
  d.stop('arrive');
  d.set({ result: 'internal-error' });
  end(d);
}

function arrived(d: Draft, side: Side): void {
  if (d.phase.name !== 'handingOff' || d.phase.arrived.includes(side)) return;
  const both = [...d.phase.arrived, side];
  d.to({ name: 'handingOff', arrived: both });
  if (d.session.terms.entry === 'ivr') return lineEntered(d);
  const other: Side = side === 'caller' ? 'agent' : 'caller';
  if (!d.present(other)) return leaveAlone(d, other);
  if (both.length < 2) return;
  d.stop('arrive');
  d.do({ type: 'isolate' });
  const { presence } = d.session;
  if (presence !== 'guided') d.do({ type: 'attend', presence });
  const { amount, due, fault, mode } = d.session.terms;
  if (((amount || due) && !fault) || mode === 'tokenise') beginCapture(d, 'welcome');
  else askAmount(d, 1, fault);
}

/** The caller has come to the payment line. */
function lineEntered(d: Draft): void {
  d.stop('arrive');
  if (d.session.terms.fault) abandon(d, 'validation-error', { caller: { key: 'failed' } });
  else if (!nothingDue(d)) beginCapture(d, 'welcome');
}

function promptFinished(d: Draft, event: Extract<Event, { type: 'promptFinished' }>): void {
  const { side, promptId, failed } = event;
  if (d.session.playing[side] !== promptId) return;
  d.set({ playing: { ...d.session.playing, [side]: undefined } });
  if (d.phase.name === 'announcing') heard(d, side);
  else if (d.phase.name === 'rejoining') {
    if (side === 'caller' && !d.phase.asked) rejoinWhenQuiet(d);
  } else if (side === 'caller' && d.phase.name === 'choosing') {
    if (failed) choiceUnheard(d);
    else choiceAsked(d);
  } else if (side === 'caller') fieldAsked(d);
  else if (d.phase.name === 'askingAmount' || d.phase.name === 'confirmingAmount') {
    d.start('amountKey', d.session.policy.amountKeyMs);
  }
}

function timedOut(d: Draft, timer: Timer): void {
  const { phase } = d;
  switch (timer) {
    case 'arrive':
      return didNotArrive(d);
    case 'firstKey':
      return phase.name === 'capturing' ? fieldFailed(d, phase.field, 'timeout') : undefined;
    case 'betweenKeys':
      if (phase.name === 'capturing') d.do({ type: 'judgeField', field: phase.field });
      // Of the number, whose last four are just being confirmed: it may be longer.
      else if (phase.name === 'choosing') d.do({ type: 'judgeField', field: 'payment-card-number' });
      return;
    case 'field':
      if (phase.name === 'capturing') d.do({ type: 'judgeField', field: phase.field });
      return;
    case 'choice':
      return choiceTimedOut(d);
    case 'capture':
      return captureTimedOut(d);
    case 'amountKey':
      return amountTimedOut(d);
    case 'decide':
      return phase.name === 'deciding' ? giveBack(d) : undefined;
    case 'prompt':
      return announced(d);
    case 'stillProcessing':
      return stillProcessing(d);
    case 'find':
      return notFoundInTime(d);
    case 'quiet':
      return phase.name === 'rejoining' && !phase.asked ? rejoinWhenQuiet(d) : undefined;
    case 'keysTold':
      return phase.name === 'rejoining' && !phase.asked ? keysStillComing(d) : undefined;
  }
}

function captureTimedOut(d: Draft): void {
  switch (d.phase.name) {
    case 'capturing':
    case 'choosing':
    case 'identifying':
      return tooManyAttempts(d);
    case 'ready':
      return cancel(d);
    default:
      return;
  }
}

/** The redirect went out but not both came: whoever is here goes back; the dialplan joins it with its peer. */
function didNotArrive(d: Draft): void {
  if (d.phase.name !== 'handingOff') return;
  for (const side of ['caller', 'agent'] as const) if (!d.phase.arrived.includes(side)) d.gone(side);
  d.set({ result: 'internal-error' });
  giveBack(d);
}

function answered(d: Draft, event: Extract<Event, { type: 'charged' | 'found' }>): void {
  const { phase } = d;
  if ((phase.name === 'charging' || phase.name === 'finding') && phase.orderId === event.orderId) {
    settle(d, event.orderId, event.outcome);
  }
}

/** The door could not join them now: a key has come, its connection is down, or a side is just leaving. */
function rejoinFailed(d: Draft): void {
  if (d.phase.name !== 'rejoining') return;
  if (!d.present('caller') || !d.present('agent')) return giveBack(d);
  rejoinLater(d);
}

function shutdownDue(d: Draft): void {
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
