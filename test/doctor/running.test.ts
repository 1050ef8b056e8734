import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { stringify } from 'yaml';
import { inspectConfig } from '../../lib/config/load.js';
import { examine } from '../../lib/doctor/doctor.js';
import type { Finding } from '../../lib/doctor/finding.js';
import { featuresOf, stepsOf } from '../../lib/doctor/running.js';
import { Ami } from '../../lib/rig/ami.js';
import { Ari } from '../../lib/rig/ari.js';
import { startPbx } from '../../lib/rig/pbx.js';
import { until } from '../../lib/rig/until.js';
import { freshDirectory } from '../config/directory.js';
import { ids } from './patient.js';

/** A PBX laid out as FreePBX, as it runs; each fault is one that its files may hide. */
const pbx = await startPbx({ layout: 'freepbx' });
t.teardown(() => pbx.stop());

async function examined(t: Test, longStop = 900, of = pbx): Promise<Finding[]> {
  const file = join(freshDirectory(t), 'hushpay.yaml');
  const options = {
    asterisk: { ari: { ...of.ari, app: of.app }, ami: of.ami, configDir: of.configDir },
    agi: { port: of.agiPort },
    http: { port: of.readyPort },
    dialplan: { feature: of.feature, longStop },
    database: { file: 'journal.sqlite' },
  };
  writeFileSync(file, stringify(options), { mode: 0o600 });
  const { config, faults } = await inspectConfig(file);
  if (!config) throw new Error(JSON.stringify(faults));
  return examine(config, file);
}

/** What this file is about. */
const ABOUT = /^(feature|dialplan|asterisk|ami|ari|cel|console|debug)\./;
/** Of the rig: its own ARI users, a log that takes debug lines, and FreePBX's `**`, which hangs up. */
const RIG = ['ari.other-users', 'debug.channel', 'feature.caller-collides'];

function about(findings: readonly Finding[]): string[] {
  return ids(findings).filter((id) => ABOUT.test(id) && !RIG.includes(id));
}

/** One file changed and loaded; put back and loaded when the test is over. */
async function changed(t: Test, name: string, change: (text: string) => string, reload: string, of = pbx) {
  const path = join(of.configDir, name);
  const before = readFileSync(path, 'utf8');
  const after = change(before);
  if (after === before) throw new Error(`nothing was changed in ${name}`);
  writeFileSync(path, after);
  await of.command(reload);
  const back = async (load = true) => {
    writeFileSync(path, before);
    if (load) await of.command(reload);
  };
  t.teardown(() => back());
  return back;
}

