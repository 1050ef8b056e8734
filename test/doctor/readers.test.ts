import t from 'tap';
import type { Patient } from '../../lib/doctor/patient.js';
import { checkAriReaders } from '../../lib/doctor/readers.js';

const OWN = {
  name: 'hushpay',
  channel_ids: ['1.1'],
  bridge_ids: ['b-1'],
  endpoint_ids: [],
  device_names: [],
};
const CHANNELS = [
  { id: '1.1', name: 'PJSIP/caller-1', dialplan: { app_name: 'Stasis', app_data: 'hushpay,x' } },
  { id: '2.1', name: 'PJSIP/trunk-2', dialplan: { app_name: 'Queue', app_data: 'q' } },
  { id: '3.1', name: 'PJSIP/other-3', dialplan: { app_name: 'Stasis', app_data: 'wallboard' } },
];
/** One of a session whose service has died. */
const LEFT = 'hp0123456789abc-b';

/** What is found of an application that is subscribed so. */
async function found(wallboard: object, name = 'wallboard') {
  const none = { channel_ids: [], bridge_ids: [], endpoint_ids: [], device_names: [] };
  const applications = [...(name === OWN.name ? [] : [OWN]), { ...none, ...wallboard, name }];
  const patient = {
    config: { asterisk: { ari: { app: 'hushpay' } } },
    ari: { json: async (_: string, path: string) => (path === '/channels' ? CHANNELS : applications) },
    files: { sections: () => [{ name: 'agent', entries: AGENT }] },
  };
  const findings = await checkAriReaders(patient as unknown as Patient);
  return findings.map(({ id, what }) => `${id} ${what}`);
}

const AGENT = [
  { name: 'type', value: 'endpoint' },
  { name: 'set_var', value: 'HUSHPAY_SIDE=agent' },
];

t.test(
  'given a wallboard of each kind of subscription, when examined, then those told of keys',
  async (t) => {
    for (const [subscribed, what] of [
      [{ endpoint_ids: ['PJSIP/trunk'] }, /the endpoints PJSIP\/trunk/],
      [{ channel_ids: ['1.1'] }, /channels of a payment/],
      [{ channel_ids: [LEFT] }, /channels of a payment/],
      [{ channel_ids: ['2.1'] }, /calls that are not in it: PJSIP\/trunk-2/],
      [{ bridge_ids: ['b-1'] }, /channels of a payment/],
      [{ bridge_ids: [LEFT] }, /channels of a payment/],
      [{ channel_ids: ['__AST_CHANNEL_ALL_TOPIC'] }, /everything in Asterisk/],
      [{ bridge_ids: ['__AST_BRIDGE_ALL_TOPIC'] }, /everything in Asterisk/],
      [{ endpoint_ids: ['__AST_ENDPOINT_ALL_TOPIC'] }, /everything in Asterisk/],
    ] as const) {
      const findings = await found(subscribed);
      t.equal(findings.length, 1, JSON.stringify(subscribed));
      t.match(findings[0], /^ari\.reads-keys .*wallboard/);
      t.match(findings[0], what);
    }
  },
);

t.test('given a wallboard of its own calls, agents, or device states, then nothing is found', async (t) => {
  for (const subscribed of [
    {},
    { channel_ids: ['3.1'] },
    { bridge_ids: ['b-9'] },
    { endpoint_ids: ['PJSIP/agent'] },
    // Of a device it is told only whether it rings or is in use: a key is no state.
    { device_names: ['PJSIP/trunk'] },
    { device_names: ['__AST_DEVICE_STATE_ALL_TOPIC'] },
  ]) {
    t.same(await found(subscribed), [], JSON.stringify(subscribed));
  }
});

t.test('given our own name with more than its channels, then another program uses it', async (t) => {
  t.match(await found({ endpoint_ids: ['PJSIP/trunk'] }, 'hushpay'), [/endpoints PJSIP\/trunk/]);
});
