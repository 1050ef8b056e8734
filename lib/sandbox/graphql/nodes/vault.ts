import { processorText } from '../../../gateway/braintree/texts.js';
import { amountText } from '../../amount.js';
import type { Context } from '../../context.js';
import { globalId } from '../../ids.js';
import type { Method } from '../../instrument.js';
import {
  type BankVerification,
  bankVerificationOf,
  bankVerificationsOf,
} from '../../resources/vault/bank-verification.js';
import { customerOf, type VaultCustomer } from '../../resources/vault/customer.js';
import { methodOf, methodsOf, type VaultMethod } from '../../resources/vault/methods.js';
import { type Verification, verificationOf, verificationsOf } from '../../resources/vault/verification.js';
import { timestamp } from '../ids.js';
import { connection, type Page } from '../paging.js';
import { instrumentNode } from './instruments.js';
import { matchCode } from './matches.js';

// Methods, their verifications and customers: each can be reached from the others, so they stand together.

type Node = Record<string, unknown>;

/** A payment method of the vault. */
export function vaultedNode(context: Context, method: VaultMethod): Node {
  const { token, customerId } = method;
  return {
    __typename: 'PaymentMethod',
    id: globalId('paymentmethod', token),
    legacyId: token,
    usage: 'MULTI_USE',
    createdAt: timestamp(method.createdAt),
    details: instrumentNode(method.instrument),
    customer: () => customerById(context, customerId),
    verifications: async (page: Page) => connection(await verificationNodes(context, method), page),
  };
}

/** A payment method that can be used once: its id is the nonce. */
export function singleUseNode(id: string, { instrument, billing }: Method, at: number): Node {
  return {
    __typename: 'PaymentMethod',
    id,
    legacyId: id,
    usage: 'SINGLE_USE',
    createdAt: timestamp(at),
    details: instrumentNode(instrument, billing),
    customer: null,
    verifications: (page: Page) => connection([], page),
  };
}

export async function methodById(context: Context, token: string | undefined): Promise<Node | null> {
  const method = token === undefined ? undefined : await methodOf(context, token);
  return method ? vaultedNode(context, method) : null;
}

export function customerNode(context: Context, customer: VaultCustomer): Node {
  const { id, defaultToken, firstName, lastName, company, email, phone } = customer;
  return {
    __typename: 'Customer',
    id: globalId('customer', id),
    legacyId: id,
    createdAt: timestamp(customer.createdAt),
    firstName,
    lastName,
    company,
    email,
    phoneNumber: phone,
    defaultPaymentMethod: () => methodById(context, defaultToken),
    paymentMethods: async (page: Page) => {
      const all = await methodsOf(context, id);
      return connection(
        all.map((method) => vaultedNode(context, method)),
        page,
      );
    },
  };
}

export async function customerById(context: Context, id: string | undefined): Promise<Node | null> {
  const customer = id === undefined ? undefined : await customerOf(context, id);
  return customer ? customerNode(context, customer) : null;
}

export function verificationNode(context: Context, v: Verification): Node {
  const amount = {
    value: amountText(v.amount, v.currency),
    currencyCode: v.currency,
    currencyIsoCode: v.currency,
  };
  return {
    __typename: 'Verification',
    id: globalId('verification', v.id),
    legacyId: v.id,
    status: v.status.toUpperCase(),
    merchantAccountId: v.merchantAccountId,
    amount,
    createdAt: timestamp(v.createdAt),
    gatewayRejectionReason: v.rejection?.toUpperCase(),
    processorResponse: v.processorCode && {
      legacyCode: v.processorCode,
      message: processorText(v.processorCode),
      cvvResponse: matchCode(v.cvv),
      avsPostalCodeResponse: matchCode(v.avs.postalCode),
      avsStreetAddressResponse: matchCode(v.avs.streetAddress),
    },
    paymentMethod: () => methodById(context, v.token),
    paymentMethodSnapshot: instrumentNode({ kind: 'credit_card', facts: v.card }, v.billing),
    paymentMethodVerificationDetails: { __typename: 'CreditCardVerificationDetails', amount },
  };
}

export function bankVerificationNode(context: Context, v: BankVerification): Node {
  return {
    __typename: 'Verification',
    id: globalId('usbankaccountverification', v.id),
    legacyId: v.id,
    status: v.status.toUpperCase(),
    createdAt: timestamp(v.createdAt),
    processorResponse: v.processorCode && {
      legacyCode: v.processorCode,
      message: processorText(v.processorCode),
    },
    paymentMethod: () => methodById(context, v.token),
    paymentMethodSnapshot: instrumentNode({ kind: 'us_bank_account', account: v.account }),
    paymentMethodVerificationDetails: {
      __typename: 'UsBankAccountVerificationDetails',
      method: v.method.toUpperCase(),
      verificationDeterminedAt: v.determinedAt === undefined ? null : timestamp(v.determinedAt),
    },
  };
}

/** All of a payment method, newest first. */
export async function verificationNodes(
  context: Context,
  { token, instrument }: VaultMethod,
): Promise<Node[]> {
  const nodes =
    instrument.kind === 'us_bank_account'
      ? (await bankVerificationsOf(context, token)).map((v) => bankVerificationNode(context, v))
      : (await verificationsOf(context, token)).map((v) => verificationNode(context, v));
  return nodes.reverse();
}

export async function verificationById(context: Context, id: string): Promise<Node | null> {
  const card = await verificationOf(context, id);
  if (card) return verificationNode(context, card);
  const bank = await bankVerificationOf(context, id);
  return bank ? bankVerificationNode(context, bank) : null;
}
