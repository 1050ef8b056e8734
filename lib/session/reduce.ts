import { accountNotVerified, verifyAccount } from './account.js';
import { amountChanged, commanded } from './agent.js';
import { agentPressed } from './agent-keys.js';
import { amountKey, amountTimedOut, askAmount } from './amount.js';
import { arrived, didNotArrive, redirectFailed } from './arrive.js';
import {
  askField,
  beginCapture,
  clearField,
  fieldAsked,
  fieldCleared,
  fieldDone,
  fieldFailed,
  fieldProgressed,
  help,
  interrupted,
  recapture,
  skipField,
  tooManyAttempts,
} from './capture.js';
import {
  charge,
  nothingSent,
  notStored,
  settle,
  stillProcessing,
  stored,
  tellOutcome,
  tellStored,
  tokenised,
  transact,
} from './charge.js';
import { askChoice, choiceAsked, choiceTimedOut, choiceUnheard, choose, chose } from './choice.js';
import { type Decision, Draft } from './draft.js';
import { earlierApproved } from './earlier.js';
import type { Event, Timer } from './event.js';
import type { Internal } from './internal.js';
import { keep, methodKept, methodNotKept } from './keep.js';
import {
  abandon,
  announce,
  announced,
  cancel,
  end,
  giveBack,
  heard,
  hungUp,
  leaveAlone,
  shutdownDue,
} from './leave.js';
import { heardSpeech, listen } from './listen.js';
import { fieldDropped, fieldOverran, numberEnded, numberExtended } from './overrun.js';
import { presenceRefused } from './presence.js';
import { proceed } from './proceed.js';
import { guardAnew, notFoundInTime, reconnected, restarted } from './recover.js';
import { keyed, keysStillComing, rejoin, rejoinFailed, rejoinNow, rejoinWhenQuiet } from './rejoin.js';
import type { Session } from './state.js';
import {
  askStep,
  heldKeys,
  identified,
  nothingDue,
  notIdentified,
  otherAmount,
  payLess,
  plainKeyed,
} from './steps.js';
import { namedAmount, takenBack } from './told.js';
import { afterDecline, farewell, wrapped, wrapUp } from './wrap-up.js';

/**
 * The whole of the product's logic. Pure; an event that means nothing in a state changes nothing. A part answers an event, and
 * leaves what other parts are to do as internal events, which are drained within the one decision: only this file knows
 * the parts.
 */
export function reduce(session: Session, event: Event): Decision {
  const d = new Draft(session, event.at);
  const amountTold = namedAmount(session, event);
  if (amountTold) d.set({ amountTold, naming: undefined, toldBy: session.naming?.promptId });
  if (takenBack(session, event)) d.set({ amountTold: undefined, toldBy: undefined });
  if (session.phase.name !== 'ended') apply(d, event);
  for (let left = d.take(); left; left = d.take()) follow(d, left);
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
        ? restarted(d, event.callerPresent, event.agentPresent, event.heardMs)
        : reconnected(d, event.callerPresent, event.agentPresent, event.heardMs);
    case 'earlierApproved':
      return event.orderId === d.session.doubt ? earlierApproved(d, event.orderId) : undefined;
    case 'shutdownDue':
      return shutdownDue(d);
  }
}

type Follow = { readonly [T in Internal['type']]: (d: Draft, left: Extract<Internal, { type: T }>) => void };

/** Which part answers an internal event. */
const FOLLOW: Follow = {
  askAmount: (d, { fault }) => askAmount(d, 1, fault),
  nothingDue: (d) => void nothingDue(d),
  beginCapture: (d, { opening }) => beginCapture(d, opening),
  proceed: (d, { tick }) => proceed(d, tick),
  askStep: (d, { step }) => askStep(d, step),
  otherAmount,
  heldKeys,
  askField: (d, { field, attempt, error }) => askField(d, field, attempt, error),
  plainKeyed: (d, { field, amount }) => plainKeyed(d, field, amount),
  fieldFailed: (d, { field, error }) => fieldFailed(d, field, error),
  skipField: (d, { field }) => skipField(d, field),
  recapture: (d, { field }) => recapture(d, field),
  clearField,
  listen,
  choose: (d, { choice, attempt }) => choose(d, choice, attempt),
  askChoice,
  amountKey: (d, { key }) => amountKey(d, key),
  amountChanged: (d, { amount }) => amountChanged(d, amount),
  tooManyAttempts,
  interrupted,
  transact,
  verifyAccount,
  accountNotVerified: (d, { outcome }) => accountNotVerified(d, outcome),
  charge,
  nothingSent: (d, { outcome }) => nothingSent(d, outcome),
  settle: (d, { orderId, outcome }) => settle(d, orderId, outcome),
  tellOutcome: (d, { outcome }) => tellOutcome(d, outcome),
  notStored: (d, { token, outcome }) => notStored(d, token, outcome),
  tellStored,
  wrapUp,
  wrapped: (d, { choice }) => wrapped(d, choice),
  keep,
  methodKept: (d, { token }) => methodKept(d, token),
  methodNotKept,
  afterDecline,
  payLess,
  farewell,
  say: (d, { side, prompt }) => d.say(side, prompt),
  announce: (d, { words, afterwards }) => announce(d, words, afterwards),
  abandon: (d, { result, words }) => abandon(d, result, words),
  cancel,
  hungUp: (d, { side }) => hungUp(d, side),
  leaveAlone: (d, { side }) => leaveAlone(d, side),
  giveBack,
  rejoin,
  takeBack: (d) => rejoinNow(d, true),
  guardAnew,
  end,
};

function follow<T extends Internal['type']>(d: Draft, left: Extract<Internal, { type: T }>): void {
  FOLLOW[left.type as T](d, left);
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

function answered(d: Draft, event: Extract<Event, { type: 'charged' | 'found' }>): void {
  const { phase } = d;
  if ((phase.name === 'charging' || phase.name === 'finding') && phase.orderId === event.orderId) {
    settle(d, event.orderId, event.outcome);
  }
}
