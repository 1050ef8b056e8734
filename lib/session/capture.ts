import type { Money } from '../money/money.js';
import type { Draft } from './draft.js';
import { fieldsOf, isMethodless, isPlain, maySkip, maySpeak, nextField, policyFor } from './fields.js';
import { afresh, noLonger } from './forget.js';
import { limitsOf } from './limits.js';
import type { Brand, CardSeen, Field, FieldError } from './state.js';
import { nextStep, reopen } from './step-order.js';

/** Asks for the first thing that is not known; `opening` is what the caller hears before it. */
export function beginCapture(d: Draft, opening: 'welcome' | 'another-card'): void {
  const { terms } = d.session;
  afresh(d);
  if (opening === 'welcome') {
    // Whoever was asked to wait first has not heard yet what this is.
    if (!d.session.greeted) d.lead({ say: 'greeting' });
    d.set({ greeted: true });
    return d.next({ type: 'proceed' });
  }
  // Another method may cost another surcharge.
  const { surcharge, amount } = terms;
  const bare = surcharge && amount && { amount: { ...amount, minor: amount.minor - surcharge.minor } };
  reopen(d, ['method', 'total'], { ...bare, surcharge: undefined });
  if (nextStep(d.session) || isMethodless(d.session)) return d.next({ type: 'proceed' });
  const field = nextField(d.session);
  if (!field) throw new Error('nothing is asked of a card');
  open(d, field, 1);
  d.say('caller', { key: 'another-card', field });
}

/** The field takes keys from now on; what asks for it is said by who called. */
function open(d: Draft, field: Field, attempt: number, entry: 1 | 2 = 1): void {
  noLonger(d);
  d.to({ name: 'capturing', field, attempt, keys: 0, entry });
  const limits = limitsOf(d.session, field);
  const { using } = d.session;
  d.do({
    type: 'collect',
    field,
    ...(entry === 2 && { again: true }),
    ...(limits && { limits }),
    ...(using && { brand: using.card.brand }),
  });
  d.stop('betweenKeys', 'field');
  // The guard for a prompt whose end is never reported; its end starts the real one.
  d.start('firstKey', d.session.policy.promptMs);
}

/** Asks for a field, from its beginning. `error`: what was wrong with it is known only now. */
export function askField(d: Draft, field: Field, attempt: number, error?: FieldError): void {
  if (attempt > policyFor(d.session, field).attempts) return tooManyAttempts(d);
  open(d, field, attempt);
  if (error) return askAgain(d, field, error, attempt);
  const { card, terms, lead, done, helped } = d.session;
  if (lead.some(({ say }) => say === 'greeting') && !isPlain(field)) {
    d.set({ lead: lead.filter(({ say }) => say !== 'greeting') });
    d.say('caller', { key: 'welcome', field, ...(terms.amount && { amount: terms.amount }) });
    return;
  }
  // Whoever chose a method or a language first has not heard yet what is paid.
  if (!isPlain(field) && terms.amount && terms.mode !== 'tokenise' && !d.session.amountTold) {
    d.lead({ say: 'amount', amount: terms.amount });
  }
  const currency = isPlain(field) ? { currency: terms.currency } : {};
  // Who has keyed a field right knows how it goes, until a mistake says otherwise.
  const brief = done.length > 0 && !helped ? { brief: true as const } : {};
  d.say('caller', { key: 'enter', field, brand: card?.brand, ...brief, ...currency });
}

export function fieldProgressed(d: Draft, field: Field, keys: number, complete: boolean): void {
  if (d.phase.name !== 'capturing' || d.phase.field !== field) return;
  const { betweenKeysMs, lastKeyMs, fieldMs } = policyFor(d.session, field);
  d.set({ lastKeyAt: d.at });
  if (d.phase.keys === 0) d.start('field', fieldMs);
  noLonger(d);
  d.to({ ...d.phase, keys });
  d.hush('caller');
  d.stop('firstKey');
  d.start('betweenKeys', complete ? lastKeyMs : betweenKeysMs);
}

export function fieldCleared(d: Draft, field: Field): void {
  if (d.phase.name !== 'capturing' || d.phase.field !== field) return;
  d.set({ lastKeyAt: d.at });
  d.to({ ...d.phase, keys: 0 });
  d.stop('betweenKeys', 'field');
  d.say('caller', { key: 'cleared', field });
  d.start('firstKey', d.session.policy.promptMs);
}

export interface Keyed {
  readonly card?: CardSeen;
  readonly doubled?: boolean;
  readonly recheck?: Field;
  readonly amount?: Money;
}

export function fieldDone(d: Draft, field: Field, { card, doubled, recheck, amount }: Keyed): void {
  if (d.phase.name !== 'capturing' || d.phase.field !== field) return;
  const { attempt, entry } = d.phase;
  d.set({ lastKeyAt: d.at, ...(card && { card }) });
  d.stop('betweenKeys', 'field', 'firstKey');
  if (isPlain(field)) return d.next({ type: 'plainKeyed', field, amount });
  if (entry === 1 && policyFor(d.session, field).twice) {
    open(d, field, attempt, 2);
    d.say('caller', { key: 'enter-again', field });
    d.say('agent', { key: 'agent-tick' });
    return;
  }
  const done = [...d.session.done.filter((one) => one !== recheck && one !== field), field];
  d.set({ done, skipped: d.session.skipped.filter((one) => one !== field) });
  const tick = doubled ? ({ key: 'agent-doubled', field } as const) : ({ key: 'agent-tick' } as const);
  if (field === 'payment-card-number' && d.session.policy.confirmLastFour) {
    const said = { type: 'say', side: 'agent', prompt: tick } as const;
    return d.next({ type: 'choose', choice: 'confirm-last-four' }, said);
  }
  if (recheck) return codeDoesNotFit(d, recheck);
  d.next({ type: 'proceed', tick });
}

