import { entryOf, isYes } from './conf.js';
import type { Finding } from './finding.js';
import type { Patient } from './patient.js';

/** Media must pass through Asterisk, or keys and sound go past everything that hides them. */
export function checkDirectMedia({ files }: Patient): Finding[] {
  const direct = (files.sections('pjsip.conf') ?? [])
    .filter((section) => !section.template && entryOf(section, 'type') === 'endpoint')
    // Without a word Asterisk lets media go directly.
    .filter((section) => isYes(entryOf(section, 'direct_media') ?? 'yes'))
    .map(({ name }) => name);
  if (direct.length === 0) return [];
  const list = direct.slice(0, 5).join(', ');
  return [
    {
      id: 'media.direct',
      severity: 'warning',
      what: `Phones may send sound to each other past Asterisk: ${list}${direct.length > 5 ? ` and ${direct.length - 5} more` : ''}`,
      why: 'Keys pressed right after the feature code can reach the agent’s phone before the call has moved.',
      fix: 'Set direct_media = no on the endpoints of agents and trunks in pjsip.conf, then: pjsip reload',
    },
  ];
}

/** Said once, because no examination of Asterisk can see it. */
export function tellOfOutside(): Finding[] {
  return [
    {
      id: 'outside.recorders',
      severity: 'info',
      what: 'Recorders and captures outside of Asterisk cannot be seen from here',
      why: 'A session border controller, a SIPREC recorder, a port mirror or the trunk’s provider may record the caller’s leg.',
      fix: 'Ask whoever runs them, and keep what they record of payments within the scope of PCI DSS.',
    },
  ];
}

/** Files that would have told something. */
export function tellOfUnreadable({ config, files }: Patient): Finding[] {
  if (files.unreadable.length === 0) return [];
  return [
    {
      id: 'files.unreadable',
      severity: 'info',
      what: `Not examined, because not readable in ${config.asterisk.configDir}: ${files.unreadable.join(', ')}`,
      why: 'CEL, AMI users, direct media, debugging and the feature can be known only from Asterisk’s files.',
      fix: 'Run this on Asterisk’s machine as a user who may read them (root), with asterisk.configDir set.',
    },
  ];
}
