import type { CardCapture } from '../card/capture.js';
import type { SpokenMandate } from '../prompts/mandate.js';
import type { Session } from '../session/state.js';
import type { Feed } from './feed.js';
import type { Withheld } from './identified.js';
import type { Attempt } from './limits.js';
import type { Timers } from './timers.js';

/** A session in this process: its state, and what must never be part of that state. */
export interface Live {
  readonly feed: Feed;
  session: Session;
  readonly card: CardCapture;
  readonly timers: Timers;
  /** The gateway's single-use token, between `tokenised` and `charge`. Never written anywhere. */
  nonce?: string;
  /** A second one of the same card, until the caller has said whether it is to be kept. */
  spare?: string;
  /** The attempt that was counted for what is being sent, until it is known what became of it. */
  attempt?: Attempt;
  /** What was found by the telephone number and is not yet to be told. */
  withheld?: Withheld;
  /** The mandate that was read out last: nobody agrees to what they have not been told. */
  mandate?: SpokenMandate;
  /** Resolves when what is being put into the vault is there or not. */
  vaulted?: Promise<void>;
  /** When the caller keyed last, by a clock that nobody sets (`performance.now`). */
  keyedAt?: number;
  /** Outward commands run one after another; this is the last of them. */
  outward: Promise<void>;
  /** Journal writes run one after another; this is the last of them. */
  written: Promise<void>;
  /** Resolves the hand-off's wait: whether the channels were moved. */
  moved?: (moved: boolean) => void;
}
