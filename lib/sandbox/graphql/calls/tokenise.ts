import { type CardInput, cardFacts } from '../../card.js';
import type { Method } from '../../instrument.js';
import { bankFacts } from '../../resources/vault/bank.js';
import { makeCvv } from '../../resources/vault/cvv.js';
import { makeNonce } from '../../resources/vault/nonces.js';
import { cvvMatch } from '../../rules/verification.js';
import { timestamp } from '../ids.js';
import { singleUseNode } from '../nodes/vault.js';
import { invalidInput, Refusal, Refusals } from '../refusal.js';
import { type AddressInput, readAddress } from './address.js';
import { mutation } from './call.js';

const camel = (name: string): string =>
  name.replace(/_(\w)/g, (_all, letter: string) => letter.toUpperCase());

interface CreditCard extends CardInput {
  readonly billingAddress?: AddressInput;
}

/** Unless it is asked to validate, what is wrong with the card shows when it is charged. */
export const tokenizeCreditCard = mutation<{
  readonly creditCard: CreditCard;
  readonly options?: { readonly validate?: boolean };
}>(async ({ creditCard, options }, context) => {
  const billing = readAddress(creditCard.billingAddress);
  const { postalCode, streetAddress } = billing ?? {};
  const facts = cardFacts({ ...creditCard, postalCode, streetAddress }, context.secret);
  if (options?.validate && facts.faults.length > 0) {
    throw new Refusals(facts.faults.map((one) => invalidInput(one.code, 'creditCard', camel(one.attribute))));
  }
  const method: Method = { instrument: { kind: 'credit_card', facts }, ...(billing ? { billing } : {}) };
  const id = await makeNonce(context, method);
  const paymentMethod = singleUseNode(id, method, context.now);
  return { token: id, creditCard: paymentMethod.details, paymentMethod };
});

/** A security code alone, to be given with the charge of a card of the vault. Only the issuer's answer is kept. */
export const tokenizeCvv = mutation<{ readonly cvv: string }>(async ({ cvv }, context) => {
  if (!/^\d{3,4}$/.test(cvv)) throw invalidInput(81707, 'cvv');
  const id = await makeCvv(context, cvvMatch(cvv));
  const { now } = context;
  const paymentMethod = { id, legacyId: id, usage: 'SINGLE_USE', createdAt: timestamp(now), details: null };
  return { tokenizedCvv: { id }, singleUseToken: paymentMethod, paymentMethod };
});

interface UsBankAccount {
  readonly accountNumber: string;
  readonly routingNumber: string;
  readonly accountType: string;
  readonly businessOwner?: { readonly businessName: string };
  readonly individualOwner?: { readonly firstName: string; readonly lastName: string };
  readonly achMandate: string;
}

/** Without the words that its holder agreed to, and without an owner, no account is debited. */
export const tokenizeUsBankAccount = mutation<{ readonly usBankAccount: UsBankAccount }>(
  async ({ usBankAccount: given }, context) => {
    const { businessOwner, individualOwner } = given;
    if (!given.achMandate.trim()) throw wrong('The ACH mandate must not be blank.', 'achMandate');
    if (Boolean(businessOwner) === Boolean(individualOwner)) {
      throw wrong('Give either a business owner or an individual owner.', 'businessOwner');
    }
    const account = bankFacts(
      {
        accountNumber: given.accountNumber,
        routingNumber: given.routingNumber,
        accountType: given.accountType === 'SAVINGS' ? 'savings' : 'checking',
        ownershipType: businessOwner ? 'business' : 'personal',
        ...individualOwner,
        businessName: businessOwner?.businessName,
        achMandate: given.achMandate,
      },
      context.secret,
      context.now,
    );
    const method: Method = { instrument: { kind: 'us_bank_account', account } };
    const id = await makeNonce(context, method);
    return { paymentMethod: singleUseNode(id, method, context.now) };
  },
);

const wrong = (message: string, field: string): Refusal =>
  new Refusal(message, {
    errorClass: 'VALIDATION',
    errorType: 'user_error',
    inputPath: ['input', 'usBankAccount', field],
  });
