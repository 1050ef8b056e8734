/** What a test number does beside being accepted. */
export type CardFate =
  | 'valid'
  | 'verification-declined'
  | 'verification-failed'
  | 'fraud'
  | 'risk'
  | 'review';

/** Braintree's published test numbers; every other number is refused with 81717. */
export const TEST_NUMBERS: Readonly<Record<CardFate, readonly string[]>> = {
  valid: [
    '4111111111111111',
    '4005519200000004',
    '4009348888881881',
    '4012000033330026',
    '4012000077777777',
    '4012888888881881',
    '4217651111111119',
    '4500600000000061',
    '5555555555554444',
    '2223000048400011',
    '378282246310005',
    '371449635398431',
    '6011000991300009',
    '36259600000004',
    '3530111333300000',
    '6304000000000000',
    '6243030000000001',
    '6221261111117766',
    '6223164991230014',
  ],
  'verification-declined': ['4000111111111115', '5105105105105100', '378734493671000', '6011000990139424'],
  'verification-failed': ['3566002020360505'],
  fraud: ['4000111111111511'],
  risk: ['4111130000000003'],
  review: ['4111140000000002'],
};

/** Card types as the gateway spells them, by pattern of the number; the first that matches. */
export const CARD_TYPES: readonly (readonly [RegExp, string, string])[] = [
  [/^3[47]/, 'American Express', 'amex'],
  [/^4/, 'Visa', 'visa'],
  [/^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, 'MasterCard', 'mastercard'],
  [/^3(0[0-5]|[689])/, 'Diners Club', 'diners-club'],
  [/^35/, 'JCB', 'jcb'],
  [/^(62|81)/, 'China UnionPay', 'unionpay'],
  [/^(6011|64[4-9]|65)/, 'Discover', 'discover'],
  [/^(5[0678]|6)/, 'Maestro', 'maestro'],
];
