/** The two ends of the call. The agent is whoever may press the feature code, whoever dialled. */
export type Side = 'caller' | 'agent';

/** What is asked of a card. */
export type CardField = 'payment-card-number' | 'expiration-date' | 'security-code' | 'postal-code';
/** What is asked of a bank account. */
export type BankField = 'bank-routing-number' | 'bank-account-number';
/** What a caller keys that is no card data. */
export type PlainField =
  | 'customer-number'
  | 'payment-amount'
  | 'tip-amount'
  /** What proves who calls. */
  | 'caller-postal-code'
  | 'caller-pin';
/** The trade's names, as Twilio's `<Pay>` uses them. */
export type Field = CardField | BankField | PlainField;

export type FieldError =
  | 'timeout'
  | 'invalid-card-number'
  | 'invalid-card-type'
  | 'invalid-date'
  | 'invalid-security-code'
  | 'invalid-postal-code'
  | 'invalid-bank-routing-number'
  | 'invalid-bank-account-number'
  | 'invalid-customer-number'
  /** It does not prove who calls. */
  | 'wrong-answer'
  | 'invalid-amount'
  | 'amount-too-small'
  | 'amount-too-large'
  /** It was spoken, and no digits could be made of it. */
  | 'not-understood'
  /** The second entry of a field that is asked twice is not the first. */
  | 'input-matching-failed';

/** `charge`: taken at once. `authorise`: held, to be captured later. `tokenise`: only stored, nothing is taken. */
export type Mode = 'charge' | 'authorise' | 'tokenise';

/**
 * What the agent has of the capture. `guided`: hears the prompts and can speak to the caller. `isolated`: hold music
 * and ticks. `silent`: ticks and the outcome. `talk`: goes on talking with the caller, whose keys are hidden.
 */
export type Presence = 'guided' | 'isolated' | 'silent' | 'talk';

/** What the caller says to a question: the number of one of its answers, or a key that means nothing there. */
export type Answer = number | 'other';

/** What the caller decides by one key while no field is open. */
export type Choice =
  | 'language'
  /** All of what is owed, a part of it, another amount. */
  | 'amount'
  | 'confirm-amount'
  /** The amount is another than the one that was told: 1 agrees, 2 does not; a lower one needs no key. */
  | 'changed-amount'
  | 'tip'
  /** Card or bank account. */
  | 'method'
  /** "Card ending …": 1 uses it, 2 does not. */
  | 'stored-method'
  /** "The last four are …": 1 is right, 2 keys the number again. */
  | 'confirm-last-four'
  /** Of a bank account: 1 checking, 2 savings. */
  | 'account-type'
  /** The words by which a bank account may be debited: 1 agrees, 2 does not. */
  | 'mandate'
  /** After the payment. */
  | 'keep-method'
  | 'confirmation'
  | 'receipt'
  | 'score'
  /** On the payment line, after a decline: another card, or an agent. */
  | 'after-decline';

/** What is settled before the method is asked for, in this order. */
export type Step = 'language' | 'proof' | 'identity' | 'amount' | 'tip' | 'method' | 'total' | 'stored';
