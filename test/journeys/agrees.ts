import { pause } from '../../lib/rig/until.js';
import type { Conversation } from './conversation.js';

/** The caller presses a key from the first word of a question on: it counts when all was heard. */
export async function insists(call: Conversation, key: string, until: Promise<unknown>): Promise<void> {
  const taken = until.then(() => true);
  do await call.press(key);
  while (!(await Promise.race([taken, pause(1000).then(() => false)])));
}
