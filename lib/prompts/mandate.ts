import { createHash } from 'node:crypto';
import { decimalAmount } from '../money/currency.js';
import type { Money } from '../money/money.js';
import type { MandateWords } from '../session/state.js';
import { TEXT_LANGUAGES } from './media.js';
import { readTexts } from './texts.js';

/** A mandate as it is read out: its words, the amount in figures, and what tells this wording from any other. */
export interface SpokenMandate {
  readonly text: string;
  readonly words: MandateWords;
}

interface Wording {
  readonly language: string;
  readonly text: string;
  readonly version: string;
}

/** Read once, as the sounds are: an edited file is another wording only when the service has started again. */
const WORDINGS: ReadonlyMap<string, Wording> = new Map(
  TEXT_LANGUAGES.map((language) => {
    const text = readTexts(language).written.mandate ?? '';
    const hash = createHash('sha256').update(`${language}\n${text}`).digest('hex').slice(0, 12);
    return [language, { language, text, version: `${language}-${hash}` }];
  }),
);

/** In the language in which a prompt of this language is said: its region's, its own, else English. */
export function mandateIn(language: string, amount: Money): SpokenMandate {
  const base = language.replace(/_.*$/, '');
  const wording = [language, base, 'en'].map((one) => WORDINGS.get(one)).find((one) => one?.text);
  if (!wording) throw new Error('no language has the text of a mandate');
  const { version, text } = wording;
  const figures = `${amount.currency} ${decimalAmount(amount)}`;
  return {
    text: text.replaceAll('{amount}', figures),
    words: { language: wording.language, version, amount },
  };
}
