import { AriRefusal } from '../asterisk/ari-rest.js';
import { entryOf } from './conf.js';
import type { Finding } from './finding.js';
import type { Patient } from './patient.js';

const KEYED = 'Whoever reads it has the card number and the security code that callers have keyed.';

interface Application {
  readonly name: string;
  readonly channel_ids: readonly string[];
  readonly bridge_ids: readonly string[];
  readonly endpoint_ids: readonly string[];
}

interface Channel {
  readonly id: string;
  readonly name: string;
  readonly dialplan?: { readonly app_name?: string; readonly app_data?: string };
}

/** ARI applications that are told of channels beyond their own: keys come with what a channel or its endpoint tells. */
export async function checkAriReaders({ config, ari, files }: Patient): Promise<Finding[]> {
  if (!ari) return [];
  const [applications, channels] = await Promise.all([
    ari.json<Application[]>('GET', '/applications'),
    // Without its module that is another finding, and everything else is still to be seen.
    ari.json<Channel[]>('GET', '/channels').catch((error) => {
      if (error instanceof AriRefusal) return [];
      throw error;
    }),
  ]);
  const own = applications.find(({ name }) => name === config.asterisk.ari.app);
  const agents = agentEndpoints(files);
  return applications.flatMap((application) => {
    const told = toldOf(application, own, channels, agents);
    if (told.length === 0) return [];
    return [
      {
        id: 'ari.reads-keys',
        severity: 'critical' as const,
        what: `The ARI application ${application.name} is subscribed to ${told.join('; ')}`,
        why: KEYED,
        fix:
          application.name === own?.name
            ? 'Nothing of Hushpay subscribes so: find the other program that uses its name.'
            : `Have ${application.name} subscribe to its own channels only (no subscribeAll, no endpoint of callers), or end it while payments are taken.`,
      },
    ];
  });
}

function toldOf(
  application: Application,
  own: Application | undefined,
  channels: readonly Channel[],
  agents: ReadonlySet<string>,
): string[] {
  const { name, channel_ids, bridge_ids, endpoint_ids } = application;
  if ([...channel_ids, ...bridge_ids, ...endpoint_ids].some((id) => id.startsWith('__AST_'))) {
    return ['everything in Asterisk'];
  }
  // A whole technology, or telephones: a caller's channel belongs to one, a trunk or an extension.
  const endpoints = endpoint_ids.filter((id) => !agents.has(id));
  const told =
    endpoints.length > 0 ? [`the endpoints ${some(endpoints)}, and so to every channel of theirs`] : [];
  if (name === own?.name) return told;
  // Of a bridge it is told who comes and goes; nobody else has business in one of a payment.
  const [ours, bridges] = [new Set(own?.channel_ids), new Set(own?.bridge_ids)];
  if (
    channel_ids.some((id) => ours.has(id) || OURS.test(id)) ||
    bridge_ids.some((id) => bridges.has(id) || OURS.test(id))
  ) {
    told.push('channels of a payment');
  }
  // Not in it, yet told of: such a subscription stays when the channel comes to a payment.
  const foreign = channels.filter(({ id, dialplan }) => {
    const inside = dialplan?.app_name === 'Stasis' && dialplan.app_data?.split(',')[0] === name;
    return channel_ids.includes(id) && !ours.has(id) && !inside;
  });
  if (foreign.length > 0)
    told.push(`channels of calls that are not in it: ${some(foreign.map((one) => one.name))}`);
  return told;
}

/** Bridges and channels that a session makes, also of one whose service has died. */
const OURS = /^hp[0-9a-z]{13}-/;

function some(names: readonly string[]): string {
  return `${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''}`;
}

/** The telephones of agents, by the feature on their endpoint: nobody keys a card there. */
function agentEndpoints(files: Patient['files']): ReadonlySet<string> {
  const endpoints = (files.sections('pjsip.conf') ?? []).filter(
    (section) => entryOf(section, 'type') === 'endpoint',
  );
  return new Set(
    endpoints
      .filter(({ entries }) => entries.some(({ value }) => value === 'HUSHPAY_SIDE=agent'))
      .map(({ name }) => `PJSIP/${name}`),
  );
}

/** `read` of AMI's class dtmf, as a bit. */
const DTMF = 1 << 8;

/** AMI users who are logged in now, with the rights that they have now. */
export async function checkAmiConnected({ console }: Patient): Promise<Finding[]> {
  if (!console) return [];
  const readers = (await console.show('manager show connected')).flatMap((line) => {
    const [name, address, ...numbers] = line.trim().split(/\s+/);
    const read = Number(numbers.at(-2));
    return name && address && numbers.length >= 6 && read & DTMF ? [`${name} from ${address}`] : [];
  });
  if (readers.length === 0) return [];
  return [
    {
      id: 'ami.reads-keys-now',
      severity: 'critical',
      what: `Logged in to AMI now and sent every key: ${[...new Set(readers)].join(', ')}`,
      why: KEYED,
      fix: 'Name the classes they need in manager.conf, without dtmf and all, then: manager reload; who is logged in keeps its rights until it logs in anew.',
    },
  ];
}
