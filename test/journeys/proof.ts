import type { Test } from 'tap';
import { type ProofRun, runProof } from '../../lib/rig/proof/proof.js';
import { compare, holds } from '../../lib/rig/proof/sighting.js';

/** A payment with the protection and one without: nothing is found in the first, everything in the second. */
export async function provesItself(t: Test, run: ProofRun): Promise<void> {
  // Two whole calls, one after the other, on machines that do other things as well.
  t.setTimeout(200_000);
  const protectedRun = await runProof(run, true);
  t.equal(protectedRun.result, 'success', 'the card was taken and charged');
  t.ok(protectedRun.keysSaid >= 12, `${protectedRun.keysSaid} keys were heard on the caller’s own line`);

  const control = await runProof(run, false);
  t.equal(control.result, 'success', 'the control run was charged as well');
  const places = compare(protectedRun.places, control.places);
  t.equal(places.length, 14);
  for (const { place, found, control, reason } of places) {
    t.equal(found, 0, place);
    if (reason === undefined) t.ok(control, `without protection: ${control} in ${place}`);
  }
  t.ok(holds(places));
  t.ok(places.filter(({ reason }) => reason !== undefined).length <= 2, 'nearly every place can leak');
}
