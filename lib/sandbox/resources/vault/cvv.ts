import type { Context } from '../../context.js';
import { randomId } from '../../ids.js';
import type { Match } from '../../rules/verification.js';

/** A single-use token of a security code. Only the issuer's answer to it is kept. */
export async function makeCvv({ records, merchant, now }: Context, match: Match): Promise<string> {
  const id = `tokencvv_${Array.from({ length: 4 }, () => randomId(6)).join('_')}`;
  await records.documents.put('cvv', merchant.merchantId, { id, document: { match }, at: now });
  return id;
}

/** The answer behind such a token, which is used up by this. Undefined: it is none, or was used. */
export async function takeCvv({ records, merchant }: Context, id: string): Promise<Match | undefined> {
  const found = await records.documents.get<{ match: Match }>('cvv', merchant.merchantId, id);
  if (!found || !(await records.documents.remove('cvv', merchant.merchantId, id))) return undefined;
  return found.document.match;
}

/** A code that the issuer answers so. */
export function codeOf(match: Match): string {
  return { N: '200', U: '201', S: '301', M: '123', I: '' }[match];
}
