// Looks for digits: a failure is never forgiven.
import t from 'tap';
import { auditLeft, auditPayments } from '../bench/funnel/audit.js';
import { population } from '../bench/funnel/population.js';
import { FUNNEL_CONFIG, playAll } from '../bench/funnel/run.js';
import { openRig } from '../bench/rig.js';

const CALLERS = 24;
const AT_ONCE = 8;
/** As people key: with 80 ms between, Asterisk reported a run of keys twice in 2 of 720 calls (bench). */
const KEYS = { onMs: 100, offMs: 130 };

const rig = await openRig(FUNNEL_CONFIG);
t.teardown(() => rig.close());
const seed = Number(process.env.FUNNEL_SEED ?? 4);

t.test(
  `given ${CALLERS} mixed callers of seed ${seed}, when all have called, then each ended as its script foretells and nothing is left`,
  { timeout: 120_000 },
  async (t) => {
    const all = await playAll(rig, population(CALLERS, seed), AT_ONCE, undefined, KEYS);
    await auditPayments(rig, all);
    t.equal(all.length, CALLERS);
    for (const { index, script, faults } of all)
      t.same(faults, [], `${index}: ${script.way}, ${script.kind}`);
    const { control, ...left } = await auditLeft(rig);
    t.same(left, { inSwitch: [], sessions: [], digits: 0 });
    t.equal(control, 1, 'the search for digits finds them where they are');
  },
);

t.test(
  'given a seed, then the callers are the same each time, and with another seed they are not',
  async (t) => {
    t.same(population(100, seed), population(100, seed));
    t.notSame(population(100, seed), population(100, seed + 1));
  },
);
