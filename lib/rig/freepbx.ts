import { agentValues, fillSample } from '../config/samples.js';
import { RIG_CONTEXTS } from './pbx-dialplan.js';
import type { PbxPlan } from './pbx-plan.js';

/** The extension of the agent, of which the device is `PJSIP/agent`. */
export const AGENT = '100';

/**
 * A PBX laid out as FreePBX 17 lays one out: generated files that "Apply Config" writes anew, and `*_custom*.conf` that
 * it leaves alone. Of the generated dialplan there are the steps by which a call and its agent come together, with the
 * arguments that FreePBX's own last step has; what it looks up before (voicemail, forwarding, caller id) is left out.
 */
export function freepbxGenerated(
  plan: PbxPlan,
  pjsip: Readonly<Record<string, string>>,
  manager: string,
): Record<string, string> {
  return {
    'extensions.conf':
      '#include extensions_override_freepbx.conf\n#include extensions_additional.conf\n#include extensions_custom.conf\n',
    'extensions_additional.conf': dialplan(plan),
    'features.conf': FEATURES,
    'features_general_additional.conf': 'transferdigittimeout=3\nfeaturedigittimeout=2000\n',
    'features_applicationmap_additional.conf': 'apprecord => *1,caller,Gosub,"one-touch-record,s,1"\n',
    'features_featuremap_additional.conf': 'blindxfer=##\natxfer=*2\ndisconnect=**\n',
    'manager.conf': manager,
    'http.conf': '#include http_additional.conf\n#include http_custom.conf\n',
    'http_additional.conf': `[general]\nenabled=yes\nbindaddr=127.0.0.1\nbindport=${plan.httpPort}\nprefix=\nsessionlimit=100\n`,
    'pjsip.conf': PJSIP,
    ...pjsip,
    'queues.conf': '#include queues_additional.conf\n#include queues_custom.conf\n',
    'queues_additional.conf': queue('400', '') + queue('401', 'F'),
  };
}

/** What an administrator adds, as `hushpay dialplan --freepbx` prints it; the rest are files FreePBX makes empty. */
export function freepbxCustom(
  plan: PbxPlan,
  ours: string,
  values: Readonly<Record<string, string | number>>,
): Record<string, string> {
  return {
    'extensions_override_freepbx.conf': '',
    'extensions_custom.conf': `${ours}\n${RIG_CONTEXTS}`,
    'features_general_custom.conf': '',
    'features_featuremap_custom.conf': '',
    'features_applicationmap_custom.conf': fillSample('features_hushpay.conf', values),
    'manager_custom.conf': fillSample('manager_hushpay.conf', values),
    'http_custom.conf': fillSample('http_hushpay.conf', values),
    'pjsip_custom.conf': '',
    'pjsip.endpoint_custom_post.conf': fillSample('pjsip_hushpay.conf', {
      ...values,
      ...agentValues({ freepbx: true, agents: plan.agents }),
    }),
    'queues_custom.conf': '',
  };
}

const FEATURES = `[general]
#include features_general_additional.conf
#include features_general_custom.conf
[applicationmap]
#include features_applicationmap_additional.conf
#include features_applicationmap_custom.conf
[featuremap]
#include features_featuremap_additional.conf
#include features_featuremap_custom.conf
`;

const PJSIP = `#include pjsip_custom.conf
#include pjsip.transports.conf
#include pjsip.endpoint.conf
#include pjsip.endpoint_custom_post.conf
#include pjsip.aor.conf
#include pjsip.auth.conf
`;

/** FreePBX rings its queue's members so; the prefix F is ours, for a member whose calls follow it. */
function queue(name: string, prefix: string): string {
  return `[${name}]\nstrategy=ringall\ntimeout=15\nretry=1\njoinempty=yes\nleavewhenempty=no\nmember=Local/${prefix}${AGENT}@from-queue/n,0,Agent\n`;
}

