/**
 * The PBX's own dialplan: the ways a call and its agent come together. `REC` is the directory of the recordings; each
 * call has its directory there, named by the caller ID, which is the number of the call.
 */
export function pbxDialplan(rec: string, ours: string): string {
  return `[globals]
REC=${rec}

; The variables of the scenario, put into the database before the call is made.
[terms]
exten => s,1,Set(CALL=\${CALLERID(num)})
 same => n,Set(i=1)
 same => n(next),Set(entry=\${DB(call-\${CALL}/\${i})})
 same => n,GotoIf($["\${entry}" = ""]?done)
 same => n,Set(\${CUT(entry,=,1)}=\${CUT(entry,=,2-)})
 same => n,Set(i=$[\${i} + 1])
 same => n,Goto(next)
 same => n(done),Return()

; Recording of one leg: mixed, and each direction. \${ARG1} caller or agent, \${ARG2} number of the call.
[record]
exten => s,1,ExecIf($["\${DB(call-\${ARG2}/record)}" != "no"]?MixMonitor(\${REC}/\${ARG2}/\${ARG1}.wav,r(\${REC}/\${ARG2}/\${ARG1}-in.wav)t(\${REC}/\${ARG2}/\${ARG1}-out.wav)))
 same => n,Return()

; On the agent's channel before it rings, and on the caller's where the caller is the one dialled.
[agent-rings]
exten => s,1,Gosub(record,s,1(agent,\${ARG1}))
 same => n,Gosub(hushpay-agent-enable,s,1)
 same => n,Return()
[caller-rings]
exten => s,1,Gosub(record,s,1(caller,\${ARG1}))
 same => n,Return()
; A queue's member once connected.
[member-connected]
exten => s,1,Gosub(record,s,1(agent,\${CONNECTEDLINE(num)}))
 same => n,Gosub(hushpay-agent-enable,s,1)
 same => n,Return()

[from-caller]
; Inbound: the agent is the callee.
exten => 100,1,Gosub(terms,s,1)
 same => n,Gosub(record,s,1(caller,\${CALL}))
 same => n,Dial(PJSIP/agent,30,b(agent-rings^s^1(\${CALL})))
 same => n,Hangup()
; Through a queue with direct members.
exten => 200,1,Gosub(terms,s,1)
 same => n,Gosub(record,s,1(caller,\${CALL}))
 same => n,Answer()
 same => n,Queue(direct,,,,30,,member-connected)
 same => n,Hangup()
; Through a queue whose members are Local channels, as FreePBX makes them.
exten => 201,1,Gosub(terms,s,1)
 same => n,Gosub(record,s,1(caller,\${CALL}))
 same => n,Answer()
 same => n,Queue(local,,,,30)
 same => n,Hangup()
; Into a conference.
exten => 500,1,Answer()
 same => n,ConfBridge(500)
 same => n,Hangup()
; Straight into the bare contexts that the bench compares with.
exten => 900,1,Gosub(terms,s,1)
 same => n,Gosub(record,s,1(caller,\${CALL}))
 same => n,Answer()
 same => n(again),Read(KEYS,,16)
 same => n,Playback(beep)
 same => n,Goto(again)
exten => 901,1,Gosub(terms,s,1)
 same => n,Answer()
 same => n,Stasis(bench,\${CALL})
 same => n,Hangup()

; A spoken field: nobody else is on the line, and AGI at the address in SPOKEN asks.
exten => 910,1,Gosub(terms,s,1)
 same => n,Answer()
 same => n,Gosub(record,s,1(caller,\${CALL}))
 same => n,Set(MUTEAUDIO(in)=on)
 same => n,AGI(\${SPOKEN})
 same => n,Set(MUTEAUDIO(in)=on)
 same => n,UserEvent(Spoken,Status: \${AGISTATUS})
 same => n,Wait(30)
 same => n,Hangup()

[from-queue]
exten => _[a-z].,1,Dial(PJSIP/\${EXTEN},30,b(agent-rings^s^1(\${CALLERID(num)})))
 same => n,Hangup()

[from-agent]
; Outbound: the agent is the caller, who is dialled.
exten => 300,1,Gosub(terms,s,1)
 same => n,Gosub(record,s,1(agent,\${CALL}))
 same => n,Gosub(hushpay-agent-enable,s,1)
 same => n,Dial(PJSIP/caller,30,b(caller-rings^s^1(\${CALL})))
 same => n,Hangup()

; Into a conference, with the menu that agents have there.
exten => 500,1,Answer()
 same => n,Gosub(hushpay-agent-enable,s,1)
 same => n,ConfBridge(500,,,agents)
 same => n,Hangup()

[from-third]
; Joins the conversation the agent is in.
exten => 400,1,Answer()
 same => n,BridgeAdd(PJSIP/agent)
 same => n,Hangup()

; Where a party goes when the call after a payment ends, with HUSHPAY_AFTER=after-payment,s,1.
[after-payment]
exten => s,1,UserEvent(AfterPayment,Outcome: \${HUSHPAY_RESULT} \${HUSHPAY_TRANSACTION} \${HUSHPAY_LAST4})
 same => n,Hangup()

${ours}`;
}
