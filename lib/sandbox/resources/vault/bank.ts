import { createHmac } from 'node:crypto';
import type { BankFacts } from '../../instrument.js';
import { BANKS, microTransferFate, networkCheckCode } from '../../rules/bank-accounts.js';

/** A US bank account as it comes over the wire. It lives for one request. */
export interface BankInput {
  readonly accountNumber: string;
  readonly routingNumber: string;
  readonly accountType: 'checking' | 'savings';
  readonly ownershipType: 'personal' | 'business';
  readonly firstName?: string;
  readonly lastName?: string;
  readonly businessName?: string;
  /** The text that the account's holder agreed to, without which there is no debit. */
  readonly achMandate?: string;
}

/** Reduces an account to what may be kept of it. `secret` keys the fingerprint, `at` is when the mandate was given. */
export function bankFacts(input: BankInput, secret: string, at: number): BankFacts {
  const { accountNumber, routingNumber, accountType, ownershipType, firstName, lastName, businessName } =
    input;
  return {
    fingerprint: createHmac('sha256', secret)
      .update(`${routingNumber} ${accountNumber}`)
      .digest('hex')
      .slice(0, 32),
    routingNumber,
    last4: accountNumber.slice(-4),
    accountType,
    ownershipType,
    accountHolderName:
      ownershipType === 'business' ? (businessName ?? '') : [firstName, lastName].filter(Boolean).join(' '),
    bankName: BANKS[routingNumber] ?? 'UNKNOWN BANK',
    firstName,
    lastName,
    businessName,
    ...(input.achMandate ? { achMandate: { text: input.achMandate, acceptedAt: at } } : {}),
    verified: false,
    networkCheck: networkCheckCode(accountNumber),
    microTransfers: microTransferFate(accountNumber),
  };
}
