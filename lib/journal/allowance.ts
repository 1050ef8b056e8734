import { decimalAmount, decimalsOf } from '../money/currency.js';
import type { Money } from '../money/money.js';
import { isPastVoiding, isUnsettled } from '../money/transaction-status.js';
import type { Movement, MovementKind, MovementWish } from './movement.js';
import type { Payment } from './payment.js';
import { isUndone } from './sums.js';

/** Whether a wish may be carried out, how much of it, and on which transaction. */
export type Allowance =
  | { readonly kind: 'allowed'; readonly amount: Money; readonly target: string; readonly more: boolean }
  | { readonly kind: 'open' | 'repeated'; readonly movement: Movement }
  | { readonly kind: 'too-much'; readonly left: Money }
  | { readonly kind: 'impossible'; readonly why: string };

/** Judges a wish by the books alone. Pure. */
export function allowanceOf(
  payment: Payment,
  movements: readonly Movement[],
  wish: Pick<MovementWish, 'kind' | 'amount' | 'more' | 'again'>,
): Allowance {
  const open = movements.find(({ status }) => status === 'intended' || status === 'unknown');
  if (open) return { kind: 'open', movement: open };
  // A refund that the bank has not carried out after all is as if it had never been.
  const done = movements.filter((one) => one.status === 'done' && !(one.kind === 'refund' && isUndone(one)));
  const why = obstacle(payment, done, wish.kind);
  if (why) return { kind: 'impossible', why };
  const { currency } = payment.amount;
  if (wish.amount && wish.amount.currency !== currency) {
    return { kind: 'impossible', why: `the payment is in ${currency}` };
  }
  const same = done.find(
    ({ kind, amount }) => kind === wish.kind && wish.amount && amount.minor === wish.amount.minor,
  );
  const sources = sourcesOf(payment, done, wish.kind);
  const most = sources.reduce((sum, source) => Math.max(sum, source.left), 0);
  const minor = wish.amount?.minor ?? most;
  if (minor <= 0 || minor > most) return { kind: 'too-much', left: { minor: most, currency } };
  if (same && !wish.again) return { kind: 'repeated', movement: same };
  // The smallest that is large enough leaves the most to choose from.
  const source = sources.filter(({ left }) => left >= minor).sort((a, b) => a.left - b.left)[0];
  // What began in parts goes on in parts: the authorisation itself can no longer be submitted.
  const more = wish.kind === 'capture' && (wish.more === true || done.some((one) => one.more));
  return source
    ? { kind: 'allowed', amount: { minor, currency }, target: source.transactionId, more }
    : { kind: 'too-much', left: { minor: most, currency } };
}

function obstacle(payment: Payment, done: readonly Movement[], kind: MovementKind): string | undefined {
  const { status, transactionId, settlement } = payment;
  if (status !== 'approved' || !transactionId)
    return `the payment is ${status}, so there is no money to move`;
  if (payment.voided > 0) return 'the payment was voided';
  if (settlement && isUnsettled(settlement.status)) return 'the bank declined to settle the payment';
  if (settlement && isUndone(payment)) {
    return `the bank took the payment back${settlement.code ? ` (${settlement.code})` : ''}`;
  }
  switch (kind) {
    case 'capture':
      if (payment.kind !== 'authorisation') return 'the payment was captured when it was made';
      return done.some((one) => one.kind === 'capture' && !one.more)
        ? 'it was captured, and what was not captured was given up then'
        : undefined;
    case 'void':
      if (payment.refunded > 0) return 'a part of the payment was given back already';
      return settlement && isPastVoiding(settlement.status)
        ? `the payment is ${settlement.status}; refund it`
        : undefined;
    case 'refund':
      return payment.captured > 0 ? undefined : 'nothing was captured; void the authorisation';
  }
}

interface Source {
  readonly transactionId: string;
  /** Minor units. */
  readonly left: number;
}

/** Transactions with money left that a movement could work on. A void always takes the whole. */
function sourcesOf(payment: Payment, done: readonly Movement[], kind: MovementKind): readonly Source[] {
  const { transactionId = '', amount } = payment;
  const captures = done.filter((one) => one.kind === 'capture');
  if (kind === 'capture') return [{ transactionId, left: amount.minor - payment.captured }];
  if (kind === 'void') return [{ transactionId, left: amount.minor }];
  // What the bank has taken back cannot be given back once more.
  const own = payment.captured - payment.refunded - payment.returned;
  const taken = captures.length
    ? captures
        .filter((one) => !isUndone(one))
        .map((one) => ({ transactionId: one.transactionId ?? transactionId, left: one.amount.minor }))
    : [{ transactionId, left: payment.captured }];
  const refunds = done.filter((one) => one.kind === 'refund');
  return taken.map((source) => ({
    ...source,
    left: Math.min(
      own,
      refunds
        .filter(({ target }) => target === source.transactionId)
        .reduce((left, refund) => left - refund.amount.minor, source.left),
    ),
  }));
}

/** In people's words, such as `19.99 USD`. Of a currency that has left ISO 4217, what is known: its minor units. */
export function moneyText(money: Money): string {
  return decimalsOf(money.currency) === undefined
    ? `${money.minor} minor units of ${money.currency}`
    : `${decimalAmount(money)} ${money.currency}`;
}
