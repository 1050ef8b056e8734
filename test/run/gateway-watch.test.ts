import t from 'tap';
import type { DoorHealth } from '../../lib/door.js';
import type { Gateway } from '../../lib/gateway/gateway.js';
import { createLog } from '../../lib/log.js';
import { GatewayWatch } from '../../lib/run/gateway-watch.js';

const health = (up: boolean, detail: string): DoorHealth => ({ door: 'gateway', up, detail });

function watchOf(last: DoorHealth, answer: Promise<DoorHealth>) {
  let asked = 0;
  const gateway = {
    health: () => last,
    ping() {
      asked++;
      return answer;
    },
  } as unknown as Gateway;
  const log = createLog({ level: 'error' }, { write: () => undefined });
  return { watch: new GatewayWatch(gateway, log), asked: () => asked };
}

t.test('given a gateway that answered last, then nobody has to wait', async (t) => {
  const { watch, asked } = watchOf(health(true, 'answers'), new Promise(() => undefined));
  t.match(await watch.reachable(), { up: true });
  t.equal(asked(), 0);
});

t.test(
  'given a charge that nobody answered, when callers come, then it is asked anew, once for all',
  async (t) => {
    const { watch, asked } = watchOf(
      health(false, 'did not answer in time'),
      Promise.resolve(health(true, 'answers')),
    );
    const both = await Promise.all([watch.reachable(), watch.reachable()]);
    t.match(both, [{ up: true }, { up: true }]);
    t.equal(asked(), 1);
    await watch.reachable();
    t.equal(asked(), 2, 'and again for the next');
  },
);

t.test('given a gateway that stays silent, then a caller is not kept waiting', async (t) => {
  const { watch } = watchOf(health(false, 'no network'), new Promise(() => undefined));
  t.match(await watch.reachable(), { up: false, detail: 'no network' });
});

t.test('given who can wait for a moment only, then silence alone turns nobody away', async (t) => {
  const silent = watchOf(health(false, 'did not answer in time'), new Promise(() => undefined));
  t.equal(await silent.watch.known(1), true, 'it may have been one charge');
  const refused = watchOf(health(false, 'refused'), Promise.resolve(health(false, 'refused')));
  t.equal(await refused.watch.known(1000), false);
});
