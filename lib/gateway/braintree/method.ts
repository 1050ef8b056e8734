import { brandOf } from '../../session/brand.js';
import type { StoredMethod, Verification } from '../methods.js';
import { clean } from './details.js';
import type { SdkMethod, SdkVerification } from './sdk.js';
import { severityOf } from './severity.js';
import { processorText, rejectionText } from './texts.js';

/** A stored method in our words: the mask and nothing that could be its number. Throws where it has no token. */
export function methodOf(method: SdkMethod): StoredMethod {
  const { token, customerId, last4 = '' } = method;
  if (!token) throw new Error('a payment method without a token');
  const base = {
    token,
    ...(customerId ? { customerId } : {}),
    isDefault: method.default === true,
  };
  if (method.routingNumber) {
    return {
      kind: 'bank-account',
      ...base,
      last4,
      verification: accountVerification(method),
      ...given('bankName', clean(method.bankName)),
      ...given('holder', clean(method.accountHolderName)),
      ...(method.accountType === 'savings' || method.accountType === 'checking'
        ? { accountType: method.accountType }
        : {}),
    };
  }
  const verification = verificationOf(method.verification ?? newest(method.verifications));
  if (!method.cardType) return { kind: 'other', ...base, type: method.constructor.name, verification };
  return {
    kind: 'card',
    ...base,
    brand: brandOf(method.cardType),
    last4,
    verification,
    ...given('expires', method.expirationDate),
    ...(method.expired === undefined ? {} : { expired: method.expired }),
  };
}

/** What became of a verification that the gateway tells of. */
export function verificationOf(v: SdkVerification | undefined): Verification {
  if (!v?.status) return { kind: 'none' };
  const id = v.id ? { id: v.id } : {};
  switch (v.status) {
    case 'verified':
      return { kind: 'verified', ...id };
    case 'pending':
      return v.id ? { kind: 'pending', id: v.id } : { kind: 'none' };
    default: {
      const code = v.processorResponseCode || v.gatewayRejectionReason || v.status;
      const text = v.gatewayRejectionReason
        ? rejectionText(v.gatewayRejectionReason)
        : v.processorResponseText || processorText(code);
      return { kind: 'failed', ...id, code, text, severity: severityOf(code) };
    }
  }
}

/** `verified` of the account counts: a verification that failed may have been followed by one that did not. */
function accountVerification({ verified, verifications }: SdkMethod): Verification {
  const last = verificationOf(newest(verifications));
  if (verified && last.kind !== 'verified') return { kind: 'verified' };
  return !verified && last.kind === 'verified' ? { kind: 'none' } : last;
}

function newest(all: readonly SdkVerification[] | undefined): SdkVerification | undefined {
  const list = Array.isArray(all) ? all : [];
  return list.toSorted((a, b) => (b.createdAt ?? '').localeCompare(a.createdAt ?? ''))[0];
}

function given<Name extends string>(name: Name, value: string | undefined): Partial<Record<Name, string>> {
  return (value ? { [name]: value } : {}) as Partial<Record<Name, string>>;
}