function dialplan(plan: PbxPlan): string {
  return `[globals]
REC=${plan.directory}/rec
DYNAMIC_FEATURES=apprecord
DIAL_OPTIONS=HhTtr
TRUNK_OPTIONS=T
; How a supervisor listens, as in the plain layout.
HOW=:w:B

; From outside: a DID, and where its route leads.
[from-trunk]
exten => _X!,1,Gosub(terms,s,1)
 same => n,Set(__FROM_DID=\${EXTEN})
 same => n,Set(CDR(did)=\${FROM_DID})
 same => n,Set(CDR(userfield)=\${FROM_DID})
 same => n,Set(__DIRECTION=INBOUND)
 same => n,Gosub(sub-record-check,s,1(in,\${EXTEN}))
 same => n,Goto(\${IF($[\${EXTEN} < 400]?ext-local:\${IF($[\${EXTEN} < 600]?ext-queues:ext-group)})},\${EXTEN},1)

; An extension, and one whose calls follow it to where it says (101 is the same agent).
[ext-local]
exten => ${AGENT},1,Gosub(sub-exten-vm,s,1(novm,${AGENT},0,0,0))
 same => n,Hangup()
exten => 101,1,Goto(ext-findmefollow,FM${AGENT},1)
exten => _FMPR-X.,1,Set(RingGroupMethod=)
 same => n,Gosub(sub-simple-dial,s,1(\${EXTEN:5},))
 same => n,Hangup()

[ext-findmefollow]
exten => FM${AGENT},1,Set(__RINGTIMER=15)
 same => n,Gosub(sub-dial,s,1(15,\${DIAL_OPTIONS}))
 same => n,Hangup()

[sub-simple-dial]
exten => s,1,Gosub(sub-dial-one,s,1(15,\${DIAL_OPTIONS},\${ARG1}))
 same => n,Return()

[ext-group]
exten => 600,1,Set(__BLKVM_CHANNEL=\${CHANNEL})
 same => n,Set(RingGroupMethod=ringall)
 same => n,Set(__NODEST=\${EXTEN})
 same => n,Gosub(sub-dial,s,1(20,\${DIAL_OPTIONS}U(sub-auto-blkvm^s^1)))
 same => n,Hangup()

[ext-queues]
exten => _40[01],1,Answer()
 same => n,Set(__NODEST=\${EXTEN})
 same => n,Queue(\${EXTEN},t,,,60)
 same => n,Hangup()

[from-queue]
exten => _X.,1,Goto(from-queue-exten-only,\${EXTEN},1)
exten => _FX.,1,Goto(from-internal,101,1)
[from-queue-exten-only]
exten => _X.,1,Gosub(sub-dial-one,s,1(,\${DIAL_OPTIONS},\${EXTEN}))
 same => n,Hangup()

[sub-exten-vm]
exten => s,1,Gosub(sub-dial-one,s,1(15,\${DIAL_OPTIONS},\${ARG2}))
 same => n,Return()

[sub-dial-one]
exten => s,1,Set(DSTRING=\${PJSIP_DIAL_CONTACTS(agent)})
 same => n,Set(D_OPTIONS=\${IF($["\${NODEST}" != ""]?\${ARG2}U(sub-auto-blkvm^s^1):\${ARG2})})
 same => n,ExecIf($["\${DIRECTION}" = "INBOUND"]?Set(D_OPTIONS=\${STRREPLACE(D_OPTIONS,T)}I))
 same => n,Set(CWRING=)
 same => n,Dial(\${DSTRING},\${ARG1},\${D_OPTIONS}\${CWRING}b(func-apply-sipheaders^s^1))
 same => n,Return()

[sub-dial]
exten => s,1,Set(ds=Local/FMPR-${AGENT}@from-internal,\${ARG1},\${ARG2})
 same => n,ExecIf($["\${RingGroupMethod}" = "ringall"]?Set(ds=\${PJSIP_DIAL_CONTACTS(agent)},\${ARG1},\${ARG2}))
 same => n,Dial(\${ds}\${CWRING}b(func-apply-sipheaders^s^1))
 same => n,Return()

[sub-auto-blkvm]
exten => s,1,Set(__GOSUB_RESULT=)
 same => n,Return()
[func-apply-sipheaders]
exten => s,1,NoOp(Applying SIP Headers to channel)
 same => n,Return()

; The agent dials: a colleague, and through a trunk.
[from-internal]
include => ext-local
include => from-internal-noxfer
[from-internal-noxfer]
exten => _9X.,1,Gosub(terms,s,1)
 same => n,Gosub(sub-record-check,s,1(out,\${EXTEN}))
 same => n,Set(DIAL_TRUNK=1)
 same => n,Dial(PJSIP/caller,300,\${TRUNK_OPTIONS}b(func-apply-sipheaders^s^1(\${DIAL_TRUNK})))
 same => n,Hangup()
exten => 310,1,Dial(PJSIP/third,30,\${DIAL_OPTIONS}b(func-apply-sipheaders^s^1))
 same => n,Hangup()

[sub-record-check]
exten => s,1,Gosub(record,s,1(\${IF($["\${ARG1}" = "in"]?caller:agent)},\${CALLERID(num)}))
 same => n,Return()

[one-touch-record]
exten => s,1,Return()
`;
}
