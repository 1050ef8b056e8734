const WITHOUT_DECIMALS = new Set([
  'BIF',
  'CLP',
  'DJF',
  'GNF',
  'JPY',
  'KMF',
  'KRW',
  'PYG',
  'RWF',
  'UGX',
  'VND',
  'VUV',
  'XAF',
  'XOF',
  'XPF',
]);
const WITH_THREE = new Set(['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND']);

function decimals(currency: string): number {
  if (WITHOUT_DECIMALS.has(currency)) return 0;
  return WITH_THREE.has(currency) ? 3 : 2;
}

/** Thousandths of the unit from a decimal string; undefined where the form is wrong for the currency. */
export function amountUnits(text: string, currency: string): number | undefined {
  const match = /^(-?)(\d{1,12})(?:\.(\d{1,3}))?$/.exec(text);
  if (!match) return undefined;
  const [, sign = '', whole = '', fraction = ''] = match;
  if (fraction.replace(/0+$/, '').length > decimals(currency)) return undefined;
  const units = Number(whole) * 1000 + Number(fraction.padEnd(3, '0'));
  return sign ? -units : units;
}

/** `1999000` in USD is `1999.00`, in JPY `1999`. */
export function amountText(units: number, currency: string): string {
  return (units / 1000).toFixed(decimals(currency));
}
