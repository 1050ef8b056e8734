import { keyFrom } from '../config/agi-key.js';
import { agentValues, fillSample, keyValues } from '../config/samples.js';
import type { Login } from './ari.js';
import { freepbxCustom, freepbxGenerated } from './freepbx.js';
import { modulesConf, SPEECH_MODULES } from './modules.js';
import { pbxDialplan } from './pbx-dialplan.js';
import { LINES, type Line, type PbxPlan } from './pbx-plan.js';

export { type DtmfMode, LINES, type Line, type PbxPlan } from './pbx-plan.js';

/** Every configuration file of the PBX. With protection they are what our samples tell an administrator to have. */
export function pbxFiles(plan: PbxPlan): Record<string, string> {
  const values = valuesOf(plan);
  const ours = dialplanOf(plan, values);
  const files = plainFiles(plan, ours, values);
  if (plan.layout === 'plain') return files;
  return { ...files, ...generatedFiles(plan), ...freepbxCustom(plan, ours, values) };
}

/** The files that FreePBX writes anew with every "Apply Config". */
export function generatedFiles(plan: PbxPlan): Record<string, string> {
  return freepbxGenerated(plan, pjsipFiles(plan), managerConf(plan, '#include manager_custom.conf\n'));
}

type Values = Readonly<Record<string, string | number>>;

function valuesOf(plan: PbxPlan): Values {
  return {
    'asterisk.ari.username': plan.logins.ours.username,
    'asterisk.ari.password': plan.logins.ours.password,
    'asterisk.ari.app': plan.app,
    'asterisk.ami.username': plan.logins.ours.username,
    'asterisk.ami.password': plan.logins.ours.password,
    'asterisk.http.port': plan.httpPort,
    'agi.host': '127.0.0.1',
    'agi.port': plan.agiPort,
    ...keyValues(keyFrom(plan.logins.ours.password)),
    'http.host': '127.0.0.1',
    'http.port': plan.readyPort,
    feature: plan.feature,
    longStop: plan.longStopSeconds,
    quiet: 2,
    quietEnd: plan.quietEndSeconds,
  };
}

function dialplanOf(plan: PbxPlan, values: Values): string {
  const ours = fillSample('extensions_hushpay.conf', values);
  // The control run: the same call without the one line that protects it.
  // Bridge() takes no agent that was redirected in the same moment: the pause is what the wait is for it.
  const waiting = plan.quietWait
    ? ours
    : lateKeys(ours).replace(/Goto\(hushpay-quiet,s,1\)/g, 'Wait(0.3)\n same => n,Goto(${HUSHPAY_QUIET_TO})');
  if (plan.protection) return waiting;
  return lateKeys(waiting).replace(/Set\(MUTEAUDIO\(in\)=on\)/g, 'NoOp(no protection)');
}

/** The same dialplan, which lets through at once what ends late. */
function lateKeys(text: string): string {
  return text.replace('Set(EXPORT(${HUSHPAY_OF},FRAME_DROP(RX))=DTMF_BEGIN,DTMF_END)', 'NoOp(late keys)');
}

