import { Command } from 'commander';
import { Reconciler } from '../../lib/run/reconcile.js';
import { type ConfigOption, configOption } from '../options.js';
import { print, withGateway } from './open.js';
import { line, movementText } from './print.js';

export function reconcileCommand(): Command {
  return new Command('reconcile')
    .description('ask Braintree now about everything whose outcome is unknown')
    .addOption(configOption())
    .option('--json', 'one object a line')
    .action(async ({ config: file, json }: ConfigOption & { readonly json?: boolean }) => {
      await withGateway(file, async (ports) => {
        const { journal } = ports;
        const payments = await journal.unsettled();
        const movements = await journal.unsettledMovements();
        const reconciler = new Reconciler({
          ...ports,
          everyMs: 0,
          // A person has asked: nothing is too old.
          giveUpAfterMs: Number.POSITIVE_INFINITY,
          owned: () => false,
        });
        await reconciler.round();
        let known = 0;
        const count = ({ status }: { readonly status: string }) => {
          if (status !== 'intended' && status !== 'unknown') known += 1;
        };
        for (const { orderId } of payments) {
          const payment = await journal.payment(orderId);
          if (!payment) continue;
          count(payment);
          print(json ? JSON.stringify(payment) : line(payment));
        }
        for (const { id } of movements) {
          const movement = await journal.movement(id);
          if (!movement) continue;
          count(movement);
          print(json ? JSON.stringify(movement) : movementText(movement));
        }
        const all = payments.length + movements.length;
        if (!json) print(`${known} of ${all} became known`);
        if (known < all) process.exitCode = 1;
      });
    });
}
