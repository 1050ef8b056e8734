import { z } from 'zod';
import { seconds } from './kinds.js';
import type { Secret, SecretSource } from './secret.js';

const most = (value: number, what: string) => z.number().int().min(1).max(150).default(value).describe(what);

const way = (
  what: string,
  usual: Readonly<
    Record<
      | 'cards'
      | 'failures'
      | 'perCard'
      | 'callersPerCard'
      | 'perIssuer'
      | 'whole'
      | 'numbers'
      | 'secondFactor',
      number
    >
  >,
) =>
  z
    .strictObject({
      cards: most(usual.cards, 'Different cards of one caller, or of one customer.'),
      failures: most(usual.failures, 'Attempts of one caller or customer that came to nothing; at most 40.'),
      perCard: most(usual.perCard, 'Attempts with one card that came to nothing.'),
      callersPerCard: most(
        usual.callersPerCard,
        'Different callers with one card: who changes the caller id pays with a good card of their own between stolen ones.',
      ),
      perIssuer: most(
        usual.perIssuer,
        'Attempts within an hour with cards of one issuer, from which on the share of failures is looked at.',
      ),
      whole: most(
        usual.whole,
        'The same for all attempts together; and callers with customer numbers, or with second factors.',
      ),
      numbers: most(
        usual.numbers,
        'Customer numbers of one caller that are nobody’s, and different ones that are somebody’s; at most 40.',
      ),
      secondFactor: most(usual.secondFactor, 'Wrong answers of one caller to the second factor.'),
    })
    .prefault({})
    .describe(what);

/** How often may be tried, so that nobody finds out here which of their cards are good. */
export const limits = (secret: (what: string) => z.ZodType<Secret, SecretSource>) =>
  z
    .strictObject({
      enabled: z
        .boolean()
        .default(true)
        .describe(
          'Attempts are counted and limited. Without it the line tells anybody whether a card is good.',
        ),
      key: secret(
        'Key of the fingerprints that cards and callers are counted by; the same for all machines of one journal. Default: made at the first start, in limits.key beside the database’s file.',
      ).optional(),
      window: seconds(86_400, 'Attempts are counted over this time.', { min: 60, max: 604_800 }),
      backOff: seconds(
        60,
        'To be waited for before the next attempt where half of the failures are used up, three at least; twice as long each time.',
      ),
      lock: seconds(
        3600,
        'Nothing more is taken for so long where a limit is reached; twice as long when it is reached again, a day at most.',
        { min: 1, max: 86_400 },
      ),
      percent: z
        .number()
        .int()
        .min(1)
        .max(100)
        .default(70)
        .describe(
          'Share of failures, in percent, that locks an issuer’s cards, or slows the whole payment line down.',
        ),
      apart: seconds(
        20,
        'While the whole payment line is locked: so far apart are attempts of callers who have not paid before, and all others go to a person. 0: none is made; then whoever calls with many numbers can shut the line.',
        { min: 0, max: 3600 },
      ),
      line: way('On the payment line.', {
        cards: 3,
        failures: 5,
        perCard: 4,
        callersPerCard: 4,
        perIssuer: 10,
        whole: 30,
        numbers: 5,
        secondFactor: 5,
      }),
      agents: way('With an agent.', {
        cards: 10,
        failures: 20,
        perCard: 10,
        callersPerCard: 12,
        perIssuer: 40,
        whole: 100,
        numbers: 20,
        secondFactor: 20,
      }),
    })
    .prefault({})
    .describe(
      'How often may be tried. A caller who is locked out hears so, and goes on as ivr.afterFailure says.',
    );
