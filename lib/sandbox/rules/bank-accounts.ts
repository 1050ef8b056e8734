/** Banks behind the documented test routing numbers. */
export const BANKS: Readonly<Record<string, string>> = {
  '011000015': 'FEDERAL RESERVE BANK',
  '021000021': 'JPMORGAN CHASE BANK, NA',
  '071101307': 'TEST BANK',
  '071000013': 'JPMORGAN CHASE BANK, NA',
};

/** Processor's answer to a network check of the documented test accounts; every other one is declined. */
const NETWORK_CHECK: Readonly<Record<string, string>> = {
  '1000000000': '1000',
  '1000000001': '1003',
  '1000000002': '3000',
  '1000000004': '2046',
  '1000000005': '2061',
  '1000000006': '2092',
  '1000000007': '2092',
  '1000000008': '2061',
  '1000000009': '2061',
};

export function networkCheckCode(accountNumber: string): string {
  return NETWORK_CHECK[accountNumber] ?? '2038';
}

/** How an account ends whose holder names the two deposits rightly. */
export type MicroTransferFate = 'verified' | 'pending' | 'failed' | 'declined';

const MICRO_TRANSFERS: Readonly<Record<string, MicroTransferFate>> = {
  '1000000000': 'verified',
  '1000000001': 'pending',
  '1000000002': 'failed',
  '1000000003': 'declined',
};

export function microTransferFate(accountNumber: string): MicroTransferFate {
  return MICRO_TRANSFERS[accountNumber] ?? 'verified';
}

/** Cents that the sandbox says it has sent to every account. */
export const DEPOSITS: readonly [number, number] = [17, 29];

/** The ABA's check digit. */
export function isRoutingNumber(number: string): boolean {
  if (!/^\d{9}$/.test(number)) return false;
  const sum = [...number].reduce((all, digit, i) => all + Number(digit) * ([3, 7, 1][i % 3] ?? 0), 0);
  return sum > 0 && sum % 10 === 0;
}
