import { amountUnits } from '../../amount.js';
import type { Context } from '../../context.js';
import { cardOf, type Method } from '../../instrument.js';
import {
  type BankMethod,
  type BankVerification,
  bankVerificationOf,
  confirmDeposits,
  verifyBank,
} from '../../resources/vault/bank-verification.js';
import { customerOf } from '../../resources/vault/customer.js';
import { discardMethod } from '../../resources/vault/dependants.js';
import { methodOf, methodsOf, storeMethod, type VaultMethod } from '../../resources/vault/methods.js';
import { consumeNonce, nonceMethod } from '../../resources/vault/nonces.js';
import { tieVerification, type Verification, verifyCard } from '../../resources/vault/verification.js';
import { legacyIdOf } from '../ids.js';
import { bankVerificationNode, vaultedNode, verificationNode } from '../nodes/vault.js';
import { invalidInput, notFound, Refusal } from '../refusal.js';
import { type AddressInput, readAddress } from './address.js';
import { mutation } from './call.js';

type Result = Record<string, unknown>;

interface VaultInput {
  readonly paymentMethodId: string;
  readonly customerId?: string;
  readonly makeDefault?: boolean;
}
interface CardVerification {
  readonly merchantAccountId?: string;
  readonly skip?: boolean;
  readonly amount?: string;
}

/** A card is verified first, and not stored when that fails: the payment method is null then. */
async function vaultCard(
  context: Context,
  input: VaultInput,
  verification: CardVerification,
  address?: AddressInput,
): Promise<Result> {
  const method = await singleUse(context, input.paymentMethodId);
  const customerId = await customerIdOf(context, input.customerId);
  const card = cardOf(method.instrument);
  const fault = card?.faults[0];
  if (fault) throw invalidInput(fault.code, 'paymentMethodId');
  const billing = readAddress(address) ?? method.billing;
  let checked: Verification | undefined;
  if (card && verification.skip !== true) {
    checked = await verifyCard(context, card, cardTerms(context, verification), { billing });
    if (checked.status !== 'verified') {
      await consumeNonce(context, method);
      return { paymentMethod: null, verification: verificationNode(context, checked) };
    }
  }
  const stored = await storeMethod(context, {
    instrument: method.instrument,
    customerId,
    billing,
    makeDefault: input.makeDefault,
  });
  await consumeNonce(context, method);
  if (checked) await tieVerification(context, checked, stored.token, stored.customerId);
  return {
    paymentMethod: await nodeOf(context, stored.token),
    verification: checked
      ? verificationNode(context, { ...checked, token: stored.token, customerId: stored.customerId })
      : null,
  };
}

export const vaultPaymentMethod = mutation<
  VaultInput & { readonly verification?: CardVerification; readonly verificationMerchantAccountId?: string }
>((input, context) => {
  const { verification, verificationMerchantAccountId: merchantAccountId } = input;
  return vaultCard(context, input, { merchantAccountId, ...verification });
});

export const vaultCreditCard = mutation<
  VaultInput & {
    readonly verification?: CardVerification;
    readonly billingAddress?: AddressInput;
    readonly failOnDuplicatePaymentMethod?: boolean;
    readonly failOnDuplicatePaymentMethodForCustomer?: boolean;
  }
>(async (input, context) => {
  const method = await singleUse(context, input.paymentMethodId);
  const card = cardOf(method.instrument);
  if (!card) throw invalidInput(91565, 'paymentMethodId');
  const taken = async (customerId?: string): Promise<boolean> =>
    (await methodsOf(context, customerId)).some(
      ({ instrument }) => cardOf(instrument)?.fingerprint === card.fingerprint,
    );
  if (input.failOnDuplicatePaymentMethod && (await taken())) throw invalidInput(81724, 'paymentMethodId');
  const customerId = await customerIdOf(context, input.customerId);
  if (input.failOnDuplicatePaymentMethodForCustomer && customerId && (await taken(customerId))) {
    throw invalidInput(81763, 'paymentMethodId');
  }
  return vaultCard(context, input, input.verification ?? {}, input.billingAddress);
});

export const vaultUsBankAccount = mutation<
  VaultInput & { readonly verificationMethod: string; readonly verificationMerchantAccountId?: string }
>(async (input, context) => {
  const method = await singleUse(context, input.paymentMethodId);
  if (method.instrument.kind !== 'us_bank_account') throw invalidInput(91565, 'paymentMethodId');
  const customerId = await customerIdOf(context, input.customerId);
  const { instrument } = method;
  const { makeDefault } = input;
  const stored = await storeMethod(context, { instrument, customerId, makeDefault });
  await consumeNonce(context, method);
  const one = await verifyBank(
    context,
    { ...stored, account: instrument.account },
    bankMethod(input.verificationMethod),
  );
  return {
    paymentMethod: await nodeOf(context, stored.token),
    verification: bankVerificationNode(context, one),
  };
});

