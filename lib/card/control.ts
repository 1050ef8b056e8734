import type { CallerKeys } from '../session/state.js';

/** Keys of one sequence come within this of each other. Milliseconds. */
const WITHIN_MS = 2000;

/** Two equal keys closer than this are one press that Asterisk published twice; nobody keys as fast. Milliseconds. */
export const SAME_PRESS_MS = 60;

/** The `*` and `#` keyed so far of what may become a longer sequence, and when the last of them came. */
export interface Pending {
  readonly keys: string;
  readonly at: number;
}

export const NOTHING_PENDING: Pending = { keys: '', at: 0 };

/** `plain`: the key is no part of a sequence and means what it means to the field. */
export type Meaning = 'clear' | 'back' | 'help' | 'nothing' | 'plain';

export interface Control {
  readonly pending: Pending;
  readonly meaning: Meaning;
}

/**
 * What a key means as part of a sequence such as `**`. A shorter sequence acts at once, and a longer one that begins
 * with it still can follow. `at` is epoch milliseconds.
 */
export function controlOf(pending: Pending, key: string, at: number, keys: CallerKeys): Control {
  if (key !== '*' && key !== '#') return { pending: NOTHING_PENDING, meaning: 'plain' };
  if (pending.keys.endsWith(key) && at - pending.at < SAME_PRESS_MS) return { pending, meaning: 'nothing' };
  const before = at - pending.at <= WITHIN_MS ? pending.keys : '';
  return (
    matched(before + key, at, keys) ??
    // No sequence goes on like this: it may be the beginning of another one.
    (key === '*' ? matched(key, at, keys) : undefined) ?? { pending: NOTHING_PENDING, meaning: 'plain' }
  );
}

function matched(typed: string, at: number, keys: CallerKeys): Control | undefined {
  const longer = Object.values(keys).some((one) => one?.startsWith(typed) && one !== typed);
  const pending = longer ? { keys: typed, at } : NOTHING_PENDING;
  for (const meaning of ['back', 'help', 'clear'] as const) {
    if (keys[meaning] === typed) return { pending, meaning };
  }
  return longer ? { pending, meaning: 'nothing' } : undefined;
}
