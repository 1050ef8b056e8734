import { SHORTEST_TOKEN } from '../config/api.js';
import { isLoopback } from '../config/safety.js';
import type { Finding } from './finding.js';
import type { Patient } from './patient.js';

/** Could somebody else follow captures, or steer them? */
export function checkApi({ config }: Pick<Patient, 'config'>): Finding[] {
  const { enabled, host, certificate, tokens } = config.api;
  if (!enabled) return [];
  const findings: Finding[] = [];
  if (!certificate && !isLoopback(host)) {
    findings.push({
      id: 'api.plain',
      severity: 'critical',
      what: `The API listens on ${host} without a certificate`,
      why: 'Its tokens pass over the network in plain text; who reads one can follow captures and cancel them.',
      fix: 'Set api.certificate and api.key, or api.host: 127.0.0.1 with a proxy before it that speaks https.',
    });
  }
  const short = tokens.filter(({ secret }) => secret.reveal().length < SHORTEST_TOKEN);
  if (short.length > 0) {
    findings.push({
      id: 'api.token',
      severity: 'warning',
      what: `Tokens of the API are shorter than ${SHORTEST_TOKEN} characters: ${short.map(({ name }) => name).join(', ')}`,
      why: 'They can be guessed.',
      fix: 'Make new ones with: openssl rand -base64 32',
    });
  }
  return findings;
}
