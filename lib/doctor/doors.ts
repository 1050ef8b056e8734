import { createAmi } from '../asterisk/ami.js';
import { createAriRest } from '../asterisk/ari-rest.js';
import { milliseconds } from '../config/policy.js';
import type { Config } from '../config/schema.js';
import { ERRORS, HushpayError } from '../errors.js';
import { ownersOf } from '../peer.js';
import type { Finding } from './finding.js';
import type { Patient } from './patient.js';

/** The oldest Asterisk with all we use. */
const OLDEST = 18;
/** Seconds of difference between two clocks that no network explains. */
const SKEW = 5;

/** Opens ARI and AMI with the service's own users. What does not open is told. */
export async function openDoors(config: Config): Promise<{
  readonly doors: Pick<Patient, 'ari' | 'ami'>;
  readonly findings: readonly Finding[];
}> {
  const { asterisk } = config;
  const deadlineMs = milliseconds(asterisk.deadline);
  const { app } = asterisk.ari;
  const owners = ownersOf(asterisk.user);
  const ari = createAriRest({ ...access(asterisk.ari), app, owners }, deadlineMs);
  const ami = createAmi({ ...access(asterisk.ami), owners }, deadlineMs);
  const findings: Finding[] = [];
  const opens = async (door: 'ari' | 'ami', attempt: Promise<unknown>) => {
    try {
      await attempt;
      return true;
    } catch (error) {
      findings.push(closed(door, asterisk[door].url, error));
      return false;
    }
  };
  const [ariOpen, amiOpen] = await Promise.all([
    opens('ari', ari.text('GET', '/asterisk/info')),
    opens('ami', ami.action('Ping')),
  ]);
  if (!ariOpen) ari.close();
  if (!amiOpen) ami.close();
  return { doors: { ...(ariOpen && { ari }), ...(amiOpen && { ami }) }, findings };
}

function access({ url, username, password }: Config['asterisk']['ami']) {
  return { url, username, password: password.reveal() };
}

function closed(door: 'ari' | 'ami', url: string, error: unknown): Finding {
  const code = error instanceof HushpayError ? error.code : undefined;
  const refused = code === 'ari-refused' || code === 'ami-refused';
  return {
    id: `${door}.${refused ? 'refused' : 'unreachable'}`,
    severity: 'critical',
    what: `${door.toUpperCase()} at ${url}: ${error instanceof Error ? error.message : String(error)}`,
    why: 'Without it no call can be handed off.',
    fix: code ? ERRORS[code] : 'Look into the log of Asterisk.',
  };
}

interface Info {
  readonly system?: { readonly version?: string };
}

export async function checkVersion({ ari }: Patient): Promise<Finding[]> {
  if (!ari) return [];
  const { system } = await ari.json<Info>('GET', '/asterisk/info');
  const version = system?.version ?? '';
  // `22.10.1~dfsg`, `certified/20.7-cert1`, `GIT-20-abc`.
  const major = Number(/\d+/.exec(version)?.[0] ?? Number.NaN);
  if (major >= OLDEST) return [];
  return [
    {
      id: 'asterisk.version',
      severity: 'critical',
      what: `Asterisk is ${version || 'of an unknown version'}; Hushpay needs ${OLDEST} or later`,
      why: 'Older ones lack parts of ARI, and get no more security fixes.',
      fix: 'Upgrade Asterisk, best to a long-term version (20 or 22).',
    },
  ];
}

export async function checkAsteriskClock({ config, ari }: Patient): Promise<Finding[]> {
  if (!ari) return [];
  const skew = await skewOf(`${config.asterisk.ari.url}/`, config.asterisk.deadline);
  return skew === undefined || Math.abs(skew) < SKEW ? [] : [clockFinding('Asterisk', skew)];
}

/** Seconds by which the clock of a web server is ahead of ours; undefined where it does not tell. */
export async function skewOf(url: string, deadline: number): Promise<number | undefined> {
  const sent = Date.now();
  try {
    const response = await fetch(url, {
      method: 'HEAD',
      signal: AbortSignal.timeout(milliseconds(deadline)),
    });
    const date = Date.parse(response.headers.get('date') ?? '');
    // The header has whole seconds, and belongs to some moment of the exchange.
    const middle = (sent + Date.now()) / 2;
    return Number.isNaN(date) ? undefined : (date + 500 - middle) / 1000;
  } catch {
    return undefined;
  }
}

export function clockFinding(whose: string, skew: number): Finding {
  const [ahead, amount] = [skew > 0 ? 'ahead of' : 'behind', Math.round(Math.abs(skew))];
  return {
    id: `clock.${whose.toLowerCase()}`,
    severity: 'warning',
    what: `The clock of ${whose} is ${amount} s ${ahead} ours`,
    why: 'Expiry dates are judged by our clock, and logs, recordings and payments cannot be matched.',
    fix: 'Run a time service (chrony, systemd-timesyncd) on both machines.',
  };
}
