import type { Login } from './ari.js';
import { modulesConf } from './modules.js';
import type { Pbx } from './pbx.js';
import { INDICATIONS, LINES, user } from './pbx-config.js';

export interface PhonesPlan {
  readonly directory: string;
  readonly httpPort: number;
  readonly amiPort: number;
  readonly rtp: { readonly first: number; readonly last: number };
  readonly admin: Login;
  readonly pbx: Pbx;
  readonly record: boolean;
}

/**
 * The second Asterisk. A phone's channel is recorded, then waits in the application `phones`; what it says comes from
 * a second channel (`mouth`) bridged with it, so that a key and a sound can be sent at the same time.
 */
export function phonesFiles(plan: PhonesPlan): Record<string, string> {
  const rec = `${plan.directory}/rec`;
  return {
    'modules.conf': modulesConf(),
    'extensions.conf': `[rings]
exten => _[a-z].,1,Gosub(recorded,s,1)
 same => n,Stasis(phones,rings,\${EXTEN},\${CALLERID(num)})
 same => n,Hangup()
[dialled]
exten => _[a-z].,1,Gosub(recorded,s,1)
 same => n,Stasis(phones,dialled,\${EXTEN})
 same => n,Hangup()
[recorded]
exten => s,1,${plan.record ? `MixMonitor(${rec}/\${UNIQUEID}/both.wav,r(${rec}/\${UNIQUEID}/heard.wav)t(${rec}/\${UNIQUEID}/said.wav))` : 'NoOp()'}
 same => n,Return()
[mouth]
exten => 1,1,Answer()
 same => n,Stasis(phones,mouth,\${EXTEN})
 same => n,Hangup()
`,
    'ari.conf': `[general]\nenabled=yes\n${user(plan.admin)}`,
    'manager.conf': `[general]\nenabled=yes\nwebenabled=yes\nbindaddr=127.0.0.1\nport=${plan.amiPort}\nhttptimeout=120\n[${plan.admin.username}]\nsecret=${plan.admin.password}\nread=\nwrite=all\n`,
    'http.conf': `[general]\nenabled=yes\nbindaddr=127.0.0.1\nbindport=${plan.httpPort}\nsessionlimit=400\n`,
    'logger.conf': '[general]\ndateformat=%F %T.%3q\n[logfiles]\nfull => notice,warning,error,verbose\n',
    'rtp.conf': `[general]\nrtpstart=${plan.rtp.first}\nrtpend=${plan.rtp.last}\nstrictrtp=no\nicesupport=no\n`,
    'cdr.conf': '[general]\nenable=no\n',
    'cel.conf': '[general]\nenable=no\n',
    'pjsip.conf': pjsipConf(plan.pbx),
    'musiconhold.conf': '[general]\n',
    'queues.conf': '[general]\n',
    'features.conf': '[general]\n',
    'confbridge.conf': '[general]\n[default_user]\ntype=user\n[default_bridge]\ntype=bridge\n',
    'udptl.conf': '[general]\n',
    'indications.conf': INDICATIONS,
  };
}

function pjsipConf(pbx: Pbx): string {
  const lines = LINES.map(
    (line) => `[${line}]
type=endpoint
context=rings
transport=udp
disallow=all
allow=ulaw
direct_media=no
dtmf_mode=${pbx.dtmf}
moh_passthrough=yes
from_user=${encodeURIComponent(line === 'caller' ? pbx.callerName : line)}
send_pai=yes
aors=${line}
[${line}]
type=aor
contact=sip:127.0.0.1:${pbx.sipPort}
`,
  );
  return `[global]
type=global
endpoint_identifier_order=ip
[udp]
type=transport
protocol=udp
bind=127.0.0.1:${pbx.phonesPort}
${lines.join('\n')}
[pbx]
type=endpoint
context=rings
transport=udp
disallow=all
allow=ulaw
direct_media=no
dtmf_mode=${pbx.dtmf}
moh_passthrough=yes
trust_id_inbound=yes
[pbx]
type=identify
endpoint=pbx
match=127.0.0.1
`;
}
