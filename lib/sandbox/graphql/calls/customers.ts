import type { Context } from '../../context.js';
import { Fields } from '../../fields.js';
import { customerOf, dropCustomer, putCustomer, readCustomer } from '../../resources/vault/customer.js';
import { discardMethod } from '../../resources/vault/dependants.js';
import { freeCustomerId, methodsOf } from '../../resources/vault/methods.js';
import { VAULT_ROUTES } from '../../resources/vault/routes.js';
import type { ValidationError } from '../../rules/validation.js';
import { legacyIdOf } from '../ids.js';
import { customerNode } from '../nodes/vault.js';
import { accepted, notFound, refusals, unsupported } from '../refusal.js';
import { given, mutation, through } from './call.js';

interface CustomerInput {
  readonly firstName?: string;
  readonly lastName?: string;
  readonly company?: string;
  readonly email?: string;
  readonly phoneNumber?: string;
}

const fieldsOf = (input: CustomerInput = {}): Fields =>
  new Fields(
    given({
      first_name: input.firstName,
      last_name: input.lastName,
      company: input.company,
      email: input.email,
      phone: input.phoneNumber,
    }),
  );

function read(context: Context, input: CustomerInput | undefined, before = {}) {
  const errors: ValidationError[] = [];
  const details = readCustomer(context, fieldsOf(input), ['customer'], errors, before);
  if (errors.length > 0) throw refusals(errors, 'customer');
  return details;
}

export const createCustomer = mutation<{ readonly customer?: CustomerInput }>(
  async ({ customer }, context) => {
    const details = read(context, customer);
    const made = await putCustomer(context, { ...details, id: await freeCustomerId(context) });
    return { customer: customerNode(context, made) };
  },
);

export const updateCustomer = mutation<{ readonly customerId: string; readonly customer?: CustomerInput }>(
  async ({ customerId, customer }, context) => {
    const before = await customerOf(context, legacyIdOf(customerId, 'customer'));
    if (!before) throw notFound('customer');
    const after = await putCustomer(context, { ...before, ...read(context, customer, before) });
    return { customer: customerNode(context, after) };
  },
);

export const deleteCustomer = mutation<{ readonly customerId: string }>(async ({ customerId }, context) => {
  const id = legacyIdOf(customerId, 'customer');
  if (!(await customerOf(context, id))) throw notFound('customer');
  for (const method of await methodsOf(context, id)) {
    await discardMethod(context, method);
  }
  await dropCustomer(context, id);
  return {};
});

/** The same token that the XML interface makes. */
export const createClientToken = mutation<{
  readonly clientToken?: { readonly merchantAccountId?: string; readonly customerId?: string };
}>(async ({ clientToken = {} }, context) => {
  const resource = VAULT_ROUTES.find(({ name }) => name === 'clientToken.generate');
  if (!resource) throw unsupported('createClientToken');
  const { merchantAccountId, customerId } = clientToken;
  const body = given({
    version: 2,
    merchant_account_id: merchantAccountId,
    customer_id: customerId && legacyIdOf(customerId, 'customer'),
  });
  const answer = accepted(
    await through(resource.answer, context, { body: { client_token: body } }),
    'clientToken',
  );
  return { clientToken: /<value>([^<]+)<\/value>/.exec(answer.body)?.[1] };
});
