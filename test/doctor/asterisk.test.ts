import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import t, { type Test } from 'tap';
import { stringify } from 'yaml';
import { inspectConfig } from '../../lib/config/load.js';
import { examine } from '../../lib/doctor/doctor.js';
import { exitCode, type Finding } from '../../lib/doctor/finding.js';
import { prepareHushpay } from '../../lib/rig/hushpay.js';
import { type Pbx, startPbx } from '../../lib/rig/pbx.js';
import { type Phones, startPhones } from '../../lib/rig/phones.js';
import { startSandboxProcess } from '../../lib/sandbox-process.js';
import { freshDirectory } from '../config/directory.js';
import { ids } from './patient.js';

/** Of the rig itself: its own ARI users, the local sandbox, its log for debugging, whatever Node runs it. */
const RIG = [
  'ari.other-users',
  'debug.channel',
  'gateway.local',
  'outside.recorders',
  'machine.swap',
  'runtime.past-its-end',
  // The rig has FreePBX's code to disconnect.
  'feature.caller-collides',
];

const of = (findings: readonly Finding[], id: string) => findings.find((finding) => finding.id === id);

/** The findings for a PBX with nothing but it in the configuration. */
async function examineAt(
  t: Test,
  pbx: Pbx,
  over: Readonly<Record<string, unknown>> = {},
): Promise<Finding[]> {
  const file = join(freshDirectory(t), 'hushpay.yaml');
  const options = {
    asterisk: { ari: { ...pbx.ari, app: pbx.app }, ami: pbx.ami, configDir: pbx.configDir },
    agi: { port: pbx.agiPort },
    http: { port: pbx.readyPort },
    database: { file: 'journal.sqlite' },
    ...over,
  };
  writeFileSync(file, stringify(options), { mode: 0o600 });
  const { config, faults } = await inspectConfig(file);
  if (!config) throw new Error(JSON.stringify(faults));
  return examine(config, file);
}