/** The code was keyed before the number, and the number says that it cannot be right. */
function codeDoesNotFit(d: Draft, field: Field): void {
  open(d, field, 1);
  askAgain(d, field, 'invalid-security-code', 1);
}

/** The field was judged and is not right, or nothing was keyed in time. */
export function fieldFailed(
  d: Draft,
  field: Field,
  error: FieldError,
  { brand, doubled }: { readonly brand?: Brand; readonly doubled?: boolean } = {},
): void {
  if (d.phase.name !== 'capturing' || d.phase.field !== field) return;
  if (error !== 'timeout') d.set({ lastKeyAt: d.at });
  else if (d.phase.keys === 0 && maySkip(d.session, field)) return skipField(d, field);
  const attempt = d.phase.attempt + 1;
  if (attempt > policyFor(d.session, field).attempts) {
    tooManyAttempts(d);
    return;
  }
  open(d, field, attempt);
  askAgain(d, field, error, attempt, brand, doubled);
  d.say('agent', { key: 'agent-field-failed', field, error, ...(doubled && { doubled }) });
}

function askAgain(
  d: Draft,
  field: Field,
  error: FieldError,
  attempt: number,
  brand?: Brand,
  doubled?: boolean,
): void {
  const { policy, card, helped } = d.session;
  const { clear, back, help } = policy.keys;
  const keys = { clear: clear !== undefined, back: back !== undefined, help: help !== undefined };
  d.say('caller', {
    key: 'ask-again',
    field,
    error,
    attempt,
    brand: brand ?? card?.brand,
    brands: policy.brands,
    ...(isPlain(field) && { limits: limitsOf(d.session, field), currency: d.session.terms.currency }),
    ...(doubled && d.session.terms.entry === 'ivr' && { doubled }),
    ...(!helped && (keys.clear || keys.back || keys.help) && { keys }),
  });
  d.set({ helped: true });
}

/** An optional field is passed over. */
export function skipField(d: Draft, field: Field): void {
  d.do({ type: 'discard', field });
  d.set({ skipped: [...d.session.skipped, field] });
  d.next({ type: 'proceed', tick: { key: 'agent-field-skipped', field } });
}

/** The agent wants a field keyed once more; a new number makes date and code be asked for again. */
export function recapture(d: Draft, field: Field): void {
  const { done, skipped } = d.session;
  const all = field === 'payment-card-number' && done.includes(field);
  d.set({
    done: all ? [] : done.filter((one) => one !== field),
    skipped: skipped.filter((one) => one !== field),
    ...((field === 'payment-card-number' || field === 'bank-account-number') && { card: undefined }),
    // It was given for the account that was keyed before.
    mandate: undefined,
  });
  d.stop('choice');
  askField(d, field, 1);
}

/** Wipes what is keyed of the open field, or of the whole card where none is open. */
export function clearField(d: Draft): void {
  if (d.phase.name === 'capturing') return askField(d, d.phase.field, d.phase.attempt);
  const fields = fieldsOf(d.session);
  const [first] = fields;
  if (!first) return;
  for (const field of fields) d.do({ type: 'discard', field });
  d.set({ done: [], accountType: undefined });
  recapture(d, first);
}

export function tooManyAttempts(d: Draft): void {
  const words = { caller: { key: 'too-many-attempts' }, agent: { key: 'agent-too-many-attempts' } } as const;
  d.next({ type: 'abandon', result: 'too-many-failed-attempts', words });
}

/** The request for the open field was heard to its end: from now the caller's time runs. */
export function fieldAsked(d: Draft): void {
  const { phase } = d;
  if (phase.name !== 'capturing' || phase.keys > 0) return;
  if (maySpeak(d.session, phase.field)) d.next({ type: 'listen' });
  else d.start('firstKey', policyFor(d.session, phase.field).firstKeyMs);
}

/** The caller wants to know what the keys do. */
export function help(d: Draft): void {
  d.set({ lastKeyAt: d.at });
  if (d.phase.name !== 'capturing') return;
  const { clear, back } = d.session.policy.keys;
  d.set({ helped: true });
  d.say('caller', {
    key: 'help',
    field: d.phase.field,
    clear: clear !== undefined,
    back: back !== undefined,
    brand: d.session.card?.brand,
  });
  // In the other ways of being present the agent hears nothing of it, and may want to help.
  if (d.session.presence !== 'guided') d.say('agent', { key: 'agent-help' });
  d.stop('betweenKeys');
  d.start('firstKey', d.session.policy.promptMs);
}

/** The caller wants back to the agent. */
export function interrupted(d: Draft): void {
  d.set({ lastKeyAt: d.at });
  const { name } = d.phase;
  if (name !== 'capturing' && name !== 'choosing' && name !== 'identifying' && name !== 'ready') return;
  const words = { caller: { key: 'back-to-agent' }, agent: { key: 'agent-interrupted' } } as const;
  d.next({ type: 'abandon', result: 'caller-interrupted-with-star', words });
}
