import { HushpayError } from '../errors.js';
import type { Presence } from '../session/state.js';
import { bridgeId, snoopId } from './floor.js';
import type { Stage } from './scenes.js';

/**
 * The agent's bridge holds the agent and a snoop of what the caller hears. Without the snoop the agent hears nothing
 * of the capture and cannot speak into it; what is played to the agent's own channel is heard in any case.
 */
export async function attend(stage: Stage, sessionId: string, presence: Presence): Promise<void> {
  const { rest } = stage;
  const bridge = `/bridges/${bridgeId(sessionId)}`;
  const channel = { channel: snoopId(sessionId) };
  const snoop = (verb: 'addChannel' | 'removeChannel') => rest.tolerant('POST', `${bridge}/${verb}`, channel);
  switch (presence) {
    case 'guided':
      await rest.tolerant('DELETE', `${bridge}/moh`);
      await rest.text('POST', `${bridge}/addChannel`, channel);
      return;
    case 'isolated':
      await snoop('removeChannel');
      await rest.text('POST', `${bridge}/moh`);
      return;
    case 'silent':
      await snoop('removeChannel');
      await rest.tolerant('DELETE', `${bridge}/moh`);
      return;
    case 'talk':
      // The whole of it, with measurements: lib/talk/README.md.
      throw new HushpayError(
        'presence-refused',
        'talk needs the caller unmuted in Asterisk, where a spy that joins hears the keys and the delay has no bound',
      );
  }
}
