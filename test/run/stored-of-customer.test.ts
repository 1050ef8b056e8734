import t from 'tap';
import { storedMethods } from '../../lib/run/stored.js';
import { detailsOf, possible, storedWanted } from '../../lib/run/terms.js';
import { Bank, log } from './bank.js';

t.setTimeout(120_000);

t.test(
  'given a customer, when asked for, then what the vault has is offered, the default first',
  async (t) => {
    const bank = await Bank.open(t);
    const { gateway } = bank;
    const customer = { id: 'cust-7', firstName: 'Ada' };
    const store = (token: string, nonce: string, makeDefault = false) =>
      gateway.vault({ nonce, token, customer, verify: false, makeDefault });
    for (const [token, nonce] of [
      ['one', 'fake-valid-visa-nonce'],
      ['two', 'fake-valid-mastercard-nonce'],
      ['paypal', 'fake-paypal-billing-agreement-nonce'],
    ] as const) {
      t.match(await store(token, nonce), { kind: 'stored' }, token);
    }
    t.match(await store('three', 'fake-valid-amex-nonce', true), { kind: 'stored' });
    const offered = await storedMethods(gateway, { tokens: [], customer: 'cust-7' }, log);
    t.equal(offered[0]?.token, 'three', 'the default');
    t.same(offered.map(({ token }) => token).sort(), ['one', 'three', 'two'], 'PayPal cannot be shown');
    t.match(offered[0], { method: 'credit-card', card: { brand: 'amex', last4: /^\d{4}$/ } });
    t.same(await storedMethods(gateway, { tokens: [], customer: 'nobody' }, log), []);
    t.match(await gateway.methodsOf('nobody'), { kind: 'not-found' });
    bank.sandbox.faults.add({ route: 'customer.find', kind: 'drop' });
    t.same(
      await storedMethods(gateway, { tokens: [], customer: 'cust-7' }, log),
      [],
      'then the card is asked for',
    );
  },
);

t.test(
  'given a variable, when it is a star, then the customer is asked for, and never unasked',
  async (t) => {
    const wanted = (stored: string, customer: string) => storedWanted({ ...detailsOf([]), stored, customer });
    t.same(wanted('*', 'cust-7'), { tokens: [], customer: 'cust-7' });
    const having = { methods: ['credit-card'] as const, lookup: false };
    for (const customer of ['', '../x']) {
      t.same(wanted('*', customer), { tokens: [] });
      const asked = { ...detailsOf([]), stored: '*', customer };
      t.throws(() => possible(asked, { currency: 'USD', mode: 'charge' }, having), {
        name: 'UnreadableError',
        variables: ['HUSHPAY_CUSTOMER'],
      });
    }
    t.same(wanted('', 'cust-7'), { tokens: [] }, 'whoever stores for a customer offers nothing by that');
    t.same(wanted('tok_1,*,tok_2', 'cust-7'), { tokens: ['tok_1', 'tok_2'] });
  },
);