function plainFiles(plan: PbxPlan, ours: string, values: Values): Record<string, string> {
  return {
    'modules.conf': modulesConf(plan.speech ? SPEECH_MODULES : []),
    ...(plan.speech && { 'aeap.conf': aeapConf(plan.speech) }),
    'extensions.conf': ownDialplan(plan, ours),
    'features.conf': `[general]\n[featuremap]\nblindxfer=*1\natxfer=*2\ndisconnect=**\n[applicationmap]\n${fillSample('features_hushpay.conf', values)}`,
    'ari.conf': `[general]\nenabled=yes\n${user(plan.logins.admin)}${user(plan.logins.foreign)}${fillSample('ari_hushpay.conf', values)}`,
    'manager.conf': managerConf(plan, fillSample('manager_hushpay.conf', values)),
    'http.conf': `[general]\nbindaddr=127.0.0.1\nbindport=${plan.httpPort}\n${fillSample('http_hushpay.conf', values)}`,
    'logger.conf': `[general]\ndateformat=%F %T.%3q\n[logfiles]\nfull => notice,warning,error,security,verbose,debug${plan.protection ? '' : ',dtmf'}\n`,
    'cel.conf': celConf(plan.protection),
    'cel_custom.conf': `[mappings]\nMaster.csv => ${CEL_COLUMNS.map((name) => `\${CSV_QUOTE(\${${name}})}`).join(',')}\n`,
    'cdr.conf':
      '[general]\nenable=yes\nunanswered=yes\n[csv]\nusegmtime=yes\nloguniqueid=yes\nloguserfield=yes\n',
    'cdr_manager.conf': '[general]\nenabled=yes\n',
    'rtp.conf': `[general]\nrtpstart=${plan.rtp.first}\nrtpend=${plan.rtp.last}\nstrictrtp=no\nicesupport=no\n`,
    ...pjsipConf(plan, values),
    'queues.conf': queuesConf(),
    'musiconhold.conf': '[general]\n[default]\nmode=files\ndirectory=moh\n',
    'confbridge.conf': `[general]\n[default_user]\ntype=user\n[default_bridge]\ntype=bridge\n[agents]\ntype=menu\n${fillSample('confbridge_hushpay.conf', values)}`,
    'res_parking.conf':
      '[general]\n[default]\nparkext=700\nparkpos=701-720\ncontext=parked\nparkingtime=45\n',
    'udptl.conf': '[general]\n',
    'indications.conf': INDICATIONS,
  };
}

function ownDialplan(plan: PbxPlan, ours: string): string {
  const text = pbxDialplan(`${plan.directory}/rec`, ours, agiUrl(plan, 'pay'));
  if (plan.agentsBy === 'dialplan') return text;
  return text.replaceAll('Gosub(hushpay-agent-enable,s,1)', 'NoOp(the endpoint has the feature)');
}

/** One file, as administrators write it by hand: here each aor and auth stands before the endpoint of its name. */
function pjsipConf(plan: PbxPlan, values: Values): Record<string, string> {
  const parts = pjsipFiles(plan);
  if (plan.agentsBy === 'dialplan') return { 'pjsip.conf': Object.values(parts).join('\n') };
  const names = Object.keys(parts).toSorted((one, other) => one.localeCompare(other));
  return {
    'pjsip.conf': `${names.map((name) => parts[name]).join('\n')}\n#include pjsip_hushpay.conf\n`,
    'pjsip_hushpay.conf': fillSample('pjsip_hushpay.conf', {
      ...values,
      ...agentValues({ agents: plan.agents }),
    }),
  };
}

/** Where a script of the service is called, with what proves it; for the PBX's own dialplan. */
function agiUrl({ agiPort, logins }: PbxPlan, script: string): string {
  return `agi://127.0.0.1:${agiPort}/${script}/\${SHA1(${keyFrom(logins.ours.password)}\${UNIQUEID})}`;
}

/** Name of the recogniser in the PBX. */
export const ENGINE = 'rig-speech';

function aeapConf(url: string): string {
  return `[${ENGINE}]\ntype=client\nurl=${url}\ncodecs=!all,slin\nprotocol=speech_to_text\n`;
}

export function user(login: Login): string {
  return `[${login.username}]\ntype=user\nread_only=no\npassword_format=plain\npassword=${login.password}\n`;
}

export const INDICATIONS =
  '[general]\ncountry=us\n[us]\ndescription=United States\nringcadence=2000,4000\ndial=350+440\nbusy=480+620/500,0/500\nring=440+480/2000,0/4000\ncongestion=480+620/250,0/250\n';

