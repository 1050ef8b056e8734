import type { Finding } from './finding.js';
import type { Patient } from './patient.js';

/** Modules without which something breaks, and what. */
const NEEDED: Readonly<Record<string, string>> = {
  res_ari: 'ARI',
  res_ari_events: 'the events of ARI',
  res_ari_channels: 'prompts and variables',
  res_ari_bridges: 'the bridges of a payment',
  res_ari_playbacks: 'stopping a prompt at the first key',
  res_ari_asterisk: 'this examination',
  res_ari_applications: 'this examination and takeover',
  res_http_websocket: 'the events of ARI',
  res_stasis: 'Stasis()',
  res_stasis_answer: 'ARI answering a channel',
  res_stasis_playback: 'prompts',
  res_stasis_snoop: 'the agent hearing the prompts',
  func_volume: 'words for the agent while the caller hears a prompt',
  app_stasis: 'Stasis() in the dialplan',
  res_agi: 'the hand-off',
  func_curl: 'the question whether the service is ready',
  res_curl: 'the question whether the service is ready',
  res_mutestream: 'muting the caller',
  app_exec: 'ExecIf() in the feature and the dialplan',
  app_stack: 'Gosub() in the dialplan',
  app_playback: 'the word to the agent when the service is down',
  app_controlplayback: 'the quiet wait: without it a caller stays muted when the service has died',
  app_read: 'the key by which an agent takes the caller back when the service has died',
  app_verbose: 'the note that an agent took a caller back',
  app_originate: 'the watch that brings a call back when the service has died',
  app_channelredirect: 'the watch that brings a call back when the service has died',
  func_uri: 'the watch that brings a call back when the service has died',
  func_channel: 'the watch that brings a call back when the service has died',
  func_sha1: 'what shows the service that Asterisk calls it',
  func_global: 'the guard of a quiet wait: where a caller is sent that somebody moves out of it',
  func_dialplan: 'the guard of a quiet wait: where a caller is sent that somebody moves out of it',
  func_cdr: 'keeping the watch out of the accounts',
  func_timeout: 'the long stop',
  func_strings: 'spreading the outcome over variables',
  func_logic: 'conditions in the dialplan',
  bridge_simple: 'two parties talking',
  bridge_softmix: 'the agent hearing the prompts',
  bridge_holding: 'the caller waiting',
  bridge_builtin_features: 'feature codes',
  pbx_config: 'extensions.conf',
  format_wav: 'the prompts’ files',
};

/** Modules without which something is weaker; older builds of Asterisk have none. */
const WANTED: Readonly<Record<string, string>> = {
  func_frame_drop:
    'throwing away keys that end late: without it one that is held down while the caller comes back reaches the agent, and a code keyed once more does what Asterisk has it for. Asterisk has it from 18.7 on',
  func_export: 'letting keys through again three seconds after a payment',
};

interface Module {
  readonly name: string;
  readonly status: string;
}

export async function checkModules({ ari }: Patient): Promise<Finding[]> {
  if (!ari) return [];
  const running = new Set(
    (await ari.json<Module[]>('GET', '/asterisk/modules'))
      .filter(({ status }) => status === 'Running')
      .map(({ name }) => name.replace(/\.so$/, '')),
  );
  return [...missing(NEEDED, 'critical', running), ...missing(WANTED, 'warning', running)];
}

function missing(
  modules: Readonly<Record<string, string>>,
  severity: Finding['severity'],
  running: ReadonlySet<string>,
): Finding[] {
  return Object.entries(modules)
    .filter(([name]) => !running.has(name))
    .map(([name, what]) => ({
      id: `module.${name}`,
      severity,
      what: `The module ${name} is not running in Asterisk`,
      why: `It is needed for ${what}.`,
      fix: `Load it: module load ${name}.so, and see that modules.conf does not keep it out.`,
    }));
}
