import { ERRORS, type ErrorCode } from '../../errors.js';
import type { ChargeOutcome } from '../../session/state.js';
import { rejectionText } from './texts.js';

/** Certainly not executed. `detail` is what was said to us; long runs of digits in it are left out. */
export function failed(cause: ErrorCode, detail?: string): Extract<ChargeOutcome, { kind: 'failed' }> {
  return { kind: 'failed', cause, text: said(cause, detail) };
}

export function unknown(cause: ErrorCode, detail?: string): Extract<ChargeOutcome, { kind: 'unknown' }> {
  return { kind: 'unknown', cause, text: said(cause, detail) };
}

/** Of a rule of the gateway, by its `gatewayRejectionReason`. */
export function refused(reason: string, transactionId?: string): Extract<ChargeOutcome, { kind: 'refused' }> {
  return { kind: 'refused', transactionId, reason, text: rejectionText(reason) };
}

/** Long runs of digits never belong into a text; a foreign message might quote a card. */
function said(cause: ErrorCode, detail: string | undefined): string {
  const clean = detail?.replace(/\d{7,}/g, '…').slice(0, 300);
  return clean ? `${ERRORS[cause]} (${clean})` : ERRORS[cause];
}
