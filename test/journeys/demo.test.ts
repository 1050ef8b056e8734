// Looks for digits: a failure is never forgiven.
import t from 'tap';
import { hushpay } from '../bin/run.js';

t.setTimeout(410_000);

interface Said {
  readonly type: string;
  readonly caller?: string;
  readonly agent?: string;
  readonly hushpay?: string;
  readonly result?: string;
  readonly places?: readonly { readonly found: number }[];
}

t.test('given the demo, when it is run, then a payment is told and proven', async (t) => {
  const { code, out, err } = await hushpay('demo', '--json', '--no-control');
  t.equal(code, 0, err);
  const lines: Said[] = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const told = lines.filter(({ type }) => type === 'timeline');
  const all = told
    .flatMap(({ caller, agent, hushpay }) => [caller, agent, hushpay].filter(Boolean))
    .join('\n');
  t.match(all, /approved: order hp/);
  t.match(all, /is played “Expiry, month and year\.”/);
  t.notMatch(all, /hears “|hears that too|hears a soft tick/, 'what is played is not called heard');
  t.match(told.map(({ agent }) => agent).join('\n'), /has heard none of the keys/, 'which is measured');
  t.notMatch(all, /has heard \d+ keys/);
  t.match(lines.at(-1), { type: 'proof', result: 'success' });
  t.ok((lines.at(-1)?.places?.length ?? 0) > 10);
});

t.test('given a card that is no test card, when the demo is asked, then it is refused', async (t) => {
  const { code, err } = await hushpay('demo', '--card', '4000000000000002');
  t.equal(code, 1);
  t.match(err, /Never type a real card here/);
});
