import { connect } from 'node:net';
import { milliseconds } from '../config/policy.js';
import type { Finding } from './finding.js';
import type { Patient } from './patient.js';

interface Health {
  readonly ready: boolean;
  readonly doors: readonly { readonly door: string; readonly up: boolean; readonly detail: string }[];
}

/** Is the service there, and does it say it is well? */
export async function checkHealth({ config }: Patient): Promise<Finding[]> {
  const { host, port } = config.http;
  const url = `http://${host}:${port}/health`;
  let health: Health;
  try {
    const response = await fetch(url, {
      signal: AbortSignal.timeout(milliseconds(config.asterisk.deadline)),
    });
    health = (await response.json()) as Health;
  } catch {
    return [
      {
        id: 'service.not-running',
        severity: 'critical',
        what: `Nothing answers on ${url}`,
        why: 'The service does not run, or hangs: agents hear that no payment is possible.',
        fix: 'Start it: systemctl start hushpay. If it runs, compare http.host and http.port.',
      },
    ];
  }
  return health.doors
    .filter(({ up }) => !up)
    .flatMap(({ door, detail }) => doorFinding(config, door, detail));
}

function doorFinding(config: Patient['config'], door: string, detail: string): Finding[] {
  if (door === 'api') {
    return [
      {
        id: 'service.api',
        severity: 'warning',
        what: `The running service says: the API does not work (${detail})`,
        why: 'Programs of the shop can neither follow nor steer captures; calls are not touched by it.',
        fix: 'Compare api.host and api.port with what else listens there, and look into the log of the service.',
      },
    ];
  }
  const payment = door === 'gateway';
  // The provider is asked directly, and knows better than what the service last saw of it.
  if (payment && (config.environment !== 'local' || config.sandbox.url)) return [];
  return [
    {
      id: `service.${door}`,
      severity: payment ? 'warning' : 'critical',
      what: `The running service says: ${door} does not work (${detail})`,
      why: payment ? 'Calls are handed off, but payments fail.' : 'No call can be handed off until it does.',
      fix: 'Look into the log of the service: journalctl -u hushpay',
    },
  ];
}

/** Can the feature code reach the service? */
export async function checkAgi({ config }: Patient): Promise<Finding[]> {
  const { host, port } = config.agi;
  if (await listens(host, port, milliseconds(config.asterisk.deadline))) return [];
  return [
    {
      id: 'agi.unreachable',
      severity: 'critical',
      what: `Nothing listens on ${host}:${port} for the feature code (FastAGI)`,
      why: 'A hand-off cannot be asked for.',
      fix: 'Start the service. If it runs, compare agi.host and agi.port, and look for a firewall.',
    },
  ];
}

function listens(host: string, port: number, deadlineMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: deadlineMs });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });
}
