import type { Context } from '../context.js';
import {
  acceptDispute,
  captureTransaction,
  partialCaptureTransaction,
  refundTransaction,
  reverseRefund,
  reverseTransaction,
  sandboxSettleTransaction,
} from './calls/change.js';
import { createClientToken, createCustomer, deleteCustomer, updateCustomer } from './calls/customers.js';
import { authorise, charge } from './calls/pay.js';
import { tokenizeCreditCard, tokenizeCvv, tokenizeUsBankAccount } from './calls/tokenise.js';
import {
  confirmMicroTransferAmounts,
  deletePaymentMethodFromVault,
  vaultCreditCard,
  vaultPaymentMethod,
  vaultUsBankAccount,
  verifyCreditCard,
  verifyPaymentMethod,
  verifyUsBankAccount,
} from './calls/vault.js';
import { idFromLegacy, type Noun, readGlobalId } from './ids.js';
import { clientConfiguration } from './nodes/client.js';
import { disputeById, transactionById } from './nodes/transactions.js';
import { customerById, methodById, verificationById } from './nodes/vault.js';
import { connection, type Page } from './paging.js';
import { unsupported } from './refusal.js';
import { search } from './search.js';

const refused = (call: string) => (): never => {
  throw unsupported(`the GraphQL call ${call}`);
};

type Find = (context: Context, id: string) => Promise<Record<string, unknown> | null>;

const FINDERS: Readonly<Record<Noun, Find>> = {
  transaction: transactionById,
  refund: transactionById,
  paymentmethod: methodById,
  customer: customerById,
  verification: verificationById,
  usbankaccountverification: verificationById,
  dispute: disputeById,
};

/** Whatever a global id stands for; null when there is nothing, as `node` is nullable. */
async function node({ id }: { readonly id: string }, context: Context): Promise<unknown> {
  const read = readGlobalId(id);
  return read ? FINDERS[read.noun](context, read.legacyId) : null;
}

/** What the schema's root fields do. */
export const ROOT = {
  ping: () => 'pong',
  clientConfiguration,
  node,
  search,
  idFromLegacyId: ({ legacyId, type }: { legacyId: string; type: string }) => idFromLegacy(legacyId, type),
  viewer: (_args: unknown, { merchant }: Context) => ({
    id: merchant.publicKey,
    merchant: {
      id: merchant.merchantId,
      status: 'active',
      companyName: merchant.merchantId,
      merchantAccounts: (page: Page) =>
        connection(
          Object.entries(merchant.merchantAccounts).map(([id, currencyCode], i) => ({
            id,
            currencyCode,
            status: merchant.suspendedAccounts.includes(id) ? 'SUSPENDED' : 'ACTIVE',
            isDefault: i === 0,
          })),
          page,
        ),
    },
  }),
  tokenizeCreditCard,
  tokenizeCvv,
  tokenizeUsBankAccount,
  vaultPaymentMethod,
  vaultCreditCard,
  vaultUsBankAccount,
  verifyPaymentMethod,
  verifyCreditCard,
  verifyUsBankAccount,
  confirmMicroTransferAmounts,
  deletePaymentMethodFromVault,
  authorizePaymentMethod: authorise,
  authorizeCreditCard: authorise,
  authorizeVenmoAccount: authorise,
  chargePaymentMethod: charge,
  chargeCreditCard: charge,
  chargeUsBankAccount: charge,
  chargeVenmoAccount: charge,
  captureTransaction,
  partialCaptureTransaction,
  refundTransaction,
  reverseTransaction,
  reverseRefund,
  sandboxSettleTransaction,
  createCustomer,
  updateCustomer,
  deleteCustomer,
  createClientToken,
  acceptDispute,
  generateExchangeRateQuote: refused('generateExchangeRateQuote'),
  createCustomerSession: refused('createCustomerSession'),
  updateCustomerSession: refused('updateCustomerSession'),
  generateCustomerRecommendations: refused('generateCustomerRecommendations'),
  createLocalPaymentContext: refused('createLocalPaymentContext'),
  createBankAccountInstantVerificationJwt: refused('createBankAccountInstantVerificationJwt'),
};
