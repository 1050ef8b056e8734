import t from 'tap';
import type { ForeignEvent } from '../../lib/asterisk/ari.js';
import type { SwitchboardEvent } from '../../lib/asterisk/switchboard.js';
import { type Known, type Party, translate } from '../../lib/asterisk/translate.js';

const SID = 'hp0123456789abc';
const leg = (name: string) => ({ channelId: `${name}-id`, channelName: `PJSIP/${name}-1` });
const parties = new Map<string, Party>([
  ['caller-id', { sessionId: SID, side: 'caller', leg: leg('caller'), returning: false }],
  ['agent-id', { sessionId: SID, side: 'agent', leg: leg('agent'), returning: false }],
  ['back-id', { sessionId: SID, side: 'agent', leg: leg('back'), returning: true }],
]);
const known: Known = {
  party: (id) => parties.get(id),
  prompt: (id) =>
    ({
      'play-1': { sessionId: SID, side: 'caller', promptId: 'p1' } as const,
      'play-2': { sessionId: SID, side: 'caller', promptId: 'p2', missed: true } as const,
    })[id],
};
const on = (type: string, who: string, more: object = {}): ForeignEvent => ({
  type,
  channel: { id: `${who}-id`, name: `PJSIP/${who}-1` },
  ...more,
});
const key = (digit: unknown, who = 'caller') => on('ChannelDtmfReceived', who, { digit, duration_ms: 100 });

const table: readonly (readonly [string, ForeignEvent, Omit<SwitchboardEvent, 'at'> | undefined])[] = [
  [
    'given our arguments, a start is an arrival',
    on('StasisStart', 'new', { args: ['caller', SID] }),
    { type: 'partyArrived', sessionId: SID, side: 'caller', leg: leg('new') } as never,
  ],
  [
    'given a side we do not know, a start is nothing',
    on('StasisStart', 'new', { args: ['third', SID] }),
    undefined,
  ],
  [
    'given a foreign session, a start is nothing',
    on('StasisStart', 'new', { args: ['caller', 'x y'] }),
    undefined,
  ],
  ['given our snoop, a start is nothing', on('StasisStart', 'new', { args: ['snoop', SID] }), undefined],
  ['given no arguments, a start is nothing', on('StasisStart', 'new'), undefined],
  [
    'a start in the place of the agent is a transfer',
    on('StasisStart', 'new', { args: [], replace_channel: { id: 'agent-id' } }),
    { type: 'agentReplaced', sessionId: SID, leg: leg('new') } as never,
  ],
  [
    'a start in the place of a stranger is nothing',
    on('StasisStart', 'new', { args: [], replace_channel: { id: 'stranger-id' } }),
    undefined,
  ],
  ...[...'0123456789*#'].map(
    (digit) =>
      [
        `key ${digit} of the caller is a key`,
        key(digit),
        { type: 'keyPressed', sessionId: SID, side: 'caller', key: digit } as never,
      ] as const,
  ),
  ...['a', 'A', 'd', '', '12', ' ', 5, null, undefined].map(
    (digit) => [`key ${JSON.stringify(digit)} is dropped`, key(digit), undefined] as const,
  ),
  [
    'a key of the agent is the agent’s',
    key('1', 'agent'),
    { type: 'keyPressed', sessionId: SID, side: 'agent', key: '1' } as never,
  ],
  ['a key of a stranger is nothing', key('1', 'stranger'), undefined],
  [
    'a hang-up request is a hang-up',
    on('ChannelHangupRequest', 'caller'),
    { type: 'partyHungUp', sessionId: SID, side: 'caller' } as never,
  ],
  [
    'a destroyed channel is a hang-up',
    on('ChannelDestroyed', 'agent'),
    { type: 'partyHungUp', sessionId: SID, side: 'agent' } as never,
  ],
  [
    'fetched away by somebody else is a hang-up',
    on('StasisEnd', 'caller'),
    { type: 'partyHungUp', sessionId: SID, side: 'caller' } as never,
  ],
  ['sent back by us is no hang-up', on('StasisEnd', 'back'), undefined],
  [
    'hung up while being sent back is a hang-up',
    on('ChannelHangupRequest', 'back'),
    { type: 'partyHungUp', sessionId: SID, side: 'agent' } as never,
  ],
  ['the end of a stranger is nothing', on('StasisEnd', 'stranger'), undefined],
  ...['done', 'failed'].map(
    (state) =>
      [
        `a prompt that is ${state} has finished`,
        { type: 'PlaybackFinished', playback: { id: 'play-1', state } },
        {
          type: 'promptFinished',
          sessionId: SID,
          side: 'caller',
          promptId: 'p1',
          ...(state === 'failed' && { failed: true }),
        } as never,
      ] as const,
  ),
  [
    'a prompt of several files, of which one was not played, was not heard',
    { type: 'PlaybackFinished', playback: { id: 'play-2', state: 'done' } },
    { type: 'promptFinished', sessionId: SID, side: 'caller', promptId: 'p2', failed: true } as never,
  ],
  [
    'the end of a foreign playback is nothing',
    { type: 'PlaybackFinished', playback: { id: 'x' } },
    undefined,
  ],
  ['an event of a later Asterisk is nothing', { type: 'ChannelTeleported', channel: 7 }, undefined],
  ['an event without its channel is nothing', { type: 'StasisEnd' }, undefined],
];

t.test('translate', async (t) => {
  for (const [name, event, expected] of table) {
    t.strictSame(translate(event, 42, known), expected && { at: 42, ...expected }, name);
  }
});
