import t from 'tap';
import { instructions } from '../../lib/rig/demo/listen.js';
import { painter } from '../../lib/rig/demo/style.js';
import { AGENT_CANCEL } from '../../lib/session/agent-keys.js';

t.test('given two who play with softphones, when told how, then the keys are those that work', async (t) => {
  const text = instructions(
    {
      softphones: { caller: 'one', agent: 'two' },
      server: '127.0.0.1:5060',
      feature: '*77',
      logFile: 'hushpay.log',
      recordings: 'rec',
    },
    painter({}),
  );
  t.equal(AGENT_CANCEL, '*#');
  t.ok(text.includes('The agent’s *# cancels.') || text.includes("The agent's *# cancels."));
  t.match(text, /presses \*77, keys an amount/);
  t.notMatch(text, /\*\*/, 'which hangs up on FreePBX');
});
