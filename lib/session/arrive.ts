import type { Draft } from './draft.js';
import type { Side } from './state.js';

/** Nothing was moved: the parties are still talking, and must not be touched. */
export function redirectFailed(d: Draft): void {
  if (d.phase.name !== 'handingOff') return;
  d.stop('arrive');
  d.set({ result: 'internal-error' });
  d.next({ type: 'end' });
}

export function arrived(d: Draft, side: Side): void {
  if (d.phase.name !== 'handingOff' || d.phase.arrived.includes(side)) return;
  const both = [...d.phase.arrived, side];
  d.to({ name: 'handingOff', arrived: both });
  if (d.session.terms.entry === 'ivr') return lineEntered(d);
  const other: Side = side === 'caller' ? 'agent' : 'caller';
  if (!d.present(other)) return d.next({ type: 'leaveAlone', side: other });
  if (both.length < 2) return;
  d.stop('arrive');
  d.do({ type: 'isolate' });
  const { presence } = d.session;
  if (presence !== 'guided') d.do({ type: 'attend', presence });
  const { amount, due, fault, mode } = d.session.terms;
  if (((amount || due) && !fault) || mode === 'tokenise') {
    d.next({ type: 'beginCapture', opening: 'welcome' });
  } else d.next({ type: 'askAmount', fault });
}

/** The caller has come to the payment line. */
function lineEntered(d: Draft): void {
  d.stop('arrive');
  if (d.session.terms.fault) {
    d.next({ type: 'abandon', result: 'validation-error', words: { caller: { key: 'failed' } } });
  } else if (d.session.terms.due?.minor === 0) d.next({ type: 'nothingDue' });
  else d.next({ type: 'beginCapture', opening: 'welcome' });
}

/** The redirect went out but not both came: whoever is here goes back; the dialplan joins it with its peer. */
export function didNotArrive(d: Draft): void {
  if (d.phase.name !== 'handingOff') return;
  for (const side of ['caller', 'agent'] as const) if (!d.phase.arrived.includes(side)) d.gone(side);
  d.set({ result: 'internal-error' });
  d.next({ type: 'giveBack' });
}
