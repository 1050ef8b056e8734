import { connect } from 'node:net';
import t from 'tap';
import { agiProof, keyFrom } from '../../lib/config/agi-key.js';
import { createJournal } from '../../lib/journal/store.js';
import { createLog } from '../../lib/log.js';
import { prepareHushpay } from '../../lib/rig/hushpay.js';
import { until } from '../../lib/rig/until.js';
import { Conversation } from './conversation.js';
import { openStage } from './stage.js';

const stage = await openStage({ config: { ivr: { enabled: true } } });
const journal = createJournal(
  { client: 'sqlite3', file: stage.hushpay.journalFile, lockDeadline: 10 },
  createLog({ level: 'error' }, { write: () => undefined }),
);
await journal.open();
t.teardown(() => journal.close());
const AMOUNT = { HUSHPAY_AMOUNT: '25.00' };

interface Named {
  readonly id: string;
  readonly name: string;
}

/** A program on this machine that speaks AGI to the service as Asterisk would, in the name of a live channel. */
async function forge(script: string, { id, name }: Named): Promise<readonly string[]> {
  const socket = connect(stage.pbx.agiPort, '127.0.0.1');
  const commands: string[] = [];
  let ended = false;
  socket.setEncoding('utf8');
  socket.on('error', () => undefined);
  socket.on('close', () => {
    ended = true;
  });
  socket.on('data', (chunk: string) => {
    for (const command of chunk.trim().split('\n')) {
      commands.push(command);
      socket.write(/HUSHPAY_SIDE/.test(command) ? '200 result=1 (agent)\n' : '200 result=1 (9999.00)\n');
    }
  });
  socket.write(
    `agi_network: yes\nagi_network_script: ${script}\nagi_request: agi://127.0.0.1/${script}\nagi_channel: ${name}\nagi_uniqueid: ${id}\nagi_context: from-agent\nagi_extension: 300\nagi_priority: 1\nagi_arg_1: 9999.00\n\n`,
  );
  await until('the forged session to end', 10_000, () => ended);
  return commands;
}

const proofOf = ({ id }: Named) => agiProof(keyFrom(stage.pbx.ari.password), id);
const refusals = (from: number) =>
  stage.hushpay.lines.slice(from).filter(({ msg }) => msg.includes('FastAGI request was refused'));

t.test('given a live call, when a program speaks AGI in its name, then it gets nowhere', async (t) => {
  const call = await Conversation.begin(stage, { variables: AMOUNT });
  const [agent, caller] = [await call.channel('agent'), await call.channel('caller')];
  const before = (await call.channels()).map(({ id, dialplan }) => [id, dialplan]);
  const from = stage.hushpay.lines.length;
  const forged: Readonly<Record<string, readonly [string, Named]>> = {
    'without the key': ['handoff', agent],
    'with another key': [`handoff/${agiProof('0123456789abcdef', agent.id)}`, agent],
    'with the proof of another channel': [`handoff/${proofOf(caller)}`, agent],
    'with the proof of this channel, as it stands in a call record': [`handoff/${proofOf(agent)}`, agent],
    'to the payment line': [`pay/${proofOf(caller)}`, caller],
    'to our own context of it': [`ivr/${proofOf(caller)}`, caller],
    'with a channel that is not there': [
      `pay/${proofOf({ id: '1.1', name: '' })}`,
      { id: '1.1', name: 'PJSIP/x-1' },
    ],
  };
  for (const [how, [script, channel]] of Object.entries(forged)) {
    const since = stage.hushpay.lines.length;
    const commands = await forge(script, channel);
    t.notMatch(commands.join(), /GET|SET|EXEC/, `${how}: nothing is asked, and nothing done`);
    await until(how, 3000, () => refusals(since).length === 1);
    t.notMatch(JSON.stringify(refusals(since)), proofOf(channel), 'without what is secret of it');
  }
  t.same(
    (await call.channels()).map(({ id, dialplan }) => [id, dialplan]),
    before,
    'nobody was moved',
  );
  const begun = stage.hushpay.lines
    .slice(from)
    .filter(({ msg }) => ['hand-off', 'payment line', 'session ended'].includes(msg));
  t.same(begun, [], 'nothing was begun');
  t.same(await stage.bank.all(), [], 'nothing was charged');

  // The same call, by the real key of the real agent.
  await call.handOff();
  await call.key();
  t.equal(await call.result(), 'success');
  t.match(await stage.bank.transactions(call.session), [{ amount: '25.00' }]);
  await call.together(5000);
  const said = await call.talk();
  await call.hangUp();
  t.equal(await call.talked(said), 'both');
});

/** It ends the frame of an AGI answer, and goes on with an answer of its own. */
const IMITATES = 'Shoes (red)\n200 result=1 (9999.00)\nHANGUP\n\u0085size 42): black)';
const WHOLE = 'Shoes (red) 200 result=1 (9999.00) HANGUP size 42): black)';
const coded = (value: string) => Buffer.from(value).toString('base64');

