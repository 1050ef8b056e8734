import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { samples } from '../../lib/config/samples.js';
import { checkAgents } from '../../lib/doctor/agents.js';
import { checkApi } from '../../lib/doctor/api.js';
import { entryOf, readConf } from '../../lib/doctor/conf.js';
import { checkDebugFiles } from '../../lib/doctor/debugging.js';
import { checkFeature, checkMute } from '../../lib/doctor/dialplan.js';
import { checkFeatureCodes } from '../../lib/doctor/features.js';
import { exitCode } from '../../lib/doctor/finding.js';
import { checkAmiReaders, checkAriUsers, checkCel, checkLogger } from '../../lib/doctor/leaks.js';
import { checkDirectMedia, tellOfUnreadable } from '../../lib/doctor/media.js';
import { AsteriskFiles } from '../../lib/doctor/patient.js';
import { checkSecretFiles } from '../../lib/doctor/secrets.js';
import { ids, patientWith } from './patient.js';

t.test(
  'given includes, templates and comments, when a file is read, then it is as Asterisk reads it',
  async (t) => {
    const { files } = await patientWith(t, {
      'pjsip.conf': [
        '[base](!)',
        'type=endpoint ; a comment',
        'direct_media = no',
        ';-- a long',
        '[hidden]',
        'type=endpoint --;',
        '[agent](base)',
        'context => from\\;agent',
        '[agent](+)',
        'direct_media=yes',
        '#include "more/*.conf"',
        '#tryinclude nowhere.conf',
      ].join('\n'),
      'more/one.conf': '[trunk](base)\nDirect_Media=Yes\n#include pjsip.conf\n',
    });
    const sections = readConf(files.directory, 'pjsip.conf');
    t.same(
      sections.map(({ name }) => name),
      ['base', 'agent', 'trunk'],
    );
    const agent = sections.find(({ name }) => name === 'agent');
    t.equal(entryOf(agent, 'type'), 'endpoint');
    t.equal(entryOf(agent, 'direct_media'), 'yes');
    t.equal(entryOf(files.section('pjsip.conf', 'trunk'), 'direct_media'), 'Yes');
    t.equal(files.section('pjsip.conf', 'base'), undefined, 'a template is no section');
  },
);

/** The file of the agents, for some. */
function agentsFile(lines: string): string {
  return `[hushpay-agent](!)\nset_var=DYNAMIC_FEATURES=hushpay\nset_var=HUSHPAY_SIDE=agent\n${lines}`;
}

const BEN_GONE = '[anna](+type=endpoint,hushpay-agent)\n[ben](+,hushpay-agent)\n[carl](+,hushpay-agent)\n';
const ENDPOINTS = '[anna]\ntype=aor\n[anna]\ntype=endpoint\n[carl]\ntype=endpoint\n';

t.test('given additions, when a file is read, then they go to what Asterisk takes', async (t) => {
  const { files } = await patientWith(t, {
    'pjsip.conf': `${ENDPOINTS}#include ours.conf\n[dave]\ntype=endpoint\n`,
    'ours.conf': agentsFile(BEN_GONE),
  });
  const sections = files.sections('pjsip.conf') ?? [];
  const marked = sections.filter((section) => entryOf(section, 'set_var') === 'HUSHPAY_SIDE=agent');
  t.same(
    marked.map((section) => [section.name, entryOf(section, 'type')]),
    [
      ['anna', 'endpoint'],
      ['hushpay-agent', undefined],
    ],
    'the aor of that name comes first, and the lines below the missing one are left out',
  );
  t.ok(sections.some(({ name }) => name === 'dave'));
  t.same(
    files.unread('pjsip.conf').map(({ name, unread }) => `${name} ${unread}`),
    ['ben addition', 'carl below'],
  );
});

t.test('given the agents’ lines in a wrong place, when examined, then it is found', async (t) => {
  const found = async (pjsip: string, lines: string) =>
    ids(await checkAgents(await patientWith(t, { 'pjsip.conf': pjsip, 'ours.conf': agentsFile(lines) })));
  const [include, anna] = ['#include ours.conf\n', '[anna](+type=endpoint,hushpay-agent)\n'];
  t.same(await found(ENDPOINTS + include, anna), []);
  t.same(await found(include + ENDPOINTS, anna), ['feature.nobody', 'feature.too-early']);
  t.same(await found(ENDPOINTS + include, BEN_GONE), ['feature.gone']);
  t.same(await found(ENDPOINTS + include, '[anna](+,hushpay-agent)\n'), [
    'feature.nobody',
    'feature.misplaced',
  ]);
});

