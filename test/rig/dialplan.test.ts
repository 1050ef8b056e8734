import { once } from 'node:events';
import t, { type Test } from 'tap';
import { startPbx } from '../../lib/rig/pbx.js';
import { type Call, type CallPlan, startPhones } from '../../lib/rig/phones.js';
import { type Talk, talk } from '../../lib/rig/talk.js';
import { until, within } from '../../lib/rig/until.js';
import { Standin, type StandinOptions } from './standin.js';

const BOTH: Talk = { agentHearsCaller: true, callerHearsAgent: true };
const NOBODY: Talk = { agentHearsCaller: false, callerHearsAgent: false };
const INBOUND: CallPlan = { from: 'caller', to: '100' };

const pbx = await startPbx({ longStopSeconds: 3 });
const phones = await startPhones(pbx);
t.teardown(async () => {
  await phones.stop();
  await pbx.stop();
});

async function inCall(plan: CallPlan, work: (call: Call) => Promise<void>): Promise<void> {
  const call = await phones.call(plan);
  try {
    await work(call);
  } finally {
    await call.hangUp();
  }
}

async function served(
  plan: CallPlan,
  options: StandinOptions,
  work: (call: Call, service: Standin) => Promise<void>,
): Promise<void> {
  const service = await Standin.start(pbx, options);
  try {
    await inCall(plan, (call) => work(call, service));
  } finally {
    await service.stop();
  }
}

async function handedOff(call: Call, service: Standin): Promise<void> {
  await call.agent.press(pbx.feature);
  await until('both parties in our application', 3000, () => service.parties.size === 2);
}

/** As the service does it: the caller goes back to the dialplan, which fetches the agent. */
async function goBack(service: Standin): Promise<void> {
  const place = 'context=hushpay-caller&extension=back&priority=1';
  await service.ari.request('POST', `/channels/${service.parties.get('caller')}/continue?${place}`);
  await until('both parties to be gone from our application', 3000, () => service.parties.size === 0);
}

async function talksSoon(t: Test, call: Call, name: string): Promise<void> {
  t.ok(
    await until(name, 12_000, async () => {
      const now = await talk(call);
      return now.agentHearsCaller && now.callerHearsAgent;
    }),
    name,
  );
}

/** `Local/…;2` is the inner end of a queue's Local channel; the caller talks with `;1`. */
async function throughLocal(agent: string, peer: string) {
  if (!peer.startsWith('Local/')) return { agent, caller: peer };
  const outer = peer.replace(/;2$/, ';1');
  const answer = await pbx.server.ami.action('Getvar', { Channel: outer, Variable: 'BRIDGEPEER' });
  return { agent: outer, caller: /^Value: (.*)$/m.exec(answer)?.[1]?.trim() ?? '' };
}

for (const [how, plan] of [
  ['Dial()', INBOUND],
  ['an outbound Dial()', { from: 'agent', to: '300' }],
  ['Queue() with a direct member', { from: 'caller', to: '200' }],
  ['Queue() with a Local member', { from: 'caller', to: '201' }],
] as const) {
  t.test(`given ${how}, when the agent presses the code twice in one call`, async (t) => {
    await served(plan, { pair: throughLocal }, async (call, service) => {
      for (const time of ['first', 'second']) {
        await handedOff(call, service);
        t.same(await talk(call), NOBODY, `then they are apart, the ${time} time`);
        await goBack(service);
        t.same(await talk(call), BOTH, `then they talk again, the ${time} time`);
      }
      await call.caller.hangUp();
      t.ok(
        await within('the agent to be free', 3000, call.agent.ended),
        'then the end of the call ends it for both',
      );
    });
  });
}

t.test('given a call, when the caller presses the code, then nothing happens', async (t) => {
  await served(INBOUND, {}, async (call, service) => {
    await call.caller.press(pbx.feature);
    t.same(await talk(call), BOTH);
    t.equal(service.handoffs, 0);
  });
});

