import type { SpeechHeard } from '../asterisk/speech.js';
import type { Command } from '../session/command.js';
import type { Heard } from '../session/event.js';
import { LISTEN_MS } from '../session/listen.js';
import type { Field } from '../session/state.js';
import { digitsOf } from '../speech/digits.js';
import { expiryOf } from '../speech/expiry.js';
import { wordsIn } from '../speech/languages.js';
import type { SessionContext } from './context.js';
import { callerPressed, spoken } from './keys.js';
import type { Live } from './live.js';

/** The caller is listened to; what is said goes into the vault, as digits, and is nowhere else. Never rejects. */
export async function listen(
  context: SessionContext,
  live: Live,
  { field }: Extract<Command, { type: 'listen' }>,
): Promise<void> {
  const { prompts } = live.session;
  const { id, phase } = live.session;
  // Keyed meanwhile, or asked anew: each asking is another prompt.
  const open = () => {
    const now = live.session;
    return now.prompts === prompts && now.phase.name === 'capturing' && now.phase.keys === 0;
  };
  if (phase.name !== 'capturing' || phase.field !== field || !open()) return;
  const heard = await hear(context, live);
  const tell = (outcome: Heard) => {
    if (open()) context.dispatch(id, { type: 'heard', field, outcome });
  };
  switch (heard.kind) {
    case 'speech': {
      const digits = digitsIn(heard.text, field, live.session.terms.language);
      const understood = digits && open() && spoken(context, live, field, digits);
      digits?.fill(0);
      if (!understood) tell('unclear');
      return;
    }
    case 'key':
      tell('keys');
      // The recogniser has taken it from the caller, so no event of Asterisk's tells it.
      if (context.session(id)) callerPressed(context, live, heard.key);
      return;
    case 'refused':
      context.ports.log.warn({ session: id, why: heard.why }, 'the caller cannot be listened to; keys only');
      return tell('refused');
    case 'unclear':
    case 'silence':
      return tell(heard.kind);
    case 'hungUp':
      // The switchboard tells it.
      return;
  }
}

async function hear({ ports }: SessionContext, { session }: Live): Promise<SpeechHeard> {
  const { speech, switchboard } = ports;
  if (!speech) return { kind: 'refused', why: 'no recogniser is configured' };
  const { language } = session.terms;
  if (!wordsIn(language))
    return { kind: 'refused', why: `nothing is understood in the language ${language}` };
  try {
    return await switchboard.listen(session.id, session.caller, { ...speech, timeoutMs: LISTEN_MS });
  } catch (error) {
    return { kind: 'refused', why: error instanceof Error ? error.message : String(error) };
  }
}

/** Wipes the text. */
function digitsIn(text: Buffer, field: Field, language: string): Buffer | undefined {
  try {
    return field === 'expiration-date' ? expiryOf(text, language) : digitsOf(text, language);
  } finally {
    text.fill(0);
  }
}
