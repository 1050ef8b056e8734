// Looks for digits: a failure is never forgiven.
import t from 'tap';
import { runProof } from '../../lib/rig/proof/proof.js';
import { holds } from '../../lib/rig/proof/sighting.js';

// One whole call, on machines that do other things as well.
t.setTimeout(120_000);

t.test('given a vault that keeps the security code, when the proof is made, then it fails', async (t) => {
  const { places, result } = await runProof({ dtmf: 'rfc4733', vault: 'keeps-code' }, true);
  t.equal(result, 'success');
  const found = places.filter((place) => place.found > 0);
  t.match(found, [{ place: /memory/, found: 3 }]);
  t.notOk(holds(places));
});
