// Looks for digits: a failure is never forgiven.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import type { LogLine } from '../../../../lib/sandbox/desk.js';
import { startSandbox } from '../../../../lib/sandbox/sandbox.js';
import { all, at, type Sdk, sdkOn, text } from './sdk.js';
import { ask, graphql } from './wire.js';

const NUMBERS = [
  '4111111111111111',
  '5555555555554444',
  '378282246310005',
  '4000111111111115',
  '4111111111111112',
];
const CODES = ['8317', '831'];
const ACCOUNTS = ['1000000000', '567891234'];
const MARK = 'positive-control-123454321';

/** Every way by which a number, a code or an account gets into the sandbox. */
async function everything(sdk: Sdk, sandbox: Awaited<ReturnType<typeof startSandbox>>): Promise<void> {
  const dated = { expirationDate: '05/2031' };
  const [visa, mastercard, amex, declined, wrong] = NUMBERS.map((number) => ({ number, ...dated }));
  const { customer } = await sdk.customer.create({ company: MARK, creditCard: { ...visa, cvv: '831' } });
  const customerId = text(customer, 'id');
  const { creditCard } = await sdk.creditCard.create({
    customerId,
    ...amex,
    cvv: '8317',
    options: { verifyCard: true },
  });
  await sdk.creditCard.create({ customerId, ...declined, cvv: '831', options: { verifyCard: true } });
  await sdk.creditCard.create({ customerId, ...wrong, cvv: '831' });
  await sdk.creditCard.create({ customerId, number: `${NUMBERS[0]}x`, cardholderName: NUMBERS[0], ...dated });
  await sdk.creditCard.update(text(creditCard, 'token'), { ...mastercard, cvv: '831' });
  await sdk.customer.update(customerId, { creditCard: { ...wrong, cvv: '831' } });
  await sdk.creditCardVerification.create({ creditCard: { ...visa, cvv: '831' } });
  await sdk.transaction.sale({ amount: '10.00', creditCard: { ...mastercard, cvv: '831' } });
  await sdk.transaction.sale({ amount: '2000.00', creditCard: { ...amex, cvv: '8317' } });
  await all(sdk.customer.search((search) => search.creditCardNumber?.().is(NUMBERS[0])));
  const token = JSON.parse(
    Buffer.from(text(await sdk.clientToken.generate({ customerId }), 'clientToken'), 'base64').toString(),
  );
  const path = `/merchants/${sandbox.merchant.merchantId}/client_api/v1/payment_methods/credit_cards`;
  for (const options of [{}, { validate: false }]) {
    await ask(sandbox, 'POST', path, {
      authorizationFingerprint: token.authorizationFingerprint,
      creditCard: { number: NUMBERS[1], cvv: '831', expirationDate: '05/2031', options },
    });
  }
  await graphql(
    sandbox,
    'mutation ($input: TokenizeCreditCardInput!) { tokenizeCreditCard(input: $input) { token } }',
    {
      input: {
        creditCard: { number: NUMBERS[0], expirationMonth: '05', expirationYear: '2031', cvv: '831' },
      },
    },
  );
  for (const accountNumber of ACCOUNTS) {
    const answer = await graphql(
      sandbox,
      'mutation ($input: TokenizeUsBankAccountInput!) { tokenizeUsBankAccount(input: $input) { paymentMethod { id } } }',
      {
        input: {
          usBankAccount: {
            accountNumber,
            routingNumber: '021000021',
            accountType: 'CHECKING',
            individualOwner: { firstName: 'Dan', lastName: 'Schulman' },
            achMandate: 'yes',
          },
        },
      },
    );
    await sdk.paymentMethod.create({
      customerId,
      paymentMethodNonce: at(answer, 'data', 'tokenizeUsBankAccount', 'paymentMethod', 'id'),
      options: { usBankAccountVerificationMethod: 'network_check' },
    });
  }
}

t.test(
  'given a sandbox on disk and every way to give it a card, then no number and no code is kept or logged',
  async (t) => {
    const directory = mkdtempSync(join(tmpdir(), 'sandbox-secrets-'));
    t.teardown(() => rmSync(directory, { recursive: true }));
    const lines: LogLine[] = [];
    const sandbox = await startSandbox({ directory, log: (line) => void lines.push(line) });
    await everything(sdkOn(sandbox), sandbox);
    await sandbox.stop();
    const files = readdirSync(directory).filter((name) => name.startsWith('sandbox.sqlite'));
    const kept = Buffer.concat(files.map((name) => readFileSync(join(directory, name)))).toString('latin1');
    const log = JSON.stringify(lines);

    t.ok(kept.includes(MARK), 'what was written is found in the file');
    t.ok(
      kept.includes('"last4":"1111"') && kept.includes('"last4":"1234"'),
      'cards and accounts are in the file',
    );
    t.ok(lines.length >= 15, `${lines.length} lines of log`);
    for (const number of [...NUMBERS, ...ACCOUNTS]) {
      t.notOk(kept.includes(number), `…${number.slice(-4)} is not in the file`);
      t.notOk(log.includes(number), `…${number.slice(-4)} is not in the log`);
    }
    for (const code of CODES) {
      // Codes are short: only as a value of their own would they be one.
      t.notMatch(kept, new RegExp(`"(cvv|cvv2|code)":"?${code}`), `${code} is not in the file`);
      t.notOk(log.includes(`"${code}"`), `${code} is not in the log`);
    }
    t.notMatch(kept, /"(number|accountNumber|account_number)":/, 'no field of a number is in the file');
  },
);
