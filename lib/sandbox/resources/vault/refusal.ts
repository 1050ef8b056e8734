import { type Answer, xmlAnswer } from '../../answer.js';
import type { Fields } from '../../fields.js';
import { array } from '../../xml.js';
import { echoed } from './echo.js';
import { type Verification, verificationMessage, verificationXml } from './verification.js';

/** 422: the card was verified, and did not pass. Nothing was stored but the verification. */
export function verificationAnswer(verification: Verification, body: Fields): Answer {
  return xmlAnswer(422, 'api-error-response', {
    errors: { errors: array('error', []) },
    params: echoed(body),
    message: verificationMessage(verification),
    verification: verificationXml(verification),
  });
}
