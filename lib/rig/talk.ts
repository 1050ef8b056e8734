import { tone } from './listen.js';
import type { Call } from './phones.js';
import { pause } from './until.js';

export interface Talk {
  readonly agentHearsCaller: boolean;
  readonly callerHearsAgent: boolean;
}

/** From a sound's end at one phone to its end at the other, at the most, with a busy machine. */
const TRANSIT_MS = 150;

/** Both say a tone of their own for 300 ms at the same time; tells who heard whom. Takes half a second. */
export async function talk(call: Pick<Call, 'caller' | 'agent'>): Promise<Talk> {
  const callerHz = 2000;
  const agentHz = 2600;
  const [agent, caller] = await Promise.all([call.agent.listen(), call.caller.listen()]);
  await Promise.all([call.caller.tone(callerHz, 300), call.agent.tone(agentHz, 300)]);
  await pause(TRANSIT_MS);
  const [atAgent, atCaller] = await Promise.all([agent.stop(), caller.stop()]);
  return {
    agentHearsCaller: tone(atAgent, callerHz).length > 0,
    callerHearsAgent: tone(atCaller, agentHz).length > 0,
  };
}
