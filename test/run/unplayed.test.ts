import t from 'tap';
import { execute } from '../../lib/run/execute.js';
import type { Live } from '../../lib/run/live.js';
import { isWritten, type Runner } from '../../lib/run/runner.js';
import type { Event } from '../../lib/session/event.js';
import { Table } from '../session/fixture.js';

t.test(
  'given Asterisk that does not answer, when a prompt is asked for, then it was not heard',
  async (t) => {
    const { session } = new Table().arrive();
    const told: unknown[] = [];
    const log = { warn: () => undefined, debug: () => undefined };
    const switchboard = { prompt: () => Promise.reject(new Error('ari-deadline')) };
    const runner = {
      ports: { switchboard, log, media: () => [] },
      dispatch: (_: string, event: unknown) => told.push(event),
    };
    const id = session.playing.caller ?? '';
    const command = { type: 'prompt', side: 'caller', prompt: { key: 'failed' }, id } as const;
    await execute(runner as unknown as Runner, { session } as unknown as Live, command);
    t.same(told, [{ type: 'promptFinished', side: 'caller', promptId: id, failed: true }]);
  },
);

t.test('given a prompt that could not be played, then the journal has it, for a replay', async (t) => {
  const { session } = new Table().arrive();
  const event: Event = { at: 1, type: 'promptFinished', side: 'caller', promptId: 'p', failed: true };
  t.equal(isWritten(session, session, event), true);
  t.equal(
    isWritten(session, session, { at: 1, type: 'promptFinished', side: 'caller', promptId: 'p' }),
    false,
  );
});
