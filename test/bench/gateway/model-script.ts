import { Tally } from '../../model/play.js';
import { violation } from '../../model/runs.js';

/** So many runs of the model in a process of their own. */
const tally = new Tally();
const found = await violation({ runs: Number(process.argv[2]), tally });
process.send?.({ tally: { ...tally }, ...(found ? { violation: found } : {}) }, () => process.exit(0));
