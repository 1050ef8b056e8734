// Looks for digits: a failure is never forgiven.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as after } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { digitRuns, scanMemory } from '../../lib/rig/memory.js';
import { type Sandbox, startSandbox } from '../../lib/sandbox/sandbox.js';

/** Not 4012888888881881: the SDK holds it as a constant of its own, so it is in the memory of whoever loads it. */
const CARDS = [
  '4111111111111111',
  '4005519200000004',
  '4009348888881881',
  '4012000033330026',
  '4500600000000061',
  '4217651111111119',
  '5555555555554444',
  '2223000048400011',
  '378282246310005',
  '6011000991300009',
];

/** Numbers of up to 17 digits, as banks give them; none has a run in common with what is sent in their place. */
const ACCOUNTS = [
  '74829105638271946',
  '5820391746028',
  '861940275309',
  '380516294735',
  '46173920581',
  '9260481357',
];
const ROUTING = '021000021';

/** Seven digits of a card that others do not have by chance; runs like 1111111 stand in any memory. */
const telling = (run: string): boolean => new Set(run).size >= 4;
const moved = (digits: string): string => digits.replace(/\d/g, (digit) => String((Number(digit) + 1) % 10));

type Mode = 'tokenise' | 'twice' | 'code' | 'string' | 'account' | 'account-string';

interface Card {
  readonly number: string;
  readonly code: string;
}

interface Child {
  readonly process: ChildProcess;
  pay(mode: Mode, orderId: string, number: string, code: string): Promise<string>;
  /** All at once, by the gateway's way. */
  payAll(orderId: string, cards: readonly Card[]): Promise<string>;
  end(): Promise<void>;
}

async function child(sandbox: Sandbox): Promise<Child> {
  const program = fileURLToPath(new URL('./memory-child.js', import.meta.url));
  const paying = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: paying.stdout })[Symbol.asyncIterator]();
  const say = (value: object): void => void paying.stdin.write(`${JSON.stringify(value)}\n`);
  const answer = async (): Promise<string> => {
    const { value } = await answers.next();
    return (JSON.parse(value) as { outcome: string }).outcome;
  };
  const { merchantId, publicKey, privateKey } = sandbox.merchant;
  say({ url: sandbox.url, ca: sandbox.ca, merchantId, publicKey, privateKey });
  return {
    process: paying,
    async pay(mode, orderId, number, code) {
      say({ mode, orderId, cards: [{ number: moved(number), code: moved(code) }] });
      return answer();
    },
    payAll(orderId, cards) {
      const all = cards.map(({ number, code }) => ({ number: moved(number), code: moved(code) }));
      say({ mode: 'tokenise', orderId, cards: all });
      return answer();
    },
    async end() {
      if (paying.exitCode !== null) return;
      const exited = once(paying, 'exit');
      paying.stdin.end();
      await exited;
    },
  };
}

/** A security code that is rare in memory by itself: three digits alone would be found in any process. */
const needlesOf = (number: string, code: string): string[] => [
  ...new Set([number, ...digitRuns(number).filter(telling), `"cvv":"${code}"`, `cvv":"${code}`]),
];

const unreadable = (): string | false => {
  try {
    accessSync('/proc/self/mem', constants.R_OK);
    return false;
  } catch {
    return '/proc/PID/mem cannot be read here';
  }
};

