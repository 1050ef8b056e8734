// Looks for digits: a failure is never forgiven.
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { HushpayError } from '../../lib/errors.js';
import { createLog, type LogOptions, type LogParts } from '../../lib/log.js';
import { freshDirectory } from '../config/directory.js';

const CARD = '4111111111111111';

function capture(level: LogOptions['level'] = 'debug', parts: LogParts = {}) {
  const lines: string[] = [];
  const log = createLog({ level }, { ...parts, write: (line) => lines.push(line) });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') };
}

t.test('given a step, when logged at debug, then it is one line of JSON with its fields', async (t) => {
  const { log, lines, last } = capture();
  log.debug({ session: 'hpa', event: 'partyArrived', phase: 'handingOff' }, 'step');
  log.debug(
    { session: 'hpa', side: 'caller', key: 'enter', media: ['sound:hushpay/a', 'digits:42'] },
    'prompt',
  );
  t.equal(lines.length, 2);
  t.ok(lines.every((line) => line.endsWith('}\n') && !line.slice(0, -1).includes('\n')));
  t.match(JSON.parse(lines[0] ?? ''), {
    level: 'debug',
    time: /^\d{4}-\d\d-\d\dT/,
    msg: 'step',
    session: 'hpa',
    event: 'partyArrived',
    phase: 'handingOff',
  });
  t.match(last(), { msg: 'prompt', key: 'enter', media: ['sound:hushpay/a', 'digits:42'] });
});

t.test('given a field that is not listed, when logged, then only its name is kept', async (t) => {
  const { log, last } = capture();
  log.info({ session: 'hpa', digits: '411', body: { number: CARD } }, 'x');
  t.same(last().dropped, ['digits', 'body']);
  t.notMatch(JSON.stringify(last()), /411/);
  log.child({ nonce: 'abc', session: 'hpb' }).info('y');
  t.match(last(), { session: 'hpb', dropped: ['nonce'], msg: 'y' });
  t.equal(last().nonce, undefined);
});

t.test('given a listed field with the wrong content, when logged, then it is dropped', async (t) => {
  const { log, last } = capture();
  for (const key of ['4', '#', '*', '41']) {
    log.info({ key }, 'x');
    t.equal(last().key, undefined, `a key ${key} of a keypad`);
  }
  log.info(
    { detail: { card: '411' }, media: [{ a: 1 }], amount: { minor: 5, currency: 'USD', pan: '4' } },
    'x',
  );
  t.same(last().dropped, ['detail', 'media', 'amount']);
  log.info({ amount: { minor: 1999, currency: 'USD' } }, 'x');
  t.same(last().amount, { minor: 1999, currency: 'USD' });
});

t.test('given a card number anywhere, when logged, then it is masked and the line is JSON', async (t) => {
  const { log, lines, last } = capture();
  log.warn(
    { text: `card ${CARD} refused`, detail: '4111 1111 1111 1111', count: Number(CARD) },
    `for ${CARD}`,
  );
  t.match(last(), { text: 'card [card] refused', detail: '[card]', count: '[card]', msg: 'for [card]' });
  log.error({ error: new Error(`bad ${CARD}`, { cause: new TypeError(CARD) }) }, 'x');
  log.info({ [CARD]: 1 }, 'y');
  t.notMatch(lines.join(''), /4111/);
});

t.test(
  'given an error, when logged, then type, code and message stand, and nothing else of it',
  async (t) => {
    const { log, last } = capture();
    const cause = Object.assign(new Error('SQLITE_BUSY: locked'), {
      code: 'SQLITE_BUSY',
      bindings: ['secret'],
    });
    log.error({ err: new HushpayError('journal-unavailable', 'locked', { cause }) }, 'x');
    t.same(Object.keys(last().error), ['type', 'code', 'message', 'cause']);
    t.match(last().error, {
      type: 'HushpayError',
      code: 'journal-unavailable',
      cause: { code: 'SQLITE_BUSY' },
    });
    t.notMatch(JSON.stringify(last()), /secret/);
    log.error({ error: 'just text' }, 'x');
    t.match(last().error, { message: 'just text' });
  },
);

t.test('given a level, when lines below it are logged, then they are not written', async (t) => {
  const { log, lines } = capture('warn');
  log.debug('a');
  log.info('b');
  log.warn('c');
  log.error('d');
  t.same(
    lines.map((line) => JSON.parse(line).msg),
    ['c', 'd'],
  );
});

t.test('given the control run, when logged unprotected, then the leak is there to be found', async (t) => {
  const { log, lines } = capture('debug', { unprotected: true });
  log.debug({ digits: CARD, key: '4' }, 'key pressed');
  t.match(lines.join(''), `"digits":"${CARD}"`);
  t.match(lines.join(''), '"key":"4"');
});

t.test('given a file, when logged, then the line is there at once and not for everybody', async (t) => {
  const file = join(freshDirectory(t), 'logs', 'hushpay.log');
  const log = createLog({ level: 'info', file });
  log.info({ door: 'ari', up: true }, 'connected');
  t.match(JSON.parse(readFileSync(file, 'utf8')), { door: 'ari', up: true, msg: 'connected' });
  t.equal(statSync(file).mode & 0o007, 0);
});

t.test('given a full disk, when logged, then nothing throws', async (t) => {
  const log = createLog({ level: 'info', file: '/dev/full' });
  for (let i = 0; i < 3; i++) log.info('lost');
  await new Promise(setImmediate);
  t.pass('still here');
});

t.test('given a log moved away, when the next cannot be opened, then it goes on in the old', async (t) => {
  const directory = freshDirectory(t);
  const file = join(directory, 'hushpay.log');
  const log = createLog({ level: 'info', file });
  renameSync(file, `${file}.1`);
  // A directory cannot be opened by root either.
  mkdirSync(file);
  log.reopen();
  log.info('still told');
  const lines = readFileSync(`${file}.1`, 'utf8').trim().split('\n');
  t.match(
    lines.map((line) => JSON.parse(line)),
    [{ level: 'warn', file, code: 'EISDIR', detail: /create 640 hushpay/ }, { msg: 'still told' }],
  );
  renameSync(file, `${file}.2`);
  log.reopen();
  log.info('anew');
  t.match(JSON.parse(readFileSync(file, 'utf8')), { msg: 'anew' }, 'opened when it can be');
});

t.test('given a log that cannot be made, when started, then it goes on without and says so', async (t) => {
  const directory = freshDirectory(t);
  writeFileSync(join(directory, 'logs'), 'no directory');
  const file = join(directory, 'logs', 'hushpay.log');
  const log = createLog({ level: 'error', file });
  log.info('nothing throws');
  renameSync(join(directory, 'logs'), join(directory, 'away'));
  log.reopen();
  log.error('there');
  t.match(JSON.parse(readFileSync(file, 'utf8')), { msg: 'there' });
});
