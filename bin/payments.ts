import { Command } from 'commander';
import { exportCommand } from './payments/export.js';
import { listCommand } from './payments/list.js';
import { captureCommand, refundCommand, voidCommand } from './payments/movements.js';
import { reconcileCommand } from './payments/reconcile.js';
import { reportCommand } from './payments/report.js';
import { settleCommand } from './payments/settle.js';
import { showCommand } from './payments/show.js';

/** `hushpay payments`: the journal's payments and what may be done about them. It works beside the running service. */
export function paymentsCommand(): Command {
  const command = new Command('payments').description('look at payments, refund, capture, reconcile, report');
  for (const make of [
    listCommand,
    showCommand,
    refundCommand,
    voidCommand,
    captureCommand,
    reconcileCommand,
    reportCommand,
    exportCommand,
    settleCommand,
  ]) {
    command.addCommand(make());
  }
  return command;
}
