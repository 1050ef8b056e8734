import { Command } from 'commander';
import { moneyText } from '../../lib/journal/allowance.js';
import type { MovementKind, MovementWish, Payment } from '../../lib/journal/journal.js';
import { parseAmount } from '../../lib/money/currency.js';
import { MOVEMENT_NOT_EXECUTED_AFTER_MS } from '../../lib/run/looks.js';
import { type Moved, move } from '../../lib/run/move.js';
import { OUTCOME_UNKNOWN } from '../exit.js';
import { type ConfigOption, configOption } from '../options.js';
import { confirmed } from './confirm.js';
import { fail, print, withGateway } from './open.js';
import { whoAmI } from './who.js';

interface MoveOptions extends ConfigOption {
  readonly amount?: string;
  readonly more?: boolean;
  readonly request?: string;
  readonly again?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

export function refundCommand(): Command {
  return common('refund', 'give money back, all that is left or a part').option(
    '--amount <amount>',
    "a part, such as 5.00, in the payment's currency",
  );
}

export function voidCommand(): Command {
  return common('void', 'call the whole payment off before it is settled');
}

export function captureCommand(): Command {
  return common('capture', 'take what was authorised, all that is left or a part')
    .option('--amount <amount>', "a part, such as 5.00, in the payment's currency")
    .option('--more', 'keep the rest for further captures; without it the rest is given up');
}

function common(kind: MovementKind, description: string): Command {
  return new Command(kind)
    .description(description)
    .argument('<order>', 'the order id of the payment')
    .addOption(configOption())
    .option('--request <name>', 'a name of yours: asked again by it, nothing is done twice')
    .option('--again', 'the same amount once more, although it was done before')
    .option('--yes', 'do not ask')
    .option('--json', 'one object')
    .action((orderId: string, options: MoveOptions) => carryOut(kind, orderId, options));
}

async function carryOut(kind: MovementKind, orderId: string, options: MoveOptions): Promise<void> {
  await withGateway(options.config, async (ports, config) => {
    const payment = await ports.journal.payment(orderId);
    if (!payment) return fail(`There is no payment ${orderId} in the journal.`);
    const wish = wishOf(kind, payment, options);
    if (typeof wish === 'string') return fail(wish);
    const what = wish.amount ? moneyText(wish.amount) : 'all that is left';
    const of = `${orderId} of ${moneyText(payment.amount)}${payment.card ? `, card ${payment.card.last4}` : ''}`;
    if (!(await confirmed(`${VERBS[kind]} ${what} of payment ${of}?`, options.yes))) return;
    const moved = await move({ ...ports, repeatable: config.braintree.apiRequestKeys }, wish);
    if (options.json) print(JSON.stringify(moved));
    tell(moved, kind, options.json);
  });
}

const VERBS: Readonly<Record<MovementKind, string>> = { refund: 'Refund', void: 'Void', capture: 'Capture' };

function wishOf(kind: MovementKind, payment: Payment, options: MoveOptions): MovementWish | string {
  const { amount, more, request, again } = options;
  const wish = { orderId: payment.orderId, kind, by: whoAmI(), more, request, again };
  if (amount === undefined) return wish;
  const { currency } = payment.amount;
  const parsed = parseAmount(amount, currency);
  return parsed.ok ? { ...wish, amount: parsed.money } : `${amount} is not an amount of ${currency}.`;
}

/** Why Braintree refuses a refund of what it has not settled yet. */
const NOT_SETTLED = /\b91506\b/;

function tell(moved: Moved, kind: MovementKind, json: boolean | undefined): void {
  const say = json ? () => undefined : print;
  switch (moved.kind) {
    case 'moved': {
      const { id, amount, transactionId } = moved.movement;
      const earlier = moved.earlier ? ', earlier: nothing was sent again' : '';
      return say(`${DONE[kind]} ${moneyText(amount)}: ${id}, transaction ${transactionId}${earlier}`);
    }
    case 'refused': {
      const { id, code, text } = moved.movement;
      const hint = NOT_SETTLED.test(text ?? '') ? ' It is not settled yet: void it, or wait a day.' : '';
      return fail(`${id} was not done: ${[code, text].filter(Boolean).join(' ')}.${hint}`);
    }
    case 'open': {
      const { id, kind: which, amount } = moved.movement;
      const minutes = MOVEMENT_NOT_EXECUTED_AFTER_MS / 60_000;
      return fail(
        `It is not known yet whether the ${which} ${id} of ${moneyText(amount)} was made, so nothing more is sent. It is looked for; ask again in ${minutes} minutes.`,
        OUTCOME_UNKNOWN,
      );
    }
    case 'repeated': {
      const { id, amount, createdAt } = moved.movement;
      const when = new Date(createdAt).toISOString();
      return fail(
        `${moneyText(amount)} was moved before (${id}, ${when}), so nothing was done. Add --again if it is meant once more.`,
      );
    }
    case 'too-much':
      return fail(`Nothing was done: only ${moneyText(moved.left)} is left for a ${kind}.`);
    case 'impossible':
      return fail(`Nothing was done: ${moved.why}.`);
  }
}

const DONE: Readonly<Record<MovementKind, string>> = {
  refund: 'refunded',
  void: 'voided',
  capture: 'captured',
};
