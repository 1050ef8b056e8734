import { searchOf } from '../../criteria.js';
import { ID, type Route, route } from '../../route.js';
import { createAddress, deleteAddress, findAddress, updateAddress } from './addresses.js';
import {
  BANK_VERIFICATION_SEARCH,
  confirmBankVerification,
  findBankVerification,
} from './bank-verifications.js';
import { createClientToken } from './client-token.js';
import { CUSTOMER_SEARCH } from './customer-search.js';
import { createCustomer, deleteCustomer, findCustomer, updateCustomer } from './customers.js';
import { expiredIds, expiredPage, expiringIds, expiringPage } from './expiring.js';
import { createNonce, findNonce } from './method-nonces.js';
import {
  cardFromNonce,
  createMethod,
  deleteMethod,
  findMethod,
  grantMethod,
  revokeMethod,
  updateCard,
  updateMethod,
  updatePayPal,
} from './payment-methods.js';
import { createVerification, findVerification, VERIFICATION_SEARCH } from './verifications.js';

const customer = `/customers/${ID}`;
const address = `${customer}/addresses/${ID}`;
const methods = '/payment_methods';
const any = `${methods}/any/${ID}`;
const card = `${methods}/credit_card/${ID}`;
const paypal = `${methods}/paypal_account/${ID}`;
const sepa = `${methods}/sepa_debit_account/${ID}`;
const banks = '/us_bank_account_verifications';
const customers = searchOf(CUSTOMER_SEARCH);
const verifications = searchOf(VERIFICATION_SEARCH);
const bankVerifications = searchOf(BANK_VERIFICATION_SEARCH);

/** Customers, addresses, cards, payment methods, verifications, nonces and client tokens. */
export const VAULT_ROUTES: readonly Route[] = [
  route('customer.create', 'POST', '/customers', createCustomer),
  route('customer.searchIds', 'POST', '/customers/advanced_search_ids', customers.ids),
  route('customer.search', 'POST', '/customers/advanced_search', customers.page),
  route('customer.find', 'GET', customer, findCustomer),
  route('customer.update', 'PUT', customer, updateCustomer),
  route('customer.delete', 'DELETE', customer, deleteCustomer),
  route('address.create', 'POST', `${customer}/addresses`, createAddress),
  route('address.find', 'GET', address, findAddress),
  route('address.update', 'PUT', address, updateAddress),
  route('address.delete', 'DELETE', address, deleteAddress),
  route('paymentMethod.create', 'POST', methods, createMethod),
  route('paymentMethod.find', 'GET', any, findMethod('any')),
  route('paymentMethod.update', 'PUT', any, updateMethod),
  route('paymentMethod.delete', 'DELETE', any, deleteMethod('any')),
  route('paymentMethod.grant', 'POST', `${methods}/grant`, grantMethod),
  route('paymentMethod.revoke', 'POST', `${methods}/revoke`, revokeMethod),
  route('creditCard.find', 'GET', card, findMethod('credit_card')),
  route('creditCard.update', 'PUT', card, updateCard),
  route('creditCard.delete', 'DELETE', card, deleteMethod('credit_card')),
  route('creditCard.fromNonce', 'GET', `${methods}/from_nonce/${ID}`, cardFromNonce),
  route('creditCard.expiredIds', 'POST', `${methods}/all/expired_ids`, expiredIds),
  route('creditCard.expired', 'POST', `${methods}/all/expired`, expiredPage),
  route('creditCard.expiringIds', 'POST', `${methods}/all/expiring_ids`, expiringIds),
  route('creditCard.expiring', 'POST', `${methods}/all/expiring`, expiringPage),
  route('paypalAccount.find', 'GET', paypal, findMethod('paypal_account')),
  route('paypalAccount.update', 'PUT', paypal, updatePayPal),
  route('paypalAccount.delete', 'DELETE', paypal, deleteMethod('paypal_account')),
  route('usBankAccount.find', 'GET', `${methods}/us_bank_account/${ID}`, findMethod('us_bank_account')),
  route('sepaDirectDebitAccount.find', 'GET', sepa, findMethod('sepa_debit_account')),
  route('sepaDirectDebitAccount.delete', 'DELETE', sepa, deleteMethod('sepa_debit_account')),
  route('paymentMethodNonce.create', 'POST', `${methods}/${ID}/nonces`, createNonce),
  route('paymentMethodNonce.find', 'GET', `/payment_method_nonces/${ID}`, findNonce),
  route('creditCardVerification.create', 'POST', '/verifications', createVerification),
  route('creditCardVerification.searchIds', 'POST', '/verifications/advanced_search_ids', verifications.ids),
  route('creditCardVerification.search', 'POST', '/verifications/advanced_search', verifications.page),
  route('creditCardVerification.find', 'GET', `/verifications/${ID}`, findVerification),
  route('usBankAccountVerification.searchIds', 'POST', `${banks}/advanced_search_ids`, bankVerifications.ids),
  route('usBankAccountVerification.search', 'POST', `${banks}/advanced_search`, bankVerifications.page),
  route('usBankAccountVerification.find', 'GET', `${banks}/${ID}`, findBankVerification),
  route(
    'usBankAccountVerification.confirm',
    'PUT',
    `${banks}/${ID}/confirm_micro_transfer_amounts`,
    confirmBankVerification,
  ),
  route('clientToken.generate', 'POST', '/client_token', createClientToken),
];
