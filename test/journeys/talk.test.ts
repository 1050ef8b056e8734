// Looks for digits: a failure is never forgiven.
import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { keysHeard, tone } from '../../lib/rig/listen.js';
import { multimonSamples } from '../../lib/rig/multimon.js';
import { pause, until } from '../../lib/rig/until.js';
import { readWav, wholeWav } from '../../lib/rig/wav.js';
import { Conversation, whole } from './conversation.js';
import { Newcomer } from './newcomer.js';
import { CARD, openStage } from './stage.js';

t.setTimeout(200_000);
const stage = await openStage();
const { pbx, bank } = stage;
const { ari } = pbx.server;
/** Longer than the words of welcome. */
const WELCOME_MS = 6500;
const TALK = { HUSHPAY_AMOUNT: '25.00', HUSHPAY_PRESENCE: 'talk' };

async function leftovers(): Promise<readonly string[]> {
  const found = await Promise.all(
    ['channels', 'bridges'].map(async (kind) => (await ari.request('GET', `/${kind}`)) as { id: string }[]),
  );
  return found
    .flat()
    .map(({ id }) => id)
    .filter((id) => id.includes('-talk-'));
}

function argumentsOf(pid: string): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

/** UDP port at which the PBX takes the caller's sound. */
async function portOf(call: Conversation): Promise<string> {
  const { id } = await call.channel('caller');
  return /:(\d+)$/.exec(await ari.variable(id, 'CHANNEL(rtp,src)'))?.[1] ?? '';
}

/** Processes that read it from the wire. */
function eyesOn(port: string): readonly number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => argumentsOf(pid).includes(`udp dst port ${port}`)).map(Number);
}

const path = () => until('the path to be there', 5000, async () => (await leftovers()).length === 4);
const noneLeft = () => until('the path to be gone', 5000, async () => (await leftovers()).length === 0);

t.test(
  'given talk, when the card is keyed, then both talk meanwhile, both hear the prompts, and nobody a key',
  async (t) => {
    const call = await Conversation.handedOff(stage, TALK);
    await path();
    // Heard without a voice beside it, to be known again.
    await pause(WELCOME_MS);
    const during = [await call.talk()];
    await call.call.caller.press(CARD.number, { mode: 'bleed' });
    during.push(await call.talk());
    await call.call.caller.press(CARD.expiry, { mode: 'bleed' });
    await call.call.caller.press('99', { mode: 'tones' });
    await call.call.caller.press(CARD.code, { mode: 'bleed' });
    t.equal(await call.result(), 'success');
    t.equal((await bank.transactions(call.session)).length, 1);
    await call.together(5000);
    await noneLeft();
    const after = await call.talk();
    await call.hangUp();
    for (const said of [...during, after]) t.equal(await call.talked(said), 'both');
    for (const side of ['caller', 'agent'] as const) {
      t.ok(await call.heardSound(side, 'welcome'), `the ${side} hears the prompt`);
    }
    t.ok(await call.heardSound('agent', 'agent-approved'), 'the agent alone hears what is for it');
    t.notOk(await call.heardSound('caller', 'agent-approved'));
    t.ok(await call.heardSound('caller', 'approved-1'), 'and the caller the outcome');
    const agent = readWav(await call.recording('agent'));
    t.same(keysHeard(agent), [], 'the agent hears no key');
    t.equal(await multimonSamples(agent), '');
    for (const name of ['caller', 'caller-in', 'agent', 'agent-out']) {
      const path = join(pbx.recordings(call.call.number), `${name}.wav`);
      await until(`${name}.wav to be whole`, 5000, () => wholeWav(path));
      t.same(keysHeard(readWav(path)), [], `nor is one in the recording ${name}`);
      if (name === 'caller') {
        t.ok(tone(readWav(path), after.caller).length > 0, 'which hears the caller again after the return');
      }
    }
  },
);

t.test('given talk, when the caller hangs up, then the agent is told and nothing is left', async (t) => {
  const call = await Conversation.handedOff(stage, TALK);
  await call.press('4111');
  await call.call.caller.hangUp();
  t.equal(await call.result(), 'caller-hung-up');
  await call.call.agent.ended;
  await noneLeft();
});

t.test('given talk and a program that listens, then it hears neither a key nor the caller', async (t) => {
  const call = await Conversation.handedOff(stage, TALK);
  const spy = await stage.phones.dial('third', '410', '410');
  const said = await call.says('caller');
  for (const keys of [CARD.number, CARD.expiry, CARD.code]) {
    await call.call.caller.press(keys, { mode: 'bleed' });
  }
  t.equal(await call.result(), 'success');
  await spy.hangUp();
  await call.hangUp();
  const heard = readWav(await whole(spy));
  t.same(keysHeard(heard), [], 'a supervisor on the channel of the caller hears no key');
  t.equal(tone(heard, said).length, 0);
  t.ok(await call.heard('agent', said), 'the agent hears the caller');
});

