import { fillSample } from '../config/samples.js';
import type { Login } from './ari.js';
import { modulesConf, SPEECH_MODULES } from './modules.js';
import { pbxDialplan } from './pbx-dialplan.js';

export type DtmfMode = 'rfc4733' | 'inband' | 'info';

export interface PbxPlan {
  readonly directory: string;
  readonly address: string;
  readonly sipPort: number;
  readonly phonesPort: number;
  readonly httpPort: number;
  readonly amiPort: number;
  readonly agiPort: number;
  readonly readyPort: number;
  readonly rtp: { readonly first: number; readonly last: number };
  readonly dtmf: DtmfMode;
  readonly protection: boolean;
  readonly app: string;
  readonly feature: string;
  readonly longStopSeconds: number;
  /** Address of a recogniser, `ws://127.0.0.1:PORT`. */
  readonly speech?: string;
  /** Passwords of registering softphones; without them the phones are the second Asterisk. */
  readonly softphones?: Readonly<Record<Line, string>>;
  readonly logins: { readonly admin: Login; readonly ours: Login; readonly foreign: Login };
}

export const LINES = ['caller', 'agent', 'third'] as const;
export type Line = (typeof LINES)[number];

/** Every configuration file of the PBX. With protection they are what our samples tell an administrator to have. */
export function pbxFiles(plan: PbxPlan): Record<string, string> {
  const values = {
    'asterisk.ari.username': plan.logins.ours.username,
    'asterisk.ari.password': plan.logins.ours.password,
    'asterisk.ari.app': plan.app,
    'asterisk.ami.username': plan.logins.ours.username,
    'asterisk.ami.password': plan.logins.ours.password,
    'asterisk.http.port': plan.httpPort,
    'agi.host': '127.0.0.1',
    'agi.port': plan.agiPort,
    'http.host': '127.0.0.1',
    'http.port': plan.readyPort,
    feature: plan.feature,
    longStop: plan.longStopSeconds,
  };
  let ours = fillSample('extensions_hushpay.conf', values);
  // The control run: the same call without the one line that protects it.
  if (!plan.protection) ours = ours.replace(/Set\(MUTEAUDIO\(in\)=on\)/g, 'NoOp(no protection)');
  return {
    'modules.conf': modulesConf(plan.speech ? SPEECH_MODULES : []),
    ...(plan.speech && { 'aeap.conf': aeapConf(plan.speech) }),
    'extensions.conf': pbxDialplan(`${plan.directory}/rec`, ours, `agi://127.0.0.1:${plan.agiPort}/pay`),
    'features.conf': `[general]\n[featuremap]\nblindxfer=*1\natxfer=*2\n[applicationmap]\n${fillSample('features_hushpay.conf', values)}`,
    'ari.conf': `[general]\nenabled=yes\n${user(plan.logins.admin)}${user(plan.logins.foreign)}${fillSample('ari_hushpay.conf', values)}`,
    'manager.conf': managerConf(plan, fillSample('manager_hushpay.conf', values)),
    'http.conf': `[general]\n${fillSample('http_hushpay.conf', values)}`,
    'logger.conf': `[general]\ndateformat=%F %T.%3q\n[logfiles]\nfull => notice,warning,error,security,verbose,debug${plan.protection ? '' : ',dtmf'}\n`,
    'cel.conf': celConf(plan.protection),
    'cel_custom.conf': `[mappings]\nMaster.csv => ${CEL_COLUMNS.map((name) => `\${CSV_QUOTE(\${${name}})}`).join(',')}\n`,
    'cdr.conf':
      '[general]\nenable=yes\nunanswered=yes\n[csv]\nusegmtime=yes\nloguniqueid=yes\nloguserfield=yes\n',
    'cdr_manager.conf': '[general]\nenabled=yes\n',
    'rtp.conf': `[general]\nrtpstart=${plan.rtp.first}\nrtpend=${plan.rtp.last}\nstrictrtp=no\nicesupport=no\n`,
    'pjsip.conf': pjsipConf(plan),
    'queues.conf': queuesConf(),
    'musiconhold.conf': '[general]\n[default]\nmode=files\ndirectory=moh\n',
    'confbridge.conf': `[general]\n[default_user]\ntype=user\n[default_bridge]\ntype=bridge\n[agents]\ntype=menu\n${fillSample('confbridge_hushpay.conf', values)}`,
    'res_parking.conf':
      '[general]\n[default]\nparkext=700\nparkpos=701-720\ncontext=parked\nparkingtime=45\n',
    'udptl.conf': '[general]\n',
    'indications.conf': INDICATIONS,
  };
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
webenabled=yes
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

function pjsipConf(plan: PbxPlan): string {
  const lines = LINES.map((line) => {
    const password = plan.softphones?.[line];
    const aor = password
      ? 'max_contacts=2\nremove_existing=yes'
      : `contact=sip:${line}@127.0.0.1:${plan.phonesPort}\nqualify_frequency=0`;
    const auth = password
      ? `[${line}-auth]\ntype=auth\nauth_type=userpass\nusername=${line}\npassword=${password}\n`
      : '';
    return `[${line}]
type=endpoint
context=from-${line}
transport=udp
disallow=all
allow=ulaw
direct_media=no
dtmf_mode=${plan.dtmf}
trust_id_inbound=yes
send_pai=yes
rtp_symmetric=yes
force_rport=yes
rewrite_contact=${password ? 'yes' : 'no'}
aors=${line}
${password ? `auth=${line}-auth\n` : ''}[${line}]
type=aor
${aor}
${auth}`;
  });
  return `[global]\ntype=global\nendpoint_identifier_order=username\n[udp]\ntype=transport\nprotocol=udp\nbind=${plan.address}:${plan.sipPort}\n${lines.join('\n')}`;
}

function queuesConf(): string {
  const queue = (name: string, member: string) =>
    `[${name}]\nstrategy=ringall\ntimeout=20\nretry=1\nringinuse=yes\nwrapuptime=0\njoinempty=yes\nleavewhenempty=no\nmember => ${member}\n`;
  return `[general]\nlog_membername_as_agent=yes\nshared_lastcall=no\n${queue('direct', 'PJSIP/agent')}${queue('local', 'Local/agent@from-queue/n,0,Agent,PJSIP/agent')}`;
}
