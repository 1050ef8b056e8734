import t from 'tap';
import type { LookupBy } from '../../lib/lookup/lookup.js';
import { type Identified, proofOf, type Withheld } from '../../lib/run/identified.js';
import { identify } from '../../lib/run/identify.js';
import type { Live } from '../../lib/run/live.js';
import type { Runner } from '../../lib/run/runner.js';
import type { Proof, Terms } from '../../lib/session/state.js';
import { Table } from '../session/fixture.js';

const TERMS: Partial<Terms> = { due: { minor: 12_000, currency: 'USD' }, postalCode: '89501' };
const silent = () => undefined;

/** What a session hears when these digits were keyed. */
async function proved(
  proof: Proof,
  digits: string,
  answer: Identified['kind'] = 'found',
  withheld?: Withheld,
) {
  const asked: LookupBy[] = [];
  const heard: unknown[] = [];
  const { session } = new Table({ entry: 'ivr', proof });
  const runner = {
    ports: {
      log: { info: silent, error: silent },
      identify: async (by: LookupBy): Promise<Identified> => {
        asked.push(by);
        return answer === 'found' ? { kind: 'found', terms: TERMS } : { kind: answer };
      },
    },
    dispatch: (_: string, event: unknown) => heard.push(event),
  } as unknown as Runner;
  const live = {
    session,
    card: { takeProof: () => digits, takeCustomerNumber: () => digits },
    withheld: withheld ?? proofOf(proof, '+15550100', TERMS)?.withheld,
  } as unknown as Live;
  await identify(runner, live);
  return { heard, asked };
}

const FOUND = { type: 'identified', terms: TERMS };
const NOT = { type: 'notIdentified', why: 'not-found' };

t.test('given a postal code, then it is compared here and the lookup is not asked again', async (t) => {
  t.same(await proved('postal-code', '89501'), { heard: [FOUND], asked: [] });
  t.same(await proved('postal-code', '8950'), { heard: [NOT], asked: [] });
  t.same(await proved('postal-code', '895011'), { heard: [NOT], asked: [] });
});

t.test('given a PIN, then the lookup verifies it', async (t) => {
  const by = { by: 'caller', callerId: '+15550100', pin: '4711' };
  t.same(await proved('pin', '4711'), { heard: [FOUND], asked: [by] });
  t.same(await proved('pin', '4711', 'not-found'), { heard: [NOT], asked: [by] });
});

t.test('given a customer number, then its account is told and not the one of the telephone', async (t) => {
  const { asked } = await proved('customer-number', '4711');
  t.same(asked, [{ by: 'number', number: '4711' }]);
});

t.test('given an account without enough digits of a postal code, then nothing can prove it', async (t) => {
  for (const postalCode of [undefined, 'SW1A 1AA', 'K1A 0B1', '123']) {
    t.equal(proofOf('postal-code', '1', { ...(postalCode && { postalCode }) }), undefined);
  }
  t.equal(proofOf('postal-code', '1', { postalCode: 'H-1011' })?.withheld?.postalCode, '1011');
  t.same(proofOf('none', '1', {}), {});
});