t.test(
  'given a FreePBX as it should be, when examined, then nothing is found and nothing logged',
  async (t) => {
    const log = join(pbx.logDir, 'full');
    const before = readFileSync(log, 'utf8').length;
    t.same(about(await examined(t)), []);
    t.notMatch(readFileSync(log, 'utf8').slice(before), /(WARNING|ERROR|NOTICE)\[/);
  },
);

t.test('given nobody with the feature, when examined, then it is found', async (t) => {
  const custom = 'pjsip.endpoint_custom_post.conf';
  await changed(t, custom, (text) => text.replace(/^\[agent\].*$/m, ''), 'module reload res_pjsip.so');
  t.same(about(await examined(t)), ['feature.nobody']);
});

t.test('given an agent who is not marked as one, when examined, then it is found', async (t) => {
  const custom = 'pjsip.endpoint_custom_post.conf';
  await changed(
    t,
    custom,
    (text) => text.replace(/^set_var=HUSHPAY_SIDE.*$/m, ''),
    'module reload res_pjsip.so',
  );
  await until('the endpoint to be loaded', 10_000, async () => {
    await pbx.command('module reload res_pjsip.so');
    return !(await pbx.command('pjsip show endpoint agent')).includes('HUSHPAY_SIDE');
  });
  t.same(about(await examined(t)), ['feature.unmarked']);
});

t.test('given a line for an extension that was deleted, when examined, then it is found', async (t) => {
  const gone = (text: string) => `${text}\n[102](+type=endpoint,hushpay-agent)\n`;
  await changed(t, 'pjsip.endpoint_custom_post.conf', gone, 'module reload res_pjsip.so');
  const findings = await examined(t);
  t.same(about(findings), ['feature.gone']);
  t.match(findings.find(({ id }) => id === 'feature.gone')?.what, /: 102$/);
});

t.test(
  'given a PBX written by hand, when the agents’ file is included too early, then it is found',
  async (t) => {
    const plain = await startPbx({ agentsBy: 'endpoint' });
    t.teardown(() => plain.stop());
    t.same(about(await examined(t, 900, plain)), []);
    const include = '#include pjsip_hushpay.conf\n';
    const early = (text: string) => include + text.replace(include, '');
    await changed(t, 'pjsip.conf', early, 'module reload res_pjsip.so', plain);
    t.same(about(await examined(t, 900, plain)).toSorted(), ['feature.nobody', 'feature.too-early']);
  },
);

t.test('given codes that collide, when examined, then each is found', async (t) => {
  const map = 'features_featuremap_additional.conf';
  await changed(t, map, () => 'blindxfer=*#\natxfer=*\ndisconnect=**\n', 'module reload features');
  const findings = await examined(t);
  t.same(about(findings).toSorted(), [
    'feature.cancel-collides',
    'feature.cancel-collides',
    'feature.collides',
  ]);
  t.match(
    findings
      .filter(({ id }) => id === 'feature.caller-collides')
      .map(({ what }) => what)
      .toSorted(),
    [
      /^\* is “Attended Transfer”.*: \* \(capture\.keys\.clear\), \*\* \(capture\.keys\.back\), \*# \(capture\.keys\.help\)$/,
      /^\*# is “Blind Transfer”.*: \*# \(capture\.keys\.help\)$/,
      /^\*\* is “Disconnect Call”.*: \*\* \(capture\.keys\.back\)$/,
    ],
  );
  t.match(findings.find(({ id }) => id === 'feature.collides')?.what, /^\* is “Attended Transfer”/);
});

t.test('given a feature that was not loaded, when examined, then it is found', async (t) => {
  const map = 'features_applicationmap_custom.conf';
  const back = await changed(t, map, (text) => text.replace(/^hushpay =>.*$/m, ''), 'module reload features');
  await back(false);
  t.same(about(await examined(t)), ['feature.not-loaded']);
});

t.test(
  'given a loaded dialplan without the mute and a right file, when examined, then it is found',
  async (t) => {
    const custom = 'extensions_custom.conf';
    const heard = (text: string) => text.replaceAll('Set(MUTEAUDIO(in)=on)', 'NoOp()');
    const back = await changed(t, custom, heard, 'dialplan reload');
    await back(false);
    t.ok(about(await examined(t)).includes('dialplan.mute'));
  },
);

t.test('given a dialplan of another configuration, when examined, then it is found', async (t) => {
  t.same(about(await examined(t, 1200)), ['dialplan.older']);
});

t.test('given doors open to the network, when examined, then they are found', async (t) => {
  const open = (text: string) => text.replace('bindaddr=127.0.0.1', 'bindaddr=0.0.0.0');
  await changed(t, 'manager.conf', open, 'manager reload');
  await changed(t, 'http_additional.conf', open, 'module reload http');
  t.same(about(await examined(t)).toSorted(), ['asterisk.ami-open', 'asterisk.http-open']);
});

t.test(
  'given a program subscribed to the trunk, when examined, then it is found; to an agent, not',
  async (t) => {
    const ari = new Ari(`${pbx.foreign.url}/ari`, pbx.foreign);
    const subscription = '/applications/wallboard/subscription?eventSource=endpoint:PJSIP%2F';
    const socket = await ari.events('wallboard', () => undefined);
    t.teardown(async () => {
      await ari.request('DELETE', `${subscription}caller`);
      socket.close();
    });
    await ari.request('POST', `${subscription}agent`);
    t.same(about(await examined(t)), []);
    await ari.request('POST', `${subscription}caller`);
    const findings = await examined(t);
    t.same(about(findings), ['ari.reads-keys']);
    t.match(findings[0]?.what, /wallboard.*PJSIP\/caller/);
  },
);

t.test(
  'given an AMI user logged in with more than the file says, when examined, then it is found',
  async (t) => {
    const all = (text: string) => text.replace(/^read=system,.*$/m, 'read=all');
    const back = await changed(t, 'manager.conf', all, 'manager reload');
    const ami = new Ami(`${pbx.foreign.url}/rawman`, pbx.foreign);
    await ami.action('Ping');
    t.teardown(() => ami.close());
    await back();
    t.same(about(await examined(t)), ['ami.reads-keys-now']);
  },
);

t.test(
  'given a channel event log mended in its file and not loaded, when examined, then it is found',
  async (t) => {
    const all = (text: string) => text.replace(/^events=.*$/m, 'events=ALL');
    const back = await changed(t, 'cel.conf', all, 'module reload cel');
    await back(false);
    const findings = await examined(t);
    t.same(about(findings), ['cel.dtmf']);
    t.match(findings.find(({ id }) => id === 'cel.dtmf')?.what, /was not loaded/);
  },
);

t.test('given core debug, when examined, then it is found; one line of debug is not it', async (t) => {
  const log = join(pbx.logDir, 'full');
  writeFileSync(log, '[2026-11-28 09:00:00] DEBUG[1] loader.c: one line\n', { flag: 'a' });
  t.same(about(await examined(t)), []);
  await pbx.command('core set debug 2');
  t.teardown(() => pbx.command('core set debug 0'));
  t.same(about(await examined(t)), ['debug.core-on']);
});

t.test('given recordings of bridges only, when examined, then that is told', async (t) => {
  const bridged = (text: string) =>
    text.replace('.wav,r(', '.wav,a${MONITOR_REC_OPTION}i(LOCAL_MIXMON_ID)r(');
  await changed(
    t,
    'extensions_additional.conf',
    (text) => text.replace('[globals]', '[globals]\nMONITOR_REC_OPTION=b'),
    'dialplan reload',
  );
  t.notOk(ids(await examined(t)).includes('recordings.bridged-only'));
  await changed(t, 'extensions_custom.conf', bridged, 'dialplan reload');
  t.ok(ids(await examined(t)).includes('recordings.bridged-only'));
});

t.test('given answers of the console, when read, then steps and codes are known', async (t) => {
  const shown = [
    "[ Context 'one' created by 'pbx_config' ]",
    "  '_hp.' =>         1. Set(MUTEAUDIO(in)=on)                      [extensions.conf:3]",
    '     [here]         2. Stasis(app,${EXTEN})                       [extensions.conf:4]',
    "  's' (CID match 'x') => 1. Hangup()                              [pbx.c]",
  ];
  t.same(
    stepsOf(shown).map(({ context, exten, call }) => `${context} ${exten} ${call}`),
    ['one _hp. Set(MUTEAUDIO(in)=on)', 'one _hp. Stasis(app,${EXTEN})', 'one s Hangup()'],
  );
  const codes = featuresOf([
    'Builtin Feature           Default Current',
    '---------------           ------- -------',
    'Blind Transfer            #       ##     ',
    'Attended Transfer                 *2     ',
    'Park Call                                ',
    '',
    'Dynamic Feature           Default Current',
    'hushpay                   no def  *7     ',
    '',
    'Feature Groups:',
  ]);
  t.same(
    [...codes.builtin],
    [
      ['Blind Transfer', '##'],
      ['Attended Transfer', '*2'],
    ],
  );
  t.same([...codes.dynamic], [['hushpay', '*7']]);
});