t.test(
  'given a voice that cannot be had, when talk is wanted, then it is refused and the agent told',
  async (t) => {
    const from = stage.hushpay.lines.length;
    // The service's eye on the wire is closed.
    const program = join(pbx.directory, 'hushpay', 'tcpdump');
    chmodSync(program, 0o644);
    const call = await Conversation.handedOff(stage, TALK);
    await call.told('agent', 'agent-talk-refused');
    chmodSync(program, 0o755);
    const line = await stage.hushpay.line(({ msg }) => /presence talk could not be had/.test(msg), { from });
    t.match(JSON.stringify(line), /cannot read the caller’s sound from the wire/);
    await noneLeft();
    await call.key();
    t.equal(await call.result(), 'success');
    await call.hangUp();
  },
);

t.test(
  'given talk, when the eye on the wire dies, then the agent is told and hears the prompts',
  async (t) => {
    const call = await Conversation.handedOff(stage, TALK);
    await path();
    for (const pid of eyesOn(await portOf(call))) process.kill(pid, 'SIGKILL');
    await call.told('agent', 'agent-talk-refused');
    await noneLeft();
    await call.press(CARD.number);
    await pause(2500);
    await call.key({ expiry: CARD.expiry, code: CARD.code });
    t.equal(await call.result(), 'success', 'the payment goes on');
    await call.hangUp();
    t.ok(await call.heardSound('agent', 'enter-expiration-date-brief'), 'the agent hears the prompts');
  },
);

t.test(
  'given talk, when somebody sends the caller elsewhere, then it is heard there and not keying',
  async (t) => {
    const call = await Conversation.handedOff(stage, TALK);
    await path();
    const { name } = await call.channel('caller');
    const rings = stage.phones.rings('third');
    await pbx.server.ami.action('Redirect', {
      Channel: name,
      Context: 'from-caller',
      Exten: '311',
      Priority: '1',
    });
    await call.call.caller.press('1111', { mode: 'bleed' });
    const third = await rings;
    t.equal(await call.result(), 'caller-hung-up');
    await until('the two to talk', 10_000, async () => {
      await call.call.caller.tone(2000, 300);
      return tone(readWav(third.recording.heard), 2000).length > 0;
    });
    await third.hangUp();
    t.same(keysHeard(readWav(third.recording.heard)), []);
    await noneLeft();
  },
);

t.test(
  'given talk and a charge in flight, when the service dies and comes back, then the agent hears the outcome',
  async (t) => {
    const call = await Conversation.handedOff(stage, TALK);
    await path();
    await call.says('caller');
    await bank.fault({ route: 'transaction.create', kind: 'delay', when: 'after', ms: 4000, times: 1 });
    await call.key();
    await call.phase('charging');
    await until(
      'the charge to be at the bank',
      5000,
      async () => (await bank.transactions(call.session)).length > 0,
    );
    await stage.hushpay.kill('SIGKILL');
    call.rewind();
    await stage.hushpay.ready();
    await call.told('agent', 'agent-approved');
    t.equal(await call.result(), 'success');
    await call.together(10_000);
    await noneLeft();
    await call.hangUp();
    t.ok(await call.heardSound('agent', 'agent-approved'));
  },
);

t.test('given talk, when the service dies and comes back, then both talk', async (t) => {
  const call = await Conversation.handedOff(stage, TALK);
  await call.press('4111');
  await stage.hushpay.kill('SIGKILL');
  await call.press('1111');
  call.rewind();
  await stage.hushpay.ready();
  t.equal(await call.result(), 'internal-error');
  await call.together(10_000);
  await noneLeft();
  const said = await call.talk();
  await call.hangUp();
  t.equal(await call.talked(said), 'both');
});

t.test(
  'given talk, when the service dies and stays away, then the dialplan joins both, and it clears what is left later',
  async (t) => {
    const call = await Conversation.handedOff(stage, TALK);
    await path();
    const port = await portOf(call);
    t.ok(eyesOn(port).length > 0);
    await stage.hushpay.kill('SIGKILL');
    await until('its eye on the wire to be closed', 3000, () => eyesOn(port).length === 0);
    await call.together(20_000);
    const said = [await call.talk()];
    await stage.hushpay.ready();
    await noneLeft();
    said.push(await call.talk());
    await call.hangUp();
    for (const one of said) t.equal(await call.talked(one), 'both');
  },
);

t.test(
  'given talk, when the agent transfers, then the newcomer talks with the caller and hears no key',
  async (t) => {
    const call = await Conversation.handedOff(stage, TALK);
    await path();
    await call.press(CARD.number.slice(0, 4));
    const rings = stage.phones.rings('third');
    await call.call.agent.transfer('310');
    const newcomer = await Newcomer.of(await rings);
    await call.step('agentReplaced');
    await call.call.agent.hangUp();
    t.ok(await newcomer.talksWith(call), 'in the payment');
    await call.call.caller.press(CARD.number.slice(4), { mode: 'bleed' });
    await call.call.caller.press(CARD.expiry, { mode: 'bleed' });
    await call.call.caller.press(CARD.code, { mode: 'bleed' });
    t.equal(await call.result(), 'success');
    t.ok(await newcomer.talksWith(call), 'and after it');
    await noneLeft();
    await newcomer.leave(t);
    await call.call.caller.ended;
  },
);
