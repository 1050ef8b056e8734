import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { all, type Bench, codes, type Loose, openBench } from '../bench.js';

const disputed = async ({ sdk }: Bench, more: object = {}): Promise<Loose> =>
  (
    await sdk.transaction.sale({
      amount: '10.00',
      creditCard: { number: '4023898493988028', expirationDate: '12/2031' },
      orderId: `d-${Math.random()}`,
      options: { submitForSettlement: true },
      ...more,
    })
  ).transaction;

t.test('given the number that is disputed at once, when the SDK charges it', async (t) => {
  const bench = await openBench(t, { rules: { duplicates: false } });
  const { sdk } = bench;

  t.test('then the transaction is settled, and has an open dispute', async (t) => {
    const sale = await disputed(bench, { orderId: 'disputed' });
    t.match(sale, {
      status: 'settled',
      disputes: [
        { status: 'open', kind: 'chargeback', reason: 'fraud', amountDisputed: '10.00', amountWon: '0.00' },
      ],
    });
    const found = (await sdk.dispute.find(sale.disputes[0].id)).dispute;
    t.match(found, {
      id: sale.disputes[0].id,
      status: 'open',
      currencyIsoCode: 'USD',
      receivedDate: bench.today(),
      replyByDate: bench.today(10),
      evidence: [],
      statusHistory: [{ status: 'open' }],
      transaction: { id: sale.id, amount: '10.00', orderId: 'disputed' },
      protectionLevel: 'No Protection',
      preDisputeProgram: 'none',
    });
  });

  for (const [amount, reasonCode] of [
    ['83.00', '83'],
    ['10.40', '1040'],
    ['13.10', '1310'],
    ['70.30', '7030'],
  ]) {
    t.test(`then ${amount} has the reason code ${reasonCode}`, async (t) => {
      t.match((await disputed(bench, { amount })).disputes, [{ reasonCode }]);
    });
  }

  t.test('then it can be accepted, once', async (t) => {
    const sale = await disputed(bench);
    const { id } = sale.disputes[0];
    t.match(await sdk.dispute.accept(id), { success: true });
    t.match((await sdk.dispute.find(id)).dispute, {
      status: 'accepted',
      statusHistory: [{ status: 'accepted' }, { status: 'open' }],
    });
    t.match(
      (await sdk.transaction.find(sale.id)).disputes,
      [{ status: 'accepted' }],
      'on its transaction too',
    );
    const again = await sdk.dispute.accept(id);
    t.same(codes(again), ['95704']);
    t.match(again.errors.for('dispute').deepErrors(), [
      { message: 'Disputes can only be accepted when they are in an Open state' },
    ]);
  });

  const endings: [string, string][] = [
    ['compelling_evidence', 'won'],
    ['losing_evidence', 'lost'],
    ['something else', 'disputed'],
  ];
  for (const [words, status] of endings) {
    t.test(`then with “${words}” it ends ${status}`, async (t) => {
      const { id } = (await disputed(bench)).disputes[0];
      await sdk.dispute.addTextEvidence(id, words);
      t.equal((await sdk.dispute.find(id)).dispute.status, 'open', 'not before it is sent');
      t.equal((await sdk.dispute.finalize(id)).success, true);
      const { dispute } = await sdk.dispute.find(id);
      t.equal(dispute.status, status);
      t.ok(dispute.evidence[0].sentToProcessorAt);
      t.equal(dispute.amountWon, status === 'won' ? '10.00' : '0.00');
      t.same(codes(await sdk.dispute.finalize(id)), ['95705']);
    });
  }

  t.test('then text is evidence, and can be taken away', async (t) => {
    const { id } = (await disputed(bench)).disputes[0];
    const { evidence } = await sdk.dispute.addTextEvidence(id, {
      content: 'UPS',
      category: 'CARRIER_NAME',
      sequenceNumber: 0,
    });
    t.match(evidence, {
      id: /^\w{16,}$/,
      comment: 'UPS',
      category: 'CARRIER_NAME',
      sequenceNumber: 0,
      url: null,
      sentToProcessorAt: null,
    });
    t.match((await sdk.dispute.find(id)).dispute.evidence, [{ id: evidence.id }]);
    t.equal((await sdk.dispute.removeEvidence(id, evidence.id)).success, true);
    t.same((await sdk.dispute.find(id)).dispute.evidence, []);
    await t.rejects(sdk.dispute.removeEvidence(id, evidence.id), { name: 'notFoundError' });
  });

  t.test('then a document is evidence too', async (t) => {
    const directory = mkdtempSync(join(tmpdir(), 'evidence-'));
    t.teardown(() => rmSync(directory, { recursive: true }));
    const write = (name: string, content: Buffer): Loose => {
      writeFileSync(join(directory, name), content);
      return createReadStream(join(directory, name));
    };
    const png = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47]), Buffer.alloc(5000, 0xe9)]);
    const upload = (file: Loose, kind = 'evidence_document'): Promise<Loose> =>
      sdk.documentUpload.create({ kind, file });
    const made = await upload(write('logo.png', png));
    t.match(made, {
      success: true,
      documentUpload: { name: 'logo.png', contentType: 'image/png', size: '5004' },
    });
    const { id } = (await disputed(bench)).disputes[0];
    const { evidence } = await sdk.dispute.addFileEvidence(id, {
      documentId: made.documentUpload.id,
      category: 'GENERAL',
    });
    t.match(evidence, { url: /logo\.png/, comment: null, category: 'GENERAL' });
    await t.rejects(sdk.dispute.addFileEvidence(id, 'none'), { name: 'notFoundError' });

    const faulty: [string, Loose, string | undefined, string][] = [
      ['another kind', write('a.png', png), 'pigeon', '84901'],
      ['another type', write('a.txt', Buffer.from('text')), undefined, '84903'],
      ['nothing', write('b.png', Buffer.alloc(0)), undefined, '84906'],
      ['too much', write('c.png', Buffer.concat([png, Buffer.alloc(4_194_304)])), undefined, '84902'],
      ['a broken one', write('d.pdf', Buffer.from('not a pdf')), undefined, '84904'],
    ];
    for (const [what, file, kind, code] of faulty) t.same(codes(await upload(file, kind)), [code], what);
  });

  const faulty: [string, object, string][] = [
    ['a category that is none', { content: 'x', category: 'PIGEON' }, '95706'],
    ['text where a document must be', { content: 'x', category: 'MERCHANT_WEBSITE_OR_APP_ACCESS' }, '95712'],
    ['a date that is none', { content: 'x', category: 'DOWNLOAD_DATE_TIME' }, '95707'],
    ['an address that is none', { content: 'x', category: 'PURCHASER_EMAIL_ADDRESS' }, '95715'],
    ['a long reference', { content: '1'.repeat(24), category: 'RECURRING_TRANSACTION_ARN' }, '95709'],
    [
      'a long number',
      { content: '1'.repeat(16), category: 'PRIOR_NON_DISPUTED_TRANSACTION_PHONE_NUMBER' },
      '95710',
    ],
    ['a long text', { content: 'x'.repeat(4001) }, '95708'],
  ];
  for (const [what, evidence, code] of faulty) {
    t.test(`then ${what} is refused with ${code}`, async (t) => {
      const { id } = (await disputed(bench)).disputes[0];
      t.same(codes(await sdk.dispute.addTextEvidence(id, evidence)), [code]);
    });
  }

  t.test('then one category is given once', async (t) => {
    const { id } = (await disputed(bench)).disputes[0];
    const evidence = { content: 'iphone', category: 'DEVICE_ID' };
    await sdk.dispute.addTextEvidence(id, evidence);
    t.same(codes(await sdk.dispute.addTextEvidence(id, evidence)), ['95714']);
  });

  const halves: [string, object, string[]][] = [
    ['digital goods', { category: 'DEVICE_ID', content: 'iphone' }, ['95720', '95721']],
    ['a prior transaction', { category: 'PRIOR_NON_DISPUTED_TRANSACTION_ARN', content: '123' }, ['95723']],
    [
      'a recurring transaction',
      { category: 'RECURRING_TRANSACTION_DATE_TIME', content: '2030-10-20T18:00:00-0500' },
      ['95725'],
    ],
  ];
  for (const [what, evidence, wanted] of halves) {
    t.test(`then half of the evidence of ${what} is not sent`, async (t) => {
      const { id } = (await disputed(bench)).disputes[0];
      t.equal((await sdk.dispute.addTextEvidence(id, evidence)).success, true);
      t.same(codes(await sdk.dispute.finalize(id)), wanted);
      t.equal((await sdk.dispute.find(id)).dispute.status, 'open');
    });
  }

  t.test('then evidence is for open disputes only', async (t) => {
    const { id } = (await disputed(bench)).disputes[0];
    const { evidence } = await sdk.dispute.addTextEvidence(id, 'x');
    await sdk.dispute.accept(id);
    t.same(codes(await sdk.dispute.addTextEvidence(id, 'y')), ['95701']);
    t.same(codes(await sdk.dispute.removeEvidence(id, evidence.id)), ['95702']);
  });

  t.test('then what is not there is not found', async (t) => {
    for (const call of [
      sdk.dispute.find('none'),
      sdk.dispute.accept('none'),
      sdk.dispute.finalize('none'),
      sdk.dispute.addTextEvidence('none', 'x'),
      sdk.dispute.removeEvidence('none', 'x'),
    ]) {
      await t.rejects(call, { name: 'notFoundError' });
    }
  });

  t.test('then nobody replying in time lets it expire', async (t) => {
    const { id } = (await disputed(bench)).disputes[0];
    await bench.days(10);
    t.equal((await sdk.dispute.find(id)).dispute.status, 'open', 'on the last day');
    await bench.days(1);
    t.equal((await sdk.dispute.find(id)).dispute.status, 'expired');
  });
});

