import t from 'tap';
import { Conversation } from './conversation.js';
import { openStage } from './stage.js';

const stage = await openStage({
  config: { ivr: { enabled: true }, agi: { secret: 'not the one the dialplan was printed with' } },
});
const AMOUNT = { variables: { HUSHPAY_AMOUNT: '25.00' } };
const refused = (from: number) =>
  stage.hushpay.line(({ msg }) => msg.includes('does not have the key of this installation'), { from });

t.test('given a dialplan with another key, when the code is pressed, it is told', async (t) => {
  const call = await Conversation.begin(stage, AMOUNT);
  const from = stage.hushpay.lines.length;
  await call.steer(stage.pbx.feature);
  await refused(from);
  // As long as the word to the agent.
  await call.says('caller', 4500);
  const said = await call.talk();
  await call.hangUp();
  t.ok(await call.heardSound('agent', 'agent-unavailable'), 'the agent hears that it is not possible');
  t.notOk(await call.heardSound('caller', 'agent-unavailable'), 'the caller does not');
  t.equal(await call.talked(said), 'both', 'the call goes on');
});

t.test('given a dialplan with another key, when the line is dialled, it goes on', async (t) => {
  // The service has said so in this minute.
  const visit = await Conversation.begin(stage, { to: '600', answers: 'none', ...AMOUNT });
  t.same(await visit.wentOn('HUSHPAY_RESULT', 'HUSHPAY_NEXT'), ['payment-connector-error', 'agent']);
  await visit.hangUp();
  t.ok(await visit.heardSound('caller', 'gateway-down'), 'the caller hears that it is not possible now');
  t.same(await stage.bank.all(), []);
});
