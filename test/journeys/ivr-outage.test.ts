// Looks for digits: a failure is never forgiven.
import { join } from 'node:path';
import t from 'tap';
import { prepareHushpay } from '../../lib/rig/hushpay.js';
import { keysHeard } from '../../lib/rig/listen.js';
import { pause, until } from '../../lib/rig/until.js';
import { readWav } from '../../lib/rig/wav.js';
import { Conversation, whole } from './conversation.js';
import { keepKeying } from './keying.js';
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

/** By an agent who asks the line and then transfers: its own channel was there, or a pair of Local channels (603). */
const CONSULTED = ['602', '603'] as const;

async function handedOver(to: (typeof CONSULTED)[number]): Promise<Conversation> {
  const call = await Conversation.begin(stage);
  await call.call.agent.hold();
  const second = await stage.phones.dial('agent', to, to.slice(1));
  await second.hearsSound(10_000);
  if (to === '603') await second.hearsQuiet(15_000);
  const from = stage.hushpay.lines.length;
  await call.call.agent.transfer(second);
  await call.follow(from);
  await Promise.all([call.call.agent.hangUp(), second.hangUp()]);
  return call;
}

/** Longer than the words to stop and the time without keys. */
const LONG_MS = 6000;

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
    `given the line by Gosub, by AGI and handed over, when the service ${how} in a capture, then all are heard`,
    async (t) => {
      const { pbx, sandbox, hushpay } = stage;
      const next = how === 'is killed and started again' ? await hushpay.prepareNext() : undefined;
      const ways = [...WAYS.map(([way]) => `by ${way}`), ...CONSULTED.map((to) => `handed over at ${to}`)];
      const visits = await Promise.all([
        ...WAYS.map(([, to]) => Conversation.onLine(stage, { to, variables: VARIABLES })),
        ...CONSULTED.map(handedOver),
      ]);
      const muted = await Promise.all(visits.map((visit) => visit.says('caller', 1000)));
      const keyer = visits.at(-1);
      if (!keyer) return t.fail('nobody keys');
      await Promise.all(visits.slice(0, -1).map((visit) => visit.press(CARD.number.slice(0, 6))));
      const keys = keepKeying(keyer.call.caller, { mode: 'bleed' });
      if (next) {
        await hushpay.kill('SIGKILL');
        await next.go();
      } else {
        const second = prepareHushpay({ ...hushpay.options, pbx, sandbox, directory: hushpay.directory });
        t.teardown(() => second.kill());
        await second.start();
        t.equal(await hushpay.ended(), 75);
      }
      for (const [i, visit] of visits.slice(0, -1).entries()) {
        t.same(await visit.wentOn(...TOLD), ['internal-error', 'agent'], `${ways[i]}`);
        await isHeard(t, visit, muted[i] ?? 0, `the caller ${ways[i]} is heard`);
      }
      await pause(LONG_MS);
      const { context } = (await keyer.channel('caller')).dialplan;
      t.match(context, /^hushpay-(?:ivr|quiet)$/, 'who goes on keying stays muted');
      await keys.stop();
      t.same(await keyer.wentOn(...TOLD), ['internal-error', 'agent'], `${ways.at(-1)}`);
      await isHeard(t, keyer, muted.at(-1) ?? 0, 'and is heard when it is quiet');
      const recorded = join(pbx.recordings(keyer.call.number), 'caller-in.wav');
      t.same(keysHeard(readWav(recorded)), [], 'without a key');
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
