import t from 'tap';
import type { AriRest } from '../../lib/asterisk/ari-rest.js';
import { Floor } from '../../lib/asterisk/floor.js';
import { Quiet } from '../../lib/asterisk/quiet.js';
import type { Stage } from '../../lib/asterisk/scenes.js';
import { pause } from '../../lib/rig/until.js';
import { Lines } from './lines.js';

const SESSION = 'hp0000000000001';
const CALLER = { channelId: 'c', channelName: 'PJSIP/caller-1' };

/** A caller on the floor, and what Asterisk was asked for. That it is done there is in `scenes.test.ts`. */
function quietly() {
  const asked: string[] = [];
  const floor = new Floor();
  const lines = new Lines();
  const rest = {
    tolerant: async (method: string, path: string) => {
      asked.push(`${method} ${path.replace(/-\d$/, '')}`);
      return true;
    },
  } as unknown as AriRest;
  const talks = { of: () => undefined };
  const stage = { rest, floor, talks, log: lines.log } as unknown as Stage;
  floor.arrive(SESSION, 'caller', CALLER);
  const quiet: Quiet = new Quiet(() => stage);
  const ends = (state: string) => {
    const id = floor.voice(SESSION, 'caller').current;
    return quiet.ended({ type: 'PlaybackFinished', playback: { id, state } });
  };
  return { quiet, floor, lines, asked, ends };
}

const PLAYED = `POST /channels/c/play/${SESSION}-caller`;

t.test('given nothing is said, then silence is played, once, and anew when it ends', async (t) => {
  const { quiet, floor, asked, ends } = quietly();
  await quiet.begin(SESSION, CALLER);
  await quiet.begin(SESSION, CALLER);
  t.same(asked, [PLAYED]);
  t.match(ends('done'), { side: 'caller' });
  quiet.fill(SESSION);
  await pause(10);
  t.same(asked, [PLAYED, PLAYED]);
  ends('done');
  floor.voice(SESSION, 'caller').over = true;
  quiet.fill(SESSION);
  await pause(10);
  t.equal(asked.length, 2, 'not to one on its way out');
});

t.test('given a caller who hangs up in it, then the next one is played silence too', async (t) => {
  const { quiet, floor, lines, asked, ends } = quietly();
  await quiet.begin(SESSION, CALLER);
  t.equal(ends('failed'), undefined);
  floor.leave(CALLER.channelId);
  await pause(1100);
  floor.arrive(SESSION, 'caller', CALLER);
  quiet.fill(SESSION);
  await pause(10);
  t.same(asked, [PLAYED, PLAYED]);
  t.same(lines.all, []);
});

t.test(
  'given Asterisk without the file, then silence is made, and it is said once what is missing',
  async (t) => {
    const { quiet, lines, asked, ends } = quietly();
    await quiet.begin(SESSION, CALLER);
    ends('failed');
    await pause(1100);
    quiet.fill(SESSION);
    await pause(10);
    t.same(asked, [PLAYED, 'POST /channels/c/silence', 'POST /channels/c/silence']);
    t.match(lines.all, [/install its core sounds/]);
  },
);
