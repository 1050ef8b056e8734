import t from 'tap';
import { shared } from '../../lib/asterisk/shared.js';

t.test('given many who ask at once, then each has an answer not older than its question', async (t) => {
  let asked = 0;
  const answers: (() => void)[] = [];
  const ask = shared(() => {
    const number = ++asked;
    return new Promise<number>((resolve) => answers.push(() => resolve(number)));
  });
  const first = [ask(), ask()];
  await Promise.resolve();
  t.equal(asked, 1, 'two who come together are one question');
  const second = [ask(), ask()];
  await Promise.resolve();
  t.equal(asked, 1, 'who come later wait for the next');
  answers[0]?.();
  t.same(await Promise.all(first), [1, 1]);
  answers[1]?.();
  t.same(await Promise.all(second), [2, 2]);
});

t.test('given a question that fails, then those who share it are told, and the next is asked', async (t) => {
  let asked = 0;
  const ask = shared(async () => {
    if (++asked === 1) throw new Error('down');
    return asked;
  });
  const [one, other] = [ask(), ask()];
  await t.rejects(one, /down/);
  await t.rejects(other, /down/);
  t.equal(await ask(), 2);
});
