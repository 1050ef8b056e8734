import { type Answer, validationAnswer, xmlAnswer } from '../../answer.js';
import type { Context } from '../../context.js';
import { invalidAt, type ValidationCode, type ValidationError } from '../../rules/validation.js';
import { authorizationFingerprint, type ClientOptions } from './authorization.js';
import { clientConfiguration } from './client-configuration.js';
import { customerOf } from './customer.js';
import { echoed } from './echo.js';

const PATH = ['client-token'];

/** Name on the wire, ours, code without a customer. */
const OPTIONS: readonly (readonly [string, keyof ClientOptions, ValidationCode])[] = [
  ['make_default', 'makeDefault', 92801],
  ['verify_card', 'verifyCard', 92802],
  ['fail_on_duplicate_payment_method', 'failOnDuplicatePaymentMethod', 92803],
  ['fail_on_duplicate_payment_method_for_customer', 'failOnDuplicatePaymentMethodForCustomer', 92805],
];

/** POST /client_token: what the browser's SDK is started with; version 1 plain JSON, 2 and 3 in base64. */
export async function createClientToken(context: Context): Promise<Answer> {
  const { merchant, secret, now } = context;
  const request = context.body.under('client_token');
  const errors: ValidationError[] = [];
  const version = Number(request.text('version') ?? 2);
  if (![1, 2, 3].includes(version)) errors.push(invalidAt(PATH, 92806, 'version'));
  const customerId = request.text('customer_id');
  const customer = customerId === undefined ? undefined : await customerOf(context, customerId);
  if (customerId !== undefined && !customer) errors.push(invalidAt(PATH, 92804, 'customer_id'));
  const merchantAccountId = request.text('merchant_account_id');
  if (merchantAccountId !== undefined && !merchant.merchantAccounts[merchantAccountId]) {
    errors.push(invalidAt(PATH, 92807, 'merchant_account_id'));
  }
  const options: Record<string, boolean> = {};
  for (const [name, key, code] of OPTIONS) {
    if (!request.under('options').flag(name)) continue;
    options[key] = true;
    if (customerId === undefined) errors.push(invalidAt([...PATH, 'options'], code, name));
  }
  domainErrors(request.list('domains'), errors);
  if (errors.length > 0) return validationAnswer(errors, echoed(context.body));
  const fingerprint = authorizationFingerprint(
    { merchant, customerId, merchantAccountId, options },
    secret,
    now,
  );
  const token = JSON.stringify({
    version,
    authorizationFingerprint: fingerprint,
    configUrl: `${context.origin}/merchants/${merchant.merchantId}/client_api/v1/configuration`,
    ...(version === 3 ? { hasCustomer: customer !== undefined } : {}),
    ...clientConfiguration(context.origin, merchant, merchantAccountId, version === 3),
  });
  const value = version === 1 ? token : Buffer.from(token).toString('base64');
  return xmlAnswer(201, 'client-token', { value });
}

function domainErrors(domains: readonly string[], errors: ValidationError[]): void {
  if (domains.length > 10) errors.push(invalidAt(PATH, 92810, 'domains'));
  if (domains.some((domain) => !/^([a-z0-9-]+\.)+[a-z]{2,}$|^localhost$/i.test(domain))) {
    errors.push(invalidAt(PATH, 92011, 'domains'));
  }
}
