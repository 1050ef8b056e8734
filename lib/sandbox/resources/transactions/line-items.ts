import type { Fields } from '../../fields.js';
import { invalid, type ValidationCode, type ValidationError } from '../../rules/validation.js';
import type { LineItem } from '../../transaction.js';

const MOST = 249;
const LARGEST = 2_147_483_647;
const UPC_TYPES = ['UPC-A', 'UPC-B', 'UPC-C', 'UPC-D', 'UPC-E', 'UPC-2', 'UPC-5'];

/** Names that are copied as they are, with the longest they may be and the error beyond. */
const TEXTS: readonly (readonly [string, number, ValidationCode | undefined])[] = [
  ['name', 127, 95823],
  ['description', 127, 95803],
  ['product_code', 127, 95809],
  ['commodity_code', 12, 95801],
  ['unit_of_measure', 12, 95821],
  ['upc_code', 17, 95831],
  ['upc_type', 5, undefined],
  ['url', 2048, undefined],
  ['image_url', 2048, undefined],
];

interface AmountRule {
  readonly name: string;
  readonly decimals: number;
  readonly required?: ValidationCode;
  readonly format: ValidationCode;
  readonly large: ValidationCode;
  /** For a negative one, or for zero too where `zero` says so. */
  readonly small?: ValidationCode;
  readonly zero?: boolean;
}

const AMOUNTS: readonly AmountRule[] = [
  { name: 'quantity', decimals: 4, required: 95811, format: 95810, large: 95812 },
  {
    name: 'unit_amount',
    decimals: 4,
    required: 95818,
    format: 95817,
    large: 95819,
    small: 95820,
    zero: true,
  },
  {
    name: 'total_amount',
    decimals: 2,
    required: 95814,
    format: 95813,
    large: 95815,
    small: 95816,
    zero: true,
  },
  { name: 'unit_tax_amount', decimals: 2, format: 95824, large: 95825, small: 95826 },
  { name: 'tax_amount', decimals: 2, format: 95827, large: 95828, small: 95829 },
  { name: 'discount_amount', decimals: 2, format: 95804, large: 95805, small: 95806 },
];

/** The line items of a request; each faulty one is told under its place, `line-items/index-3`. */
export function readLineItems(request: Fields, errors: ValidationError[]): readonly LineItem[] | undefined {
  if (!request.has('line_items')) return undefined;
  const items = request.items('line_items');
  if (!items) {
    errors.push(invalid(915158, 'line_items'));
    return undefined;
  }
  if (items.length > MOST) {
    errors.push(invalid(915157, 'line_items'));
    return undefined;
  }
  return items.map((item, i) =>
    readItem(item, (code, name) => errors.push(invalid(code, name, 'line-items', `index-${i}`))),
  );
}

function readItem(item: Fields, refuse: (code: ValidationCode, name: string) => void): LineItem {
  const kind = item.text('kind');
  if (!kind) refuse(95808, 'kind');
  else if (kind !== 'debit' && kind !== 'credit') refuse(95807, 'kind');
  if (!item.text('name')) refuse(95822, 'name');
  const read: Record<string, string | undefined> = {};
  for (const [name, longest, code] of TEXTS) {
    const text = item.text(name);
    if (code && (text ?? '').length > longest) refuse(code, name);
    read[camel(name)] = text;
  }
  for (const rule of AMOUNTS) {
    const fault = amountFault(item.text(rule.name), rule);
    if (fault) refuse(fault, rule.name);
    read[camel(rule.name)] = item.text(rule.name);
  }
  const type = item.text('upc_type');
  if (type && !UPC_TYPES.includes(type)) refuse(95833, 'upc_type');
  if (type && !item.text('upc_code')) refuse(95830, 'upc_code');
  if (!type && item.text('upc_code')) refuse(95832, 'upc_type');
  return { ...read, kind: kind === 'credit' ? 'credit' : 'debit' } as LineItem;
}

function amountFault(text: string | undefined, rule: AmountRule): ValidationCode | undefined {
  if (text === undefined || text === '') return rule.required;
  const fraction = /^-?\d+(?:\.(\d+))?$/.exec(text);
  if (!fraction || (fraction[1] ?? '').length > rule.decimals) return rule.format;
  const value = Number(text);
  if (value > LARGEST) return rule.large;
  if (value < 0) return rule.small ?? rule.format;
  return value === 0
    ? rule.zero
      ? rule.small
      : rule.name === 'quantity'
        ? rule.format
        : undefined
    : undefined;
}

const camel = (name: string): string =>
  name.replace(/_(\w)/g, (_all, letter: string) => letter.toUpperCase());
