import t from 'tap';
import { Tally } from './play.js';
import { violation } from './runs.js';

t.setTimeout(400_000);

t.test(
  'given payments with faults, kills, takeovers and clocks, when all is reconciled, then both books are the same',
  async (t) => {
    const tally = new Tally();
    t.equal(await violation({ runs: 300, tally }), undefined);
    t.comment(JSON.stringify(tally));
    const { runs, killed, approved, declined, looked, refunded, voided, captured } = tally;
    const { returned, whole, spoilt } = tally;
    t.equal(runs, 300);
    t.ok(killed > 50 && approved > 200 && declined > 20 && looked > 50, 'much went wrong on the way');
    t.ok(returned > 5 && whole > 20 && spoilt > 5, 'the bank took back, in money without decimals too');
    t.ok(refunded > 5 && voided > 5 && captured > 2, 'money was moved in every way');
  },
);