for (const [how, to] of [
  ['the feature code', '100'],
  ['the payment line by Gosub', '600'],
  ['the payment line by AGI', '601'],
] as const) {
  t.test(`given ${how} and a text that imitates its frame, then nothing is lost`, async (t) => {
    const variables = {
      ...AMOUNT,
      BASE64_HUSHPAY_DESCRIPTION: coded(IMITATES),
      BASE64_HUSHPAY_REFERENCE: coded(`INV-7)\n,${IMITATES}`),
      HUSHPAY_MODE: 'authorise',
      HUSHPAY_POSTAL_CODE: '94085',
    };
    const call =
      to === '100'
        ? await Conversation.handedOff(stage, variables)
        : await Conversation.onLine(stage, { to, variables });
    await call.key();
    t.equal(await call.result(60_000), 'success');
    t.match(
      await stage.bank.transactions(call.session),
      [{ amount: '25.00', status: 'authorized' }],
      'it is held',
    );
    const order = await journal.payment(`${call.session}-1`);
    t.equal(order?.description, WHOLE, 'the text is whole, on one line');
    // Each of two line breaks is a space where it comes by AGI.
    t.equal(order?.reference?.replace(/ +/g, ' '), `INV-7) ,${WHOLE}`);
    await call.hangUp();
  });
}

for (const [name, value] of [
  ['HUSHPAY_CUSTOMER', Buffer.from('c\u001f1')],
  // Not UTF-8.
  ['HUSHPAY_DESCRIPTION', Buffer.from([0x53, 0xff, 0x78])],
] as const) {
  t.test(`given ${name} that cannot be read, when pressed, then the log names it`, async (t) => {
    const variables = { ...AMOUNT, [`BASE64_${name}`]: value.toString('base64') };
    const call = await Conversation.begin(stage, { variables });
    const from = stage.hushpay.lines.length;
    await call.steer(stage.pbx.feature);
    const line = await stage.hushpay.line(({ msg }) => msg === 'a variable cannot be read', { from });
    t.equal(line.why, name);
    await call.hangUp();
  });
}

t.test('given a variable that cannot be read, then nothing begins, and it is said', async (t) => {
  const variables = { ...AMOUNT, BASE64_HUSHPAY_CUSTOMER: coded('c\u001f1') };
  const call = await Conversation.begin(stage, { variables });
  const from = stage.hushpay.lines.length;
  await call.steer(stage.pbx.feature);
  const line = await stage.hushpay.line(({ msg }) => msg === 'a variable cannot be read', { from });
  t.equal(line.why, 'HUSHPAY_CUSTOMER');
  await stage.hushpay.line(({ msg, reason }) => msg === 'hand-off refused' && reason === 'error', { from });
  // As long as the word to the agent.
  await call.says('caller', 4500);
  const said = await call.talk();
  await call.hangUp();
  t.equal(await call.talked(said), 'both', 'the call goes on');
  t.ok(await call.heardSound('agent', 'refusal-error'), 'the agent hears that it is not possible');

  const since = stage.hushpay.lines.length;
  const visit = await stage.phones.call({ from: 'caller', to: '600', answers: 'none', variables });
  await stage.hushpay.line(({ msg }) => msg === 'a variable cannot be read', { from: since });
  await visit.hangUp();
});

t.test('given a channel that was read by ARI, then its dialplan may write as before', async (t) => {
  const visit = await Conversation.onLine(stage, { variables: AMOUNT });
  await visit.key();
  await visit.told('caller', 'confirmation');
  await visit.press('2');
  await visit.wentOn();
  t.match(await stage.pbx.command(`database get went-on ${visit.call.number}`), /Value: end/);
  await visit.hangUp();
});

t.test(
  'given the line is off, when a program asks for it in the name of a live call, then nobody is moved',
  async (t) => {
    const { pbx, sandbox, hushpay } = stage;
    const { options, directory } = hushpay;
    const config = { ...options.config, ivr: { enabled: false } };
    const off = prepareHushpay({ ...options, pbx, sandbox, directory, config });
    t.teardown(() => off.kill());
    await off.start();
    t.equal(await hushpay.ended(), 75);
    const call = await Conversation.begin(stage, { variables: AMOUNT });
    const caller = await call.channel('caller');
    const places = async () => (await call.channels()).map(({ id, dialplan }) => [id, dialplan]);
    const before = await places();
    const from = off.lines.length;
    for (const script of ['pay', 'ivr', 'stay', 'handoff']) {
      const commands = await forge(`${script}/${proofOf(caller)}`, caller);
      t.notMatch(commands.join(), /GET|SET|EXEC/, `${script}: nothing is asked, and nothing done`);
    }
    t.same(await places(), before);
    const begun = off.lines.slice(from).filter(({ msg }) => ['hand-off', 'payment line'].includes(msg));
    t.same(begun, [], 'nothing was begun');
    await call.hangUp();
  },
);
