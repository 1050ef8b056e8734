import t from 'tap';
import { farEnd, findParties } from '../../lib/asterisk/parties.js';
import type { Survey } from '../../lib/asterisk/switchboard.js';

const AGENT = 'PJSIP/agent-1';
const CALLER = 'PJSIP/caller-1';
const leg = (channelName: string) => ({ channelId: `id of ${channelName}`, channelName });
const two = (caller: string, agent: string): Survey => ({
  kind: 'two-parties',
  agent: leg(agent),
  caller: leg(caller),
});
const refused = (reason: 'three-parties' | 'no-caller' | 'already'): Survey => ({ kind: 'refused', reason });

interface Case {
  readonly name: string;
  readonly bridges: readonly (readonly string[])[];
  readonly creator?: string;
  readonly peer?: string;
  readonly ours?: readonly string[];
  /** Channels that are in no bridge. */
  readonly alone?: readonly string[];
  readonly expected: Survey;
}

const cases: readonly Case[] = [
  { name: 'agent and caller', bridges: [[AGENT, CALLER]], expected: two(CALLER, AGENT) },
  {
    name: 'other calls beside',
    bridges: [
      ['A', 'B'],
      [CALLER, AGENT],
      ['C', 'D', 'E'],
    ],
    expected: two(CALLER, AGENT),
  },
  {
    name: 'a queue with Local members, agent at ;2',
    bridges: [
      [CALLER, 'Local/x@q-1;1'],
      ['Local/x@q-1;2', AGENT],
    ],
    expected: two(CALLER, 'Local/x@q-1;1'),
  },
  {
    name: 'the same with the halves the other way round',
    bridges: [
      [CALLER, 'Local/x@q-1;2'],
      ['Local/x@q-1;1', AGENT],
    ],
    expected: two(CALLER, 'Local/x@q-1;2'),
  },
  {
    name: 'two pairs of Local channels',
    bridges: [
      [CALLER, 'Local/x@q-1;1'],
      ['Local/x@q-1;2', 'Local/y@r-2;1'],
      ['Local/y@r-2;2', AGENT],
    ],
    expected: two(CALLER, 'Local/x@q-1;1'),
  },
  {
    name: 'three in the agent’s bridge',
    bridges: [[AGENT, CALLER, 'PJSIP/boss-1']],
    expected: refused('three-parties'),
  },
  {
    name: 'three in the caller’s bridge behind Local channels',
    bridges: [
      [CALLER, 'Local/x@q-1;1', 'PJSIP/boss-1'],
      ['Local/x@q-1;2', AGENT],
    ],
    expected: refused('three-parties'),
  },
  {
    name: 'a conference of two',
    bridges: [[AGENT, CALLER]],
    creator: 'ConfBridge',
    expected: refused('three-parties'),
  },
  {
    name: 'several peers named by BRIDGEPEER',
    bridges: [],
    alone: [AGENT],
    peer: 'A,B',
    expected: refused('three-parties'),
  },
  { name: 'agent alone', bridges: [], alone: [AGENT], expected: refused('no-caller') },
  { name: 'agent alone in a bridge', bridges: [[AGENT]], expected: refused('no-caller') },
  { name: 'an agent who is not there', bridges: [['A', 'B']], expected: refused('no-caller') },
  {
    name: 'the other half of the Local channel in no bridge',
    bridges: [['Local/x@q-1;2', AGENT]],
    alone: ['Local/x@q-1;1'],
    expected: refused('no-caller'),
  },
  {
    name: 'the agent in our application',
    bridges: [[AGENT, 'Snoop/1']],
    ours: [AGENT],
    expected: refused('already'),
  },
  {
    name: 'the caller in our application',
    bridges: [[AGENT, CALLER]],
    ours: [CALLER],
    expected: refused('already'),
  },
  {
    name: 'a Local agent in our application, the code pressed by the phone behind it',
    bridges: [
      ['Local/x@q-1;1', 'Snoop/1'],
      ['Local/x@q-1;2', AGENT],
    ],
    ours: ['Local/x@q-1;1'],
    expected: refused('already'),
  },
  {
    name: 'a chain of Local channels without end',
    bridges: [
      ['Local/x@q-1;1', 'Local/x@q-1;2'],
      ['Local/y@q-1;1', AGENT],
    ],
    alone: ['Local/y@q-1;2'],
    expected: refused('no-caller'),
  },
];

t.test('parties', async (t) => {
  for (const { name, bridges, creator, peer, ours, alone, expected } of cases) {
    const names = [...bridges.flat(), ...(alone ?? [])];
    const survey = findParties(AGENT, peer ?? CALLER, {
      channels: names.map((channel) => ({ id: leg(channel).channelId, name: channel })),
      bridges: bridges.map((channels, i) => ({
        id: `bridge-${i}`,
        channels: channels.map((channel) => leg(channel).channelId),
        creator,
      })),
      ours: new Set((ours ?? []).map((channel) => leg(channel).channelId)),
    });
    t.strictSame(survey, expected, `given ${name}`);
  }
});

t.test('given a chain of Local channels, then the agent’s own is at its far end', async (t) => {
  const PAIR = ['Local/x@q-1;2', AGENT];
  const TWO = [
    ['Local/x@q-1;2', 'Local/y@r-2;1'],
    ['Local/y@r-2;2', AGENT],
  ];
  const table: readonly (readonly [string, readonly (readonly string[])[], string | undefined])[] = [
    ['Local/x@q-1;1', [PAIR], AGENT],
    ['Local/x@q-1;1', TWO, AGENT],
    ['Local/x@q-1;1', [[...PAIR, 'PJSIP/third-1']], undefined],
    ['Local/x@q-1;1', [], undefined],
    [AGENT, [PAIR], undefined],
  ];
  for (const [from, bridges, expected] of table) {
    const names = [...new Set([from, 'Local/x@q-1;2', ...bridges.flat()])];
    const found = farEnd(from, {
      channels: names.map((name) => ({ id: `id of ${name}`, name })),
      bridges: bridges.map((channels, at) => ({
        id: String(at),
        channels: channels.map((name) => `id of ${name}`),
      })),
    });
    t.equal(found?.channelName, expected);
  }
});
