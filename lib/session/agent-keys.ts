import type { Draft } from './draft.js';
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
      return d.next(cancels ? { type: 'cancel' } : { type: 'amountKey', key });
    case 'capturing':
      if (cancels) d.next({ type: 'cancel' });
      else if (key === '#') d.next({ type: 'askField', field: phase.field, attempt: phase.attempt });
      return;
    case 'choosing':
      if (cancels) d.next({ type: 'cancel' });
      else if (key === '#') d.next({ type: 'askChoice' });
      return;
    case 'ready':
      if (cancels) d.next({ type: 'cancel' });
      else if (key === '1') d.next({ type: 'transact' });
      return;
    case 'tokenising':
    case 'verifying':
      return cancels ? d.next({ type: 'cancel' }) : undefined;
    case 'announcing':
    case 'deciding':
      if (phase.name === 'announcing' && phase.then !== 'decide') return;
      if (key === '1' && d.present('caller') && !d.session.closing) {
        d.next({ type: 'beginCapture', opening: 'another-card' });
      } else if (key === '2' || cancels) d.next({ type: 'giveBack' });
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
      if (key === TAKE_BACK && !phase.asked) d.next({ type: 'takeBack' });
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
