import t from 'tap';
import { hearAgain } from '../../lib/asterisk/hearers.js';
import type { Stage } from '../../lib/asterisk/scenes.js';

const SESSION = 'hp0123456789abc';
const CALLER = { channelId: '1.2', channelName: 'PJSIP/trunk-1' };

/** A PBX whose channel is at one place after the other, as it is asked; what it is told to do is in `done`. */
function pbx(...places: readonly (readonly string[])[]) {
  const done: unknown[] = [];
  let at = 0;
  const stage = {
    rest: {
      json: async () => {
        const values = places[Math.min(at++, places.length - 1)] ?? [];
        return { value: `${values.map(({ length }) => length).join(',')}:${values.join('')}` };
      },
    },
    ami: {
      setvar: async (...told: unknown[]) => void done.push(['setvar', ...told]),
      move: async (...told: unknown[]) => void done.push(['move', ...told]),
      action: async (name: string, { State }: { State: string }) => void done.push([name, State, at]),
    },
    log: (level: string) => void done.push(level),
  };
  return { stage: stage as unknown as Stage, done };
}

const AWAY = [['hushpay-caller', 'return', '2', SESSION]] as const;
const TAKEN_OUT = ['move', CALLER.channelName, 'hushpay-caller', 'return', '1'];

t.test('given a caller in a dead AGI(), then it is taken out, and heard again when muted', async (t) => {
  const { stage, done } = pbx(
    ['hushpay-ivr', 's', '20', SESSION],
    ...AWAY,
    ['hushpay-quiet', 's', '1', SESSION],
    ['hushpay-quiet', 's', '3', SESSION],
  );
  await hearAgain(stage, SESSION, CALLER, false);
  t.same(done, [TAKEN_OUT, ['MixMonitorMute', '0', 4]]);
});

t.test('given one with us, or behind its payment, then it is heard again and not moved', async (t) => {
  for (const here of [true, false]) {
    const { stage, done } = pbx(['after-line', '600', '3', '']);
    await hearAgain(stage, SESSION, CALLER, here);
    t.same(done, [['MixMonitorMute', '0', here ? 0 : 1]]);
  }
});

t.test('given one in another payment, then it is let alone, and the log says so', async (t) => {
  const { stage, done } = pbx(['hushpay-ivr', 's', '20', 'hpfedcba9876543']);
  await hearAgain(stage, SESSION, CALLER, false);
  t.same(done, ['warn']);
});
