import { gotoOf } from './entry.js';
import { snoopId } from './floor.js';
import type { Leg } from './leg.js';
import { prompt, type Stage } from './scenes.js';
import type { Party } from './translate.js';

/** What we read of a channel: where in the dialplan it is. */
interface Located {
  readonly dialplan: { readonly context: string; readonly exten: string; readonly priority: number };
}

/**
 * A transfer by the agent: Asterisk has put the newcomer into the session's bridge, where the agent was, and there it
 * hears what the agent heard; what is being said to the agent is said to it from the beginning. Both ends learn each other's name for the way back, and the agent's channel, if its phone
 * does not hang up, goes on in the dialplan.
 */
export function replaceAgent(stage: Stage, sessionId: string, newcomer: Leg, old?: Leg): void {
  const caller = stage.floor.at(sessionId, 'caller')?.leg;
  stage.log('info', 'the agent has transferred the call, and the payment goes on', {
    session: sessionId,
    channel: newcomer.channelName,
  });
  if (caller) {
    attempt(stage, sessionId, async () => {
      await stage.ami.setvar(caller.channelName, 'HUSHPAY_PEER', newcomer.channelName);
      await stage.ami.setvar(newcomer.channelName, 'HUSHPAY_PEER', caller.channelName);
    });
  }
  hold(stage, sessionId, false);
  const said = stage.floor.interrupt(sessionId, 'agent');
  if (stage.words.isOpen(sessionId)) {
    stage.words.close(sessionId);
    stage.words.open(sessionId, newcomer);
  }
  if (said?.promptId !== undefined) {
    const { media, promptId } = said;
    attempt(stage, sessionId, () => prompt(stage, sessionId, 'agent', newcomer, media, promptId));
  }
  if (!old) return;
  const place = { context: 'hushpay-agent', extension: 'return', priority: '1' };
  attempt(stage, sessionId, () => stage.rest.tolerant('POST', `/channels/${old.channelId}/continue`, place));
}

/**
 * Somebody else took a party out of a payment (a redirect, a park, a bridge). The caller is muted still, but its keys
 * would be signalled to whoever it meets, so it is taken on a detour where it hears to stop. Then it goes on at the step
 * of the dialplan where it was, or back to the agent when it was only fetched from us. An agent who was sent elsewhere
 * is not fetched back for the caller. Of one that has hung up there is nothing to be moved. A place that `Goto()` would read
 * otherwise than it was meant counts as none.
 */
export function taken(stage: Stage, party: Party): void {
  const { sessionId, side, leg } = party;
  if (side === 'agent') {
    const caller = stage.floor.at(sessionId, 'caller')?.leg;
    if (caller) attempt(stage, sessionId, () => stage.ami.setvar(caller.channelName, 'HUSHPAY_PEER', NOBODY));
    return;
  }
  attempt(stage, sessionId, () => stage.talks.end(sessionId));
  attempt(stage, sessionId, async () => {
    const { dialplan } = await stage.rest.json<Located>('GET', `/channels/${leg.channelId}`);
    const { context, exten } = dialplan;
    const ours = LINE_OR_CALLER.test(context);
    // The way back, by the watch or the long stop.
    if (context === 'hushpay-quiet' || (LINE_OR_CALLER.test(context) && WAY_BACK.test(exten))) return;
    const place = ours ? 'agent' : (gotoOf(dialplan) ?? 'agent');
    await stage.ami.setvar(leg.channelName, 'HUSHPAY_TAKEN_TO', place);
    await stage.ami.move(leg.channelName, 'hushpay-caller', 'taken', '1');
    const told = { session: sessionId, to: place };
    stage.log('warn', 'somebody else took the caller out of the payment', told);
    if (place === 'agent' && !ours) stage.log('error', 'the place it was taken to cannot be written', told);
  });
}

const LINE_OR_CALLER = /^hushpay-(caller|ivr)$/;
const WAY_BACK = /^(return|unasked|back|join|wanted|T)$/;

/** `Bridge()` hangs up without an argument, and goes on when there is no such channel. */
const NOBODY = 'none';

/** Music and whatever else comes from an agent's phone that holds the call must not be mixed into the prompts. */
export function hold(stage: Stage, sessionId: string, held: boolean): void {
  stage.talks.of(sessionId)?.line.hold(held);
  const path = `/channels/${snoopId(sessionId)}/mute`;
  attempt(stage, sessionId, () => stage.rest.tolerant(held ? 'POST' : 'DELETE', path, { direction: 'out' }));
}

function attempt({ log }: Stage, sessionId: string, work: () => Promise<unknown>): void {
  work().catch((error: unknown) => {
    log('debug', 'a change on the line could not be followed', { session: sessionId, why: String(error) });
  });
}