const bankMethod = (name: string): BankMethod => name.toLowerCase() as BankMethod;

export const verifyPaymentMethod = mutation<{
  readonly paymentMethodId: string;
  readonly merchantAccountId?: string;
}>(async ({ paymentMethodId, merchantAccountId }, context) => {
  const method = await multiUse(context, paymentMethodId);
  return { verification: await verified(context, method, { merchantAccountId }, 'network_check') };
});

export const verifyCreditCard = mutation<{
  readonly paymentMethodId: string;
  readonly options?: CardVerification;
}>(async ({ paymentMethodId, options }, context) => {
  const method = await multiUse(context, paymentMethodId);
  if (!cardOf(method.instrument)) throw notFound('credit card');
  return { verification: await verified(context, method, options ?? {}, 'network_check') };
});

export const verifyUsBankAccount = mutation<{
  readonly paymentMethodId: string;
  readonly verificationMethod: string;
}>(async ({ paymentMethodId, verificationMethod }, context) => {
  const method = await multiUse(context, paymentMethodId);
  if (method.instrument.kind !== 'us_bank_account') throw notFound('US bank account');
  return { verification: await verified(context, method, {}, bankMethod(verificationMethod)) };
});

async function verified(
  context: Context,
  { token, customerId, instrument }: VaultMethod,
  options: CardVerification,
  how: BankMethod,
): Promise<Result> {
  const card = cardOf(instrument);
  if (card) {
    return verificationNode(
      context,
      await verifyCard(context, card, cardTerms(context, options), { token, customerId }),
    );
  }
  if (instrument.kind !== 'us_bank_account') {
    throw new Refusal('The payment method cannot be verified.', {
      errorClass: 'VALIDATION',
      errorType: 'user_error',
      inputPath: ['input', 'paymentMethodId'],
    });
  }
  const { account } = instrument;
  return bankVerificationNode(context, await verifyBank(context, { token, customerId, account }, how));
}

const CONFIRMED: Readonly<Record<number, string>> = {
  96103: 'AMOUNTS_DO_NOT_MATCH',
  96104: 'TOO_MANY_ATTEMPTS',
};

export const confirmMicroTransferAmounts = mutation<{
  readonly verificationId: string;
  readonly amountsInCents: readonly number[];
}>(async ({ verificationId, amountsInCents }, context) => {
  const id = legacyIdOf(verificationId, 'usbankaccountverification', 'verification');
  const before: BankVerification | undefined = await bankVerificationOf(context, id);
  if (!before) throw notFound('verification');
  const { verification, fault } = await confirmDeposits(context, before, amountsInCents);
  const status = fault === undefined ? 'CONFIRMED' : CONFIRMED[fault];
  if (fault !== undefined && !status) throw invalidInput(fault, 'verificationId');
  return { status, verification: bankVerificationNode(context, verification) };
});

export const deletePaymentMethodFromVault = mutation<{ readonly paymentMethodId: string }>(
  async ({ paymentMethodId }, context) => {
    const method = await multiUse(context, paymentMethodId);
    await discardMethod(context, method);
    return {};
  },
);

function cardTerms(context: Context, { merchantAccountId, amount }: CardVerification) {
  const { merchantAccounts } = context.merchant;
  const account = merchantAccountId ?? Object.keys(merchantAccounts)[0] ?? '';
  const currency = merchantAccounts[account];
  if (!currency) throw invalidInput(91728, 'verification', 'merchantAccountId');
  const units = amount === undefined ? 0 : amountUnits(amount, currency);
  if (units === undefined) throw invalidInput(91740, 'verification', 'amount');
  return { merchantAccountId: account, amount: units };
}

async function singleUse(context: Context, id: string): Promise<Method> {
  const { method, fault } = await nonceMethod(context, id);
  if (fault === 'consumed') throw invalidInput(91564, 'paymentMethodId');
  if (fault === 'luhn') throw invalidInput(81715, 'paymentMethodId');
  if (!method || fault) throw invalidInput(91565, 'paymentMethodId');
  return method;
}

async function multiUse(context: Context, id: string): Promise<VaultMethod> {
  const method = await methodOf(context, legacyIdOf(id, 'paymentmethod'));
  if (!method) throw notFound('payment method');
  return method;
}

async function customerIdOf(context: Context, id: string | undefined): Promise<string | undefined> {
  if (!id) return undefined;
  const legacy = legacyIdOf(id, 'customer');
  if (!(await customerOf(context, legacy))) throw notFound('customer');
  return legacy;
}

async function nodeOf(context: Context, token: string): Promise<Result | null> {
  const method = await methodOf(context, token);
  return method ? vaultedNode(context, method) : null;
}
