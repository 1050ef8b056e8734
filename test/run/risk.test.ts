import t from 'tap';
import { outcomeForAgents } from '../../lib/api/outcome.js';
import { riskOf } from '../../lib/gateway/braintree/transaction-fields.js';
import { answerReader } from '../../lib/lookup/answer.js';
import { accountTerms } from '../../lib/run/account.js';
import { Bank, usd } from './bank.js';

t.setTimeout(120_000);

const DEVICE = '{"correlation_id":"3f9b2c"}';

t.test('given device data, when charged, then Braintree has it and its answer is kept', async (t) => {
  const bank = await Bank.open(t);
  const { gateway, journal } = bank;
  const orderId = await bank.pay(usd(1));
  const request = { orderId: 'hprisk-1', amount: usd(1999), nonce: 'fake-valid-visa-nonce' };
  const risk = { deviceData: DEVICE, ip: '192.0.2.7', tenure: '400', browser: 'Firefox' };
  const outcome = await gateway.charge({ ...request, risk });
  t.match(outcome, { kind: 'approved', details: { risk: { decision: 'Approve' } } });
  const plain = await gateway.charge({ ...request, orderId: 'hprisk-2' });
  t.notOk('details' in plain && plain.details?.risk, 'without it there is nothing to tell');

  const { session } = await import('../journal/sessions.js');
  const charging = session('hpkept', { name: 'charging', orderId: 'hpkept-1' });
  const intended = { change: 'intended', orderId: 'hpkept-1', amount: usd(1999) } as const;
  await journal.record(charging, { type: 'tokenised', at: bank.now() }, intended);
  await journal.settle('hpkept-1', outcome, bank.now());
  t.match(await journal.payment('hpkept-1'), { risk: { decision: 'Approve', id: /^risk_/ } });
  t.equal((await journal.payment(orderId))?.risk, undefined);
});

t.test('given a lookup that knows the device, when it answers, then the charge has it', async (t) => {
  const account = { due: { amount: '5.00', currency: 'USD' }, risk: { deviceData: DEVICE, tenure: '12' } };
  const answer = answerReader(['USD'])(JSON.stringify({ found: true, account }));
  if (answer.kind !== 'found') throw new Error(JSON.stringify(answer));
  const options = { currency: 'USD', maximumMinor: () => 10_000, language: 'en', languages: new Set(['en']) };
  const terms = accountTerms(answer.account, {}, [], { ...options, mode: 'charge' });
  t.match(terms, { risk: { deviceData: DEVICE, tenure: '12' } });
  // The dialplan knows this call better, and the lookup the payer.
  const given = { risk: { deviceData: '{"correlation_id":"of-this-call"}' } };
  t.match(accountTerms(answer.account, given, [], { ...options, mode: 'charge' }), {
    risk: { ...given.risk, tenure: '12' },
  });
  t.same(riskOf({ deviceData: DEVICE, tenure: '12' }), {
    deviceData: DEVICE,
    riskData: { customerTenure: '12' },
  });
  t.same(riskOf({ deviceId: '4111111111111111' }), {}, 'a card goes nowhere');
  t.same(riskOf(undefined), {});
});

t.test('given an outcome, when an agent’s program asks, then no code of fraud is named', async (t) => {
  const risk = { decision: 'Review', score: 91, id: 'r1', reasons: ['device-mismatch'] };
  const approved = { kind: 'approved', transactionId: 'tx1', details: { risk, cvv: 'match' } } as const;
  t.same(outcomeForAgents(approved), {
    kind: 'approved',
    transactionId: 'tx1',
    review: true,
    details: { cvv: 'match' },
  });
  for (const code of ['2012', '2013', '2014', '2047', '2053']) {
    const text = 'Fraud Suspected';
    const details = { risk, networkCode: '59', networkText: 'Suspected fraud', processorDetail: code };
    const told = outcomeForAgents({ kind: 'declined', code, text, severity: 'hard', details });
    t.match(told, { kind: 'declined', code: '2000', severity: 'hard' });
    t.notMatch(JSON.stringify(told), /raud|59|91|device|2014/i, code);
  }
  for (const reason of ['fraud', 'risk_threshold'] as const) {
    const told = outcomeForAgents({ kind: 'refused', reason, text: 'Fraud', details: { risk } });
    t.match(told, { kind: 'refused', reason: 'rejected' });
    t.notMatch(JSON.stringify(told), /fraud|risk|91|device/i, reason);
  }
  const plain = { kind: 'declined', code: '2001', text: 'Insufficient Funds', severity: 'soft' } as const;
  t.same(outcomeForAgents(plain), plain);
});
