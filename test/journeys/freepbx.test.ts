import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { CallPlan } from '../../lib/rig/phones.js';
import { pause, until } from '../../lib/rig/until.js';
import { Conversation } from './conversation.js';
import { openStage } from './stage.js';

/** The ways by which FreePBX brings a call and its agent together, with the feature on the agent's endpoint alone. */
t.setTimeout(300_000);
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

/** Longer than the dialplan throws the caller's keys away after a payment. Milliseconds. */
const LATE_MS = 4500;
const KEYS = { onMs: 100, offMs: 100 } as const;

/** A call of which a payment was made, both together again. */
async function paid(t: Test, plan: Pick<CallPlan, 'from' | 'to'>): Promise<Conversation> {
  const call = await Conversation.begin(stage, { ...plan, variables: { HUSHPAY_AMOUNT: '12.34' } });
  await call.handOff();
  await call.key();
  t.equal(await call.result(), 'success');
  await call.together(3000);
  return call;
}

async function pays(t: Test, plan: Pick<CallPlan, 'from' | 'to'>): Promise<void> {
  const call = await paid(t, plan);
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
  'given a caller back from a payment, when it keys FreePBX’s code to hang up, then late keys are thrown away',
  { buffered: true },
  async (t) => {
    const call = await Conversation.begin(stage, {
      from: 'caller',
      to: '100',
      variables: { HUSHPAY_AMOUNT: '12.34' },
    });
    await call.handOff();
    await call.press('**');
    t.equal(await call.result(), 'caller-interrupted-with-star');
    await call.together(3000);
    await pause(500);
    await call.press('**');
    // So soon after the first payment a second one has its keys all the same.
    await call.handOff();
    await call.key();
    t.equal(await call.result(), 'success', 'the call has gone on');
    await call.together(3000);
    await pause(LATE_MS);
    await call.press('**');
    await Promise.all([call.call.caller.ended, call.call.agent.ended]);
    t.pass('and later the code hangs up, as without a payment');
  },
);

/** Asterisk says "transfer" and waits for the number. */
const ASKED_MS = 2000;

t.test(
  'given a paid call, when the agent transfers it by FreePBX’s code, then the colleague has the caller',
  { buffered: false },
  async (t) => {
    const call = await paid(t, { from: 'caller', to: '100' });
    const rings = stage.phones.rings('third');
    await call.call.agent.press('##', KEYS);
    await pause(ASKED_MS);
    await call.call.agent.press('310#', KEYS);
    const third = await rings;
    await call.call.agent.ended;
    await Promise.all([third.hearsSound(8000), call.call.caller.tone(1100, 3000)]);
    await third.hangUp();
    await call.call.caller.hangUp();
  },
);

/**
 * Rows of cdr-csv, their fields without quotes; the last one is the userfield. Left out is the row of no seconds that a
 * caller has where the agent hung up first.
 */
function rowsOf(channelName: string): readonly string[][] {
  return readFileSync(join(stage.pbx.logDir, 'cdr-csv', 'Master.csv'), 'utf8')
    .split('\n')
    .filter((line) => line.includes(`"${channelName}"`))
    .map((line) =>
      [...line.matchAll(/"((?:[^"]|"")*)"|([^,]+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? ''),
    )
    .filter((row) => row[7] !== 'Hangup');
}

t.test(
  'given a paid call, when its rows are joined, then the number that was dialled is known',
  { buffered: false },
  async (t) => {
    for (const to of ['100', '400']) {
      const unpaid = await Conversation.begin(stage, { from: 'caller', to });
      const { name } = await unpaid.channel('caller');
      await unpaid.hangUp();
      const before = await until('the rows of the unpaid call', 5000, () => {
        const found = rowsOf(name);
        return found.length > 0 && found;
      });
      const call = await paid(t, { from: 'caller', to });
      const { ari } = stage.pbx.server;
      const [caller, agent] = [await call.channel('caller'), await call.channel('agent')];
      const noted = await ari.variable(caller.id, 'CDR(hushpay_dst)');
      const linked = await ari.variable(caller.id, 'CHANNEL(linkedid)');
      t.equal(await ari.variable(agent.id, 'CHANNEL(linkedid)'), linked, 'one linkedid joins all rows');
      await call.hangUp();
      const rows = await until('the rows of the call', 5000, () => {
        const found = rowsOf(caller.name);
        return found.length > before.length && found;
      });
      t.equal(rows.length, before.length + 1, 'one row more');
      // The third field is `dst`, the fourth its context. A Dial() inside of a Gosub() keeps its own.
      const [dst, context] = [rows.map((row) => row[2]), rows.map((row) => row[3])];
      if (to === '100') t.same(dst, [to, to], 'what was dialled');
      else t.same([noted, ...context], [to, 'hushpay-caller', 'hushpay-caller'], 'what was dialled is noted');
      for (const row of rows) t.equal(row.at(-1), to, 'what the dialplan had put there is in each');
    }
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
