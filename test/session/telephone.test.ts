import t from 'tap';
import { agentOf, telephoneOf } from '../../lib/session/telephone.js';

t.test('given the name of a channel, then its telephone is what stands before the last dash', async (t) => {
  for (const [channelName, device] of [
    ['PJSIP/100-00000001', 'PJSIP/100'],
    ['PJSIP/anna-maria-0000002a', 'PJSIP/anna-maria'],
    ['Local/20@from-queue-00000001;1', 'Local/20@from-queue'],
    ['', ''],
  ] as const) {
    t.equal(telephoneOf({ channelName }), device, channelName);
  }
});

t.test('given who pressed the code behind a queue, then the agent is they and not the leg', async (t) => {
  const party = { channelId: '1.2', channelName: 'Local/20@from-queue-00000001;1', present: true };
  t.same(agentOf({ agent: party }), { device: 'Local/20@from-queue' });
  const agent = { ...party, device: 'PJSIP/20', name: 'Anna Kovács' };
  t.same(agentOf({ agent }), { device: 'PJSIP/20', name: 'Anna Kovács' });
});

t.test('given the payment line, then there is no agent', async (t) => {
  t.equal(agentOf({ agent: { channelId: '', channelName: '', present: false } }), undefined);
});
