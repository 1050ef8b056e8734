import { ERRORS, type ErrorCode } from '../../errors.js';
import { refusalReasonOf } from '../../session/refusal-reason.js';
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
export function refused(word: string, transactionId?: string): Extract<ChargeOutcome, { kind: 'refused' }> {
  const reason = refusalReasonOf(word);
  // A rule that is new to us is at least named to whoever reads the journal.
  const named = reason === word ? undefined : word.replace(/[^a-z_]/gi, '').slice(0, 40);
  const text = rejectionText(reason);
  return { kind: 'refused', transactionId, reason, text: named ? `${text} (${named})` : text };
}

/** Long runs of digits never belong into a text; a foreign message might quote a card. */
function said(cause: ErrorCode, detail: string | undefined): string {
  const clean = detail?.replace(/\d{7,}/g, '…').slice(0, 300);
  return clean ? `${ERRORS[cause]} (${clean})` : ERRORS[cause];
}
