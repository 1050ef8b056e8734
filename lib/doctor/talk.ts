import { apart } from '../asterisk/talk.js';
import { tapFault } from '../asterisk/tap.js';
import type { Finding } from './finding.js';
import type { Patient } from './patient.js';

/** Where the presence is `talk`: whatever would have every payment refuse it. */
export async function checkTalk({ config, ari }: Patient): Promise<Finding[]> {
  const { presence, tcpdump } = config.capture;
  if (!ari || presence !== 'talk') return [];
  const faults = [
    { what: apart(ari), fix: 'Run the service on the machine of Asterisk' },
    {
      what: await tapFault(tcpdump),
      fix: 'Install tcpdump and give the service CAP_NET_RAW: config/hushpay-talk.conf is made for systemd',
    },
    { what: await noMedia(ari), fix: 'Load it: module load chan_rtp.so' },
  ];
  return faults.flatMap(({ what, fix }) =>
    what === undefined
      ? []
      : [
          {
            id: 'presence.talk',
            severity: 'warning' as const,
            what: `capture.presence is talk, which is refused here: ${what}`,
            why: 'The agent hears the prompts instead (guided), and is told so each time.',
            fix: `${fix}. Or set capture.presence to guided.`,
          },
        ],
  );
}

async function noMedia(ari: NonNullable<Patient['ari']>): Promise<string | undefined> {
  const modules = await ari.json<readonly { name: string; status: string }[]>('GET', '/asterisk/modules');
  const there = modules.some(({ name, status }) => name === 'chan_rtp.so' && status === 'Running');
  return there ? undefined : 'chan_rtp, by which the voices come to the service, does not run in Asterisk';
}
