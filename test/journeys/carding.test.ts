// Looks for digits: a failure is never forgiven.
import { readFileSync } from 'node:fs';
import t from 'tap';
import { within } from '../../lib/rig/until.js';
import { Conversation } from './conversation.js';
import { CARD, openStage } from './stage.js';

t.setTimeout(240_000);

/** Stolen cards, as it were: each is good, and that is what their thief wants to know. */
const CARDS = ['4111111111111111', '4005519200000004', '4009348888881881', '4012000033330026'] as const;
const CENT = { HUSHPAY_AMOUNT: '0.01' };
const [FIRST = '', SECOND = '', THIRD = '', FOURTH = ''] = CARDS;

const stage = await openStage({ config: { ivr: { enabled: true }, limits: {} } });

async function paid(number: string, card: string): Promise<Conversation> {
  const visit = await Conversation.onLine(stage, { number, record: false, variables: CENT });
  await visit.key({ ...CARD, number: card });
  await visit.told('caller', 'approved');
  await visit.hangUp();
  await visit.result();
  return visit;
}

/** A caller who is turned away at the door, and comes to an agent. */
async function turnedAway(number: string): Promise<Conversation> {
  const agent = stage.phones.answered(number);
  const from = stage.hushpay.lines.length;
  const visit = await Conversation.begin(stage, {
    number,
    to: '600',
    answers: 'none',
    record: false,
    variables: CENT,
  });
  await stage.hushpay.line(({ msg }) => msg === 'the payment line has had too many attempts of a caller', {
    from,
  });
  const phone = await within('the agent to be rung', 30_000, agent);
  await phone.hangUp();
  await visit.hangUp();
  return visit;
}

t.test(
  'given four cards in four calls of one cent, then the fourth is stopped with words and comes to an agent',
  async (t) => {
    const number = '55512345';
    for (const card of [FIRST, SECOND, THIRD]) await paid(number, card);
    const from = stage.hushpay.lines.length;
    const visit = await Conversation.onLine(stage, { number, record: false, variables: CENT });
    await visit.key({ ...CARD, number: FOURTH });
    await visit.told('caller', 'limited', 'limited');
    const agent = stage.phones.answered(number);
    await visit.told('caller', 'transfer');
    t.equal(await visit.result(), 'too-many-failed-attempts');
    const phone = await within('the agent to be rung', 15_000, agent);
    t.equal(await visit.variable('caller', 'HUSHPAY_CODE'), 'attempts-limited');
    await phone.hangUp();
    await visit.hangUp();
    t.same(await stage.bank.transactions(visit.session), [], 'nothing was sent of the fourth card');
    const alarm = await stage.hushpay.line(({ alarm }) => alarm !== undefined, { from });
    t.match(alarm, { alarm: 'attempts-limited', rule: 'line.caller-cards', level: 'error' });

    await turnedAway(number);
    await stage.hushpay.kill();
    await stage.hushpay.ready();
    await turnedAway(number);
    t.equal((await stage.bank.all()).length, 3);
    // Shorter runs of digits come by chance, in hashes and in times.
    const log = stage.hushpay.lines.map((line) => JSON.stringify(line)).join('\n');
    const journal = ['', '-wal']
      .map((end) => readFileSync(`${stage.hushpay.journalFile}${end}`, 'latin1'))
      .join();
    t.ok(journal.includes('caller:'), 'the counters are there');
    for (const card of CARDS) {
      for (const place of [log, journal])
        t.notOk(place.includes(card.slice(0, 9)), 'no digit beyond the mask');
    }
  },
);

t.test(
  'given a caller who is locked out of the line, then an agent can still take the payment',
  async (t) => {
    const visit = await Conversation.begin(stage, {
      number: '55512345',
      variables: { HUSHPAY_AMOUNT: '25.00' },
    });
    await visit.handOff();
    await visit.key();
    await visit.told('agent', 'agent-approved');
    t.equal(await visit.result(), 'success');
    await visit.hangUp();
  },
);

t.test('given another caller, then the line is open', async (t) => {
  await paid('55567890', FIRST);
  t.equal((await stage.bank.all()).length, 5);
});
