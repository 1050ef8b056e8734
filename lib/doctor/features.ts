import { AGENT_CANCEL } from '../session/agent-keys.js';
import { entryOf } from './conf.js';
import type { Finding } from './finding.js';
import type { Patient } from './patient.js';
import { type FeatureCodes, loadedFeatures } from './running.js';

/** What Asterisk's names in the section `featuremap` do. */
const BUILTIN: Readonly<Record<string, string>> = {
  blindxfer: 'Blind Transfer',
  atxfer: 'Attended Transfer',
  disconnect: 'Disconnect Call',
  automixmon: 'One Touch MixMonitor',
  parkcall: 'Park Call',
};

/** Do the agent's codes mean something else in the conversation, or does a shorter one take their first keys? */
export async function checkFeatureCodes({ config, console, files }: Patient): Promise<Finding[]> {
  const codes = console ? await loadedFeatures(console) : written({ files });
  if (!codes) return [];
  const { feature } = config.dialplan;
  const others = [...codes.builtin, ...[...codes.dynamic].filter(([name]) => name !== 'hushpay')];
  const loaded = codes.dynamic.get('hushpay');
  return [
    ...(console && loaded !== feature ? [notLoaded(feature, loaded)] : []),
    ...others.filter(([, code]) => collides(code, feature)).map(([name, code]) => same(name, code, feature)),
    ...others.filter(([, code]) => AGENT_CANCEL.startsWith(code)).map(([name, code]) => cancels(name, code)),
    ...others.flatMap(([name, code]) => callers(name, code, config)),
  ];
}

/** A code of the caller in a payment, keyed once more behind it, that completes this one on its way. */
function callers(name: string, code: string, { capture }: Patient['config']): Finding[] {
  const ours = Object.entries(capture.keys)
    .filter(([, keys]) => keys !== 'off' && keys.startsWith(code))
    .map(([what, keys]) => `${keys} (capture.keys.${what})`);
  if (ours.length === 0) return [];
  return [
    {
      id: 'feature.caller-collides',
      severity: 'warning',
      what: `${code} is “${name}” in Asterisk, and begins what callers key in a payment: ${ours.join(', ')}`,
      why: 'Keys of the caller are thrown away for three seconds after a payment (func_frame_drop). Who keys it once more later than that has what it does in the conversation, where the caller has that feature (H, T, K, W, X in Dial() or Queue(), DYNAMIC_FEATURES): Disconnect Call ends the call.',
      fix: 'Give it another code in [featuremap] of features.conf (FreePBX: Admin, Feature Codes), or other keys to capture.keys.',
    },
  ];
}

/** Asterisk takes the first code that the keys complete: equal, or the beginning of the other. */
function collides(one: string, other: string): boolean {
  return one.startsWith(other) || other.startsWith(one);
}

/** From the files, where the running one cannot be asked. What is not written there is as Asterisk has it by default. */
function written({ files }: Pick<Patient, 'files'>): FeatureCodes | undefined {
  if (files.sections('features.conf') === undefined) return undefined;
  const map = files.section('features.conf', 'featuremap');
  const builtin = Object.entries(BUILTIN).map(([entry, name]): [string, string] => [
    name,
    entryOf(map, entry) ?? '',
  ]);
  const dynamic = (files.section('features.conf', 'applicationmap')?.entries ?? []).map(
    ({ name, value }): [string, string] => [name, value.split(',')[0]?.trim() ?? ''],
  );
  const known = (codes: [string, string][]) => new Map(codes.filter(([, code]) => code !== ''));
  return { builtin: known(builtin), dynamic: known(dynamic) };
}

function notLoaded(wanted: string, loaded: string | undefined): Finding {
  return {
    id: 'feature.not-loaded',
    severity: 'critical',
    what: loaded
      ? `Asterisk has the feature hushpay with the code ${loaded}, not ${wanted}`
      : 'Asterisk has not loaded the feature hushpay',
    why: `The agent presses ${wanted}, and nothing happens.`,
    fix: 'See what `hushpay dialplan features` prints, then: module reload features',
  };
}

function same(name: string, code: string, feature: string): Finding {
  return {
    id: 'feature.collides',
    severity: 'warning',
    what: `${code} is “${name}” in Asterisk, and the agent’s code is ${feature}`,
    why: 'Asterisk takes the first of its codes that the keys complete: where a call has that feature (h, H, t, T in Dial() or Queue()), the agent’s code does it instead.',
    fix: `Give one of the two another code: [featuremap] in features.conf (FreePBX: Admin, Feature Codes), or dialplan.feature.`,
  };
}

function cancels(name: string, code: string): Finding {
  return {
    id: 'feature.cancel-collides',
    severity: 'warning',
    what: `${code} is “${name}” in Asterisk, and the agent’s code to cancel a payment is ${AGENT_CANCEL}`,
    why: 'Pressed once more when the payment is over already, it does that in the conversation.',
    fix: 'Give it another code in [featuremap] of features.conf (FreePBX: Admin, Feature Codes).',
  };
}
