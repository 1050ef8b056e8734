// Looks for digits: a failure is never forgiven.
import t, { type Test } from 'tap';
import { keysHeard } from '../../lib/rig/listen.js';
import { pause } from '../../lib/rig/until.js';
import { readWav } from '../../lib/rig/wav.js';
import { Conversation } from './conversation.js';
import { CARD, openStage } from './stage.js';

const stage = await openStage({
  config: { capture: { timers: { firstKey: 1, betweenKeys: 2, lastKey: 1.5 } } },
});
t.jobs = 4;

/** Both are together again with nothing charged, and hear one another. */
async function untouched(t: Test, call: Conversation, result: string): Promise<void> {
  t.equal(await call.result(), result);
  await call.together(3000);
  const said = await call.talk();
  t.equal(await call.variable('caller', 'HUSHPAY_RESULT'), result);
  await call.hangUp();
  t.equal(await call.talked(said), 'both', 'both talk again');
  t.same(await stage.bank.transactions(call.session), [], 'nothing was charged');
}

t.test(
  'given an Amex, when its code is asked for, then four digits are, and it finishes by itself',
  {
    buffered: true,
  },
  async (t) => {
    const call = await Conversation.handedOff(stage);
    await call.key({ number: '378282246310005', expiry: '1230' });
    await call.told('caller', 'enter', 'enter-security-code-amex-brief');
    await call.key({ code: '1234' });
    await call.told('agent', 'agent-approved', 'brand-amex');
    t.equal(await call.result(), 'success');
    t.match(await stage.bank.transactions(call.session), [{ amount: '25.00' }]);
    await call.hangUp();
  },
);

t.test(
  'given every field is wrong at first, when each is keyed again, then each fault had its own words',
  {
    buffered: true,
  },
  async (t) => {
    const call = await Conversation.handedOff(stage);
    await call.press('4111111111111112#');
    await call.told('caller', 'ask-again', 'error-invalid-card-number');
    await call.told('agent', 'agent-field-failed', 'agent-error-invalid-card-number');
    await call.press('3530111333300000');
    const brands = await call.told('caller', 'ask-again', 'error-invalid-card-type');
    for (const brand of ['jcb', 'visa', 'mastercard', 'amex', 'discover']) {
      t.ok(brands.includes(`sound:hushpay/brand-${brand}`), `the prompt names ${brand}`);
    }
    t.ok(brands.includes('sound:hushpay/patience-try-3'), 'the third time is said differently');
    await call.told('agent', 'agent-field-failed', 'agent-error-invalid-card-type');
    await call.key({ number: CARD.number });
    await call.told('agent', 'agent-tick');
    await call.key({ expiry: '0119' });
    await call.told('caller', 'ask-again', 'error-invalid-date');
    await call.told('agent', 'agent-field-failed', 'agent-error-invalid-date');
    await call.key({ expiry: '1330' });
    await call.told('caller', 'ask-again', 'error-invalid-date');
    await call.key({ expiry: CARD.expiry });
    await call.told('caller', 'enter', 'enter-security-code');
    // Half a code in one go with the date would be too much of the date.
    await pause(1200);
    await call.press('12#');
    await call.told('caller', 'ask-again', 'error-invalid-security-code');
    await call.told('agent', 'agent-field-failed', 'agent-error-invalid-security-code');
    await call.key({ code: CARD.code });
    t.equal(await call.result(), 'success');
    t.equal((await stage.bank.transactions(call.session)).length, 1);
    await call.hangUp();
  },
);

t.test(
  'given a mistake while keying, when the caller presses *, then the field starts anew',
  {
    buffered: true,
  },
  async (t) => {
    const call = await Conversation.handedOff(stage);
    await call.press('4999*');
    await call.told('caller', 'cleared', 'again-payment-card-number');
    await call.key({ number: CARD.number });
    await call.press('07*');
    await call.told('caller', 'cleared', 'again-expiration-date');
    await call.key({ expiry: CARD.expiry, code: CARD.code });
    t.equal(await call.result(), 'success');
    await call.hangUp();
  },
);

t.test(
  'given keys before the end of the first prompt, when they go on without a pause, then none is lost',
  {
    buffered: true,
  },
  async (t) => {
    const call = await Conversation.handedOff(stage);
    // Everything at once, with # after fields that had finished by themselves.
    await call.press(`${CARD.number}#${CARD.expiry}#${CARD.code}#`);
    t.equal(await call.result(), 'success');
    const lines = stage.hushpay.lines.filter(({ session }) => session === call.session);
    const failed = lines.filter(({ event }) => event === 'fieldFailed' || event === 'timedOut');
    t.same(failed, [], 'every field was right at once');
    await call.hangUp();
  },
);

