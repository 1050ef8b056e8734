// Looks for digits: a failure is never forgiven.
import { join } from 'node:path';
import t from 'tap';
import { captureRtp } from '../../lib/rig/capture.js';
import { pause } from '../../lib/rig/until.js';
import { Conversation } from './conversation.js';
import { keepKeying, Leaks } from './keying.js';
import { openStage } from './stage.js';

/** The way back as it was: unmuted by the clock. What the other journeys of this kind find nothing of must be found here. */
t.setTimeout(120_000);
const timers = { firstKey: 60, betweenKeys: 30 };
const stage = await openStage({ quietWait: false, longStopSeconds: 4, config: { capture: { timers } } });

t.test(
  'given a dialplan that does not wait, when a caller goes on keying, then the agent has it all',
  async (t) => {
    const wire = await captureRtp(join(stage.pbx.directory, 'control.pcap'));
    const call = await Conversation.handedOff(stage);
    const leaks = await Leaks.of(call);
    const keys = keepKeying(call.call.caller, { mode: 'bleed', bleedMs: 60 });
    await call.together(12_000);
    // The caller does not know that anything has happened.
    await pause(3000);
    await keys.stop();
    await call.hangUp();
    const found = await leaks.found(await wire.stop());
    t.ok(found.signals > 4, `signalled to the agent: ${found.signals}`);
    t.ok(found.heard > 0, `heard by the agent: ${found.heard}`);
    t.ok(found.recorded > 0, `recorded: ${found.recorded}`);
  },
);