const CEL_COLUMNS = [
  'eventtype',
  'eventtime',
  'CALLERID(num)',
  'CHANNEL(exten)',
  'CHANNEL(context)',
  'CHANNEL(channame)',
  'CHANNEL(appname)',
  'CHANNEL(appdata)',
  'CHANNEL(uniqueid)',
  'CHANNEL(linkedid)',
  'BRIDGEPEER',
  'eventextra',
];

/** Everything a careful administrator logs; without protection also what is easily switched on by mistake. */
function celConf(protection: boolean): string {
  const events = protection
    ? 'CHAN_START,CHAN_END,ANSWER,HANGUP,APP_START,APP_END,BRIDGE_ENTER,BRIDGE_EXIT,LINKEDID_END'
    : 'ALL';
  return `[general]\nenable=yes\napps=all\nevents=${events}\n[manager]\nenabled=yes\n`;
}

function managerConf(plan: PbxPlan, ours: string): string {
  const read = plan.protection
    ? 'system,call,log,verbose,agent,user,config,cdr,dialplan,originate,agi,cc,aoc,test,security,message'
    : 'all';
  return `[general]
enabled=yes
bindaddr=127.0.0.1
port=${plan.amiPort}
httptimeout=120
[${plan.logins.admin.username}]
secret=${plan.logins.admin.password}
read=
write=all
[${plan.logins.foreign.username}]
secret=${plan.logins.foreign.password}
read=${read}
write=
${ours}`;
}

function contextOf({ layout }: PbxPlan, line: Line): string {
  if (layout === 'plain') return `from-${line}`;
  return line === 'caller' ? 'from-trunk' : 'from-internal';
}

/** Parts of pjsip.conf, by the names and in the order that FreePBX has them. */
function pjsipFiles(plan: PbxPlan): Record<string, string> {
  return {
    'pjsip.transports.conf': `[global]\ntype=global\nendpoint_identifier_order=username\n[udp]\ntype=transport\nprotocol=udp\nbind=${plan.address}:${plan.sipPort}\n`,
    'pjsip.endpoint.conf': LINES.map((line) => endpoint(plan, line)).join(''),
    'pjsip.aor.conf': LINES.map((line) => aor(plan, line)).join(''),
    'pjsip.auth.conf': LINES.map((line) => auth(plan.softphones?.[line], line)).join(''),
  };
}

function endpoint(plan: PbxPlan, line: Line): string {
  const registers = plan.softphones?.[line] !== undefined;
  return `[${(line === 'caller' && plan.callerName) || line}]
type=endpoint
context=${contextOf(plan, line)}
transport=udp
disallow=all
allow=ulaw
direct_media=no
dtmf_mode=${plan.dtmf}
trust_id_inbound=yes
send_pai=yes
rtp_symmetric=yes
force_rport=yes
rewrite_contact=${registers ? 'yes' : 'no'}
aors=${line}
${registers ? `auth=${line}-auth\n` : ''}`;
}

function aor(plan: PbxPlan, line: Line): string {
  const contact = plan.softphones?.[line]
    ? 'max_contacts=2\nremove_existing=yes'
    : `contact=sip:${line}@127.0.0.1:${plan.phonesPort}\nqualify_frequency=0`;
  return `[${line}]\ntype=aor\n${contact}\n`;
}

function auth(password: string | undefined, line: Line): string {
  if (!password) return '';
  return `[${line}-auth]\ntype=auth\nauth_type=userpass\nusername=${line}\npassword=${password}\n`;
}

function queuesConf(): string {
  const queue = (name: string, member: string) =>
    `[${name}]\nstrategy=ringall\ntimeout=20\nretry=1\nringinuse=yes\nwrapuptime=0\njoinempty=yes\nleavewhenempty=no\nmember => ${member}\n`;
  return `[general]\nlog_membername_as_agent=yes\nshared_lastcall=no\n${queue('direct', 'PJSIP/agent')}${queue('local', 'Local/agent@from-queue/n,0,Agent,PJSIP/agent')}`;
}
