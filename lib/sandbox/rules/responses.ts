const SOFT = new Set([
  2000, 2001, 2002, 2003, 2016, 2025, 2026, 2034, 2035, 2038, 2040, 2042, 2046, 2048, 2057, 2062, 2078, 2080,
  2092, 2099, 3000,
]);

/** Whether a decline is soft: another try may succeed. By the processor's response code. */
export function isSoft(code: string): boolean {
  const number = Number(code);
  return SOFT.has(number) || (number > 2100 && number !== 2107 && number !== 2108);
}

const SETTLEMENT_TEXTS: Readonly<Record<string, string>> = {
  3000: 'Processor Network Unavailable - Try Again',
  4000: 'Settled',
  4001: 'Settlement Declined',
  4002: 'Settlement Pending',
  4003: 'Already Captured',
  4004: 'Already Refunded',
  4005: 'PayPal Risk Rejected',
  4006: 'Capture Amount Exceeded Allowable Limit',
  4018: 'PayPal Pending Payments Not Supported',
  4019: 'PayPal Refund Transaction with an Open Case Not Allowed',
  4020: 'PayPal Refund Attempt Limit Reached',
  4021: 'PayPal Refund Transaction Not Allowed',
};

/** Text of the processor's answer to a settlement; a code without one of its own reads `Settlement Declined`. */
export function settlementText(code: string): string {
  return SETTLEMENT_TEXTS[code] ?? 'Settlement Declined';
}

interface NetworkAnswer {
  readonly code: string;
  readonly text: string;
}

/** What card networks say for the processor's commonest answers; ISO 8583 codes. */
const NETWORK: Readonly<Record<string, NetworkAnswer>> = {
  1000: { code: '00', text: 'Successful approval/completion or V.I.P. PIN verification is successful' },
  1004: { code: '10', text: 'Partial approval' },
  2000: { code: '05', text: 'Do not honor' },
  2001: { code: '51', text: 'Insufficient funds' },
  2002: { code: '61', text: 'Exceeds withdrawal amount limit' },
  2003: { code: '65', text: 'Exceeds withdrawal frequency limit' },
  2004: { code: '54', text: 'Expired card' },
  2005: { code: '14', text: 'Invalid account number' },
  2007: { code: '78', text: 'No account' },
  2009: { code: '15', text: 'No such issuer' },
  2010: { code: 'N7', text: 'Decline for CVV2 failure' },
  2012: { code: '41', text: 'Lost card, pick up' },
  2013: { code: '43', text: 'Stolen card, pick up' },
  2014: { code: '59', text: 'Suspected fraud' },
  2015: { code: '57', text: 'Transaction not permitted to cardholder' },
  2019: { code: '12', text: 'Invalid transaction' },
  2047: { code: '04', text: 'Pick up card' },
  2057: { code: '62', text: 'Restricted card' },
  2099: { code: '1A', text: 'Additional customer authentication required' },
  3000: { code: '91', text: 'Issuer unavailable or switch inoperative' },
};

/** The network's own answer behind the processor's code; `XX` where this sandbox knows none. */
export function networkAnswer(code: string): NetworkAnswer {
  return NETWORK[code] ?? { code: 'XX', text: 'sample network response text' };
}
