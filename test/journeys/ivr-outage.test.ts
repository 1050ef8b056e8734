import t from 'tap';
import { until } from '../../lib/rig/until.js';
import { Conversation, whole } from './conversation.js';
import { CARD, openStage } from './stage.js';
import { soundHeard } from './words.js';

const stage = await openStage({ config: { ivr: { enabled: true } } });
t.setTimeout(120_000);

const VARIABLES = { HUSHPAY_AMOUNT: '25.00' };
const TOLD = ['HUSHPAY_RESULT', 'HUSHPAY_NEXT'];

for (const [way, to] of [
  ['Gosub', '600'],
  ['AGI', '601'],
] as const) {
  t.test(
    `given the line by ${way}, when the service dies in a capture, then the dialplan goes on, and the caller is heard`,
    async (t) => {
      const visit = await Conversation.onLine(stage, { to, variables: VARIABLES });
      await visit.press(CARD.number.slice(0, 6));
      await stage.hushpay.kill('SIGKILL');
      t.same(await visit.wentOn(...TOLD), ['payment-connector-error', 'agent']);
      t.equal(await visit.variable('caller', 'HUSHPAY_IVR'), '');
      await visit.hangUp();
      await stage.hushpay.ready();
    },
  );
}

t.test(
  'given a charge in flight, when the service is killed and started again, then it is found and told, not sent again',
  async (t) => {
    await stage.bank.fault({ route: 'transaction.create', kind: 'delay', when: 'after', ms: 4000, times: 1 });
    const next = await stage.hushpay.prepareNext();
    const visit = await Conversation.onLine(stage, { variables: VARIABLES });
    await visit.key();
    await visit.phase('charging');
    await until('the charge to be at the bank', 5000, async () =>
      Boolean((await stage.bank.transactions(visit.session)).length),
    );
    await stage.hushpay.kill('SIGKILL');
    visit.rewind();
    await next.go();
    await visit.told('caller', 'approved');
    await visit.told('caller', 'confirmation');
    t.equal(await visit.result(), 'success');
    t.same(await visit.wentOn(...TOLD), ['success', 'end']);
    t.equal((await stage.bank.transactions(visit.session)).length, 1);
    await visit.hangUp();
  },
);

t.test(
  'given no service, when a caller dials the line, then it is told so and the dialplan goes on',
  async (t) => {
    await stage.hushpay.kill('SIGKILL');
    const visit = await Conversation.begin(stage, { to: '600', answers: 'none', variables: VARIABLES });
    t.same(await visit.wentOn(...TOLD), ['payment-connector-error', 'agent']);
    await visit.hangUp();
    t.ok(soundHeard(await whole(visit.call.caller), 'gateway-down'));
  },
);
