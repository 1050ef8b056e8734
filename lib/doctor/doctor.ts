import { milliseconds } from '../config/policy.js';
import type { Config } from '../config/schema.js';
import { checkAgents } from './agents.js';
import { checkAgiKey } from './agi-key.js';
import { checkApi } from './api.js';
import { checkBinding } from './binding.js';
import { findConsole, tellOfConsole } from './console.js';
import { checkDebugChannel, checkDebugFiles, checkDebugTraces } from './debugging.js';
import { checkDialplan, checkFeature, checkLoaded, checkMute, checkPrompts } from './dialplan.js';
import { checkAsteriskClock, checkVersion, openDoors } from './doors.js';
import { checkFeatureCodes } from './features.js';
import { bySeverity, type Check, type Finding } from './finding.js';
import { checkGateway } from './gateway.js';
import { checkHours, checkLookup } from './ivr.js';
import { checkAmiReaders, checkAriUsers, checkCel, checkHep, checkLogger } from './leaks.js';
import { checkAsteriskCores, checkService, checkSwap } from './machine.js';
import { checkDirectMedia, tellOfOutside, tellOfUnreadable } from './media.js';
import { checkModules } from './modules.js';
import { AsteriskFiles, type Patient } from './patient.js';
import { checkJournal } from './payment.js';
import { checkAmiRights, checkAriRights } from './permissions.js';
import { checkLookedInto, checkRuntimes } from './process.js';
import { checkAmiConnected, checkAriReaders } from './readers.js';
import { checkRecogniser, checkSpeechModules } from './recogniser.js';
import { checkRecordings } from './recordings.js';
import { checkSecretFiles } from './secrets.js';
import { checkAgi, checkHealth } from './service.js';
import { checkSilence } from './silence.js';
import { checkOwners, checkRoom } from './storage.js';
import { checkTalk } from './talk.js';

const CHECKS: readonly Check<Patient>[] = [
  checkVersion,
  checkAsteriskClock,
  checkAriRights,
  checkAmiRights,
  checkModules,
  checkDialplan,
  checkAgiKey,
  (patient) => checkSecretFiles(patient),
  checkLoaded,
  checkMute,
  checkFeature,
  checkFeatureCodes,
  checkAgents,
  checkBinding,
  checkPrompts,
  checkLogger,
  checkCel,
  checkAmiReaders,
  checkAmiConnected,
  checkAriReaders,
  checkAriUsers,
  checkHep,
  checkDebugFiles,
  checkDebugChannel,
  checkDebugTraces,
  checkDirectMedia,
  checkRecordings,
  checkRecogniser,
  checkSpeechModules,
  checkTalk,
  checkSilence,
  checkAsteriskCores,
  checkService,
  (patient) => checkSwap(patient),
  (patient) => checkLookedInto(patient),
  (patient) => checkRuntimes(patient),
  checkHealth,
  checkAgi,
  checkApi,
  checkGateway,
  checkLookup,
  (patient) => checkHours(patient),
  (patient) => checkOwners(patient),
  (patient) => checkRoom(patient),
  checkJournal,
];

/**
 * Looks at everything a payment depends on and everywhere a digit could be left, and changes nothing. The worst
 * finding first. Never rejects: what cannot be examined is a finding.
 */
export async function examine(config: Config, configFile: string): Promise<Finding[]> {
  const { doors, findings } = await openDoors(config);
  const files = new AsteriskFiles(config.asterisk.configDir);
  const console = await findConsole(files, milliseconds(config.asterisk.deadline));
  const patient: Patient = { config, configFile, files, ...(console && { console }), ...doors };
  try {
    const found = await Promise.all(CHECKS.map((check) => attempt(check, patient)));
    return bySeverity([
      ...findings,
      ...found.flat(),
      ...tellOfUnreadable(patient),
      ...tellOfConsole(patient),
      ...tellOfOutside(),
    ]);
  } finally {
    doors.ari?.close();
    doors.ami?.close();
  }
}

async function attempt(check: Check<Patient>, patient: Patient): Promise<readonly Finding[]> {
  try {
    return await check(patient);
  } catch (error) {
    return [
      {
        id: `doctor.${check.name}`,
        severity: 'warning',
        what: `One thing could not be examined: ${error instanceof Error ? error.message : String(error)}`,
        why: 'A fault there would not be found.',
        fix: 'Mend the other findings and run this again.',
      },
    ];
  }
}
