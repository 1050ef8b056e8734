import t from 'tap';
import { AriRefusal } from '../../lib/asterisk/ari-rest.js';
import { behind, confirmEntry } from '../../lib/asterisk/entry.js';
import { agiProof } from '../../lib/config/agi-key.js';

const KEY = '0123456789abcdef';
const REQUEST = { channelId: '12.3', channelName: 'PJSIP/agent-1', script: 'pay' };
const PROOF = agiProof(KEY, '12.3');

const CHANNEL = {
  id: '12.3',
  name: 'PJSIP/agent-1',
  state: 'Up',
  dialplan: {
    context: 'from-trunk',
    exten: '800',
    priority: 3,
    app_name: 'AGI',
    app_data: `agi://127.0.0.1:4573/pay/${PROOF},25.00,USD,INV-7`,
  },
};

const confirm = (channel: object, request = REQUEST) =>
  confirmEntry({ json: async <T>() => channel as T }, KEY, request);
const running = (app: object) => ({ ...CHANNEL, dialplan: { ...CHANNEL.dialplan, ...app } });

t.test('given a channel in our AGI(), then it is told with its place and arguments', async (t) => {
  t.same(await confirm(CHANNEL), {
    args: ['25.00', 'USD', 'INV-7'],
    place: { context: 'from-trunk', exten: '800', priority: 3 },
    answered: true,
  });
  t.ok(await confirm(running({ app_data: `agi://pbx.example.com/pay/${PROOF}` })));
});

t.test('given a channel that is elsewhere, then it is not confirmed', async (t) => {
  const table = {
    'in another application': running({ app_name: 'Dial' }),
    'in no application': running({ app_name: '', app_data: '' }),
    'in an AGI() of another script': running({ app_data: `agi://127.0.0.1:4573/handoff/${PROOF}` }),
    'in somebody else’s AGI()': running({ app_data: 'agi://127.0.0.1:4574/pay' }),
    'with a proof in an argument': running({ app_data: `agi://127.0.0.1:4574/x,agi://a/pay/${PROOF}` }),
    'with the proof of another channel': running({ app_data: `agi://a/pay/${agiProof(KEY, '12.4')}` }),
    'of another name': { ...CHANNEL, name: 'PJSIP/agent-2' },
    'of another id': { ...CHANNEL, id: '12.4' },
  };
  for (const [name, channel] of Object.entries(table)) t.equal(await confirm(channel), undefined, name);
});

t.test('given no such channel, then it is not confirmed; given a fault, it is told', async (t) => {
  const failing = (error: Error) => confirmEntry({ json: () => Promise.reject(error) }, KEY, REQUEST);
  t.equal(await failing(new AriRefusal(404, 'GET')), undefined);
  await t.rejects(failing(new AriRefusal(500, 'GET')));
});

t.test('given a place that a caller has dialled, then it is gone back to only as it is', async (t) => {
  t.equal(behind({ context: 'from-trunk', exten: '800', priority: 3 }), 'from-trunk,800,4');
  for (const exten of ['800,internal,1', '', '8 0', '${X}', '8|1', '8\n']) {
    t.throws(() => behind({ context: 'from-trunk', exten, priority: 1 }), exten);
  }
  t.throws(() => behind({ context: 'a', exten: '1', priority: Number.NaN }));
});
