import t from 'tap';
import type { Protection } from './instance.js';
import { violation } from './runs.js';

t.setTimeout(400_000);

/** What must be found when a protection is left out: a model that cannot fail proves nothing. */
const CONTROLS: readonly (readonly [Protection, RegExp])[] = [
  ['sent-again', /charged 2 times/],
  ['not-journalled', /charged, and the journal says nothing/],
  ['refunded-again', /moved there .*, here|refunded/],
  ['kind-ignored', /returned there, 0 here/],
];

for (const [protection, wrong] of CONTROLS) {
  t.test(`given charges ${protection}, when all is reconciled, then the model finds it`, async (t) => {
    const found = await violation({ runs: 1000, protection });
    t.match(found, wrong);
    t.comment(found);
  });
}
