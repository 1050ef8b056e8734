import { decimalsOf } from '../money/currency.js';
import type { Money } from '../money/money.js';
import type { Prompt } from '../session/command.js';
import type { RefusalReason } from '../session/refusal-reason.js';
import type { Brand, CardMask, StoredMethod } from '../session/state.js';
import { declineReason, toldReason } from './declines.js';
import { candidates, type Facets } from './lines.js';
import { declinedSound, failedSound, refusalSound, refusedSound } from './reasons.js';

/** What fills the places of a text. */
export interface SlotValues {
  readonly amount?: Money;
  /** ISO 4217. */
  readonly currency?: string;
  readonly brand?: Brand;
  readonly brands?: readonly Brand[];
  /** Said one by one. */
  readonly digits?: string;
  /** Letters and digits, said one by one. */
  readonly code?: string;
  readonly expiry?: { readonly month: number; readonly year: number };
  readonly number?: number;
  /** One key of the telephone. */
  readonly key?: string;
}

/** One sentence of a prompt: the first of `names` that a language has a text for is said. */
export interface Line {
  readonly names: readonly string[];
  readonly slots?: SlotValues;
  /** May be left out where a language has no such text. */
  readonly optional?: true;
}

/** What a prompt says, as names of texts; which text and in which language is decided by what there is. */
export function linesFor(prompt: Prompt): Line[] {
  if (prompt.key.startsWith('agent-')) return agentLines(prompt);
  const lines = [...leadLines(prompt), ...callerLines(prompt), ...(prompt.speech ? [text('or-say-it')] : [])];
  return prompt.alone ? lines.map(withoutAgent) : lines;
}

/** Where nobody else is on the line, a text of its own goes before one that may speak of an agent. */
function withoutAgent(line: Line): Line {
  return { ...line, names: [...line.names.map((name) => `ivr-${name}`), ...line.names] };
}

function leadLines({ lead = [], alone }: Prompt): Line[] {
  return lead.flatMap((one): Line[] => {
    if (one.say === 'surcharge') return [text('surcharge', { amount: one.amount })];
    if (one.say === 'identified') return [text('identified')];
    if (one.say === 'amount') return [text('amount-due', { amount: one.amount })];
    return alone ? [text('ivr-greeting'), text('welcome-no-amount')] : [text('welcome-no-amount')];
  });
}

function callerLines(prompt: Prompt): Line[] {
  switch (prompt.key) {
    case 'welcome': {
      // The first field is open already: it is asked for in the same breath.
      const { amount, field, brand, alone } = prompt;
      const greeting = alone ? [text('ivr-greeting')] : [];
      return [...greeting, ...welcome(field, amount), enter(field, brand)];
    }
    case 'another-card':
      return isBank(prompt.field)
        ? [text('welcome-no-amount'), enter(prompt.field)]
        : [text('another-card'), enter(prompt.field)];
    case 'enter':
      return isAmount(prompt.field)
        ? [amountField(prompt.currency)]
        : [enter(prompt.field, prompt.brand, prompt.brief)];
    case 'enter-again':
      return [part('repeat', { field: prompt.field })];
    case 'ask-again':
      return askAgain(prompt);
    case 'cleared':
      return [text('cleared'), again(prompt.field)];
    case 'help':
      return [
        part('help', { field: prompt.field, brand: prompt.brand ?? 'unknown' }),
        ...keys({ clear: prompt.clear, back: prompt.back }),
        again(prompt.field, prompt.brand),
      ];
    case 'confirm-last-four':
      return [text('confirm-last-four', { digits: prompt.card.last4 })];
    case 'stored-method':
      return [
        ...(prompt.amount ? [text('amount-due', { amount: prompt.amount })] : []),
        prompt.stored.method === 'ach-debit'
          ? text('stored-account', { digits: prompt.stored.card.last4 })
          : storedCard(prompt.stored),
      ];
    case 'choose-language':
      return prompt.languages.map((_, i) => text('language-choice', { key: String(i + 1) }));
    case 'choose-amount':
      return [
        text('amount-due', { amount: prompt.due }),
        text(prompt.other ? 'amount-choice' : 'amount-choice-part'),
      ];
    case 'choose-tip':
      return [text('tip-choice')];
    case 'choose-method':
      return [text('method-choice')];
    case 'choose-account-type': {
      const { again: twice, brief } = prompt;
      const how = twice ? 'again-bank-account-type' : 'enter-bank-account-type';
      return [text(brief ? `${how}-brief` : how)];
    }
    case 'keep-method':
      return [text(prompt.method === 'ach-debit' ? 'keep-account' : 'keep-card')];
    case 'kept':
    case 'not-kept':
      return [text(`${prompt.method === 'ach-debit' ? 'account' : 'card'}-${prompt.key}`)];
    case 'confirmation':
      return [text('confirmation-number', { code: prompt.code }), text('confirmation-repeat')];
    case 'choose-receipt':
      return [text(prompt.ways.length > 1 ? 'receipt-choice' : `receipt-choice-${prompt.ways[0]}`)];
    case 'after-decline':
      return [text(prompt.less ? 'ivr-again-choice-less' : 'ivr-again-choice')];
    case 'declined':
      return declinedToCaller(prompt);
    default:
      return [text(prompt.key, prompt as SlotValues)];
  }
}

