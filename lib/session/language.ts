import type { Draft } from './draft.js';
import type { Session, Side } from './state.js';

/** What a side is spoken to in: a caller may choose, and the agent goes on hearing what they heard. */
export function languageOf({ terms }: Session, side: Side): string {
  return (side === 'agent' && terms.agentLanguage) || terms.language;
}

/** Languages the caller chooses from at the beginning; not where the dialplan has said it, with an agent. */
export function languagesToChoose({ terms, policy }: Session): readonly string[] {
  if (terms.entry === 'ivr') return policy.line.languages;
  return terms.languageGiven ? [] : (policy.languages ?? []);
}

/** From now on the caller hears this language. */
export function speakTo(d: Draft, language: string): void {
  const { terms } = d.session;
  const agentLanguage = terms.agentLanguage ?? terms.language;
  d.set({ terms: { ...terms, language, ...(terms.entry !== 'ivr' && { agentLanguage }) } });
  if (language !== terms.language) d.do({ type: 'speak', language });
}
