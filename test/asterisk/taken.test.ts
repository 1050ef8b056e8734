import t from 'tap';
import type { Stage } from '../../lib/asterisk/scenes.js';
import { taken } from '../../lib/asterisk/transfers.js';

const PARTY = {
  sessionId: 'hp0123456789abc',
  side: 'caller',
  leg: { channelId: '1.2', channelName: 'PJSIP/trunk-1' },
  returning: false,
} as const;

/** Where the dialplan is told that a caller was taken to, who stands at `exten` now. */
async function takenTo(exten: string): Promise<unknown> {
  let moved: () => void = () => undefined;
  const over = new Promise<void>((resolve) => {
    moved = resolve;
  });
  const set: unknown[] = [];
  const stage = {
    talks: { end: async () => undefined },
    rest: { json: async () => ({ dialplan: { context: 'from-internal', exten, priority: 1 } }) },
    ami: {
      setvar: async (...args: unknown[]) => void set.push(args),
      move: async () => moved(),
    },
    log: () => undefined,
  };
  taken(stage as unknown as Stage, PARTY);
  await over;
  return set;
}

t.test('given a caller who was taken to a plain place, then it goes on there', async (t) => {
  t.same(await takenTo('300'), [['PJSIP/trunk-1', 'HUSHPAY_TAKEN_TO', 'from-internal,300,1']]);
});

t.test('given a place that Goto() reads otherwise, then it goes back to the agent', async (t) => {
  for (const exten of ['300,outbound,1', '3"0', '${EVIL}', '3&4', '3 0', 'x)']) {
    t.same(await takenTo(exten), [['PJSIP/trunk-1', 'HUSHPAY_TAKEN_TO', 'agent']], exten);
  }
});
