import { isLoopback } from '../config/safety.js';
import { entryOf, isYes } from './conf.js';
import type { Finding } from './finding.js';
import type { Patient } from './patient.js';

/** Who can reach the doors of Asterisk that tell keys: in plain text they are for this machine only. */
export async function checkBinding({ config, console, files }: Patient): Promise<Finding[]> {
  const http = console
    ? bound(await console.show('http show status'), /^(?:Plain HTTP )?Server Enabled and Bound to (\S+)$/i)
    : writtenHttp({ files });
  const ami = console
    ? bound(await console.show('manager show settings'), /^\s*TCP Bindaddress:\s+(\S+)$/)
    : writtenAmi({ files });
  return [
    ...open(http).map((address) => ({
      id: 'asterisk.http-open',
      severity: 'warning' as const,
      what: `Asterisk’s HTTP server, which carries ARI and AMI, listens on ${address} in plain text`,
      why: 'Passwords and keys pass over the network readably, and anybody there may try passwords; with ARI’s they are told every key.',
      fix: `Set bindaddr = 127.0.0.1 in [general] of http.conf (FreePBX: Settings, Advanced Settings, HTTP Bind Address) where nothing else comes from another machine, or let others come by TLS alone (tlsbindaddr). Then: core reload. Hushpay itself comes from ${new URL(config.asterisk.ari.url).hostname}.`,
    })),
    ...open(ami).map((address) => ({
      id: 'asterisk.ami-open',
      severity: 'warning' as const,
      what: `AMI listens on ${address} in plain text`,
      why: 'Passwords and events pass over the network readably, and anybody there may try passwords. Hushpay does not use this port.',
      fix: 'Set bindaddr = 127.0.0.1 in [general] of manager.conf, or let others come by TLS alone (tlsbindaddr). Then: manager reload',
    })),
  ];
}

/** `127.0.0.1:8088`, `[::]:8088` */
function open(address: string | undefined): readonly string[] {
  if (address === undefined || /^disabled/i.test(address)) return [];
  const host = address.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  return isLoopback(host) ? [] : [address];
}

function bound(lines: readonly string[], pattern: RegExp): string | undefined {
  return lines.map((line) => pattern.exec(line)?.[1]).find((address) => address !== undefined);
}

function writtenHttp({ files }: Pick<Patient, 'files'>): string | undefined {
  const general = files.section('http.conf', 'general');
  if (!isYes(entryOf(general, 'enabled'))) return undefined;
  return entryOf(general, 'bindaddr') ?? '0.0.0.0';
}

function writtenAmi({ files }: Pick<Patient, 'files'>): string | undefined {
  const general = files.section('manager.conf', 'general');
  if (!isYes(entryOf(general, 'enabled'))) return undefined;
  return entryOf(general, 'bindaddr') ?? '0.0.0.0';
}