t.test('given disputes of several kinds, when the SDK searches', async (t) => {
  const bench = await openBench(t, {
    merchantAccounts: { usd: 'USD', usd2: 'USD' },
    rules: { duplicates: false },
  });
  const { sdk } = bench;
  const { transaction } = await sdk.transaction.sale({
    amount: '50.00',
    paymentMethodNonce: 'fake-valid-nonce',
  });
  const open = async (body: object): Promise<Loose> =>
    (await bench.control('POST', 'disputes', { transactionId: transaction.id, ...body })).body;
  const plain = await open({});
  const retrieval = await open({ kind: 'retrieval', reason: 'retrieval', reasonCode: '30', amount: '20.00' });
  const won = await open({
    kind: 'pre_arbitration',
    protectionLevel: 'effortless',
    replyByDate: bench.today(30),
  });
  await bench.control('POST', `disputes/${won.id}`, { status: 'won' });
  const rdr = await open({ status: 'auto_accepted', preDisputeProgram: 'visa_rdr' });
  const other = (await disputed(bench, { merchantAccountId: 'usd2', amount: '7.00' })).disputes[0];
  const names: Record<string, string> = {
    [plain.id]: 'plain',
    [retrieval.id]: 'retrieval',
    [won.id]: 'won',
    [rdr.id]: 'rdr',
    [other.id]: 'other',
  };
  const found = async (criteria: (search: Loose) => void): Promise<string[]> =>
    (await all(sdk.dispute.search(criteria))).map(({ id }) => names[id] ?? id).sort();

  const searches: [string, (search: Loose) => void, string[]][] = [
    ['id', (s) => s.id().is(plain.id), ['plain']],
    ['case number', (s) => s.caseNumber().is(plain.caseNumber), ['plain']],
    [
      'reference number',
      (s) => s.referenceNumber().endsWith(retrieval.referenceNumber.slice(4)),
      ['retrieval'],
    ],
    ['transaction id', (s) => s.transactionId().is(transaction.id), ['plain', 'rdr', 'retrieval', 'won']],
    ['kind', (s) => s.kind().in(['retrieval', 'pre_arbitration']), ['retrieval', 'won']],
    ['status', (s) => s.status().in(['open']), ['other', 'plain', 'retrieval']],
    ['status auto accepted', (s) => s.status().is('auto_accepted'), ['rdr']],
    ['reason', (s) => s.reason().is('retrieval'), ['retrieval']],
    ['reason code', (s) => s.reasonCode().in(['30']), ['retrieval']],
    ['merchant account', (s) => s.merchantAccountId().is('usd2'), ['other']],
    ['protection level', (s) => s.protectionLevel().is('effortless'), ['won']],
    ['chargeback protection level', (s) => s.chargebackProtectionLevel().is('effortless'), ['won']],
    ['pre-dispute program', (s) => s.preDisputeProgram().is('visa_rdr'), ['rdr']],
    ['transaction source', (s) => s.transactionSource().is('recurring'), []],
    ['amount disputed', (s) => s.amountDisputed().between('7.00', '20.00'), ['other', 'retrieval']],
    ['amount won', (s) => s.amountWon().min('1.00'), ['won']],
    ['reply by', (s) => s.replyByDate().min(bench.today(20)), ['won']],
    [
      'received',
      (s) => s.receivedDate().between(bench.today(-1), bench.today()),
      ['other', 'plain', 'rdr', 'retrieval', 'won'],
    ],
    ['effective', (s) => s.effectiveDate().min(bench.today(1)), []],
    ['disbursed', (s) => s.disbursementDate().min(bench.today(-9)), []],
    [
      'two criteria',
      (s) => {
        s.status().is('open');
        s.kind().is('chargeback');
      },
      ['other', 'plain'],
    ],
  ];
  for (const [what, criteria, wanted] of searches) {
    t.test(`then by ${what} the right ones are found`, async (t) => {
      t.same(await found(criteria), wanted);
    });
  }

  t.test('then more than a page is found whole', async (t) => {
    for (let i = 0; i < 60; i += 1) await open({ reasonCode: 'many' });
    t.equal((await found((s) => s.reasonCode().is('many'))).length, 60);
  });
});

t.test('given the control endpoint, when a dispute is asked for that cannot be', async (t) => {
  const bench = await openBench(t);
  t.equal((await bench.control('POST', 'disputes', { transactionId: 'none' })).status, 404);
  t.equal((await bench.control('POST', 'disputes', {})).status, 422);
  t.equal((await bench.control('POST', 'disputes/none', { status: 'won' })).status, 404);
  t.equal((await bench.control('POST', 'disputes/none', { status: 'pigeon' })).status, 422);
});