t.test('given codes of the PBX, when examined, then each code of ours is compared', async (t) => {
  const found = async (map: string, keys = {}) => {
    const features = `[featuremap]\n${map}[applicationmap]\nhushpay => *7,self,AGI\n`;
    const findings = await checkFeatureCodes(
      await patientWith(t, { 'features.conf': features }, { capture: { keys } }),
    );
    return findings.map(({ id, what }) => `${id} ${what.match(/capture\.keys\.\w+/g) ?? ''}`.trim());
  };
  t.same(await found('blindxfer=##\natxfer=*2\n'), []);
  t.same(await found('disconnect=**\n'), ['feature.caller-collides capture.keys.back'], 'FreePBX’s own');
  t.same(await found('disconnect=**\n', { back: 'off' }), []);
  t.same(await found('parkcall=*#\n'), [
    'feature.cancel-collides',
    'feature.caller-collides capture.keys.help',
  ]);
  t.same(await found('disconnect=*\n'), [
    'feature.collides',
    'feature.cancel-collides',
    'feature.caller-collides capture.keys.clear,capture.keys.back,capture.keys.help',
  ]);
});

t.test('given direct media, when examined, then its endpoints are named', async (t) => {
  const endpoints = (media: string) =>
    `[one]\ntype=endpoint\n${media}[two]\ntype=endpoint\ndirect_media=no\n[one]\ntype=aor\n`;
  const open = await patientWith(t, { 'pjsip.conf': endpoints('') });
  t.match(checkDirectMedia(open), [{ id: 'media.direct', what: /: one$/ }]);
  const closed = await patientWith(t, { 'pjsip.conf': endpoints('direct_media=no\n') });
  t.same(checkDirectMedia(closed), []);
});

t.test('given logger.conf with keys, when examined, then it is found', async (t) => {
  for (const levels of ['notice,dtmf', '*', '[json]error,DTMF']) {
    const patient = await patientWith(t, { 'logger.conf': `[logfiles]\nfull => ${levels}\n` });
    t.same(ids(await checkLogger(patient)), ['logger.dtmf'], levels);
  }
  const clean = await patientWith(t, { 'logger.conf': '[logfiles]\nfull => notice,warning\n;x => dtmf\n' });
  t.same(await checkLogger(clean), []);
});

t.test('given CEL with keys, when examined, then it is found', async (t) => {
  const cel = (enable: string, events: string) => ({
    'cel.conf': `[general]\nenable=${enable}\nevents=${events}\n`,
  });
  for (const events of ['ALL', 'CHAN_START, dtmf', 'all']) {
    t.same(ids(await checkCel(await patientWith(t, cel('yes', events)))), ['cel.dtmf'], events);
  }
  t.same(await checkCel(await patientWith(t, cel('no', 'ALL'))), []);
  t.same(await checkCel(await patientWith(t, cel('yes', 'CHAN_START,HANGUP'))), []);
});

t.test('given AMI users who read keys, when examined, then each is named', async (t) => {
  const patient = await patientWith(t, {
    'manager.conf': [
      '[general]\nenabled=yes\nread=all',
      '[crm]\nsecret=x\nread=call,dtmf',
      '[panel]\nsecret=x\nread = all',
      '[fine]\nsecret=x\nread=call,cdr',
      '[hushpay]\nsecret=x\nread=call\nwrite=call',
    ].join('\n'),
  });
  t.match(checkAmiReaders(patient), [
    { id: 'ami.reads-keys', severity: 'critical', what: /crm/ },
    { id: 'ami.reads-keys', what: /panel/ },
    { id: 'ami.rights-too-many', severity: 'warning', what: /hushpay/ },
  ]);
});

t.test('given other ARI users, when examined, then they are named and ours is not', async (t) => {
  const user = (name: string) => `[${name}]\ntype=user\npassword=x\n`;
  const patient = await patientWith(t, {
    'ari.conf': `[general]\nenabled=yes\n${user('hushpay')}${user('crm')}`,
  });
  t.match(checkAriUsers(patient), [{ id: 'ari.other-users', what: /: crm$/ }]);
});

