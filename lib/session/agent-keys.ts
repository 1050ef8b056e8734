import { amountKey } from './amount.js';
import { askField, beginCapture } from './capture.js';
import { transact } from './charge.js';
import { askChoice } from './choice.js';
import type { Draft } from './draft.js';
import { cancel, giveBack, rejoinNow } from './leave.js';
import type { Phase } from './state.js';

/**
 * The agent's code to cancel. No code of FreePBX's or Asterisk's begins like it (`**` hangs up, `##`, `*1`, `*2`, `*8`), so
 * that pressed once more in the conversation it does nothing; and two different keys are no key that was reported twice.
 */
export const AGENT_CANCEL = '*#';

/** Its two keys come within this time. Milliseconds. */
const CODE_MS = 2000;

/**
 * Two stars closer than this are one press that Asterisk published twice, which it does under load (seen 1 ms apart):
 * nobody keys as fast, and an amount has one decimal sign. Milliseconds.
 */
const SAME_PRESS_MS = 60;

/** The agent takes the caller back although its keys are still coming. The dialplan has the same (`hushpay-agent`). */
const TAKE_BACK = '9';

/** A key of the agent, who keys amounts and decisions on the telephone. */
export function agentPressed(d: Draft, key: string): void {
  if (key === '*' && d.at - d.session.lastStarAt < SAME_PRESS_MS) return;
  const cancels = key === '#' && d.at - d.session.lastStarAt <= CODE_MS;
  d.set({ lastStarAt: key === '*' ? d.at : 0, ...('*#'.includes(key) && { lastCodeAt: d.at }) });
  const { phase } = d;
  if (isFeatureCode(d, key) && BUSY.has(phase.name)) return d.say('agent', { key: 'agent-busy' });
  switch (phase.name) {
    case 'askingAmount':
    case 'confirmingAmount':
      return cancels ? cancel(d) : amountKey(d, key);
    case 'capturing':
      if (cancels) cancel(d);
      else if (key === '#') askField(d, phase.field, phase.attempt);
      return;
    case 'choosing':
      if (cancels) cancel(d);
      else if (key === '#') askChoice(d);
      return;
    case 'ready':
      if (cancels) cancel(d);
      else if (key === '1') transact(d);
      return;
    case 'tokenising':
    case 'verifying':
      return cancels ? cancel(d) : undefined;
    case 'announcing':
    case 'deciding':
      if (phase.name === 'announcing' && phase.then !== 'decide') return;
      if (key === '1' && d.present('caller') && !d.session.closing) beginCapture(d, 'another-card');
      else if (key === '2' || cancels) giveBack(d);
      return;
    case 'handingOff':
    case 'identifying':
    case 'storing':
    case 'keeping':
    case 'charging':
    case 'finding':
    case 'ended':
      return;
    case 'rejoining':
      if (key === TAKE_BACK && !phase.asked) rejoinNow(d, true);
      return;
  }
}

/** Where the agent's keys mean nothing that the feature code could be mistaken for. */
const BUSY: ReadonlySet<Phase['name']> = new Set([
  'capturing',
  'choosing',
  'tokenising',
  'storing',
  'verifying',
  'keeping',
  'charging',
  'finding',
]);

/** Whether this key completes the feature code: the agent has forgotten that a payment is going on. */
function isFeatureCode(d: Draft, key: string): boolean {
  const { typed, policy } = d.session;
  const before = d.at - typed.at <= CODE_MS ? typed.keys : '';
  const keys = (before + key).slice(-policy.feature.length);
  d.set({ typed: { keys, at: d.at } });
  return keys === policy.feature;
}
