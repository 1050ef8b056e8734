import { type Answer, validationAnswer, xmlAnswer } from '../../answer.js';
import type { Context } from '../../context.js';
import { randomId } from '../../ids.js';
import { invalidAt, type ValidationCode } from '../../rules/validation.js';
import { dateTime } from '../../transaction-xml.js';

const LARGEST = 4 * 1024 * 1024;
const LIFE_MS = 30 * 86_400_000;

/** Types that are taken, and how such files begin. */
const TYPES: Readonly<Record<string, Buffer>> = {
  'image/png': Buffer.from([0x89, 0x50, 0x4e, 0x47]),
  'image/jpeg': Buffer.from([0xff, 0xd8]),
  'application/pdf': Buffer.from('%PDF'),
};

/** What is kept of an uploaded document: not its content. */
export interface DocumentUpload {
  readonly id: string;
  readonly name: string;
  readonly contentType: string;
  readonly size: number;
  readonly kind: string;
}

/** POST /document_uploads, as multipart form data with `file` and `document_upload[kind]`. */
export async function uploadDocument(context: Context): Promise<Answer> {
  const refuse = (code: ValidationCode, attribute: string): Answer =>
    validationAnswer([invalidAt(['document_upload'], code, attribute)]);
  const kind = context.form?.fields['document_upload[kind]'] ?? '';
  const file = context.form?.file;
  if (kind !== 'evidence_document') return refuse(84901, 'kind');
  if (!file || file.content.length === 0) return refuse(84906, 'file');
  if (file.content.length > LARGEST) return refuse(84902, 'file');
  const start = TYPES[file.contentType];
  if (!start) return refuse(84903, 'file');
  if (!file.content.subarray(0, start.length).equals(start)) return refuse(84904, 'file');
  const document: DocumentUpload = {
    id: randomId(24),
    name: file.name,
    contentType: file.contentType,
    size: file.content.length,
    kind,
  };
  const { records, merchant, now } = context;
  await records.documents.put('document_upload', merchant.merchantId, { id: document.id, document, at: now });
  return xmlAnswer(201, 'document-upload', { ...document, expiresAt: dateTime(now + LIFE_MS) });
}
