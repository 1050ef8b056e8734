/** The catalogue of stable error codes: what happened, and what an administrator should do. */
export const ERRORS = {
  'config-invalid':
    'The configuration has faults; each is listed with its line. Correct them and start again.',
  'ari-unreachable':
    'Asterisk does not answer on the ARI address. Is it running, and is http.conf enabled there?',
  'ari-refused': 'Asterisk refused the ARI user. Compare ari.conf with asterisk.ari in the configuration.',
  'ari-deadline': 'Asterisk took longer than the deadline to answer an ARI request.',
  'ari-failed': 'Asterisk answered an ARI request with an error.',
  'ami-unreachable': 'Asterisk does not answer on the AMI address. Is webenabled=yes set in manager.conf?',
  'ami-refused':
    'Asterisk refused the AMI user. Compare manager.conf with asterisk.ami in the configuration.',
  'ami-deadline': 'Asterisk took longer than the deadline to answer an AMI action.',
  'ami-failed': 'Asterisk answered an AMI action with an error.',
  'agi-listen': 'The FastAGI address cannot be listened on. Is another instance running, or the port in use?',
  'journal-unavailable': 'The journal cannot be used. No payment is taken until it can.',
  'journal-not-owner': 'Another instance has taken over. This one stops acting on calls.',
  'journal-conflict':
    'The journal already holds a payment with this order id. It is not charged again; report this as a bug.',
  'gateway-authentication': 'The provider refused the keys. Compare merchantId, publicKey and privateKey.',
  'gateway-forbidden': 'The provider does not allow this operation to this key or merchant account.',
  'gateway-unreachable':
    'The provider cannot be reached. Nothing was charged. Check network, DNS and certificates.',
  'gateway-merchant':
    'The provider takes the keys, but not for this merchant id. Compare merchantId with the one shown beside the keys.',
  'gateway-account':
    'The merchant account does not exist, is suspended or does not take such payments. Nothing was charged. Compare merchantAccounts with those at the provider.',
  'gateway-currency':
    'No merchant account takes this currency. Nothing was sent. Name one for it under merchantAccounts.',
  'gateway-limit':
    'The amount is over the limit of the merchant account. Nothing was charged. Charge less, or ask the provider for a higher limit.',
  'gateway-token':
    'The token is not known or has expired (three hours, one use). Nothing was charged. Take the payment details again.',
  'gateway-request-keys':
    'The provider has not enabled api request keys for this merchant. Nothing was charged. Set apiRequestKeys: false.',
  'gateway-tls':
    'The certificate of the provider could not be verified. Nothing was sent. Check the clock and the certificates of this machine, and what stands between.',
  'gateway-clock':
    'The clock of the provider and ours differ. Run a time service (chrony, systemd-timesyncd).',
  'gateway-busy': 'The provider limits the rate of requests. Nothing was charged.',
  'gateway-validation': 'The provider found the request faulty. Nothing was charged.',
  'gateway-silence': 'The provider did not answer in time. It is not known whether the charge was made.',
  'gateway-cut':
    'The connection to the provider broke during the charge. It is not known whether it was made.',
  'gateway-error': 'The provider answered with a server error. It is not known whether the charge was made.',
  'gateway-not-executed': 'The gateway has no trace of the charge. Nothing was charged.',
  'lookup-unreachable':
    'The account lookup cannot be reached. Compare ivr.lookup.url, and see that its server runs and no firewall stands between.',
  'lookup-tls':
    'The certificate of the account lookup could not be verified. Nothing was sent. Name its authority in ivr.lookup.ca, or mend the certificate.',
  'lookup-deadline': 'The account lookup did not answer within ivr.lookup.deadline.',
  'lookup-refused': 'The account lookup refused the token. Compare ivr.lookup.token with its server.',
  'lookup-answer':
    'The account lookup answered with something that is no account. lib/lookup/README.md has every field.',
  'lookup-failed': 'The account lookup answered with an error. Look into the log of its server.',
  'presence-refused':
    'The agent cannot be present in this way on this call. They hear the prompts instead; nothing else changes.',
  'account-not-verified':
    'It could not be found out whether the bank account is right. Nothing was debited. Take the payment again.',
  'file-not-written': 'A file could not be written. Is its directory there, and may this user write into it?',
  'store-unknown':
    'It could not be found out whether the card was stored, so it is removed from the vault again. Nothing was charged. Take the card again.',
  'attempts-limited':
    'There were too many attempts by this caller, with this card or on the whole line. Nothing was charged. `hushpay limits` lists what is locked.',
  'limits-key':
    'The key by which attempts are counted cannot be read or made. See that the service may write beside its database, or set limits.key.',
  'card-missing': 'The card was no longer in memory. Nothing was charged.',
} as const;

export type ErrorCode = keyof typeof ERRORS;

/** A fault of a door or of the configuration. Expected outcomes of a payment are values, not errors. */
export class HushpayError extends Error {
  constructor(
    readonly code: ErrorCode,
    detail?: string,
    options?: ErrorOptions,
  ) {
    super(detail ? `${ERRORS[code]} (${detail})` : ERRORS[code], options);
    this.name = 'HushpayError';
  }
}

/** Refused: a variable that cannot be read, or that keeps from what was asked for. Has the variables' names, and never what is in them. */
export class UnreadableError extends Error {
  constructor(
    readonly variables: readonly string[],
    /** For the log, with what to do. */
    readonly told = 'a variable cannot be read',
  ) {
    super(`${told}: ${variables.join(', ')}`);
    this.name = 'UnreadableError';
  }
}
