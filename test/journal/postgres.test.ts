import knex from 'knex';
import t from 'tap';
import type { Config } from '../../lib/config/schema.js';
import { Secret } from '../../lib/config/secret.js';
import { connect } from '../../lib/journal/connect.js';
import { createJournal } from '../../lib/journal/store.js';
import { createLog } from '../../lib/log.js';
import { journalContract } from './contract.js';
import { keptBooks } from './kept.js';
import { findPostgres, type Server, startPostgres } from './postgres.js';
import { arrived, session } from './sessions.js';

const log = createLog({ level: 'error' }, { write: () => undefined });
const bin = findPostgres();

if (!bin) {
  const why = 'NOT TESTED: no PostgreSQL server on this machine (apt install postgresql to test it)';
  t.comment(why);
  t.test('PostgreSQL', { skip: why }, async () => undefined);
} else {
  const server: Server = await startPostgres(bin);
  const admin = knex({ client: 'pg', connection: server.url('postgres') });
  t.teardown(async () => {
    await admin.destroy();
    await server.stop();
  });

  let databases = 0;
  const fresh = async (lockDeadline = 10): Promise<Config['database']> => {
    const name = `hushpay_${++databases}`;
    await admin.raw(`create database ${name}`);
    return { client: 'pg', file: '', url: new Secret(server.url(name)), lockDeadline };
  };

  t.test('PostgreSQL', async (t) => {
    journalContract(t, async (t, lockDeadline) => {
      const config = await fresh(lockDeadline);
      const first = createJournal(config, log);
      const second = createJournal(config, log);
      t.teardown(async () => {
        await first.close();
        await second.close();
      });
      const lock = async () => {
        const other = knex({ client: 'pg', connection: config.url?.reveal() });
        const holding = await other.transaction();
        await holding.raw('lock table payments, sessions, owner in access exclusive mode');
        return async () => {
          await holding.rollback();
          await other.destroy();
        };
      };
      return { first, second, lock };
    });
  });

  t.test('given a journal of 0.1, when opened, then sums are what the bank has said', async (t) => {
    const config = await fresh();
    await keptBooks(t, () => connect(config), 'pg');
  });

  t.test(
    'given the server goes away, when recording, then it fails clearly and works when it is back',
    async (t) => {
      const journal = createJournal(await fresh(), log);
      t.teardown(() => journal.close());
      await journal.open();
      await journal.takeOver('one');
      await journal.record(session('hpa', { name: 'tokenising' }), arrived);
      await server.halt();
      await t.rejects(journal.record(session('hpa', { name: 'ended' }), arrived), {
        code: 'journal-unavailable',
      });
      await t.rejects(journal.payments(), { code: 'journal-unavailable' });
      t.equal(journal.health().up, false);
      await server.start();
      await journal.record(session('hpa', { name: 'deciding' }), arrived);
      t.equal(journal.health().up, true);
      t.equal((await journal.steps('hpa')).length, 2);
    },
  );
}
