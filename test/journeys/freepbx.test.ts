import t, { type Test } from 'tap';
import { pause } from '../../lib/rig/until.js';
import { Conversation } from './conversation.js';
import { openStage } from './stage.js';

/** The ways by which FreePBX brings a call and its agent together, with the feature on the agent's endpoint alone. */
t.setTimeout(200_000);
const stage = await openStage({ layout: 'freepbx' });
t.jobs = 3;

const WAYS = [
  { name: 'a call to an extension', plan: { from: 'caller', to: '100' } },
  { name: 'a call that follows its extension', plan: { from: 'caller', to: '101' } },
  { name: 'a ring group', plan: { from: 'caller', to: '600' } },
  { name: 'a queue', plan: { from: 'caller', to: '400' } },
  { name: 'a queue whose member is followed', plan: { from: 'caller', to: '401' } },
  { name: 'a call through a trunk', plan: { from: 'agent', to: '9300' } },
] as const;

async function pays(t: Test, plan: (typeof WAYS)[number]['plan']): Promise<void> {
  const call = await Conversation.begin(stage, { ...plan, variables: { HUSHPAY_AMOUNT: '12.34' } });
  await call.handOff();
  await call.key();
  t.equal(await call.result(), 'success');
  await call.together(3000);
  const said = await call.talk();
  await call.hangUp();
  t.equal(await call.talked(said), 'both');
}

for (const { name, plan } of WAYS) {
  t.test(`given ${name}, when the agent presses the code, then it is paid`, { buffered: true }, (t) =>
    pays(t, plan),
  );
}

t.test(
  'given the feature on the agent’s endpoint, when the caller presses the code, then nothing happens',
  { buffered: true },
  async (t) => {
    const call = await Conversation.begin(stage, { from: 'caller', to: '400' });
    const names = (await call.channels()).map(({ name }) => name);
    await call.press(stage.pbx.feature);
    await pause(2000);
    const lines = stage.hushpay.lines.filter(({ channelName }) => names.includes(String(channelName)));
    t.same(lines, [], 'the service was asked nothing');
    const said = await call.talk();
    await call.hangUp();
    t.equal(await call.talked(said), 'both');
  },
);

t.test(
  'given "Apply Config", when an agent presses the code, then it is paid',
  { buffered: false },
  async (t) => {
    await stage.pbx.applyConfig();
    t.jobs = 3;
    for (const { name, plan } of WAYS) t.test(name, { buffered: true }, (t) => pays(t, plan));
  },
);
