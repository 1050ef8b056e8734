import t from 'tap';
import { whoAmI } from '../../bin/payments/who.js';

const nameOf = (uid: number) => ({ 0: 'root', 1000: 'alice', 1001: 'bob' })[uid];

t.test('given a user at the keyboard, when money is moved, then the real user is named', async (t) => {
  t.equal(whoAmI({ uid: 1000, loginUid: 1000, nameOf }), 'alice');
  t.equal(whoAmI({ uid: 1000, nameOf }), 'alice');
  t.equal(whoAmI({ uid: 1000, loginUid: 0xff_ff_ff_ff, nameOf }), 'alice', 'no login, as of cron');
  t.equal(whoAmI({ uid: 4242, nameOf }), 'user 4242');
});

t.test('given sudo, when money is moved, then the one who logged in is named too', async (t) => {
  t.equal(
    whoAmI({ uid: 0, loginUid: 1000, sudoUser: 'alice', nameOf }),
    'root, logged in as alice (SUDO_USER says alice)',
  );
  t.equal(whoAmI({ uid: 0, loginUid: 1001, nameOf }), 'root, logged in as bob', 'by su');
});

t.test('given a SUDO_USER that anybody has set, when money is moved, then it is a note', async (t) => {
  t.equal(whoAmI({ uid: 1000, loginUid: 1000, sudoUser: 'bob', nameOf }), 'alice (SUDO_USER says bob)');
  t.equal(
    whoAmI({ uid: 1000, sudoUser: `x\n${'y'.repeat(50)}`, nameOf }),
    `alice (SUDO_USER says x?${'y'.repeat(30)})`,
  );
});
