import { agiKey, agiMark } from '../config/agi-key.js';
import type { Finding } from './finding.js';
import type { Patient } from './patient.js';

/** Has Asterisk loaded the lines of this installation, by whose key the service knows that Asterisk calls it? */
export async function checkAgiKey({ ami, config }: Patient): Promise<Finding[]> {
  if (!ami) return [];
  const mark = agiMark(agiKey(config));
  const [answer] = await ami.action('Getvar', { Variable: `DIALPLAN_EXISTS(hushpay-key,${mark},1)` });
  if (answer?.Value !== '0') return [];
  return [
    {
      id: 'dialplan.key',
      severity: 'critical',
      what: 'The dialplan that Asterisk has loaded lacks the key of this installation, or has another',
      why: 'The service refuses the feature code and the payment line: anybody on the machine could have sent what comes without it.',
      fix: 'Put what `hushpay dialplan` prints for extensions and features, and the line with AGI(agi://…/pay/…) if you use it, in their places anew, then: core reload. It changes with agi.secret or, without one, with asterisk.ari.password.',
    },
  ];
}