t.test('given a process that pays with ten cards', { skip: unreadable(), timeout: 120_000 }, async (t) => {
  const sandbox = await startSandbox();
  t.teardown(() => sandbox.stop());

  t.test('when it tokenises as the gateway does, then a second later no copy is in its memory', async (t) => {
    const paying = await child(sandbox);
    t.teardown(() => paying.end());
    for (const [i, number] of CARDS.entries()) {
      const code = number.length === 15 ? `83${i}7` : `8${i}7`;
      t.equal(await paying.pay('tokenise', `mem-${i}`, number, code), 'approved');
    }
    await after(1000);
    const needles = CARDS.flatMap((number, i) =>
      needlesOf(number, number.length === 15 ? `83${i}7` : `8${i}7`),
    );
    const hits = await scanMemory(paying.process.pid ?? 0, needles);
    t.same(
      hits.filter(({ count }) => count > 0),
      [],
      `${needles.length} needles, none found`,
    );
    const [known] = await scanMemory(paying.process.pid ?? 0, [sandbox.merchant.privateKey]);
    t.ok((known?.count ?? 0) > 0, 'the scan does see what is in that memory');
  });

  t.test(
    'when ten pay at once, so that lines have to be opened, then no copy is in its memory',
    async (t) => {
      const paying = await child(sandbox);
      t.teardown(() => paying.end());
      const cards = CARDS.map((number, i) => ({ number, code: number.length === 15 ? `83${i}7` : `8${i}7` }));
      t.equal(await paying.payAll('mem-burst', cards), 'approved');
      await after(1000);
      const needles = cards.flatMap(({ number, code }) => needlesOf(number, code));
      const hits = await scanMemory(paying.process.pid ?? 0, needles);
      t.same(
        hits.filter(({ count }) => count > 0),
        [],
      );
    },
  );

  t.test('when it makes two tokens of each card, then no copy is in its memory', async (t) => {
    const paying = await child(sandbox);
    t.teardown(() => paying.end());
    const codeOf = (number: string, i: number) => (number.length === 15 ? `83${i}7` : `8${i}7`);
    for (const [i, number] of CARDS.entries()) {
      t.equal(await paying.pay('twice', `mem-twice-${i}`, number, codeOf(number, i)), 'approved');
    }
    await after(1000);
    const needles = CARDS.flatMap((number, i) => needlesOf(number, codeOf(number, i)));
    const hits = await scanMemory(paying.process.pid ?? 0, needles);
    t.same(
      hits.filter(({ count }) => count > 0),
      [],
    );
  });

  t.test('when one security code is sent twelve times, then its count in memory does not grow', async (t) => {
    const paying = await child(sandbox);
    t.teardown(() => paying.end());
    // Not one that stands in the address or the keys: those are in memory many times, and more with each request.
    const known = JSON.stringify([sandbox.url, sandbox.merchant, paying.process.pid]);
    const code = ['9274', '7493', '8352', '6948'].find((digits) => !known.includes(digits)) ?? '5827';
    const count = async (): Promise<number> =>
      (await scanMemory(paying.process.pid ?? 0, [code]))[0]?.count ?? 0;
    t.equal(await paying.pay('tokenise', 'code-0', '378282246310005', '1111'), 'approved', 'warm');
    const before = await count();
    for (let i = 1; i <= 12; i += 1) {
      t.equal(await paying.pay('tokenise', `code-${i}`, '378282246310005', code), 'approved');
    }
    await after(1000);
    for (let i = 1; i <= 12; i += 1) {
      t.equal(await paying.pay('code', `code-alone-${i}`, '378282246310005', code), 'token');
    }
    await after(1000);
    const grown = (await count()) - before;
    t.ok(grown < 6, `four digits stand here and there by chance: ${before} before, ${grown} more after`);
    for (let i = 1; i <= 12; i += 1) {
      t.equal(await paying.pay('string', `code-control-${i}`, '378282246310005', code), 'approved');
    }
    const careless = (await count()) - before;
    t.ok(careless >= 12, `sent as a string: ${careless} more`);
  });

  t.test('when it sends the card as a string, then the same look finds it', async (t) => {
    const paying = await child(sandbox);
    t.teardown(() => paying.end());
    const number = CARDS[1] ?? '';
    t.equal(await paying.pay('string', 'mem-control', number, '987'), 'approved');
    await after(1000);
    const hits = await scanMemory(paying.process.pid ?? 0, needlesOf(number, '987'));
    t.ok((hits.find(({ needle }) => needle === number)?.count ?? 0) > 0, 'the number');
    t.ok((hits.find(({ needle }) => needle.startsWith('"cvv"'))?.count ?? 0) > 0, 'the security code');
    t.comment(hits.map(({ needle, count }) => `${needle.length} characters: ${count}`).join('; '));
  });

  t.test('when it tokenises bank accounts, then no copy of their numbers is in its memory', async (t) => {
    const paying = await child(sandbox);
    t.teardown(() => paying.end());
    for (const number of ACCOUNTS) t.equal(await paying.pay('account', 'account', number, ROUTING), 'token');
    await after(1000);
    const needles = ACCOUNTS.flatMap((number) => [number, ...digitRuns(number).filter(telling)]);
    const hits = await scanMemory(paying.process.pid ?? 0, [...new Set(needles)]);
    t.same(
      hits.filter(({ count }) => count > 0),
      [],
      `${needles.length} needles, none found`,
    );
    const [first = ''] = ACCOUNTS;
    t.equal(await paying.pay('account-string', 'control', first, ROUTING), 'token');
    await after(1000);
    const [found] = await scanMemory(paying.process.pid ?? 0, [first]);
    t.ok((found?.count ?? 0) > 0, 'sent as a string, it is found');
  });
});
