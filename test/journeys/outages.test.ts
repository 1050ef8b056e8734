import sqlite3 from 'sqlite3';
import t from 'tap';
import { createJournal } from '../../lib/journal/store.js';
import { createLog } from '../../lib/log.js';
import { pause, until } from '../../lib/rig/until.js';
import { Conversation } from './conversation.js';
import { Relay } from './relay.js';
import { CARD, openStage } from './stage.js';

const relays: Relay[] = [];
t.teardown(() => Promise.all(relays.map((relay) => relay.close())));
const stage = await openStage({
  config: async (pbx) => {
    const [ari, ami] = [await Relay.to(pbx.ari.url), await Relay.to(pbx.ami.url)];
    relays.push(ari, ami);
    return {
      asterisk: {
        ari: { username: pbx.ari.username, password: pbx.ari.password, url: ari.url, app: pbx.app },
        ami: { username: pbx.ami.username, password: pbx.ami.password, url: ami.url },
      },
      braintree: { deadline: 3, findDeadline: 3 },
      database: { lockDeadline: 1 },
      reconcile: { every: 1 },
      shutdown: { grace: 2 },
      capture: { timers: { firstKey: 60, betweenKeys: 60 } },
    };
  },
});
const { bank, hushpay } = stage;

const journal = createJournal(
  { client: 'sqlite3', file: hushpay.journalFile, lockDeadline: 10 },
  createLog({ level: 'error' }, { write: () => undefined }),
);
await journal.open();
t.teardown(() => journal.close());

/** The service takes hand-offs (again). */
async function able(): Promise<void> {
  const { readyPort } = stage.pbx;
  await until(
    'the service to be ready',
    40_000,
    async () => (await fetch(`http://127.0.0.1:${readyPort}/ready`).catch(() => undefined))?.ok,
  );
}

/** They talk again, and end the call. */
async function talkOn(t: Tap, call: Conversation): Promise<void> {
  await call.together(5000);
  const said = await call.talk();
  await call.hangUp();
  t.equal(await call.talked(said), 'both');
}
type Tap = Pick<typeof t, 'equal'>;

/** What the bank does wrong, whether it charged all the same, and what is known in the end. */
const UNKNOWNS = [
  { name: 'is silent', fault: { kind: 'silence' }, charged: 0, known: 'unknown' },
  { name: 'answers after the deadline', fault: { kind: 'delay', ms: 5000 }, charged: 1, known: 'approved' },
  {
    name: 'charges and cuts the line',
    fault: { kind: 'drop', when: 'after' },
    charged: 1,
    known: 'approved',
  },
] as const;

for (const { name, fault, charged, known } of UNKNOWNS) {
  t.test(
    `given the bank ${name}, when a card is charged, then both hear that nobody knows, and it is never sent again`,
    async (t) => {
      await bank.clear();
      const call = await Conversation.handedOff(stage);
      const orderId = `${call.session}-1`;
      await bank.fault({ route: 'transaction.create', orderId, times: 1, ...fault });
      await call.key();
      await call.told('caller', 'unknown');
      await call.told('agent', 'agent-unknown');
      t.equal(await call.result(), 'outcome-unknown');
      t.equal(await call.variable('caller', 'HUSHPAY_RESULT'), 'outcome-unknown');
      await talkOn(t, call);
      await until(
        `the payment to be ${known}`,
        15_000,
        async () => (await journal.payment(orderId))?.status === known,
      );
      if (!charged)
        await until(
          'it to be looked for',
          10_000,
          async () => ((await journal.payment(orderId))?.finds ?? 0) > 1,
        );
      t.equal((await bank.transactions(call.session)).length, charged);
    },
  );
}

t.test(
  'given the bank cannot be reached to take the card, then nothing is charged and both are told',
  async (t) => {
    await bank.clear();
    await bank.fault({ route: 'graphql*', kind: 'reset', times: 4 });
    const call = await Conversation.handedOff(stage);
    await call.key();
    await call.told('caller', 'failed');
    await call.told('agent', 'agent-failed');
    t.equal(await call.result(), 'payment-connector-error');
    t.same(await bank.transactions(call.session), []);
    await talkOn(t, call);
    await bank.clear();
  },
);

t.test(
  'given another program holds the database, when a card is to be charged, then nothing is sent and both are told',
  async (t) => {
    const call = await Conversation.handedOff(stage);
    await call.key({ number: CARD.number, expiry: CARD.expiry });
    const other = new sqlite3.Database(hushpay.journalFile);
    const exec = (sql: string) =>
      new Promise<void>((resolve, reject) => other.exec(sql, (error) => (error ? reject(error) : resolve())));
    await until('the lock', 5000, () =>
      exec('begin exclusive').then(
        () => true,
        () => false,
      ),
    );
    try {
      await call.key({ code: CARD.code });
      await call.told('caller', 'failed');
      await call.told('agent', 'agent-failed', 'agent-failed-journal');
    } finally {
      await exec('rollback');
      other.close();
    }
    t.equal(await call.result(), 'payment-connector-error');
    t.same(await bank.transactions(call.session), [], 'no charge without an intent on disk');
    await talkOn(t, call);
    await able();
  },
);

for (const [index, door] of ['ARI', 'AMI'].entries()) {
  t.test(
    `given ${door} is gone for 10 s in a capture, when it is back, then the capture goes on and is paid`,
    async (t) => {
      await able();
      const call = await Conversation.handedOff(stage);
      await call.key({ number: CARD.number });
      // Its last key has come.
      await call.told('caller', 'enter');
      relays[index]?.cut();
      // The outage itself, as the issue has it.
      await pause(10_000);
      relays[index]?.mend();
      await able();
      // A key pressed meanwhile was not heard; the field that is open takes the next.
      await call.key({ expiry: CARD.expiry, code: CARD.code });
      t.equal(await call.result(), 'success');
      await talkOn(t, call);
      t.equal((await bank.transactions(call.session)).length, 1);
    },
  );
}

t.test(
  'given ARI and AMI are gone at the moment of the return, when they are back, then both talk again',
  async (t) => {
    await able();
    const call = await Conversation.handedOff(stage);
    const orderId = `${call.session}-1`;
    await bank.fault({ route: 'transaction.create', orderId, kind: 'delay', ms: 1500, times: 1 });
    await call.key();
    await call.phase('charging');
    for (const relay of relays) relay.cut();
    await call.phase('announcing');
    for (const relay of relays) relay.mend();
    t.equal(await call.result(60_000), 'success');
    await talkOn(t, call);
    t.equal((await bank.transactions(call.session)).length, 1);
  },
);

t.test(
  'given Asterisk dies in a capture, when it is started again, then the service recovers by itself and the next call is paid',
  async (t) => {
    await able();
    const call = await Conversation.handedOff(stage);
    await call.key({ number: CARD.number });
    await stage.pbx.restart();
    t.match(await call.result(60_000), /hung-up/);
    t.same(await bank.transactions(call.session), []);
    await able();
    const next = await Conversation.handedOff(stage);
    await next.key();
    t.equal(await next.result(), 'success');
    await talkOn(t, next);
  },
);

t.test(
  'given a capture, when the service is stopped and its grace is over, then both are told and talk again',
  async (t) => {
    const call = await Conversation.handedOff(stage);
    await call.key({ number: CARD.number });
    const stopped = hushpay.stop();
    await call.told('caller', 'cancelled');
    await call.told('agent', 'agent-cancelled');
    t.equal(await call.result(), 'transaction-cancelled');
    t.equal(await stopped, 0, 'it ends well');
    t.same(await bank.transactions(call.session), []);
    await talkOn(t, call);
  },
);
