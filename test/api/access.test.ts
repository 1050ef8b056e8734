// Looks for digits: a failure is never forgiven.
import t from 'tap';
import { z } from 'zod';
import { api } from '../../lib/config/api.js';
import { Secret } from '../../lib/config/secret.js';
import { Program } from './reader.js';
import { Shop } from './shop.js';

t.setTimeout(120_000);

const ONE = 'hp0000000000001';
const CLERK = 'k'.repeat(24);
const more = { minor: 199_900, currency: 'USD' };
const clerk = (rights: readonly ('watch' | 'steer' | 'amount' | 'cancel')[], agents: string[]) => ({
  name: 'clerk',
  secret: new Secret(CLERK),
  rights: [...rights],
  agents,
});
const opened = async (t: Parameters<typeof Shop.open>[0], token: ReturnType<typeof clerk>) => {
  const shop = await Shop.open(t, { tokens: [token] });
  await shop.call(ONE);
  return { shop, own: new Program(`http://127.0.0.1:${shop.listener.port}`, CLERK) };
};

t.test('given a token of another telephone, then the session is not there for it', async (t) => {
  const { shop, own } = await opened(t, clerk(['watch', 'steer', 'amount', 'cancel'], ['PJSIP/10']));
  t.match((await own.ask('/sessions')).body, { sessions: { length: 0 } });
  t.equal((await own.ask(`/sessions/${ONE}`)).status, 404);
  t.equal((await own.ask(`/sessions/${ONE}/events`)).status, 404);
  for (const command of [{ do: 'cancel' }, { do: 'clear' }, { do: 'changeAmount', amount: more }] as const) {
    t.match(await own.command(ONE, command), { status: 404, body: { error: { code: 'no-such-session' } } });
  }
  t.match(shop.session(ONE), { phase: { name: 'capturing' }, terms: { amount: { minor: 2500 } } });
  const [wall, all] = [await shop.wall.follow('/events'), await own.follow('/events')];
  t.match(await shop.crm.command(ONE, { do: 'cancel' }), { status: 202 });
  await wall.next('ended');
  t.same(all.events, [], 'nor are its events told');
  await shop.over(ONE);
  t.equal((await own.ask(`/sessions/${ONE}`)).status, 404, 'nor out of the journal');
  for (const reader of [wall, all]) reader.close();
});

t.test('given an agent rung by a queue through a Local channel, then its telephone counts', async (t) => {
  const behind = { channelName: 'Local/20@queue-00000001;1', device: 'PJSIP/100' };
  const { shop, own } = await opened(t, clerk(['watch', 'cancel'], ['PJSIP/100']));
  const two = 'hp0000000000002';
  await shop.call(two, {}, {}, behind);
  t.match((await own.ask('/sessions?agent=PJSIP/100')).body, { sessions: [{ id: ONE }, { id: two }] });
  t.match((await own.ask('/sessions?agent=Local/20@queue')).body, { sessions: { length: 0 } });
  t.equal((await own.ask(`/sessions/${two}`)).status, 200);
  const local = await opened(t, clerk(['watch'], ['Local/20@queue']));
  await local.shop.call(two, {}, {}, behind);
  t.equal((await local.own.ask(`/sessions/${two}`)).status, 404, 'the Local channel is nobody');
  t.match(await own.command(two, { do: 'cancel' }), { status: 202 });
});

t.test('given a session that is transferred away, then its stream ends and commands miss', async (t) => {
  const { shop, own } = await opened(t, clerk(['watch', 'cancel'], ['PJSIP/100']));
  const reader = await own.follow(`/sessions/${ONE}/events`);
  t.ok((await own.ask(`/sessions/${ONE}`)).status === 200);
  shop.runner.dispatch(ONE, { type: 'agentReplaced', channelId: 'x', channelName: 'PJSIP/200-0000' });
  shop.key(ONE, '4');
  await reader.ended;
  t.match(await own.command(ONE, { do: 'cancel' }), { status: 404 });
});

for (const [right, command, others] of [
  ['steer', { do: 'clear' }, ['watch', 'amount', 'cancel']],
  ['amount', { do: 'changeAmount', amount: more }, ['watch', 'steer', 'cancel']],
  ['amount', { do: 'setMode', mode: 'authorise' }, ['watch', 'steer', 'cancel']],
  ['cancel', { do: 'cancel' }, ['watch', 'steer', 'amount']],
] as const) {
  t.test(`given ${command.do}, then the right ${right} allows it and no other does`, async (t) => {
    const without = await opened(t, clerk(others, ['PJSIP/100']));
    t.match(await without.own.command(ONE, command), {
      status: 403,
      body: { error: { details: [`needs the right ${right}`] } },
    });
    const { own } = await opened(t, clerk([right], ['PJSIP/100']));
    t.match(await own.command(ONE, command), { status: 202 });
    t.equal((await own.ask('/sessions')).status, 403, 'and it does not watch');
  });
}

t.test('given a command, when it is obeyed, then the journal has who gave it', async (t) => {
  const { shop, own } = await opened(t, clerk(['cancel'], ['PJSIP/100']));
  await own.command(ONE, { do: 'cancel' });
  await shop.over(ONE);
  const steps = await shop.journal.steps(ONE);
  t.match(
    steps.find(({ event }) => event.type === 'agentCommanded'),
    { event: { command: { do: 'cancel' }, by: { token: 'clerk' } } },
  );
});

t.test('given a token that takes all the streams it can, then others have theirs', async (t) => {
  const shop = await Shop.open(t);
  const readers = [];
  for (let i = 0; i < 64; i++) readers.push(await shop.wall.follow('/events'));
  t.match(await shop.wall.ask('/events'), { status: 429 });
  readers.push(await shop.crm.follow('/events'));
  readers[0]?.close();
  await readers[0]?.ended;
  for (const reader of readers) reader.close();
});

t.test('given the old right or no agents, when configured, then what to write is said', async (t) => {
  const schema = api(() => z.string().transform((text) => new Secret(text)));
  const says = (token: object) =>
    schema.safeParse({ tokens: [{ name: 'crm', secret: 'x', ...token }] }).error?.issues[0]?.message ??
    'right';
  t.match(
    says({ rights: ['watch', 'command'], agents: 'all' }),
    /command was split.*steer, amount and cancel/,
  );
  t.match(says({ rights: ['steer'] }), /must name the devices/);
  t.match(says({ rights: ['steer'], agents: [] }), /must name a device at least/);
  t.match(says({ rights: ['steer'], agents: ['100'] }), /must be all, or a list of devices|such as PJSIP/);
  const behind = { rights: ['steer'], agents: ['Local/100@from-queue'] };
  t.match(says(behind), /must be a telephone|such as \[PJSIP/, 'who is behind it can change unseen');
  t.equal(says({ rights: ['watch'] }), 'right');
  t.equal(says({ rights: ['steer'], agents: ['PJSIP/100', 'SIP/200'] }), 'right');
});
