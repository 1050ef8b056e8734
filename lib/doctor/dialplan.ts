import { AriRefusal, type AriRest } from '../asterisk/ari-rest.js';
import { samples, versionOf } from '../config/samples.js';
import { servedLanguages } from '../prompts/languages.js';
import { soundFiles } from '../prompts/sound.js';
import { soundsDirectory } from '../prompts/texts.js';
import type { Finding } from './finding.js';
import type { Patient } from './patient.js';
import { loadedSteps } from './running.js';

/** Every place of the dialplan that the service or the feature goes to. `hpdoctor` is a session that never was. */
const PLACES = [
  ['hushpay-agent-enable', 's'],
  ['hushpay-caller', 'hpdoctor'],
  ['hushpay-agent', 'hpdoctor'],
  // An older dialplan has none: it unmutes a caller whose keys may still be coming.
  ['hushpay-quiet', 's'],
  ['hushpay-watch', 'look'],
  ['hushpay-late', 'keys'],
  ['hushpay-after', 's'],
] as const;

/** Where callers come to the payment line, and where it sends them back. */
const LINE_PLACES = [
  ['hushpay-ivr', 's'],
  ['hushpay-ivr', 'pay'],
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

/** Is what Asterisk has loaded what is printed for this configuration by this version? */
export async function checkLoaded({ ami, config }: Patient): Promise<Finding[]> {
  if (!ami) return [];
  const printed = samples(config).find(({ part }) => part === 'extensions')?.text ?? '';
  const variable = `DIALPLAN_EXISTS(hushpay-version,${versionOf(printed)},1)`;
  const [answer] = await ami.action('Getvar', { Variable: variable });
  if (answer?.Value !== '0') return [];
  return [
    {
      id: 'dialplan.older',
      severity: 'critical',
      what: 'Asterisk has loaded another dialplan than `hushpay dialplan extensions` prints now',
      why: 'It is of an older version or configuration, or was not reloaded: what protects the card may be missing in it.',
      fix: 'Put what it prints in its place, then: dialplan reload',
    },
  ];
}

/** The one line that keeps the card from everybody: without it a payment works and is heard. */
export async function checkMute(patient: Patient): Promise<Finding[]> {
  const found = await Promise.all(
    ['hushpay-caller', 'hushpay-ivr'].map(async (context) =>
      unmuted(await callsOf(context, patient), context),
    ),
  );
  return found.flat();
}

/** The steps of a context as Asterisk has it loaded, by extension; as it is written where it cannot be asked. */
async function callsOf(
  context: string,
  { console, files }: Patient,
): Promise<readonly (readonly string[])[]> {
  const written = files.section('extensions.conf', context)?.entries.map(({ value }) => value);
  if (!console) return written ? [written] : [];
  const steps = await loadedSteps(console, context);
  const extensions = new Set(steps.map(({ exten }) => exten));
  return [...extensions].map((one) => steps.filter(({ exten }) => exten === one).map(({ call }) => call));
}

function unmuted(extensions: readonly (readonly string[])[], context: string): Finding[] {
  const heard = extensions.some((calls) => {
    const steps = calls.map((call) => call.replace(/\s+/g, ''));
    const muted = steps.findIndex((step) => step.includes('MUTEAUDIO(in)=on'));
    const stasis = steps.findIndex((step) => step.includes('Stasis('));
    return stasis >= 0 && (muted < 0 || muted > stasis);
  });
  if (!heard) return [];
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
        why: `The agent presses ${config.dialplan.feature}, and nothing happens.`,
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
      why: `The agent is to press ${config.dialplan.feature}: there it is another code, another address of the service, another key of this installation (agi.secret), or no question whether the service is ready.`,
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
    const sounds = await soundsOf(ari, language);
    const known = new Set(sounds.map(({ id }) => id));
    const missing = wanted.filter((name) => !known.has(`hushpay/${name}`));
    if (missing.length > 0) findings.push(missingPrompts(language, missing, wanted.length, config));
  }
  return findings;
}

/** Asterisk answers 404 for a language of which it has no sound at all. */
async function soundsOf(ari: AriRest, lang: string): Promise<Sound[]> {
  try {
    return await ari.json<Sound[]>('GET', '/sounds', { lang });
  } catch (error) {
    if (error instanceof AriRefusal && error.status === 404) return [];
    throw error;
  }
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
    fix: `As root: hushpay prompts install (Asterisk finds them at once; its sounds are below the data directory that core show settings names); or leave ${language} out of prompts.languages`,
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
