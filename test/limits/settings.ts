import type { Settings } from '../../lib/limits/rules.js';

const most = {
  cards: 3,
  failures: 5,
  perCard: 4,
  callersPerCard: 4,
  perIssuer: 10,
  whole: 30,
  numbers: 5,
  proofs: 5,
};

/** As the configuration has them by default. */
export const SETTINGS: Settings = {
  windowMs: 86_400_000,
  backOffMs: 60_000,
  lockMs: 3_600_000,
  percent: 70,
  apartMs: 20_000,
  line: most,
  agents: {
    ...most,
    cards: 10,
    failures: 20,
    perCard: 10,
    callersPerCard: 12,
    perIssuer: 40,
    whole: 100,
    numbers: 20,
    proofs: 20,
  },
};