t.test(
  'given nothing is keyed, when the first-key time is over three times, then both talk again',
  {
    buffered: true,
  },
  async (t) => {
    const call = await Conversation.handedOff(stage);
    await call.told('caller', 'ask-again', 'error-payment-card-number-timeout');
    await call.told('agent', 'agent-field-failed', 'agent-error-timeout');
    await call.told('caller', 'ask-again', 'error-payment-card-number-timeout');
    await call.told('caller', 'too-many-attempts');
    await untouched(t, call, 'too-many-failed-attempts');
  },
);

t.test(
  'given a caller stops half way, when the between-keys time is over, then the field is asked for again',
  {
    buffered: true,
  },
  async (t) => {
    const call = await Conversation.handedOff(stage);
    await call.press('4111');
    const stopped = Date.now();
    await call.told('caller', 'ask-again', 'error-payment-card-number-timeout');
    t.ok(Date.now() - stopped > 1500, 'after the time between keys, not that of the first');
    await call.key();
    t.equal(await call.result(), 'success');
    await call.hangUp();
  },
);

t.test(
  'given three wrong numbers, when the third is judged, then both are told and talk again',
  {
    buffered: true,
  },
  async (t) => {
    const call = await Conversation.handedOff(stage);
    for (const attempt of [1, 2, 3]) {
      await call.press('4111111111111112#');
      if (attempt < 3) await call.told('caller', 'ask-again', 'error-invalid-card-number');
    }
    await call.told('caller', 'too-many-attempts');
    await call.told('agent', 'agent-too-many-attempts');
    await untouched(t, call, 'too-many-failed-attempts');
  },
);

t.test(
  'given the agent presses #, when half of a number was keyed, then it is asked for from its beginning',
  {
    buffered: true,
  },
  async (t) => {
    const call = await Conversation.handedOff(stage);
    await call.press('4999');
    await call.steer('#');
    await call.told('caller', 'enter', 'enter-payment-card-number');
    await call.key();
    t.equal(await call.result(), 'success');
    await call.hangUp();
  },
);

for (const field of ['number', 'expiry', 'code'] as const) {
  t.test(
    `given the ${field} is being keyed, when the agent presses ** , then both talk again and nothing is charged`,
    {
      buffered: true,
    },
    async (t) => {
      const call = await Conversation.handedOff(stage);
      if (field !== 'number') await call.key({ number: CARD.number });
      if (field === 'code') await call.key({ expiry: CARD.expiry });
      await call.press(CARD[field].slice(0, -1));
      await call.steer('*#');
      await call.told('caller', 'cancelled');
      await call.told('agent', 'agent-cancelled');
      await untouched(t, call, 'transaction-cancelled');
    },
  );
}

t.test(
  'given one * of the agent, when the second comes late, then nothing is cancelled',
  {
    buffered: true,
  },
  async (t) => {
    const call = await Conversation.handedOff(stage);
    await call.steer('*');
    await call.key();
    await call.steer('*');
    t.equal(await call.result(), 'success');
    await call.hangUp();
  },
);

for (const mode of ['signal', 'bleed'] as const) {
  t.test(
    `given keys (${mode}) after the last field, when both are rejoined, then none reaches the agent`,
    {
      buffered: false,
    },
    async (t) => {
      const call = await Conversation.begin(stage, { variables: { HUSHPAY_AMOUNT: '25.00' } });
      const rtp = await call.call.agent.watchRtp();
      await call.handOff();
      for (const keys of [CARD.number, CARD.expiry, CARD.code]) await call.call.caller.press(keys, { mode });
      const end = call.result();
      let rejoining = false;
      const due = call.phase('rejoining').then(() => {
        rejoining = true;
      });
      // All through the announcement, and once more when it is over: the line must be quiet for a second first.
      while (!rejoining) await call.call.caller.press('7', { mode });
      await due;
      const last = await call.call.caller.press('5', { mode });
      t.equal(await end, 'success');
      t.ok(Date.now() - last > 800, 'the last key held the return back');
      await call.together(3000);
      const said = await call.talk();
      const packets = await rtp.stop();
      await call.hangUp();
      t.equal(await call.talked(said), 'both');
      const toAgent = packets.filter(({ direction }) => direction === 'received');
      t.ok(toAgent.length > 200, 'the watching saw the audio');
      t.same(
        toAgent.filter(({ event }) => event !== undefined),
        [],
        'no key on the wire to the agent',
      );
      t.same(keysHeard(readWav(await call.recording('agent'))), [], 'no tone of a key in its audio');
    },
  );
}
