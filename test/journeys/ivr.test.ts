import t from 'tap';
import { within } from '../../lib/rig/until.js';
import { Conversation, whole } from './conversation.js';
import { paysAlone } from './pays-alone.js';
import { CARD, openStage } from './stage.js';
import { soundHeard } from './words.js';

const stage = await openStage({ config: { ivr: { enabled: true } } });
t.jobs = 3;

const VARIABLES = { HUSHPAY_AMOUNT: '25.00' };
const TOLD = ['RESULT', 'NEXT', 'PAID', 'LAST4'].map((name) => `HUSHPAY_${name}`);

for (const [way, to] of [
  ['Gosub', '600'],
  ['AGI', '601'],
] as const) {
  t.test(
    `given a caller who dials the payment line by ${way}, when the card is good, then it is paid and the dialplan goes on`,
    { buffered: true },
    async (t) => {
      const visit = await Conversation.onLine(stage, { to, variables: VARIABLES });
      await visit.told('caller', 'welcome', 'ivr-greeting');
      await visit.key();
      await visit.told('caller', 'approved');
      await visit.told('caller', 'confirmation', 'confirmation-repeat');
      await visit.press('2');
      await visit.told('caller', 'goodbye');
      t.equal(await visit.result(), 'success');
      t.same(await visit.wentOn(...TOLD), ['success', 'end', '25.00', '1111']);
      const [transaction] = await stage.bank.transactions(visit.session);
      t.match(transaction, { status: 'submitted_for_settlement' });
      await visit.hangUp();
    },
  );
}

t.test(
  'given a decline, when the caller wants an agent, then the call goes to one with the reason',
  { buffered: true },
  async (t) => {
    const visit = await Conversation.onLine(stage, { variables: { HUSHPAY_AMOUNT: '2001.00' } });
    await visit.key();
    await visit.told('caller', 'declined', 'ivr-declined');
    await visit.told('caller', 'after-decline');
    const answered = stage.phones.answered(visit.call.number);
    await visit.press('2');
    await visit.told('caller', 'transfer');
    t.equal(await visit.result(), 'payment-declined');
    const agent = await within('the agent to be rung', 15_000, answered);
    t.equal(await visit.variable('caller', 'HUSHPAY_CODE'), '2001');
    await visit.hangUp();
    await agent.hangUp();
  },
);

t.test(
  'given an agent who transfers the caller to the line, when the caller keys the way back, then the same agent is rung',
  { buffered: true },
  async (t) => {
    const call = await Conversation.begin(stage);
    const from = stage.hushpay.lines.length;
    const { name } = await call.channel('agent');
    await stage.pbx.server.ami.action('BlindTransfer', {
      Channel: name,
      Context: 'from-caller',
      Exten: '602',
    });
    await call.follow(from);
    await call.told('caller', 'welcome', 'ivr-greeting');
    const answered = stage.phones.answered(call.call.number);
    await call.press(CARD.number.slice(0, 4));
    await call.press('**');
    await call.told('caller', 'back-to-agent', 'ivr-back-to-agent');
    t.equal(await call.result(), 'caller-interrupted-with-star');
    const agent = await within('the agent to be rung again', 15_000, answered);
    t.equal(agent.line, 'agent');
    t.equal(await call.variable('caller', 'HUSHPAY_NEXT'), 'agent');
    await call.hangUp();
    await agent.hangUp();
  },
);

t.test(
  'given an agent who asks the line first and then transfers, then the caller pays on its own channel and goes on',
  { buffered: true },
  async (t) => {
    const call = await Conversation.begin(stage);
    await call.call.agent.hold();
    const second = await stage.phones.dial('agent', '602', '78');
    await second.hearsSound(5000);
    const from = stage.hushpay.lines.length;
    await call.call.agent.transfer(second);
    await call.follow(from);
    await Promise.all([call.call.agent.hangUp(), second.hangUp()]);
    t.match(
      await call.variable('caller', 'HUSHPAY_FROM'),
      /^PJSIP\/agent-/,
      'and who transferred it is known',
    );
    await paysAlone(t, stage, call);
  },
);

t.test(
  'given an agent who asks over Local channels, then it is told to transfer, and the caller’s own channel comes to the line',
  { buffered: true },
  async (t) => {
    const call = await Conversation.begin(stage);
    await call.call.agent.hold();
    const second = await stage.phones.dial('agent', '603', '79');
    await second.hearsSound(5000);
    await second.hearsQuiet(15_000);
    const from = stage.hushpay.lines.length;
    await call.call.agent.transfer(second);
    await call.follow(from);
    await Promise.all([call.call.agent.hangUp(), second.hangUp()]);
    await paysAlone(t, stage, call);
    t.ok(soundHeard(await whole(second), 'ivr-consult'), 'the agent is told to hand the caller over');
  },
);

t.test(
  'given a caller who hangs up in the middle, then the session ends and nothing is charged',
  { buffered: true },
  async (t) => {
    const visit = await Conversation.onLine(stage, { variables: VARIABLES });
    await visit.press(CARD.number.slice(0, 9));
    await visit.hangUp();
    t.equal(await visit.result(), 'caller-hung-up');
    t.same(await stage.bank.transactions(visit.session), []);
  },
);
