// Looks for digits: a failure is never forgiven.
import t from 'tap';
import { pause } from '../../lib/rig/until.js';
import {
  apartUntilQuiet,
  capturing,
  LONG_MS,
  leftAlone,
  parked,
  sentAway,
  TIMERS,
  takeover,
  transferred,
  wireOf,
} from './keying-moves.js';
import { Relay } from './relay.js';
import { openStage } from './stage.js';

t.setTimeout(300_000);
const relays: Relay[] = [];
t.teardown(() => Promise.all(relays.map((relay) => relay.close())));
const stage = await openStage({
  config: async (pbx) => {
    const [ari, ami] = [await Relay.to(pbx.ari.url), await Relay.to(pbx.ami.url)];
    relays.push(ari, ami);
    return {
      asterisk: {
        ari: { username: pbx.ari.username, password: pbx.ari.password, url: ari.url, app: pbx.app },
        ami: { username: pbx.ami.username, password: pbx.ami.password, url: ami.url },
      },
      capture: { timers: TIMERS },
    };
  },
});

t.test('given callers who key on at the return, when the events of Asterisk stay away', async (t) => {
  const wire = await wireOf(stage, 'events');
  const keyers = await Promise.all([capturing(stage), capturing(stage, 'bleed')]);
  await Promise.all(
    keyers.map(async ({ call }) => {
      await call.steer('*#');
      await call.told('agent', 'agent-keys-coming');
    }),
  );
  // The words to stop have been said, so that nothing but keys holds up the return. What is asked of Asterisk is answered.
  await pause(4500);
  relays[0]?.keepEvents();
  await Promise.all(keyers.map(({ call }) => t.rejects(call.together(LONG_MS), 'then they stay apart')));
  for (const relay of relays) relay.cut();
  await pause(3000);
  for (const relay of relays) relay.mend();
  await apartUntilQuiet(t, keyers, wire);
});

t.test('given callers who key on, when another process takes over', (t) => takeover(t, stage));

t.test('given callers who key on, when others move them, or the agent goes or transfers', async (t) => {
  await Promise.all([leftAlone(t, stage), parked(t, stage)]);
  await transferred(t, stage);
  await sentAway(t, stage);
});
