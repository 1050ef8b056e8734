import type { Prompt } from './command.js';
import type { Draft } from './draft.js';
import type { MandateWords, Session } from './state.js';

/** Something the caller decides by one key. */
export interface Question {
  /** How many answers it has, numbered from 1. */
  answers(session: Session): number;
  prompt(session: Session): Prompt | undefined;
  /** `mandate`: what was read out, where that is part of the question. */
  decided(d: Draft, answer: number, mandate?: MandateWords): void;
  /** The answer that counts only when the question was heard to its end: before, it is none. */
  heardOut?(session: Session): number | undefined;
  /** Nothing need be pressed: heard to its end, it goes on as with 1. */
  toldIsEnough?(session: Session): boolean;
  /** Asked once: silence is an answer. */
  readonly once?: true;
  /** What is done when nobody answers; else the payment is given up. */
  unanswered?(d: Draft): void;
}
