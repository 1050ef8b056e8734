import { processorText } from '../../../gateway/braintree/texts.js';
import { amountText } from '../../amount.js';
import type { Context } from '../../context.js';
import { globalId } from '../../ids.js';
import {
  type BankVerification,
  bankVerificationOf,
  bankVerificationsOf,
} from '../../resources/vault/bank-verification.js';
import type { VaultMethod } from '../../resources/vault/methods.js';
import { type Verification, verificationOf, verificationsOf } from '../../resources/vault/verification.js';
import { timestamp } from '../ids.js';
import { matchCode } from './matches.js';
import { instrumentNode, methodById } from './methods.js';

type Node = Record<string, unknown>;

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
