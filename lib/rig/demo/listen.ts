import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { AGENT_CANCEL } from '../../session/agent-keys.js';
import { openScene } from '../proof/scene.js';
import { Moments } from './moments.js';
import { narrate } from './narrator.js';
import { Progress } from './progress.js';
import { type Paint, painter, widthOf } from './style.js';
import { Timeline } from './timeline.js';

export interface Listening {
  /** Where the PBX takes SIP: this machine alone, or an address that softphones elsewhere can reach. */
  readonly address: string;
  readonly config?: Readonly<Record<string, unknown>>;
}

/** Keeps PBX, sandbox and service running for two softphones, and tells what happens, until Ctrl-C. */
export async function listen({ address, config }: Listening): Promise<void> {
  if (isIP(address) === 0) throw new Error(`--address ${address}: give an IP address of this machine`);
  const password = () => randomBytes(5).toString('hex');
  const softphones = { caller: password(), agent: password(), third: password() };
  const progress = new Progress(process.stderr);
  const scene = await openScene({
    dtmf: 'rfc4733',
    protection: true,
    phones: false,
    softphones,
    address,
    config,
    tell: (step) => progress.say(`Starting ${step} …`),
  }).finally(() => progress.done());
  const { pbx, hushpay } = scene;
  const paint = painter(process.stdout);
  const timeline = new Timeline(widthOf(process.stdout), paint);
  const print = (text: string) => process.stdout.write(`${text}\n`);
  const server = `${reachable(address)}:${pbx.sipPort}`;
  print(
    instructions(
      {
        softphones,
        server,
        feature: pbx.feature,
        logFile: hushpay.logFile,
        recordings: pbx.server.path('rec'),
      },
      paint,
    ),
  );
  print(timeline.head());
  let began = Date.now();
  const moments = new Moments((moment) => print(timeline.moment(moment)));
  narrate(hushpay, (said) => {
    if (said.hushpay?.startsWith('takes both')) began = Date.now();
    moments.add({ at: (Date.now() - began) / 1000, ...said });
  });
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  print('\nStopping …');
  await scene.stop();
}

/** `0.0.0.0` is every address of this machine and none to dial: names the first that others can reach. */
function reachable(address: string): string {
  if (address !== '0.0.0.0') return address;
  const others = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return others.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
}

export interface Instructions {
  readonly softphones: { readonly caller: string; readonly agent: string };
  readonly server: string;
  readonly feature: string;
  readonly logFile: string;
  readonly recordings: string;
}

/** What the two who play have to know. */
export function instructions(
  { softphones, server, feature, logFile, recordings }: Instructions,
  paint: Paint,
): string {
  return `Play both parts with two softphones (SIP over UDP, codec PCMU/G.711µ, DTMF as RFC 4733):

             user     password     server
  caller     caller   ${softphones.caller}   ${server}
  agent      agent    ${softphones.agent}   ${server}

  1. Register both. The caller dials ${paint('strong', '100')} (or 200, through a queue) and the agent picks up.
     The agent may call instead: 300.
  2. The agent presses ${paint('strong', feature)}, keys an amount such as 25*00#, and confirms it with 1.
  3. The caller keys ${paint('strong', '4111 1111 1111 1111')}, any date to come such as 1230, and 123. The agent hears the prompts
     and none of the keys.
  4. Amounts from 2000 to 2999.99 are declined. The agent's ${AGENT_CANCEL} cancels.

  Log of every step:  tail -f ${logFile}
  Recordings:         ${recordings}
  Never key a real card: only test numbers are taken, but your softphone may remember it.
  Ctrl-C ends it.
`;
}
