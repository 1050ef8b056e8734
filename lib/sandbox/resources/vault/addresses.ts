import { type Address, addressFields } from '../../address.js';
import { type Answer, blankAnswer, validationAnswer, xmlAnswer } from '../../answer.js';
import type { Context } from '../../context.js';
import type { Document } from '../../documents.js';
import { randomId } from '../../ids.js';
import { invalidAt, type ValidationError } from '../../rules/validation.js';
import { instant, type XmlNode } from '../../xml.js';
import { blankErrors, readAddress } from './address-input.js';
import { customerOf } from './customer.js';
import { echoed } from './echo.js';

const KIND = 'address';
const LIMIT = 50;
const PATH = ['address'];

/** An address in the vault; its id is unique within its customer. */
export interface VaultAddress {
  readonly id: string;
  readonly customerId: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly address: Address;
}

const key = (customerId: string, id: string): string => `${customerId}/${id}`;

function read({ document, parent, createdAt, updatedAt }: Document<Address>): VaultAddress {
  return { id: document.id ?? '', customerId: parent ?? '', createdAt, updatedAt, address: document };
}

/** All of a customer, oldest first. */
export async function addressesOf(context: Context, customerId: string): Promise<readonly VaultAddress[]> {
  const { records, merchant } = context;
  return (await records.documents.list<Address>(KIND, merchant.merchantId, { parent: customerId })).map(read);
}

export async function addressOf(
  context: Context,
  customerId: string,
  id: string,
): Promise<VaultAddress | undefined> {
  const { records, merchant } = context;
  const found = await records.documents.get<Address>(KIND, merchant.merchantId, key(customerId, id));
  return found && read(found);
}

/** Adds an address, or replaces the one whose id `address` has. The limit of 50 is the caller's to check. */
export async function putAddress(
  context: Context,
  customerId: string,
  address: Address,
): Promise<VaultAddress> {
  const { records, merchant, now } = context;
  const id = address.id ?? (await freeId(context, customerId));
  await records.documents.put(KIND, merchant.merchantId, {
    id: key(customerId, id),
    parent: customerId,
    document: { ...address, id },
    at: now,
  });
  return (await addressOf(context, customerId, id)) as VaultAddress;
}

export async function removeAddress(context: Context, customerId: string, id: string): Promise<boolean> {
  return context.records.documents.remove(KIND, context.merchant.merchantId, key(customerId, id));
}

/** 91818 when there is no room for one more. */
export async function limitErrors(
  context: Context,
  customerId: string,
  path: readonly string[],
  errors: ValidationError[],
): Promise<void> {
  if ((await addressesOf(context, customerId)).length >= LIMIT) errors.push(invalidAt(path, 91818, 'base'));
}

async function freeId(context: Context, customerId: string): Promise<string> {
  for (;;) {
    const id = randomId(3);
    if (!(await addressOf(context, customerId, id))) return id;
  }
}

export function addressXml({ id, customerId, createdAt, updatedAt, address }: VaultAddress): XmlNode {
  return {
    ...addressFields(address),
    id,
    customerId,
    createdAt: instant(createdAt),
    updatedAt: instant(updatedAt),
  };
}

export async function createAddress(context: Context): Promise<Answer> {
  const [customerId = ''] = context.path;
  if (!(await customerOf(context, customerId))) return blankAnswer(404);
  const request = context.body.under('address');
  const errors: ValidationError[] = [];
  const address = readAddress(request, PATH, errors);
  blankErrors(address, PATH, errors);
  await limitErrors(context, customerId, PATH, errors);
  if (errors.length > 0) return validationAnswer(errors, echoed(context.body));
  return xmlAnswer(201, 'address', addressXml(await putAddress(context, customerId, address)));
}

export async function findAddress(context: Context): Promise<Answer> {
  const [customerId = '', id = ''] = context.path;
  const found = await addressOf(context, customerId, id);
  return found ? xmlAnswer(200, 'address', addressXml(found)) : blankAnswer(404);
}

export async function updateAddress(context: Context): Promise<Answer> {
  const [customerId = '', id = ''] = context.path;
  const found = await addressOf(context, customerId, id);
  if (!found) return blankAnswer(404);
  const errors: ValidationError[] = [];
  const address = readAddress(context.body.under('address'), PATH, errors, found.address);
  blankErrors(address, PATH, errors);
  if (errors.length > 0) return validationAnswer(errors, echoed(context.body));
  return xmlAnswer(200, 'address', addressXml(await putAddress(context, customerId, { ...address, id })));
}

export async function deleteAddress(context: Context): Promise<Answer> {
  const [customerId = '', id = ''] = context.path;
  return blankAnswer((await removeAddress(context, customerId, id)) ? 200 : 404);
}
