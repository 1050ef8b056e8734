import { fork } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Phone } from '../../lib/rig/phone.js';
import { pause, within } from '../../lib/rig/until.js';
import type { Bench } from './bench.js';
import { Capture } from './capture.js';
import { endsOf, filterOf, keysOf, keyToPrompt, toPhone } from './measure.js';
import { NEXT } from './sounds.js';

/** A field of the baselines, as long as an expiry date. */
const FIELD = '1230';
/** Number of the rig that leads to a bare ARI script, and ours for the dialplan. */
const NUMBERS = { dialplan: '920', bare: '901' } as const;
const APP = 'bench';
/** From a field's last key to the first of the next: the prompt has been heard by then. Milliseconds. */
const THINK_MS = 700;

/** Adds the dialplan's baseline to the PBX: a field of four keys, then the prompt, and so on. */
export async function addDialplan({ pbx }: Bench): Promise<void> {
  appendFileSync(
    join(pbx.configDir, 'extensions.conf'),
    `
[from-caller](+)
exten => ${NUMBERS.dialplan},1,Answer()
 same => n(again),Read(KEYS,,${FIELD.length})
 same => n,Playback(${NEXT})
 same => n,Goto(again)
`,
  );
  await pbx.command('dialplan reload');
}

/** Starts the bare script in a process of its own. */
export async function startBare({ pbx }: Bench): Promise<() => Promise<void>> {
  const { username, password } = pbx.server.ari.login;
  const script = new URL('./bare-script.js', import.meta.url);
  const child = fork(script, [pbx.ari.url, username, password, APP, String(FIELD.length), `sound:${NEXT}`]);
  await within('the bare script to connect', 10_000, once(child, 'message'));
  return async () => {
    const ended = once(child, 'exit');
    child.disconnect();
    await ended;
  };
}

/** Key to prompt in milliseconds, `rounds` fields on each of `calls` calls at once. */
export async function measureBaseline(
  bench: Bench,
  kind: keyof typeof NUMBERS,
  calls: number,
  rounds: number,
): Promise<{ readonly samples: readonly number[]; readonly lost: number }> {
  const phones = await bench.callAll(calls, { from: 'caller', to: NUMBERS[kind], answers: 'none' });
  const legs = await Promise.all(phones.map(({ caller }) => endsOf(caller)));
  const capture = await Capture.start(bench.captureFile, filterOf(legs));
  try {
    await Promise.all(phones.map(({ caller }, i) => fields(caller, rounds, bench.stagger(i, calls))));
    const trace = await capture.stop();
    const samples: number[] = [];
    for (const leg of legs) {
      const packets = toPhone(trace, leg);
      const keys = keysOf(trace, leg);
      for (let last = FIELD.length - 1; last < keys.length; last += FIELD.length) {
        const took = keyToPrompt(packets, keys[last]?.endedAt ?? 0);
        if (took !== undefined) samples.push(took);
      }
    }
    return { samples, lost: calls * rounds - samples.length };
  } finally {
    capture.abandon();
    await Promise.allSettled(phones.map((call) => call.caller.hangUp()));
  }
}

async function fields(phone: Phone, rounds: number, after: number): Promise<void> {
  await pause(after);
  for (let round = 0; round < rounds; round++) {
    await phone.press(FIELD, { onMs: 100, offMs: 80 });
    await pause(THINK_MS);
  }
}