t.test('given debugging in files, when examined, then it is found', async (t) => {
  const patient = await patientWith(t, {
    'asterisk.conf': '[options]\ndebug = 3\n',
    'pjsip.conf': '[global]\ntype=global\ndebug=yes\n',
  });
  t.same(ids(checkDebugFiles(patient)), ['debug.core', 'debug.pjsip']);
  const quiet = await patientWith(t, {
    'asterisk.conf': '[options]\ndebug = 0\n',
    'pjsip.conf': '[global]\ntype=global\ndebug=no\n',
  });
  t.same(checkDebugFiles(quiet), []);
});

t.test(
  'given the feature, when missing or different, then it is found; as printed it is right',
  async (t) => {
    t.same(ids(checkFeature(await patientWith(t, {}))), ['feature.missing']);
    const patient = await patientWith(t, {});
    const text = (part: string) => samples(patient.config).find((sample) => sample.part === part)?.text ?? '';
    const features = `[applicationmap]\n${text('features')}`;
    t.same(checkFeature(await patientWith(t, { 'features.conf': features })), []);
    const other = features.replace(':4573/', ':4599/');
    t.not(other, features);
    t.same(ids(checkFeature(await patientWith(t, { 'features.conf': other }))), ['feature.different']);

    const extensions = text('extensions');
    t.same(await checkMute(await patientWith(t, { 'extensions.conf': extensions })), []);
    const heard = extensions.replace('MUTEAUDIO(in)=on', 'MUTEAUDIO(out)=on');
    t.same(ids(await checkMute(await patientWith(t, { 'extensions.conf': heard }))), ['dialplan.mute']);
  },
);

t.test(
  'given a machine without Asterisk’s files, when examined, then that is told and nothing is guessed',
  async (t) => {
    const patient = { ...(await patientWith(t, {})), files: new AsteriskFiles('/nowhere/etc/asterisk') };
    for (const check of [
      checkCel,
      checkAmiReaders,
      checkAriUsers,
      checkDebugFiles,
      checkDirectMedia,
      checkFeature,
      checkMute,
    ]) {
      t.same(await check(patient), [], check.name);
    }
    const [told] = tellOfUnreadable(patient);
    t.match(told, { id: 'files.unreadable', severity: 'info', what: /cel\.conf.*manager\.conf/ });
  },
);

t.test('given findings, when the exit code is asked for, then the worst decides', async (t) => {
  const finding = (severity: 'critical' | 'warning' | 'info') => ({
    id: 'x',
    severity,
    what: '',
    why: '',
    fix: '',
  });
  t.equal(exitCode([]), 0);
  t.equal(exitCode([finding('info')]), 0);
  t.equal(exitCode([finding('info'), finding('warning')]), 1);
  t.equal(exitCode([finding('warning'), finding('critical')]), 2);
});

t.test(
  'given an API for the network, when examined, then plain text and short tokens are found',
  async (t) => {
    const token = (secret: string) => ({ name: 'crm', secret, rights: ['watch'] });
    const examined = async (api: object) => ids(checkApi(await patientWith(t, {}, { api })));
    const [long, short] = [[token('a'.repeat(24))], [token('a'.repeat(23))]];
    t.same(await examined({ enabled: true, host: '10.0.0.1', tokens: short }), ['api.plain', 'api.token']);
    t.same(await examined({ enabled: true, tokens: long }), []);
    const tls = { certificate: 'a.pem', key: 'a.key' };
    t.same(await examined({ enabled: true, host: '10.0.0.1', tokens: long, ...tls }), []);
    t.same(await examined({ enabled: false, host: '10.0.0.1', tokens: short }), []);
  },
);

t.test('given our files open to all, when examined, then each is named, and none at 640', async (t) => {
  const names = ['ari', 'manager', 'extensions', 'features'].map((part) => `${part}_hushpay.conf`);
  const patient = await patientWith(t, Object.fromEntries(names.map((name) => [name, ''])));
  const mode = (bits: number) => {
    for (const name of names) chmodSync(join(patient.files.directory, name), bits);
  };
  mode(0o644);
  const found = checkSecretFiles(patient);
  t.same(ids(found), ['files.secret-open']);
  for (const name of names) t.match(found[0]?.fix, name);
  mode(0o640);
  t.same(checkSecretFiles(patient), []);
  t.same(checkSecretFiles(await patientWith(t, {})), [], 'nor where there are none');
});
