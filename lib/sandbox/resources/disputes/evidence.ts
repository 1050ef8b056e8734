import { type Answer, blankAnswer, validationAnswer, xmlAnswer } from '../../answer.js';
import type { Context } from '../../context.js';
import { randomId } from '../../ids.js';
import { invalidAt, type ValidationCode } from '../../rules/validation.js';
import { DOCUMENT_CATEGORIES, GENERAL_CATEGORIES, TEXT_CATEGORIES } from './categories.js';
import type { DocumentUpload } from './documents.js';
import { type Dispute, type Evidence, evidenceXml } from './model.js';
import { findDispute, putDispute } from './open.js';

export const refuse = (...codes: ValidationCode[]): Answer =>
  validationAnswer(codes.map((code) => invalidAt(['dispute'], code, 'base')));

/** POST /disputes/:id/evidence: a comment, or a document uploaded before. */
export async function addEvidence(context: Context): Promise<Answer> {
  const d = await findDispute(context, context.path[0] ?? '');
  if (!d) return blankAnswer(404);
  const fields = context.body.under('evidence');
  const category = fields.text('category') ?? null;
  const documentId = fields.text('document_upload_id');
  if (d.status !== 'open') return refuse(95701);
  const fault = categoryFault(category, documentId !== undefined) ?? duplicateFault(d, category);
  if (fault) return refuse(fault);
  let url: string | null = null;
  if (documentId !== undefined) {
    const { records, merchant } = context;
    const found = await records.documents.get<DocumentUpload>(
      'document_upload',
      merchant.merchantId,
      documentId,
    );
    if (!found) return blankAnswer(404);
    url = `https://evidence.sandbox.invalid/${documentId}/${found.document.name}`;
  }
  const comment = fields.text('comments') ?? null;
  const content = comment === null ? undefined : contentFault(category, comment);
  if (content) return refuse(content);
  const sequence = fields.text('sequence_number');
  const one: Evidence = {
    id: randomId(18),
    comment,
    category,
    sequenceNumber: sequence === undefined ? null : Number(sequence),
    url,
    createdAt: context.now,
    sentAt: null,
  };
  await putDispute(context, { ...d, evidence: [...d.evidence, one], updatedAt: context.now });
  return xmlAnswer(201, 'evidence', evidenceXml(one));
}

/** DELETE /disputes/:id/evidence/:evidenceId. */
export async function removeEvidence(context: Context): Promise<Answer> {
  const [id = '', evidenceId = ''] = context.path;
  const d = await findDispute(context, id);
  if (!d?.evidence.some((one) => one.id === evidenceId)) return blankAnswer(404);
  if (d.status !== 'open') return refuse(95702);
  const evidence = d.evidence.filter((one) => one.id !== evidenceId);
  await putDispute(context, { ...d, evidence, updatedAt: context.now });
  return blankAnswer(200);
}

function categoryFault(category: string | null, document: boolean): ValidationCode | undefined {
  if (category === null || GENERAL_CATEGORIES.includes(category)) return undefined;
  if (category in TEXT_CATEGORIES) return document ? 95711 : undefined;
  if (DOCUMENT_CATEGORIES.includes(category)) return document ? undefined : 95712;
  return 95706;
}

/** Of parcels there may be several, told apart by a sequence number. */
function duplicateFault(d: Dispute, category: string | null): ValidationCode | undefined {
  if (category === null || category === 'GENERAL' || /^(CARRIER|TRACKING)/.test(category)) return undefined;
  return d.evidence.some((one) => one.category === category) ? 95714 : undefined;
}

function contentFault(category: string | null, content: string): ValidationCode | undefined {
  switch (category === null ? 'text' : TEXT_CATEGORIES[category]) {
    case 'date':
      return Number.isNaN(Date.parse(content)) ? 95707 : undefined;
    case 'arn':
      return content.length > 23 ? 95709 : undefined;
    case 'phone':
      return content.length > 15 ? 95710 : undefined;
    case 'email':
      return /^[^@\s]+@[^@\s]+$/.test(content) ? undefined : 95715;
    default:
      return content.length > 4000 ? 95708 : undefined;
  }
}

/** What is missing to send the evidence off. */
export function missingEvidence(d: Dispute): readonly ValidationCode[] {
  const has = (...names: string[]): boolean =>
    names.some((name) => d.evidence.some(({ category }) => category === name));
  const missing: ValidationCode[] = [];
  const digital = has('DEVICE_ID', 'DEVICE_NAME', 'GEOGRAPHICAL_LOCATION', 'MERCHANT_WEBSITE_OR_APP_ACCESS');
  if (digital && !has('DOWNLOAD_DATE_TIME')) missing.push(95721);
  const details = [
    'DEVICE_ID',
    'DEVICE_NAME',
    'GEOGRAPHICAL_LOCATION',
    'PURCHASER_IP_ADDRESS',
    'PURCHASER_NAME',
  ];
  if ((digital || has('DOWNLOAD_DATE_TIME')) && details.filter((name) => has(name)).length < 2)
    missing.push(95720);
  const pair = (name: string, arn: ValidationCode, date: ValidationCode): void => {
    if (has(`${name}_ARN`) && !has(`${name}_DATE_TIME`)) missing.push(date);
    if (has(`${name}_DATE_TIME`) && !has(`${name}_ARN`)) missing.push(arn);
  };
  pair('PRIOR_NON_DISPUTED_TRANSACTION', 95722, 95723);
  pair('RECURRING_TRANSACTION', 95725, 95724);
  return missing;
}
