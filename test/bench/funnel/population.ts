import { GOOD } from './cards.js';
import { KINDS, type Kind } from './kinds.js';
import type { Script, Way } from './script.js';
import { Chance } from './seed.js';

/** One in so many has an agent; the others are on the payment line. */
const ASSISTED_EACH = 3;
const AMOUNT = '25.00';

/** `count` callers, mixed; the same seed gives the same. */
export function population(count: number, seed: number): Script[] {
  const chance = new Chance(seed);
  const decks: Record<Way, Kind[]> = { assisted: [], line: [] };
  return Array.from({ length: count }, (_, i) => {
    const way: Way = i % ASSISTED_EACH === ASSISTED_EACH - 1 ? 'assisted' : 'line';
    if (decks[way].length === 0) decks[way] = chance.shuffled(deck(way));
    const kind = decks[way].pop();
    if (!kind) throw new Error('no kind of caller');
    const { amount = AMOUNT, acts, foretold } = kind.play(chance.one(GOOD), way, chance);
    return { kind: kind.name, way, amount, acts, foretold };
  });
}

/** Each kind as often as its share. */
function deck(way: Way): Kind[] {
  return KINDS.filter(({ ways }) => ways.includes(way)).flatMap((kind) =>
    Array.from({ length: kind.share }, () => kind),
  );
}