async function toldAndTalkOn(t: Test, call: Call): Promise<void> {
  await call.agent.press(pbx.feature);
  const pressed = Date.now();
  await call.agent.hearsSound(3000);
  t.ok(Date.now() - pressed < 1500, `told after ${Date.now() - pressed} ms`);
  await talksSoon(t, call, 'they talk on');
}

t.test(
  'given a service that is not there, when the agent presses the code, then the agent is told and they talk on',
  (t) => inCall(INBOUND, (call) => toldAndTalkOn(t, call)),
);

t.test(
  'given a service that hangs, when the agent presses the code, then the agent is told and they talk on',
  (t) => served(INBOUND, { ready: 'hung' }, (call) => toldAndTalkOn(t, call)),
);

t.test('given a stranger on the port of the service, then it is not believed', async (t) => {
  await served(INBOUND, { ready: 'stranger' }, async (call, service) => {
    await toldAndTalkOn(t, call);
    t.equal(service.handoffs, 0);
  });
});

t.test(
  'given a service without its application, when the agent presses the code, then the agent is told and they talk on',
  async (t) => {
    await served(INBOUND, { ari: false }, async (call, service) => {
      await call.agent.press(pbx.feature);
      await call.agent.hearsSound(3000);
      t.equal(service.handoffs, 1, 'the parties had been taken apart');
      await talksSoon(t, call, 'they talk on');
      await call.caller.hangUp();
      t.ok(await within('the agent to be free', 3000, call.agent.ended));
    });
  },
);

t.test(
  'given a service that dies during a payment, when the long stop is reached, then they talk on',
  async (t) => {
    await served(INBOUND, {}, async (call, service) => {
      await handedOff(call, service);
      await service.stop();
      t.same(await talk(call), NOBODY);
      await talksSoon(t, call, 'they talk on');
      await call.agent.hangUp();
      t.ok(await within('the caller to be free', 3000, call.caller.ended));
    });
  },
);

t.test(
  'given HUSHPAY_AFTER and an outcome, when the call after a payment ends, then the dialplan goes on there',
  async (t) => {
    const variables = { HUSHPAY_AFTER: 'after-payment,s,1' };
    await served({ ...INBOUND, variables }, {}, async (call, service) => {
      await handedOff(call, service);
      await service.ami.action('Setvar', {
        Channel: service.parties.get('caller') ?? '',
        Variable: 'ARRAY(HUSHPAY_RESULT,HUSHPAY_TRANSACTION,HUSHPAY_LAST4)',
        Value: 'success,tx1,1111',
      });
      await goBack(service);
      t.same(await talk(call), BOTH);
      const told = await listenFor('AfterPayment');
      await call.agent.hangUp();
      t.match(await told(), /success tx1 1111/, 'with the outcome in its variables');
    });
  },
);

t.test(
  'given the service’s own AMI user, then it may redirect and set variables, and little else',
  async (t) => {
    await served(INBOUND, {}, async (_, service) => {
      await t.rejects(service.ami.action('Command', { command: 'core show version' }), /permission/i);
      await t.rejects(service.ami.action('Originate', { Channel: 'Local/x@y' }), /permission/i);
      const events = await service.ami.action('WaitEvent', { timeout: '1' });
      t.notMatch(events, /^Event: (?!WaitEventComplete)/m, 'it is told no events');
    });
  },
);

/** Text of a UserEvent of the dialplan, as ARI tells it. */
async function listenFor(name: string): Promise<() => Promise<string>> {
  const signal = new EventTarget();
  const events = await pbx.server.ari.events(
    'dialplan-test',
    (event, raw) => {
      if (event.type === 'ChannelUserevent' && raw.includes(name)) {
        signal.dispatchEvent(Object.assign(new Event('told'), { raw }));
      }
    },
    true,
  );
  const heard = within(name, 15_000, once(signal, 'told')).finally(() => events.close());
  heard.catch(() => undefined);
  return async () => ((await heard)[0] as { raw: string }).raw;
}
