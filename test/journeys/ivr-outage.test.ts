import t from 'tap';
import { prepareHushpay } from '../../lib/rig/hushpay.js';
import { until } from '../../lib/rig/until.js';
import { Conversation, whole } from './conversation.js';
import { CARD, openStage } from './stage.js';
import { soundHeard } from './words.js';

const stage = await openStage({ config: { ivr: { enabled: true } } });
t.setTimeout(400_000);

const VARIABLES = { HUSHPAY_AMOUNT: '25.00' };
const TOLD = ['HUSHPAY_RESULT', 'HUSHPAY_NEXT'];

const WAYS = [
  ['Gosub', '600'],
  ['AGI', '601'],
] as const;

/** The caller is recorded again once the dialplan goes on, and was not during the payment. */
async function isHeard(t: Tap, visit: Conversation, muted: number, what?: string): Promise<void> {
  const said = await visit.says('caller', 1000);
  await visit.hangUp();
  t.ok(await visit.recorded(said), what ?? 'the caller is heard');
  t.notOk(await visit.recorded(muted), 'and was not during the payment');
}
type Tap = Pick<typeof t, 'ok' | 'notOk'>;

for (const [way, to] of WAYS) {
  t.test(
    `given the line by ${way}, when the service dies in a capture, then the dialplan goes on, and the caller is heard`,
    async (t) => {
      const visit = await Conversation.onLine(stage, { to, variables: VARIABLES });
      const muted = await visit.says('caller', 1000);
      await visit.press(CARD.number.slice(0, 6));
      await stage.hushpay.kill('SIGKILL');
      t.same(await visit.wentOn(...TOLD), ['payment-connector-error', 'agent']);
      t.equal(await visit.variable('caller', 'HUSHPAY_IVR'), '');
      await isHeard(t, visit, muted);
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

for (const how of ['is killed and started again', 'is taken over by another'] as const) {
  t.test(
    `given the line by Gosub and by AGI, when the service ${how} in a capture, then both are heard`,
    async (t) => {
      const { pbx, sandbox, hushpay } = stage;
      const next = how === 'is killed and started again' ? await hushpay.prepareNext() : undefined;
      const visits = await Promise.all(
        WAYS.map(([, to]) => Conversation.onLine(stage, { to, variables: VARIABLES })),
      );
      const muted = await Promise.all(visits.map((visit) => visit.says('caller', 1000)));
      await Promise.all(visits.map((visit) => visit.press(CARD.number.slice(0, 6))));
      if (next) {
        await hushpay.kill('SIGKILL');
        await next.go();
      } else {
        const second = prepareHushpay({ ...hushpay.options, pbx, sandbox, directory: hushpay.directory });
        t.teardown(() => second.kill());
        await second.start();
        t.equal(await hushpay.ended(), 75);
      }
      for (const [i, visit] of visits.entries()) {
        t.same(await visit.wentOn(...TOLD), ['internal-error', 'agent'], String(WAYS[i]?.[0]));
        await isHeard(t, visit, muted[i] ?? 0, `the caller by ${WAYS[i]?.[0]} is heard`);
      }
    },
  );
}

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
