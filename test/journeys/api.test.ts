// Looks for digits: a failure is never forgiven.
import t from 'tap';
import { freePort } from '../../lib/rig/port.js';
import type { FeedEvent } from '../../lib/run/feed.js';
import { digitsOf, numbers, Program } from '../api/reader.js';
import { insists } from './agrees.js';
import { Conversation } from './conversation.js';
import { CARD, openStage } from './stage.js';

t.setTimeout(180_000);

const SECRET = 'a-token-of-the-crm-for-this-test';
const port = await freePort();
const stage = await openStage({
  config: {
    capture: { charge: 'agent' },
    api: {
      enabled: true,
      port,
      tokens: [
        {
          name: 'crm',
          secret: SECRET,
          rights: ['watch', 'steer', 'amount', 'cancel'],
          agents: ['PJSIP/agent'],
        },
      ],
    },
  },
});

/** The call that the first test steers, as it was told live. */
let steered: { readonly id: string; readonly events: readonly FeedEvent[] } | undefined;

const SECOND = { number: '5555555555554444', expiry: '1130', code: '321' } as const;

t.test(
  'given a CRM that follows a call and steers it, then the call obeys, no event is missed, and no digit is told',
  async (t) => {
    const crm = new Program(`http://127.0.0.1:${port}`, SECRET);
    const wall = await crm.follow('/events');
    const call = await Conversation.handedOff(stage, { HUSHPAY_AMOUNT: '25.00', HUSHPAY_REFERENCE: 'INV-9' });
    const id = call.session;
    const found = await crm.ask('/sessions?agent=PJSIP/agent');
    t.match(found.body, {
      sessions: [
        {
          id,
          phase: 'capturing',
          field: 'payment-card-number',
          amount: { minor: 2500, currency: 'USD' },
          reference: 'INV-9',
          remaining: ['payment-card-number', 'expiration-date', 'security-code'],
        },
      ],
    });
    t.match((await crm.ask('/sessions?agent=PJSIP/other')).body, { sessions: [] });

    const first = await crm.follow(`/sessions/${id}/events`);
    await call.press(CARD.number);
    t.match(await first.next('keys', ({ keys }) => keys === 5), { remaining: { length: 3 } });
    t.match(await first.next('fieldDone'), { happening: { card: { brand: 'visa' } } });
    await call.press(CARD.expiry);
    t.match(await first.next('card'), { happening: { card: { brand: 'visa', last4: '1111' } } });
    await first.next('fieldDone');
    t.match(await crm.command(id, { do: 'recapture', field: 'expiration-date' }), { status: 202 });
    await call.told('caller', 'enter', 'enter-expiration-date-brief');
    t.match(await first.next('fieldStarted', ({ field }) => field === 'expiration-date'), {
      remaining: ['expiration-date', 'security-code'],
    });
    // The line to the CRM breaks in the midst of it.
    first.close();
    await first.ended;
    await call.press(CARD.expiry);
    await call.press(CARD.code);
    await call.phase('ready');
    const second = await crm.follow(`/sessions/${id}/events`, { 'last-event-id': first.lastId });
    await second.next('phase', ({ phase }) => phase === 'ready');
    t.match(await crm.command(id, { do: 'changeAmount', amount: { minor: 200_100, currency: 'USD' } }), {
      status: 202,
    });
    t.match(await second.next('amount'), { happening: { amount: { minor: 200_100 } } });
    await call.told('caller', 'amount-raised');
    await second.next('question', ({ choice }) => choice === 'changed-amount');
    await insists(call, '1', call.phase('ready'));
    t.match(await crm.command(id, { do: 'setMode', mode: 'authorise' }), { status: 202 });
    await second.next('mode');
    t.match(await crm.command(id, { do: 'giveBack' }), { status: 409, body: { error: { code: 'not-now' } } });
    t.match(await crm.command(id, { do: 'start' }), { status: 202 });
    t.match(await second.next('outcome'), {
      happening: { outcome: { kind: 'declined', code: '2001', text: /Insufficient/ } },
    });
    t.match(await crm.command(id, { do: 'anotherCard' }), { status: 202 });
    await call.told('caller', 'another-card');
    await call.key(SECOND);
    t.match(await second.next('fieldDone'), { happening: { card: { brand: 'mastercard', last4: '4444' } } });
    await second.next('phase', ({ phase }) => phase === 'ready');
    t.match(await crm.command(id, { do: 'cancel' }), { status: 202 });
    t.match(await second.next('ended'), { happening: { result: 'transaction-cancelled' } });
    await second.ended;
    t.equal(await call.result(), 'transaction-cancelled');

    const lasting = numbers([...first.events, ...second.events]);
    t.same(
      lasting,
      Array.from({ length: lasting.length }, (_, i) => i + 1),
      'no gap and no repetition over both connections',
    );
    const again = await crm.follow(`/sessions/${id}/events`);
    await again.ended;
    const both = [...first.events, ...second.events].filter(({ happening }) => happening.is !== 'keys');
    t.same(again.events, both, 'it is told again as it was');
    steered = { id, events: both };
    t.same(
      numbers(wall.events.filter(({ sessionId }) => sessionId === id)).at(-1),
      lasting.length,
      'the wallboard has heard it all as well',
    );
    wall.close();
    t.match((await crm.ask(`/sessions/${id}`)).body, {
      phase: 'ended',
      seq: lasting.length,
      result: 'transaction-cancelled',
    });
    t.equal((await crm.ask(`/sessions/${id}/events?since=${lasting.length}`)).status, 204);

    t.match(await stage.bank.transactions(id), [{ amount: '2001.00', status: 'processor_declined' }]);
    await call.together(3000);
    const said = await call.talk();
    await call.hangUp();
    t.equal(await call.talked(said), 'both');
    for (const { number } of [CARD, SECOND]) {
      t.same(digitsOf(number, crm.wire), [], 'nothing of the card came over the wire');
      t.ok(crm.wire.includes(number.slice(-4)), 'but its last four');
      t.not(digitsOf(number, `${crm.wire} ${number.slice(3, 10)}`).length, 0, 'the search would find it');
    }
    const log = JSON.stringify(stage.hushpay.lines);
    t.notOk(log.includes(SECRET), 'and the token is in no log');
    t.ok(log.includes('command by the API'), 'where the commands are');
  },
);

t.test(
  'given a service that dies in a capture, when it is back, then the events go on where they were',
  async (t) => {
    const crm = new Program(`http://127.0.0.1:${port}`, SECRET);
    const call = await Conversation.handedOff(stage);
    const before = await crm.follow(`/sessions/${call.session}/events`);
    await call.press(CARD.number);
    await before.next('fieldDone');
    await stage.hushpay.kill('SIGKILL');
    await before.ended;
    call.rewind();
    await stage.hushpay.ready();
    await call.result();
    const after = await crm.follow(`/sessions/${call.session}/events`, { 'last-event-id': '2' });
    await after.ended;
    const seen = numbers(after.events);
    t.same(
      seen,
      Array.from({ length: seen.length }, (_, i) => i + 3),
    );
    t.match(after.events.at(-1), { happening: { is: 'ended' } });
    const whole = await crm.follow(`/sessions/${call.session}/events`);
    await whole.ended;
    t.same(whole.events.slice(2), after.events, 'and all of it can be told again');
    const old = await crm.follow(`/sessions/${steered?.id}/events`);
    await old.ended;
    t.same(old.events, steered?.events, 'a call of the process before is told from the journal as it was');
    await call.hangUp();
  },
);
