import { AriRefusal } from '../asterisk/ari-rest.js';
import { HushpayError } from '../errors.js';
import type { Finding } from './finding.js';
import type { Patient } from './patient.js';

/** The user of ARI must be able to act. */
export async function checkAriRights({ config, ari }: Patient): Promise<Finding[]> {
  if (!ari) return [];
  try {
    // A playback that does not exist: refused where the user may only read, 404 where it may act.
    await ari.text('DELETE', '/playbacks/hushpay-doctor');
  } catch (error) {
    if (!(error instanceof AriRefusal) || error.status !== 403) return [];
    return [
      {
        id: 'ari.rights-too-few',
        severity: 'critical',
        what: `The ARI user ${config.asterisk.ari.username} may only read`,
        why: 'No prompt can be played and no party returned.',
        fix: 'Set read_only = no for it in ari.conf, then: module reload res_ari.so',
      },
    ];
  }
  return [];
}

/** What the service sends, and one for this examination. */
const NEEDED = ['Redirect', 'Setvar', 'Getvar'];
/** The only class it needs. */
const CLASS = 'call';

/** Asterisk itself tells which actions the user may send, and the classes that allow each. */
export async function checkAmiRights({ config, ami }: Patient): Promise<Finding[]> {
  if (!ami) return [];
  let actions: [name: string, classes: string[]][];
  try {
    const [answer = {}] = await ami.action('ListCommands');
    actions = Object.entries(answer).flatMap(([name, synopsis]) => {
      const classes = /\(Priv: ([^)]*)\)\s*$/.exec(synopsis)?.[1];
      return classes === undefined ? [] : [[name, classes.split(',')]];
    });
  } catch (error) {
    if (error instanceof HushpayError) return [];
    throw error;
  }
  const findings: Finding[] = [];
  const { username } = config.asterisk.ami;
  const names = new Set(actions.map(([name]) => name));
  const missing = NEEDED.filter((name) => !names.has(name));
  if (missing.length > 0) {
    findings.push({
      id: 'ami.rights-too-few',
      severity: 'critical',
      what: `The AMI user ${username} may not send ${missing.join(', ')}`,
      why: 'The parties cannot be taken out of their conversation, nor told the outcome.',
      fix: `Set write = ${CLASS} for it in manager.conf, then: manager reload`,
    });
  }
  const extra = actions.filter(([, classes]) => !classes.includes(CLASS) && !classes.includes('<none>'));
  if (extra.length > 0) {
    findings.push({
      id: 'ami.rights-too-many',
      severity: 'warning',
      what: `The AMI user ${username} may also send ${examples(extra.map(([name]) => name))}`,
      why: 'Who gets hold of its password could do more than take payments: run commands, place calls, change files.',
      fix: `Set write = ${CLASS} and nothing more for it in manager.conf, then: manager reload`,
    });
  }
  return findings;
}

function examples(names: readonly string[]): string {
  const some = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${some} and ${names.length - 5} more` : some;
}