function agentLines(prompt: Prompt): Line[] {
  switch (prompt.key) {
    case 'agent-busy':
      return [text(refusalSound('busy'))];
    case 'agent-keys-coming':
      return [text('agent-keys-coming')];
    case 'agent-enter-amount':
      return enterAmount(prompt.currency);
    case 'agent-amount-fault':
      return [
        text(`agent-amount-${prompt.fault}`, { amount: prompt.maximum }),
        ...enterAmount(prompt.currency),
      ];
    case 'agent-confirm-amount':
      return [text('agent-confirm', { amount: prompt.amount })];
    case 'agent-field-failed':
      return [
        text(`agent-field-${prompt.field}`),
        part('agent-error', prompt),
        ...(prompt.doubled ? [text('agent-doubled-keys')] : []),
      ];
    case 'agent-doubled':
      return [text(`agent-field-${prompt.field}`), text('agent-doubled-keys')];
    case 'agent-field-skipped':
      return [text(`agent-field-${prompt.field}`), text('agent-skipped')];
    case 'agent-start':
      return [
        ...(prompt.earlier ? [text('agent-earlier-approved')] : []),
        prompt.amount ? text('agent-ready', { amount: prompt.amount }) : text('agent-ready-no-amount'),
      ];
    case 'agent-earlier-approved':
      return [
        text('agent-earlier-approved'),
        ...(prompt.and === 'waits' ? [text('agent-earlier-waits')] : []),
        ...(prompt.and === 'cancelled' ? [text('agent-cancelled')] : []),
      ];
    case 'agent-presence':
      return [text(`agent-presence-${prompt.presence}`)];
    case 'agent-mandate-declined':
      return [text('agent-field-mandate'), text('agent-cancelled')];
    case 'agent-approved':
      if (prompt.method !== 'ach-debit' || !prompt.card) return approved(prompt);
      return [text('agent-approved'), text('agent-account', { digits: prompt.card.last4 })];
    case 'agent-authorised':
    case 'agent-stored':
      return approved(prompt);
    case 'agent-declined':
      return [
        text('agent-declined'),
        declined(prompt.code),
        ...(prompt.severity === 'never-again' ? [text('declined-never-again')] : []),
        ...choice(prompt.choice),
      ];
    case 'agent-refused':
      return [text(refusedSound(prompt.reason)), ...choice(prompt.choice)];
    case 'agent-failed':
      return [text(failedSound(prompt.cause))];
    default:
      return [text(prompt.key, prompt as SlotValues)];
  }
}

function text(name: string, slots?: SlotValues): Line {
  return { names: [name], ...(slots && { slots }) };
}

function part(name: string, facets: Facets, slots?: SlotValues): Line {
  return { names: candidates(name, facets), ...(slots && { slots }) };
}

function enter(field: string, brand: string = 'unknown', brief = false): Line {
  return part('enter', { field, brand, brief });
}

/** What this is, and that nobody hears it: the text that names an amount speaks of a card. */
function welcome(field: string, amount: Money | undefined): Line[] {
  if (!amount) return [text('welcome-no-amount')];
  return isBank(field)
    ? [text('welcome-no-amount'), text('amount-due', { amount })]
    : [text('welcome', { amount })];
}

function isBank(field: string): boolean {
  return field.startsWith('bank-');
}

