import { samples } from '../config/samples.js';
import { servedLanguages } from '../prompts/languages.js';
import { soundFiles } from '../prompts/sound.js';
import { soundsDirectory } from '../prompts/texts.js';
import type { Finding } from './finding.js';
import type { Patient } from './patient.js';

/** Every place of the dialplan that the service or the feature goes to. `hpdoctor` is a session that never was. */
const PLACES = [
  ['hushpay-agent-enable', 's'],
  ['hushpay-caller', 'hpdoctor'],
  ['hushpay-agent', 'hpdoctor'],
  ['hushpay-watch', 'PJSIP'],
  ['hushpay-after', 's'],
] as const;

/** Where callers come to the payment line, and where it sends them back. */
const LINE_PLACES = [
  ['hushpay-ivr', 's'],
  ['hushpay-ivr', 'again'],
  ['hushpay-ivr', 'moved'],
  ['hushpay-back', 's'],
] as const;

export async function checkDialplan({ ami, config }: Patient): Promise<Finding[]> {
  if (!ami) return [];
  const findings: Finding[] = [];
  for (const [context, exten] of [...PLACES, ...(config.ivr.enabled ? LINE_PLACES : [])]) {
    const variable = `DIALPLAN_EXISTS(${context},${exten},1)`;
    const [answer] = await ami.action('Getvar', { Variable: variable });
    if (answer?.Value !== '0') continue;
    findings.push({
      id: `dialplan.${context}`,
      severity: 'critical',
      what: `The dialplan has no ${exten} in the context ${context}`,
      why: 'A hand-off, or a caller of the payment line, would be left nowhere.',
      fix: 'Include what `hushpay dialplan extensions` prints in extensions.conf, then: dialplan reload',
    });
  }
  return findings;
}

/** The one line that keeps the card from everybody: without it a payment works and is heard. */
export function checkMute(patient: Patient): Finding[] {
  return ['hushpay-caller', 'hushpay-ivr'].flatMap((context) => muteIn(context, patient));
}

function muteIn(context: string, { files }: Patient): Finding[] {
  const caller = files.section('extensions.conf', context);
  if (!caller) return [];
  const steps = caller.entries.map(({ value }) => value.replace(/\s+/g, ''));
  const muted = steps.findIndex((step) => step.includes('MUTEAUDIO(in)=on'));
  const stasis = steps.findIndex((step) => step.includes('Stasis('));
  if (muted >= 0 && (stasis < 0 || muted < stasis)) return [];
  return [
    {
      id: 'dialplan.mute',
      severity: 'critical',
      what: `The context ${context} does not mute the caller before Stasis()`,
      why: 'Tones of the keys would be in recordings, and be heard by whoever listens to the caller’s channel.',
      fix: 'Take the context as `hushpay dialplan extensions` prints it, then: dialplan reload',
    },
  ];
}

/** The feature code, with the addresses the service listens on. */
export function checkFeature({ config, files }: Patient): Finding[] {
  if (files.sections('features.conf') === undefined) return [];
  const map = files.section('features.conf', 'applicationmap');
  const entry = map?.entries.findLast(({ name }) => name === 'hushpay');
  const fix =
    'Include what `hushpay dialplan features` prints in [applicationmap] of features.conf, then: module reload features';
  if (!entry) {
    return [
      {
        id: 'feature.missing',
        severity: 'critical',
        what: 'features.conf has no feature hushpay in [applicationmap]',
        why: 'The agent’s code does nothing.',
        fix,
      },
    ];
  }
  const ours = samples(config).find(({ part }) => part === 'features')?.text ?? '';
  const wanted = /^hushpay\s*=>?\s*(.*)$/m.exec(ours)?.[1]?.trim();
  if (wanted === undefined || bare(entry.value) === bare(wanted)) return [];
  return [
    {
      id: 'feature.different',
      severity: 'warning',
      what: 'The feature hushpay in features.conf is not what this configuration asks for',
      why: 'Another code, another address of the service, or no question whether it is ready.',
      fix,
    },
  ];
}

function bare(text: string): string {
  return text.replace(/\s+/g, '');
}

interface Sound {
  readonly id: string;
  readonly formats: readonly { readonly language: string }[];
}

/** Every prompt of the languages that are served, as Asterisk itself has found them. */
export async function checkPrompts({ config, ari }: Patient): Promise<Finding[]> {
  if (!ari) return [];
  const findings: Finding[] = [];
  for (const language of servedLanguages(config.prompts.languages, config.payment.language)) {
    const wanted = installed(language);
    if (wanted.length === 0) {
      findings.push(missingLanguage(language));
      continue;
    }
    const sounds = await ari.json<Sound[]>('GET', '/sounds', { lang: language });
    const known = new Set(sounds.map(({ id }) => id));
    const missing = wanted.filter((name) => !known.has(`hushpay/${name}`));
    if (missing.length > 0) findings.push(missingPrompts(language, missing, wanted.length, config));
  }
  return findings;
}

/** Without the default nothing can be said; another language is only said in the default. */
function missingPrompts(
  language: string,
  missing: readonly string[],
  all: number,
  config: Patient['config'],
): Finding {
  const list = missing.slice(0, 5).join(', ');
  return {
    id: 'prompts.missing',
    severity: language === config.payment.language ? 'critical' : 'warning',
    what: `Asterisk does not have ${missing.length} of ${all} prompts in ${language}: ${list}${missing.length > 5 ? ', …' : ''}`,
    why: 'A prompt without its sound is silence, for the caller or the agent.',
    fix: `hushpay prompts install /var/lib/asterisk/sounds (or wherever Asterisk has its sounds), then: module reload sounds; or leave ${language} out of prompts.languages`,
  };
}

function installed(language: string): string[] {
  try {
    return [...soundFiles(soundsDirectory(language)).keys()];
  } catch {
    return [];
  }
}

function missingLanguage(language: string): Finding {
  return {
    id: 'prompts.language',
    severity: 'critical',
    what: `There are no prompts in ${language}`,
    why: 'Nothing would be said to anybody.',
    fix: 'Name languages that have a directory in dialplan/sounds in payment.language and prompts.languages, or make their prompts.',
  };
}
