import { Command, Option } from 'commander';
import { moneyText } from '../../lib/journal/allowance.js';
import type { Decision, Journal, Movement, Payment } from '../../lib/journal/journal.js';
import { type LookPorts, lookForMovement, lookForPayment } from '../../lib/run/looks.js';
import { type ConfigOption, configOption, readConfig } from '../options.js';
import { confirmed } from './confirm.js';
import { canAsk, fail, print, withGateway, withJournal } from './open.js';
import { whoAmI } from './who.js';

interface SettleOptions extends ConfigOption {
  readonly as: Decision['decision'];
  readonly transaction?: string;
  readonly why: string;
  readonly unasked?: boolean;
  readonly yes?: boolean;
}

export function settleCommand(): Command {
  return new Command('settle')
    .description('decide what stays unknown, after you have looked at Braintree yourself')
    .argument('<order>', 'order id of the payment, or id of a refund, void or capture')
    .addOption(configOption())
    .addOption(
      new Option('--as <outcome>', 'what became of it').choices(['approved', 'failed']).makeOptionMandatory(),
    )
    .option('--transaction <id>', "Braintree's transaction; needed with --as approved")
    .requiredOption('--why <reason>', 'how you know; it is kept with your name')
    .option('--unasked', 'do not ask Braintree before')
    .option('--yes', 'do not ask')
    .action(settle);
}

async function settle(subject: string, options: SettleOptions): Promise<void> {
  if (options.as === 'approved' && !options.transaction) return fail('--as approved needs --transaction.');
  if (!options.why.trim()) return fail('--why needs a reason.');
  const ask = !options.unasked && canAsk(await readConfig(options.config));
  if (!ask) return withJournal(options.config, (journal) => decide(journal, subject, options));
  await withGateway(options.config, async (ports) => {
    if (await refuted(ports, subject, options)) return;
    await decide(ports.journal, subject, options);
  });
}

/** Whether Braintree knows better, which is then said and kept. */
async function refuted(ports: LookPorts, subject: string, options: SettleOptions): Promise<boolean> {
  const open = await openSubject(ports.journal, subject);
  if (!open) return false;
  const look =
    'id' in open ? await lookForMovement(ports, open) : await lookForPayment(ports, open, () => false);
  if (look === 'settled') {
    const now = (await ports.journal.payment(subject)) ?? (await ports.journal.movement(subject));
    print(`Braintree knows it, so nothing had to be decided: ${subject} is ${now?.status}.`);
    return true;
  }
  const { transaction } = options;
  if (transaction === undefined) return false;
  const found = await ports.gateway.findTransaction(transaction);
  if (found.kind === 'not-found') {
    fail(`Braintree has no transaction ${transaction}. Add --unasked if you are sure all the same.`);
    return true;
  }
  if (found.kind !== 'found' || found.transaction.orderId === undefined) return false;
  if (found.transaction.orderId === subject || 'id' in open) return false;
  fail(`Transaction ${transaction} is of order ${found.transaction.orderId}, not of ${subject}.`);
  return true;
}

async function decide(journal: Journal, subject: string, options: SettleOptions): Promise<void> {
  const open = await openSubject(journal, subject);
  if (!open) return fail(`${subject} is not open: it is unknown to the journal, or its outcome is known.`);
  const { as, transaction: transactionId, why } = options;
  const question = `Settle ${subject} of ${moneyText(open.amount)} as ${as}, by your own word?`;
  if (!(await confirmed(question, options.yes))) return;
  const by = whoAmI();
  const decision = { decision: as, transactionId, by, why: why.trim(), at: Date.now() };
  if (await journal.decide(subject, decision)) print(`${subject} is ${as}, decided by ${by}`);
  else fail(`${subject} became known meanwhile; nothing was decided.`);
}

async function openSubject(journal: Journal, subject: string): Promise<Payment | Movement | undefined> {
  const found = (await journal.payment(subject)) ?? (await journal.movement(subject));
  return found && (found.status === 'intended' || found.status === 'unknown') ? found : undefined;
}
