/** What a test number does beside being accepted. */
export type CardFate =
  | 'valid'
  | 'verification-declined'
  | 'verification-failed'
  | 'fraud'
  | 'risk'
  | 'review';

/** What the network's records say of a card; each is Yes, No or Unknown. */
export type Indicator =
  | 'prepaid'
  | 'prepaidReloadable'
  | 'debit'
  | 'payroll'
  | 'healthcare'
  | 'durbinRegulated'
  | 'commercial'
  | 'business'
  | 'consumer'
  | 'corporate'
  | 'purchase';

/** Numbers whose records say something: the indicators that are Yes; all others are then No. */
const INDICATED: Readonly<Record<string, readonly Indicator[]>> = {
  '4229989800000003': ['business'],
  '4111111111131010': ['commercial'],
  '4229989700000004': ['consumer'],
  '4229989100000000': ['corporate'],
  '4117101010101010': ['debit'],
  '4111161010101010': ['durbinRegulated'],
  '4111111510101010': ['healthcare'],
  '4111111111310101': [],
  '4111111111111210': ['prepaid'],
  '4500600000000061': ['prepaid'],
  '4012000033330026': ['debit'],
  '4229989900000002': ['prepaid', 'prepaidReloadable'],
  '4111111114101010': ['payroll'],
  '4229989500000006': ['purchase'],
};

const ALL: readonly Indicator[] = [
  'prepaid',
  'prepaidReloadable',
  'debit',
  'payroll',
  'healthcare',
  'durbinRegulated',
  'commercial',
  'business',
  'consumer',
  'corporate',
  'purchase',
];

const COUNTRIES: Readonly<Record<string, string>> = { '4111111111121102': 'USA', '4012000033330125': 'CAN' };
const BANKS: Readonly<Record<string, string>> = { '4111111141010101': 'NETWORK ONLY' };

/** Those of the indicated numbers that are in the published list by themselves. */
const LISTED = new Set(['4500600000000061', '4012000033330026']);

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
    '4023898493988028',
    '4111111111112101',
    // Braintree publishes none of 19 digits; the first 16 of this one pass the check, too.
    '4917610000000000003',
    '5555555555554444',
    '2223000048400011',
    '378282246310005',
    '371449635398431',
    '371260714673002',
    '378267515471109',
    '371544868764018',
    '6011111111111117',
    '6011000991300009',
    '36259600000004',
    '3530111333300000',
    '6304000000000000',
    '6243030000000001',
    '6221261111117766',
    '6223164991230014',
    '6370950000000005',
    '6062820524845321',
    '5066991111111118',
    ...Object.keys(INDICATED).filter((number) => !LISTED.has(number)),
    ...Object.keys(COUNTRIES),
    ...Object.keys(BANKS),
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
  [/^(50669|5067|509|6500|6504|6505|6516|6550)/, 'Elo', 'elo'],
  [/^4/, 'Visa', 'visa'],
  [/^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, 'MasterCard', 'mastercard'],
  [/^3(0[0-5]|[689])/, 'Diners Club', 'diners-club'],
  [/^35/, 'JCB', 'jcb'],
  [/^(637095|637568|637599|637609|637612)/, 'Hiper', 'hiper'],
  [/^606282/, 'Hipercard', 'hipercard'],
  [/^(62|81)/, 'China UnionPay', 'unionpay'],
  [/^(6011|64[4-9]|65)/, 'Discover', 'discover'],
  [/^(5[0678]|6)/, 'Maestro', 'maestro'],
];

/** What is known of a card beside its number, as `<credit-card>` tells it. */
export interface CardRecord {
  readonly indicators: Readonly<Record<Indicator, 'Yes' | 'No' | 'Unknown'>>;
  readonly countryOfIssuance: string;
  readonly issuingBank: string;
}

export function cardRecord(number: string): CardRecord {
  const yes = INDICATED[number];
  const said = (one: Indicator): 'Yes' | 'No' | 'Unknown' =>
    yes ? (yes.includes(one) ? 'Yes' : 'No') : 'Unknown';
  return {
    indicators: Object.fromEntries(ALL.map((one) => [one, said(one)])) as CardRecord['indicators'],
    countryOfIssuance: COUNTRIES[number] ?? 'Unknown',
    issuingBank: BANKS[number] ?? 'Unknown',
  };
}
