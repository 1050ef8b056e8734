import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import { entryOf, isYes } from './conf.js';
import type { Console } from './console.js';
import type { Finding } from './finding.js';
import type { Patient } from './patient.js';

const CARRIES = 'Debug output shows each key as it comes in, or the packets and requests that carry it.';

/** What is switched on in files, for each start. */
export function checkDebugFiles({ files }: Patient): Finding[] {
  const findings: Finding[] = [];
  const options = files.section('asterisk.conf', 'options');
  const level = Number(entryOf(options, 'debug') ?? 0);
  if (level > 0 || isYes(entryOf(options, 'debug'))) {
    findings.push({
      id: 'debug.core',
      severity: 'warning',
      what: `asterisk.conf starts Asterisk with debug level ${level || 1}`,
      why: CARRIES,
      fix: 'Set debug = 0 in [options] of asterisk.conf, and now: core set debug 0',
    });
  }
  const sip = (files.sections('pjsip.conf') ?? []).find((section) => entryOf(section, 'type') === 'global');
  const debug = entryOf(sip, 'debug');
  if (debug !== undefined && !/^(no|false|0|off)$/i.test(debug)) {
    findings.push({
      id: 'debug.pjsip',
      severity: 'critical',
      what: 'pjsip.conf logs all SIP messages (debug in its global section)',
      why: 'Keys of phones that send them by SIP INFO are written to the log.',
      fix: 'Set debug = no there, and now: pjsip set logger off',
    });
  }
  return findings;
}

interface Channel {
  readonly channel: string;
  readonly type: string;
  readonly configuration: string;
}

/** The log has a place for debug lines: whoever raises the debug level writes keys there. */
export async function checkDebugChannel({ ari }: Patient): Promise<Finding[]> {
  if (!ari) return [];
  const channels = (await ari.json<Channel[]>('GET', '/asterisk/logging'))
    .filter(({ configuration }) => /\bDEBUG\b/.test(configuration))
    .map(({ channel }) => channel);
  if (channels.length === 0) return [];
  return [
    {
      id: 'debug.channel',
      severity: 'info',
      what: `The log takes debug output: ${channels.join(', ')}`,
      why: `With a raised debug level keys are written there. ${CARRIES}`,
      fix: 'Take debug out of logger.conf unless you need it just now, then: logger reload',
    },
  ];
}

/**
 * Asterisk does not tell whether RTP, SIP or ARI debugging is on; their output in the log does. Each pattern is what
 * Asterisk 18 to 22 prints.
 */
const TRACES: readonly (readonly [id: string, what: string, pattern: RegExp, off: string])[] = [
  ['debug.keys-in-log', 'keys (DTMF lines)', /\bDTMF\[\d+\]/, 'logger.conf without dtmf, logger reload'],
  [
    'debug.rtp',
    'RTP packets',
    /(Got|Sent)\s+(RTP|RTCP|RTP DTMF|RTP RFC2833|RTP DTLS)\b.* (from|to) /,
    'rtp set debug off',
  ],
  [
    'debug.sip',
    'SIP messages',
    /<--- (Received|Transmitting) SIP (request|response)/,
    'pjsip set logger off',
  ],
  [
    'debug.ari',
    'ARI messages',
    /<--- (ARI (request|response)|Sending ARI event|Received ARI)/i,
    'ari set debug all off',
  ],
  [
    'debug.agi',
    'AGI messages, in which a caller’s words stand',
    /AGI Tx >> 200 result=1 \(speech\)/,
    'agi set debug off',
  ],
];

/** So many lines of debug output are more than the few that Asterisk writes by itself, whatever its level. */
const DEBUG_LINES = 20;

/** By its level where Asterisk can be asked, by what it has written where it cannot. */
async function coreDebugs(console: Console | undefined, log: string): Promise<boolean> {
  if (!console) return (log.match(/\bDEBUG\[\d+\]/g) ?? []).length >= DEBUG_LINES;
  const settings = await console.show('core show settings');
  return settings.some((line) => Number(/^\s*Debug level:\s+(\d+)/.exec(line)?.[1] ?? 0) > 0);
}

/** How much of the end of each log is read. Bytes. */
const TAIL = 1_048_576;

export async function checkDebugTraces({ ari, console, files }: Patient): Promise<Finding[]> {
  if (!ari) return [];
  const logs = (await ari.json<Channel[]>('GET', '/asterisk/logging')).filter(({ type }) => type === 'File');
  const directory =
    entryOf(files.section('asterisk.conf', 'directories'), 'astlogdir') ?? '/var/log/asterisk';
  const findings: Finding[] = [];
  for (const { channel, configuration } of logs) {
    const path = resolve(directory, channel);
    const end = tail(path);
    if (end === undefined) continue;
    const takes = /\bDEBUG\b/.test(configuration);
    if (takes && (await coreDebugs(console, end))) findings.push(coreFinding(path));
    for (const [id, what, pattern, off] of TRACES) {
      if (!pattern.test(end)) continue;
      findings.push({
        id,
        severity: 'critical',
        what: `The log ${path} holds ${what}`,
        why: CARRIES,
        fix: `On Asterisk’s console: ${off}. Then rotate the log (logger rotate) and remove the old one: this looks at its last part.`,
      });
    }
  }
  return findings;
}

function coreFinding(path: string): Finding {
  return {
    id: 'debug.core-on',
    severity: 'warning',
    what: `Core debug is on, and the log ${path} takes it`,
    why: CARRIES,
    fix: 'On Asterisk’s console: core set debug 0. Then rotate the log (logger rotate) and remove the old one.',
  };
}

function tail(path: string): string | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const { size } = fstatSync(file);
    const buffer = Buffer.alloc(Math.min(size, TAIL));
    readSync(file, buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString('latin1');
  } catch {
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
