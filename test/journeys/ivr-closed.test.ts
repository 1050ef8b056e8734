import t from 'tap';
import { Conversation, whole } from './conversation.js';
import { openStage } from './stage.js';
import { soundHeard } from './words.js';

t.setTimeout(60_000);

/** Yesterday, today and tomorrow: whatever the hour is when the test runs. */
const closed = [-1, 0, 1].map((days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10));

const stage = await openStage({
  config: { ivr: { enabled: true, hours: { timezone: 'UTC', closed } } },
});

t.test(
  'given a day on which it is closed, when a caller dials the line, then it is told so and goes on',
  async (t) => {
    const visit = await Conversation.begin(stage, {
      to: '600',
      answers: 'none',
      variables: { HUSHPAY_AMOUNT: '25.00' },
    });
    t.same(await visit.wentOn('HUSHPAY_RESULT', 'HUSHPAY_NEXT'), ['closed', 'end']);
    await visit.hangUp();
    t.ok(soundHeard(await whole(visit.call.caller), 'closed'));
  },
);
