import { Command, InvalidArgumentError } from 'commander';
import { listen } from '../lib/rig/demo/listen.js';
import { show } from '../lib/rig/demo/show.js';
import { PROOF_CARD, type TestCard, testCard } from '../lib/rig/proof/card.js';
import { BRANDS } from '../lib/session/brand.js';

interface Flags {
  readonly json?: boolean;
  readonly listen?: boolean;
  readonly address: string;
  readonly decline?: boolean;
  readonly card?: TestCard;
  readonly control: boolean;
}

/** Amounts by which the sandbox approves, or declines with the code 2001, `Insufficient Funds`. */
const APPROVED = '25.00';
const DECLINED = '2001.00';

/** `hushpay demo`: the main job on a private PBX with phones of its own, and the proof that nobody heard the card. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('take a payment on a live call of a private PBX, and prove that nobody heard the card')
    .option('--json', 'one JSON object a line; the last is the proof')
    .option('--decline', 'the bank declines')
    .option('--card <number>', 'another of Braintree’s published test numbers', parseCard)
    .option('--no-control', 'leave out the control run without protection')
    .option('--listen', 'keep everything running for two softphones of yours, until Ctrl-C')
    .option('--address <ip>', 'with --listen: where softphones reach the PBX', '127.0.0.1')
    .action(async (flags: Flags) => {
      const config = flags.card ? { payment: { brands: BRANDS } } : undefined;
      if (flags.listen) {
        await listen({ address: flags.address, config });
        return;
      }
      const proven = await show({
        json: flags.json ?? false,
        card: flags.card ?? PROOF_CARD,
        amount: flags.decline ? DECLINED : APPROVED,
        // What becomes of another card is its own business: some are there to be refused.
        expected: flags.decline ? 'payment-declined' : flags.card ? undefined : 'success',
        control: flags.control,
        config,
      });
      process.exitCode = proven ? 0 : 1;
    });
}

function parseCard(number: string): TestCard {
  const card = testCard(number);
  if (card) return card;
  throw new InvalidArgumentError(
    'It is not one of Braintree’s published test numbers. Never type a real card here: try 378282246310005 or 5555555555554444.',
  );
}
