/** The variables of a scenario, and the recording of one leg: for every layout of the PBX. */
export const RIG_CONTEXTS = `; The variables of the scenario, put into the database before the call is made.
[terms]
exten => s,1,Set(CALL=\${CALLERID(num)})
 same => n,Set(i=1)
 same => n(next),Set(entry=\${DB(call-\${CALL}/\${i})})
 same => n,GotoIf($["\${entry}" = ""]?done)
 same => n,GotoIf($["\${entry:0:7}" = "BASE64_"]?coded)
 same => n,Set(\${CUT(entry,=,1)}=\${CUT(entry,=,2-)})
 same => n(set),Set(i=$[\${i} + 1])
 same => n,Goto(next)
; What neither a console nor AMI can write.
 same => n(coded),Set(entry=\${entry:7})
 same => n,Set(\${CUT(entry,=,1)}=\${BASE64_DECODE(\${CUT(entry,=,2-)})})
 same => n,Goto(set)
 same => n(done),Return()

; Recording of one leg: mixed, and each direction. \${ARG1} caller or agent, \${ARG2} number of the call.
[record]
exten => s,1,ExecIf($["\${DB(call-\${ARG2}/record)}" != "no"]?MixMonitor(\${REC}/\${ARG2}/\${ARG1}.wav,r(\${REC}/\${ARG2}/\${ARG1}-in.wav)t(\${REC}/\${ARG2}/\${ARG1}-out.wav)))
 same => n,Return()

`;

/**
 * The PBX's own dialplan: the ways a call and its agent come together. `REC` is the directory of the recordings; each
 * call has its directory there, named by the caller ID, which is the number of the call.
 */
export function pbxDialplan(rec: string, ours: string, pay: string): string {
  return `[globals]
REC=${rec}
; How a supervisor listens: only so, whispering to the one listened to, or speaking to both.
HOW=:w:B

${RIG_CONTEXTS}; On the agent's channel before it rings, and on the caller's where the caller is the one dialled.
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
; The same with Asterisk's own feature codes for a transfer (features.conf).
exten => 101,1,Gosub(terms,s,1)
 same => n,Gosub(record,s,1(caller,\${CALL}))
 same => n,Set(__TRANSFER_CONTEXT=from-agent)
 same => n,Dial(PJSIP/agent,30,tb(agent-rings^s^1(\${CALL})))
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
; The payment line, by each of its ways in; where the caller goes on is in the recordings' directory.
exten => 600,1,Gosub(terms,s,1)
 same => n,Gosub(record,s,1(caller,\${CALL}))
 same => n,Gosub(hushpay-ivr,s,1)
 same => n,Goto(after-line,\${EXTEN},1)
exten => 601,1,Gosub(terms,s,1)
 same => n,Gosub(record,s,1(caller,\${CALL}))
 same => n,AGI(${pay},\${HUSHPAY_AMOUNT},\${HUSHPAY_CURRENCY},\${HUSHPAY_REFERENCE})
 same => n,Goto(after-line,\${EXTEN},1)
; By its arguments, for who is transferred here.
exten => 602,1,Gosub(hushpay-ivr,s,1(25.00,USD,INV-7))
 same => n,Goto(after-line,\${EXTEN},1)
; A colleague of the agent, at once and after a while; nobody.
exten => 310,1,Dial(PJSIP/third,30)
 same => n,Hangup()
exten => 311,1,Wait(0.5)
 same => n,Goto(310,1)
exten => 312,1,Congestion(1)
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
; A whole payment as a plain dialplan would ask for it: it knows no card, and charges nothing.
exten => 902,1,Gosub(terms,s,1)
 same => n,Answer()
 same => n,Read(NUMBER,hushpay/welcome&hushpay/enter-payment-card-number,16)
 same => n,Read(EXPIRY,hushpay/enter-expiration-date,4)
 same => n,Read(CODE,hushpay/enter-security-code,3)
 same => n,Playback(hushpay/approved-1)
 same => n,Hangup()

; A spoken field: nobody else is on the line, and AGI asks.
exten => 910,1,Gosub(terms,s,1)
 same => n,Answer()
 same => n,Gosub(record,s,1(caller,\${CALL}))
 same => n,Set(MUTEAUDIO(in)=on)
 same => n,AGI(${pay.replace('/pay/', '/spoken/')})
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

; A colleague of the agent, and nobody.
exten => 310,1,Dial(PJSIP/third,30)
 same => n,Hangup()
exten => 312,1,Congestion(1)
 same => n,Hangup()

; Into a conference, with the menu that agents have there.
exten => 500,1,Answer()
 same => n,Gosub(hushpay-agent-enable,s,1)
 same => n,ConfBridge(500,,,agents)
 same => n,Hangup()

; The payment line, to ask and to transfer to.
exten => 602,1,Goto(from-caller,602,1)
; The same over a pair of Local channels, as a transfer by a feature code or a FreePBX extension has it.
exten => 603,1,Gosub(hushpay-agent-enable,s,1)
 same => n,Dial(Local/602@from-caller/n,30)
 same => n,Hangup()

[from-third]
; Joins the conversation the agent is in.
exten => 400,1,Answer()
 same => n,BridgeAdd(PJSIP/agent)
 same => n,Hangup()
; Waits to be bridged.
exten => 401,1,Answer()
 same => n,Wait(60)
 same => n,Hangup()
; Listens to the caller's channel (41x) or to the agent's (42x): x is 0 to listen, 1 to whisper, 2 to barge in.
exten => _4[12][0-2],1,Answer()
 same => n,ChanSpy(PJSIP/\${IF($[\${EXTEN:1:1} = 1]?caller:agent)},q\${CUT(HOW,:,$[\${EXTEN:2:1} + 1])})
 same => n,Hangup()

; Where a caller goes after the payment line.
[after-line]
exten => _X.,1,Set(DB(went-on/\${CALLERID(num)})=\${HUSHPAY_NEXT})
 same => n,GotoIf($["\${HUSHPAY_NEXT}" = "agent"]?agent)
 same => n,Wait(30)
 same => n,Hangup()
 same => n(agent),Gosub(hushpay-back,s,1)
 same => n,Dial(PJSIP/agent,30,b(agent-rings^s^1(\${CALL})))
 same => n,Hangup()

; Where a party goes when the call after a payment ends, with HUSHPAY_AFTER=after-payment,s,1.
[after-payment]
exten => s,1,UserEvent(AfterPayment,Outcome: \${HUSHPAY_RESULT} \${HUSHPAY_TRANSACTION} \${HUSHPAY_LAST4})
 same => n,Hangup()

${ours}`;
}
