import t from 'tap';
import { hears } from '../../lib/rig/listen.js';
import { CARD, openStage } from './stage.js';

const stage = await openStage();

t.test(
  'given a call with an amount, when the agent presses the code and the caller keys a card, then it is charged and they talk on',
  async (t) => {
    const { phones, hushpay, pbx } = stage;
    const call = await phones.call({
      from: 'caller',
      to: '100',
      variables: { HUSHPAY_AMOUNT: '25.00', HUSHPAY_REFERENCE: 'INV-1' },
    });
    await call.agent.press(pbx.feature);
    await hushpay.phase('capturing');
    const { caller } = call;
    await caller.press(CARD.number);
    await caller.press(CARD.expiry);
    await caller.press(CARD.code);
    await hushpay.prompted('caller', 'approved');
    const ended = await hushpay.line((line) => line.msg === 'session ended');
    t.equal(ended.result, 'success');
    await caller.tone(440, 600);
    await call.agent.tone(620, 600);
    await call.hangUp();
    t.ok(hears(call.agent.recording.heard, 440), 'the agent hears the caller again');
    t.ok(hears(caller.recording.heard, 620), 'the caller hears the agent');
  },
);
