// Looks for digits: a failure is never forgiven.
import t, { type Test } from 'tap';
import type { VaultRequest } from '../../lib/gateway/methods.js';
import type { Live } from '../../lib/run/live.js';
import type { Runner } from '../../lib/run/runner.js';
import { forget, store } from '../../lib/run/store.js';
import type { FaultInput } from '../../lib/sandbox/faults.js';
import type { Event } from '../../lib/session/event.js';
import { accountBytes, HOLDER } from '../contracts/gateway-vault.js';
import { Bank, log } from './bank.js';

const VERIFIED = '1000000000';
const DEVICE = '{"correlation_id":"c-1"}';
let sessions = 0;

/** Puts an account into the vault as a session does. Answers what the session hears, and its token. */
async function stored(t: Test, number: string, fault?: FaultInput) {
  const bank = await Bank.open(t);
  const id = `hpstore${++sessions}`;
  const token = `${id}-a1`;
  const tokenised = await bank.gateway.tokeniseAccount(accountBytes(number), HOLDER);
  const heard: Omit<Event, 'at'>[] = [];
  const asked: VaultRequest[] = [];
  const gateway = {
    ...bank.gateway,
    vault(request: VaultRequest) {
      asked.push(request);
      return bank.gateway.vault(request);
    },
  };
  const runner = {
    ports: { gateway, log },
    dispatch: (_: string, event: Omit<Event, 'at'>) => void heard.push(event),
  } as unknown as Runner;
  const nonce = tokenised.kind === 'token' ? tokenised.nonce : undefined;
  const terms = { risk: { deviceData: DEVICE } };
  const live = { session: { id, terms }, nonce } as unknown as Live;
  if (fault) bank.sandbox.faults.add(fault);
  live.vaulted = store(runner, live, { type: 'store', token, customer: id, account: { currency: 'USD' } });
  return { bank, token, heard, runner, live, asked };
}

const ROUTE = 'paymentMethod.create';

const CASES: readonly (readonly [string, string, FaultInput | undefined, object])[] = [
  ['is verified', VERIFIED, undefined, { type: 'stored' }],
  [
    'is not known to the bank',
    '74829105638',
    undefined,
    { type: 'storeFailed', outcome: { kind: 'declined', code: '2038' } },
  ],
  [
    'is stored, and the answer lost',
    VERIFIED,
    { route: ROUTE, kind: 'drop', when: 'after', times: 1 },
    { type: 'stored' },
  ],
  [
    'is declined, and the answer lost',
    '1000000005',
    { route: ROUTE, kind: 'silence', when: 'after', times: 1 },
    { type: 'storeFailed', outcome: { kind: 'declined', code: '2061' } },
  ],
  [
    'is lost on the way',
    VERIFIED,
    { route: ROUTE, kind: 'silence', when: 'before', times: 1 },
    { type: 'storeFailed', outcome: { kind: 'unknown' } },
  ],
];

for (const [what, number, fault, wanted] of CASES) {
  t.test(
    `given an account that ${what}, then the session hears it once, and it can be forgotten`,
    async (t) => {
      const { bank, token, heard, runner, live, asked } = await stored(t, number, fault);
      // Wanted at once, as after a hang-up: it waits until the account is there or not.
      await forget(runner, live, token);
      t.match(heard, [{ token, ...wanted }]);
      t.equal(heard.length, 1);
      t.match(asked, [{ deviceData: DEVICE }], 'with what is known of the device');
      t.equal(live.nonce, undefined, 'a single-use token is used once');
      t.match(await bank.gateway.findMethod(token), { kind: 'not-found' });
    },
  );
}

t.test('given no token in memory, then nothing is sent', async (t) => {
  const { runner, live, heard } = await stored(t, VERIFIED);
  await live.vaulted;
  heard.length = 0;
  await store(runner, live, { type: 'store', token: 'hp-k', customer: 'c', spare: true });
  t.match(heard, [{ type: 'storeFailed', outcome: { kind: 'failed', cause: 'card-missing' } }]);
});
