import type { Fields } from '../../fields.js';
import { invalid, type ValidationError } from '../../rules/validation.js';
import type { TransactionDetails } from '../../transaction.js';

/**
 * The dynamic descriptor. A name is `company*product` with the company filled up to 3, 7 or 12 characters and 22
 * in all; a phone has ten digits within 10 to 14 characters; a URL at most 13 characters.
 */
export function readDescriptor(request: Fields, errors: ValidationError[]): TransactionDetails['descriptor'] {
  if (!request.has('descriptor')) return undefined;
  const descriptor = request.under('descriptor');
  const [name, phone, url] = ['name', 'phone', 'url'].map((field) => descriptor.text(field) || undefined);
  if (name && !validName(name)) errors.push(invalid(92201, 'name', 'descriptor'));
  if (phone && !(/^[\d().\- ]{10,14}$/.test(phone) && phone.replace(/\D/g, '').length === 10)) {
    errors.push(invalid(92202, 'phone', 'descriptor'));
  }
  if (url && !/^[\x21-\x7e]{1,13}$/.test(url)) errors.push(invalid(92206, 'url', 'descriptor'));
  return { name, phone, url };
}

function validName(name: string): boolean {
  const star = name.indexOf('*');
  return (
    [3, 7, 12].includes(star) &&
    name.length > star + 1 &&
    name.length <= 22 &&
    /^[A-Za-z0-9 .+*-]+$/.test(name) &&
    !name.startsWith(' ')
  );
}
