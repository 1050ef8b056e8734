import type { AmountFault } from '../money/fault.js';
import type { Money } from '../money/money.js';
import type { WrapUp } from './choices.js';
import type { Prompt } from './command.js';
import type { ChargeOutcome, Choice, Field, FieldError, PlainField, Result, Side, Step } from './state.js';

/** What each side is told; a side without words is told nothing. */
export interface Said {
  readonly caller?: Prompt;
  readonly agent?: Prompt;
}

/**
 * What one part of the core leaves to another. Parts do not know each other: they leave these with `Draft.next`, and
 * `reduce.ts` drains them within the same decision. They are never journalled and never come from outside.
 */
export type Internal =
  // What is asked for
  | { readonly type: 'askAmount'; readonly fault?: AmountFault }
  | { readonly type: 'nothingDue' }
  | { readonly type: 'beginCapture'; readonly opening: 'welcome' | 'another-card' }
  /** `tick`: said to the agent where something more is asked for. */
  | { readonly type: 'proceed'; readonly tick?: Prompt }
  | { readonly type: 'askStep'; readonly step: Step }
  | { readonly type: 'otherAmount' }
  | { readonly type: 'heldKeys' }
  | {
      readonly type: 'askField';
      readonly field: Field;
      readonly attempt: number;
      readonly error?: FieldError;
    }
  | { readonly type: 'plainKeyed'; readonly field: PlainField; readonly amount?: Money }
  | { readonly type: 'fieldFailed'; readonly field: Field; readonly error: FieldError }
  | { readonly type: 'skipField'; readonly field: Field }
  | { readonly type: 'recapture'; readonly field: Field }
  | { readonly type: 'clearField' }
  | { readonly type: 'listen' }
  | { readonly type: 'choose'; readonly choice: Choice; readonly attempt?: number }
  | { readonly type: 'askChoice' }
  | { readonly type: 'amountKey'; readonly key: string }
  | { readonly type: 'amountChanged'; readonly amount: Money }
  | { readonly type: 'tooManyAttempts' }
  | { readonly type: 'interrupted' }
  // The transaction
  | { readonly type: 'transact' }
  | { readonly type: 'verifyAccount' }
  | { readonly type: 'accountNotVerified'; readonly outcome: ChargeOutcome }
  | { readonly type: 'charge' }
  | { readonly type: 'nothingSent'; readonly outcome: ChargeOutcome }
  | { readonly type: 'settle'; readonly orderId: string; readonly outcome: ChargeOutcome }
  | { readonly type: 'tellOutcome'; readonly outcome: ChargeOutcome }
  | { readonly type: 'notStored'; readonly token: string; readonly outcome: ChargeOutcome }
  | { readonly type: 'tellStored' }
  // After it
  | { readonly type: 'wrapUp' }
  | { readonly type: 'wrapped'; readonly choice: WrapUp }
  | { readonly type: 'keep' }
  | { readonly type: 'methodKept'; readonly token: string }
  | { readonly type: 'methodNotKept' }
  | { readonly type: 'afterDecline' }
  | { readonly type: 'payLess' }
  | { readonly type: 'farewell' }
  // The way back
  | { readonly type: 'say'; readonly side: Side; readonly prompt: Prompt }
  | { readonly type: 'announce'; readonly words: Said; readonly afterwards: 'decide' | 'wrapUp' | 'return' }
  | { readonly type: 'abandon'; readonly result: Result; readonly words: Said }
  | { readonly type: 'cancel' }
  | { readonly type: 'hungUp'; readonly side: Side }
  | { readonly type: 'leaveAlone'; readonly side: Side }
  | { readonly type: 'giveBack' }
  | { readonly type: 'rejoin' }
  | { readonly type: 'takeBack' }
  | { readonly type: 'guardAnew' }
  | { readonly type: 'end' };
