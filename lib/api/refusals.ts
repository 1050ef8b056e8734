import type { AgentRefusal } from '../session/agent.js';
import type { Reply } from './answer.js';

/** What to do about a refusal; one that is not here speaks for itself. */
const MESSAGES: Partial<Readonly<Record<AgentRefusal, string>>> = {
  'not-now': 'It means nothing at this point of the session, or comes too late. Look at its phase.',
  'no-such-field': 'That field is not asked for in this session.',
  'field-required': 'The open field must be keyed; only an optional one can be skipped.',
  'invalid-amount': 'Give more than nothing and at most payment.maximum, in the currency of the session.',
  'no-such-language':
    'Give a language of prompts.languages that has prompts, as Asterisk names it, such as en.',
  stopping: 'The service is being stopped: no other card can be begun.',
};

/** 409: the command is right and the session does not obey it, with the refusal's name as code. */
export function refused(refusal: AgentRefusal): Reply {
  const message = MESSAGES[refusal] ?? 'The session does not obey it now.';
  return { status: 409, body: { error: { code: refusal, message } } };
}
