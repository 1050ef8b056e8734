import { entryOf, isYes } from './conf.js';
import type { Finding } from './finding.js';
import type { Patient } from './patient.js';

const KEYED = 'Whoever reads it has the card number and the security code that callers have keyed.';

interface Channel {
  readonly channel: string;
  readonly status: string;
  readonly configuration: string;
}

/** The log as it runs, and as it is written down for the next start. */
export async function checkLogger({ ari, files }: Patient): Promise<Finding[]> {
  const leaking = new Set<string>();
  for (const { channel, configuration } of ari ? await ari.json<Channel[]>('GET', '/asterisk/logging') : []) {
    if (/\bDTMF\b/i.test(configuration)) leaking.add(channel);
  }
  for (const { name, value } of files.section('logger.conf', 'logfiles')?.entries ?? []) {
    const levels = value.replace(/^\[[^\]]*\]/, '').split(',');
    if (levels.some((level) => /^(dtmf|\*)$/i.test(level.trim()))) leaking.add(name);
  }
  if (leaking.size === 0) return [];
  return [
    {
      id: 'logger.dtmf',
      severity: 'critical',
      what: `Asterisk writes every key to its log: ${[...leaking].join(', ')}`,
      why: KEYED,
      fix: 'Take dtmf and * out of [logfiles] in logger.conf, then: logger reload. Delete or clean the logs that exist.',
    },
  ];
}

/** The channel event log as it runs, and as it is written down for the next reload. */
export async function checkCel({ console, files }: Patient): Promise<Finding[]> {
  const shown = (await console?.show('cel show status')) ?? [];
  const runs = shown.some((line) => /^CEL Tracking Event: DTMF$/.test(line.trim()));
  const general = files.section('cel.conf', 'general');
  const events = (entryOf(general, 'events') ?? '').toUpperCase().split(',');
  const written =
    isYes(entryOf(general, 'enable')) && events.some((event) => ['ALL', 'DTMF'].includes(event.trim()));
  if (!runs && !written) return [];
  return [
    {
      id: 'cel.dtmf',
      severity: 'critical',
      what: `The channel event log (CEL) records every key${runs && !written ? '; cel.conf says otherwise, and was not loaded' : ''}`,
      why: `${KEYED} Since 22.6 Asterisk stores the keys with ALL and with DTMF.`,
      fix: 'Name the events you need in cel.conf (CHAN_START,CHAN_END,ANSWER,HANGUP,BRIDGE_ENTER,…), then: module reload cel',
    },
  ];
}

/** AMI users who are sent the keys as events. */
export function checkAmiReaders({ config, files }: Patient): Finding[] {
  const findings: Finding[] = [];
  for (const section of files.sections('manager.conf') ?? []) {
    if (section.name === 'general' || section.template || entryOf(section, 'secret') === undefined) continue;
    const read = (entryOf(section, 'read') ?? '').toLowerCase().split(/[\s,]+/);
    const ours = section.name === config.asterisk.ami.username;
    if (read.some((word) => word === 'dtmf' || word === 'all')) {
      findings.push({
        id: 'ami.reads-keys',
        severity: 'critical',
        what: `The AMI user ${section.name} is sent every key (read = ${read.join(',')})`,
        why: KEYED,
        fix: `Name the classes it needs in manager.conf, without dtmf and all${ours ? '; ours needs none' : ''}, then: manager reload`,
      });
    } else if (ours && read.some((word) => word !== '')) {
      findings.push({
        id: 'ami.rights-too-many',
        severity: 'warning',
        what: `The AMI user ${section.name} may read events (read = ${read.join(',')})`,
        why: 'The service reads no events; what it may not see cannot leak through it.',
        fix: 'Set read to nothing for it in manager.conf, then: manager reload',
      });
    }
  }
  return findings;
}

/** Other people's ARI users could subscribe to our channels at any time. */
export function checkAriUsers({ config, files }: Patient): Finding[] {
  const users = (files.sections('ari.conf') ?? [])
    .filter((section) => !section.template && entryOf(section, 'type')?.toLowerCase() === 'user')
    .map(({ name }) => name)
    .filter((name) => name !== config.asterisk.ari.username);
  if (users.length === 0) return [];
  return [
    {
      id: 'ari.other-users',
      severity: 'info',
      what: `Other programs have users of ARI: ${users.join(', ')}`,
      why: 'An ARI user, even a read-only one, can subscribe to any channel and so to its keys.',
      fix: 'Remove from ari.conf those you do not need, and trust the rest as you trust Hushpay.',
    },
  ];
}

/** Copies of the signalling and of RTCP to another machine: INFO keys travel in it. */
export async function checkHep({ ari, files }: Patient): Promise<Finding[]> {
  const general = files.section('hep.conf', 'general');
  if (!general || !isYes(entryOf(general, 'enabled') ?? 'yes')) return [];
  if (!ari) return [];
  const modules = await ari.json<{ name: string; status: string }[]>('GET', '/asterisk/modules');
  const running = modules.some(({ name, status }) => name === 'res_hep_pjsip.so' && status === 'Running');
  if (!running) return [];
  return [
    {
      id: 'hep.enabled',
      severity: 'warning',
      what: `Asterisk sends a copy of all signalling to ${entryOf(general, 'capture_address') ?? 'a capture server'}`,
      why: 'Keys of phones that send them by SIP INFO are in it.',
      fix: 'Set enabled = no in hep.conf, or see that no phone uses dtmf_mode=info.',
    },
  ];
}
