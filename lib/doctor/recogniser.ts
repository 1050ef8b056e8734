import { tooOld } from '../asterisk/hearers.js';
import type { ConfigFault } from '../config/fault.js';
import type { Config } from '../config/schema.js';
import { type ConfSection, entryOf } from './conf.js';
import type { Finding } from './finding.js';
import { AsteriskFiles, type Patient } from './patient.js';

const FILE = 'aeap.conf';
const OPTION = 'capture.speech.engine';

/** An address of this machine, in the one way that every reader of addresses reads the same. */
const LOOPBACK = /^wss?:\/\/(?:127(?:\.\d{1,3}){3}|\[::1\]|localhost)(?::\d{1,5})?(?:\/[\w./-]*)?$/i;

const WHY =
  'The sound of a card number may not leave this machine, and nothing else can be shown of a recogniser.';

/** Modules of Asterisk's without which there is no recogniser, and the one by which a caller is called back from it. */
const MODULES = ['res_speech', 'res_aeap', 'res_speech_aeap', 'app_senddtmf'];

/**
 * Why the service may not start: spoken entry is wanted, and its recogniser is not on this machine for all that can be
 * seen. Reads Asterisk's file.
 */
export function speechFault(config: Config): ConfigFault | undefined {
  const { engine } = config.capture.speech;
  if (engine === undefined) return undefined;
  const directory = config.asterisk.configDir;
  const message = faultOf(engine, new AsteriskFiles(directory).sections(FILE), directory);
  return message === undefined ? undefined : { option: OPTION, message };
}

/** The same for the doctor, from what it has read. */
export function checkRecogniser({ config, files }: Patient): Finding[] {
  const { engine } = config.capture.speech;
  const what = engine && faultOf(engine, files.sections(FILE), files.directory);
  if (!what) return [];
  return [
    {
      id: 'speech.recogniser',
      severity: 'critical',
      what: `${OPTION} ${what}`,
      why: `${WHY} The service does not start so.`,
      fix: `Mend ${FILE} in ${files.directory}, then: module reload res_aeap.so. Or take ${OPTION} out.`,
    },
  ];
}

/** What else spoken entry needs of Asterisk. */
export async function checkSpeechModules({ config, ari }: Patient): Promise<Finding[]> {
  if (!ari || !config.capture.speech.engine) return [];
  const findings: Finding[] = [];
  const old = await tooOld({ rest: ari });
  if (old) {
    findings.push({
      id: 'speech.version',
      severity: 'warning',
      what: `Spoken entry is refused on this Asterisk: ${old}`,
      why: 'Recordings would hold the digits that a caller says. Callers key them.',
      fix: `Update Asterisk, or take ${OPTION} out.`,
    });
  }
  const modules = await ari.json<readonly { name: string; status: string }[]>('GET', '/asterisk/modules');
  const running = modules
    .filter(({ status }) => status === 'Running')
    .map(({ name }) => name.replace(/\.so$/, ''));
  const missing = MODULES.filter((name) => !running.includes(name));
  if (missing.length > 0) {
    findings.push({
      id: 'speech.modules',
      severity: 'warning',
      what: `Modules for spoken entry do not run in Asterisk: ${missing.join(', ')}`,
      why: 'Without them no recogniser can be reached, and callers key; without app_senddtmf listening cannot be cut short.',
      fix: `Load them, in this order: ${missing.map((name) => `module load ${name}.so`).join(', ')}`,
    });
  }
  return findings;
}

function faultOf(
  engine: string,
  sections: readonly ConfSection[] | undefined,
  directory: string,
): string | undefined {
  if (!sections) {
    return `is ${engine}, but ${FILE} in ${directory} cannot be read, so that it is not known where the recogniser is; give this user the right to read it, or set asterisk.configDir`;
  }
  const section = sections.findLast(({ name, template }) => name === engine && !template);
  if (!section) return `is ${engine}, but ${FILE} in ${directory} has no section [${engine}]`;
  const url = entryOf(section, 'url') ?? '';
  if (!LOOPBACK.test(url)) {
    return `is ${engine}, whose url in ${FILE} is not on this machine; sound may go to ws://127.0.0.1:PORT only`;
  }
  if (entryOf(section, 'protocol') !== 'speech_to_text') {
    return `is ${engine}, which has not protocol=speech_to_text in ${FILE}`;
  }
  if (!/(^|[,\s])slin\b/.test(entryOf(section, 'codecs') ?? '')) {
    return `is ${engine}, whose codecs in ${FILE} lack slin, the only one in which AGI gives sound; write codecs=!all,slin`;
  }
  return undefined;
}