function approved({ key, card }: { readonly key: string; readonly card?: CardMask }): Line[] {
  return [text(key), ...(card ? [masked('agent-card', card)] : [])];
}

function again(field: string, brand: string = 'unknown'): Line {
  return part('again', { field, brand });
}

/** What was wrong, that there is time, what the keys do, and the field once more; if need be, which brands are taken. */
function askAgain(prompt: Prompt & { key: 'ask-again' }): Line[] {
  const { field, error, attempt, brand, brands, doubled } = prompt;
  if (isAmount(field)) return [amountError(prompt), amountField(prompt.currency)];
  const facets = { field, error, attempt, brand: brand ?? 'unknown' };
  const known = brand && brand !== 'unknown' ? { brand } : {};
  return [
    error === 'not-understood' ? text(error) : part('error', facets, known),
    ...(doubled ? [text('doubled-keys')] : []),
    ...(error === 'invalid-card-type' && brands.length > 0 ? [text('we-take', { brands })] : []),
    { ...part('patience', facets), optional: true },
    ...keys(prompt.keys ?? {}),
    part('again', facets),
  ];
}

function isAmount(field: string): boolean {
  return field === 'payment-amount' || field === 'tip-amount';
}

/** How an amount is keyed in a currency. */
function amountField(currency = 'USD'): Line {
  return text(decimalsOf(currency) === 0 ? 'enter-amount-whole' : 'enter-amount');
}

function amountError({ error, limits }: Prompt & { key: 'ask-again' }): Line {
  const money = (minor: number) => ({ amount: { minor, currency: limits?.currency ?? 'USD' } });
  if (limits && error === 'amount-too-small') return text(error, money(limits.minimumMinor));
  if (limits && error === 'amount-too-large') return text(error, money(limits.maximumMinor));
  return text(error === 'timeout' ? 'error-timeout' : 'amount-not-understood');
}

interface Keys {
  readonly clear?: boolean;
  readonly back?: boolean;
  readonly help?: boolean;
}

/** What the caller's sequences do, those that are on. */
function keys({ clear, back, help }: Keys): Line[] {
  return [
    ...(clear ? [text('key-clears')] : []),
    ...(back ? [text('key-goes-back')] : []),
    ...(help ? [text('key-helps')] : []),
  ];
}

function enterAmount(currency: string): Line[] {
  const whole = decimalsOf(currency) === 0;
  return [
    text('agent-key-the-amount-in', { currency }),
    text(whole ? 'agent-finish-with-pound' : 'agent-star-is-the-point'),
  ];
}

function masked(name: string, { brand, last4 }: CardMask): Line {
  return brand === 'unknown'
    ? text(`${name}-unknown`, { digits: last4 })
    : text(name, { brand, digits: last4 });
}

/** A card of the vault; with its expiry, by which a caller knows one of two cards from the other. */
function storedCard({ card, expires }: StoredMethod): Line {
  const line = masked('stored-card', card);
  if (!expires) return line;
  return { names: line.names.map((name) => `${name}-expiry`), slots: { ...line.slots, expiry: expires } };
}

/** Rules that what the caller has keyed did not meet; of any other the caller is not told. */
const TO_BE_CHECKED: ReadonlySet<RefusalReason> = new Set(['avs', 'cvv', 'avs_and_cvv']);

/** What the answer means for the caller, where it is theirs to mend; then to wait, or on the line what comes next. */
function declinedToCaller({ code, severity, reason, alone }: Prompt & { key: 'declined' }): Line[] {
  const told = toldOf(code, severity, reason);
  // Who is alone hears first that nothing was charged.
  if (alone || told === undefined) return [text('declined'), ...(told === undefined ? [] : [text(told)])];
  return [text(told), text('hold-for-agent')];
}

function toldOf(code?: string, severity?: string, reason?: RefusalReason): string | undefined {
  if (reason !== undefined) return TO_BE_CHECKED.has(reason) ? 'told-check-details' : undefined;
  if (code === undefined) return undefined;
  return severity === 'never-again' ? 'told-never-again' : `told-${toldReason(declineReason(code))}`;
}

function declined(code: string): Line {
  const sound = declinedSound(code);
  if (sound) return text(sound);
  return /\d/.test(code) ? text('declined-with-code', { digits: code }) : text('declined-other');
}

function choice(given: boolean): Line[] {
  return given ? [text('agent-choice')] : [];
}