t.test('given everything as it should be, when examined, then nothing is critical', async (t) => {
  const [pbx, sandbox] = await Promise.all([startPbx(), startSandboxProcess(['--memory'])]);
  t.teardown(async () => {
    await pbx.stop();
    await sandbox.stop();
  });
  const config = { dialplan: { feature: pbx.feature, longStop: 900 } };
  const hushpay = prepareHushpay({ pbx, sandbox, config });
  t.teardown(() => hushpay.kill());
  await hushpay.ready();
  const inspection = await inspectConfig(hushpay.configFile);
  if (!inspection.config) throw new Error(JSON.stringify(inspection.faults));
  const findings = await examine(inspection.config, hushpay.configFile);
  t.same(
    ids(findings).filter((id) => !RIG.includes(id)),
    [],
    JSON.stringify(findings),
  );
  t.equal(exitCode(findings), 1, 'a sandbox is worth a warning');

  const { publicKey, merchantId } = sandbox;
  const wrong = await examineAt(t, pbx, {
    asterisk: {
      ari: { ...pbx.ari, password: 'x' },
      ami: { ...pbx.ami, password: 'y' },
      configDir: pbx.configDir,
    },
    braintree: { merchantId, publicKey, privateKey: 'z' },
    sandbox: inspection.config.sandbox,
  });
  t.ok(of(wrong, 'ari.refused'));
  t.ok(of(wrong, 'ami.refused'));
  t.ok(of(wrong, 'gateway.authentication'), JSON.stringify(wrong));
  t.ok(of(wrong, 'journal.missing'));
  t.notMatch(JSON.stringify(wrong), /privateKey":|"z"/);
  t.equal(exitCode(wrong), 2);
});

/** Replaces text in one of Asterisk's files; a plant that does not take is a fault of the test. */
function plant(pbx: Pbx, file: string, change: (text: string) => string): void {
  const path = join(pbx.configDir, file);
  const before = readFileSync(path, 'utf8');
  const after = change(before);
  if (after === before) throw new Error(`nothing was planted in ${file}`);
  writeFileSync(path, after);
}

/** The lines of one section changed. */
function inSection(text: string, section: string, change: (body: string) => string): string {
  const parts = text.split(/^(?=\[)/m);
  return parts.map((part) => (part.startsWith(`[${section}]`) ? change(part) : part)).join('');
}

/** A program that sees every event of ARI, as a careless wallboard does. */
function subscribeToAll({ url, username, password }: Pbx['foreign']): Promise<Duplex> {
  const { hostname, port } = new URL(url);
  const key = encodeURIComponent(`${username}:${password}`);
  const request = http.request({
    host: hostname,
    port,
    path: `/ari/events?app=wallboard&subscribeAll=true&api_key=${key}`,
    headers: {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Key': Buffer.from('hushpay-doctor-1').toString('base64'),
      'Sec-WebSocket-Version': '13',
    },
  });
  return new Promise((resolve, reject) => {
    request.once('upgrade', (_, socket) => resolve(socket));
    request.once('error', reject);
    request.once('response', ({ statusCode }) => reject(new Error(`refused with ${statusCode}`)));
    request.end();
  });
}

t.test('given planted faults, when examined, then each is found', async (t) => {
  // Without protection: keys in the log, CEL of everything, a foreign AMI user who reads all, no mute.
  const pbx = await startPbx({ protection: false, debug: 0 });
  t.teardown(() => pbx.stop());
  const { username } = pbx.ari;

  plant(pbx, 'ari.conf', (text) =>
    inSection(text, username, (body) => body.replace('read_only = no', 'read_only = yes')),
  );
  plant(pbx, 'manager.conf', (text) =>
    inSection(text, username, (body) => body.replace(/^write = call$/m, 'write = call,command,originate')),
  );
  plant(pbx, 'modules.conf', (text) =>
    text
      .replace('load=func_curl.so\n', '')
      .replace('load=func_frame_drop.so\n', '')
      .replace('load=res_stasis_snoop.so\n', '')
      .concat('load=res_hep.so\nload=res_hep_pjsip.so\n'),
  );
  writeFileSync(join(pbx.configDir, 'hep.conf'), '[general]\nenabled=yes\ncapture_address=127.0.0.1:9\n');
  plant(pbx, 'extensions.conf', (text) => text.replace('[hushpay-after]', '[renamed]'));
  plant(pbx, 'features.conf', (text) => text.replace('/handoff', '/elsewhere'));
  plant(pbx, 'pjsip.conf', (text) =>
    inSection(text.replace('type=global\n', 'type=global\ndebug=yes\n'), 'agent', (body) =>
      body.replace('direct_media=no', 'direct_media=yes'),
    ),
  );
  plant(pbx, 'asterisk.conf', (text) =>
    text.replace('dumpcore = no', 'dumpcore = yes').replace('debug = 0', 'debug = 3'),
  );
  const sounds = join(pbx.soundsDir, 'en', 'hushpay');
  rmSync(sounds);
  mkdirSync(sounds);
  await pbx.restart();

  const wallboard = await subscribeToAll(pbx.foreign);
  t.teardown(() => wallboard.destroy());
  let phones: Phones | undefined;
  t.teardown(() => phones?.stop());
  phones = await startPhones(pbx);
  for (const command of ['rtp set debug on', 'pjsip set logger on', 'ari set debug all on'])
    await pbx.command(command);
  const call = await phones.call({ from: 'caller', to: '100', record: false });
  await call.caller.press('5');
  await call.hangUp();

  const findings = await examineAt(t, pbx, {
    dialplan: { feature: pbx.feature },
    agi: { port: pbx.agiPort, secret: 'not the one of the dialplan' },
  });
  const found = ids(findings);
  const PLANTED = {
    critical: [
      'ami.reads-keys',
      'ari.reads-keys',
      'ari.rights-too-few',
      'cel.dtmf',
      'cores.asterisk',
      'debug.ari',
      'debug.keys-in-log',
      'debug.pjsip',
      'debug.rtp',
      'debug.sip',
      'dialplan.hushpay-after',
      'dialplan.key',
      'dialplan.older',
      'dialplan.mute',
      'logger.dtmf',
      'module.func_curl',
      'module.res_stasis_snoop',
      'prompts.missing',
      'service.not-running',
      'agi.unreachable',
    ],
    warning: [
      'ami.rights-too-many',
      'debug.core',
      'debug.core-on',
      'feature.different',
      'hep.enabled',
      'media.direct',
      'module.func_frame_drop',
      'sounds.silence',
    ],
  } as const;
  for (const [severity, planted] of Object.entries(PLANTED)) {
    for (const id of planted) t.equal(of(findings, id)?.severity, severity, id);
  }
  t.match(of(findings, 'ari.reads-keys')?.what, /wallboard/);
  t.match(of(findings, 'ami.reads-keys')?.what, /foreign/);
  t.match(of(findings, 'media.direct')?.what, /: agent$/);
  t.match(of(findings, 'ami.rights-too-many')?.what, /Command/);
  t.same(
    found.filter((id) => id.startsWith('doctor.')),
    [],
    'everything could be examined',
  );
  const known = new Set<string>([
    ...PLANTED.critical,
    ...PLANTED.warning,
    ...RIG,
    'journal.missing',
    'module.res_ari_channels',
  ]);
  t.same(
    found.filter((id) => !known.has(id) && !id.startsWith('cores.')),
    [],
    'and nothing that was not planted',
  );
  t.equal(exitCode(findings), 2);

  plant(pbx, 'manager.conf', (text) =>
    inSection(text, username, (body) => body.replace('write = call,command,originate', 'write = system')),
  );
  plant(pbx, 'features.conf', (text) => text.replace(/^hushpay =>.*$/m, ''));
  await pbx.command('manager reload');
  const again = await examineAt(t, pbx);
  t.match(of(again, 'ami.rights-too-few'), { severity: 'critical', what: /Redirect/ });
  t.match(of(again, 'feature.missing'), { severity: 'critical' });

  await pbx.kill();
  const gone = await examineAt(t, pbx);
  t.ok(of(gone, 'ari.unreachable'));
  t.ok(of(gone, 'ami.unreachable'));
});
