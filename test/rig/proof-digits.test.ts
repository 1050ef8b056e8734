// Looks for digits: a failure is never forgiven.
import t from 'tap';
import { keysOf, PROOF_CARD, testCard } from '../../lib/rig/proof/card.js';
import { digitsIn, windowsOf } from '../../lib/rig/proof/digits.js';
import { keysWritten } from '../../lib/rig/proof/keys.js';
import { digitsAdded } from '../../lib/rig/proof/memory.js';
import { eventsReceived, voiceReceived } from '../../lib/rig/proof/rtp.js';
import { compare, holds } from '../../lib/rig/proof/sighting.js';

const { number, expiry, code } = PROOF_CARD;
const found = (text: string) => digitsIn(Buffer.from(text), PROOF_CARD);

t.test('given a number written in different ways, then all of its digits are found', async (t) => {
  t.equal(found(`pan=${number};`), 16);
  t.equal(found(`"${number.replace(/(....)/g, '$1 ').trim()}"`), 16);
  t.equal(found(number.replace(/(....)(?=.)/g, '$1-')), 16);
  t.equal(digitsIn(Buffer.from(number, 'utf16le'), PROOF_CARD), 16, 'two bytes a character');
  const integer = Buffer.alloc(8);
  integer.writeBigInt64BE(BigInt(number));
  t.equal(digitsIn(Buffer.concat([Buffer.from('row'), integer]), PROOF_CARD), 16, 'as SQLite keeps integers');
});

t.test(
  'given parts of a number, then seven digits are found, and what everybody may know is not',
  async (t) => {
    t.equal(found(`x${number.slice(3, 10)}x`), 7);
    t.equal(found(`x${number.slice(0, 12)}x`), 12);
    t.equal(found(`${number.slice(0, 6)}******${number.slice(-4)}`), 0, 'first six and last four');
    t.equal(found(''), 0);
    t.equal(found('1700000000123 INV-1042 25.00 2026-11-21T21:32:49.123Z'), 0);
  },
);

t.test('given a security code, then it is found where it is kept as one', async (t) => {
  t.equal(found(`{"cvv":"${code}"}`), 3);
  t.equal(found(`security-code: ${code}`), 3);
  t.equal(found(`${expiry} ${code}`), 3);
  t.equal(found(`11/31 ${code}`), 3);
  t.equal(found(`${number}|${code}`), 19);
  t.equal(found(`took ${code} ms`), 0, 'three digits alone are everywhere');
});

t.test('given 4111111111111111, then a row of ones is no evidence', async (t) => {
  t.same(windowsOf('4111111111111111'), ['4111111']);
  const ones = testCard('4111 1111 1111 1111');
  t.ok(ones);
  if (ones) t.equal(digitsIn(Buffer.from('11111111111'), ones), 0);
  t.equal(testCard('4929420573595709'), undefined, 'a number that is not a test number may be somebody’s');
});

t.test('given keys written down one by one, then they are read as keys', async (t) => {
  const keys = keysOf(PROOF_CARD);
  const each = (line: (key: string) => string) => [...keys].map(line).join('\n');
  t.equal(
    keysWritten(each((key) => `DTMF[1]: channel.c: DTMF end '${key}' received on PJSIP/caller-1`)),
    keys,
  );
  const ami = (key: string) =>
    `Event: DTMFEnd\r\nPrivilege: dtmf,all\r\nChannel: PJSIP/caller-1\r\nDigit: ${key}\r\nDurationMs: 100\r\n`;
  t.equal(keysWritten(each(ami)), keys);
  t.equal(keysWritten(each((key) => `{"type":"ChannelDtmfReceived","digit":"${key}"}`)), keys);
  t.equal(keysWritten(each((key) => `"DTMF","{""digit"":""${key}"",""duration_ms"":""100""}"`)), keys);
  t.equal(keysWritten('{"key":"welcome","side":"caller"}'), '', 'the name of a prompt is no key');
});

t.test('given packets of a leg, then its key events are counted once each', async (t) => {
  const packet = (event: number, ts: number, from = '127.0.0.1:17036') =>
    `Got  RTP RFC2833 from   ${from} (type 101, seq 003076, ts ${ts}, len 000004, mark 1, event ${event}, end 0, duration 00160)`;
  const voice = 'Got  RTP packet from    127.0.0.1:17036 (type 00, seq 003074, ts 018776, len 000160)';
  const log = [voice, packet(4, 100), packet(4, 100), packet(4, 300), packet(1, 900, '127.0.0.1:9')].join(
    '\n',
  );
  t.equal(eventsReceived(log, '127.0.0.1:17036'), 2);
  t.equal(voiceReceived(log, '127.0.0.1:17036'), 1);
  t.equal(eventsReceived(voice, '127.0.0.1:17036'), 0);
});

t.test('given copies in memory, then only those that were added are counted', async (t) => {
  const windows = windowsOf(number);
  const counts = (of: readonly string[], count: number) => new Map(of.map((text) => [text, count]));
  t.equal(digitsAdded(new Map(), counts(windows, 1), PROOF_CARD), 16);
  t.equal(
    digitsAdded(counts(windows, 2), counts(windows, 3), PROOF_CARD),
    0,
    'not told apart from a package’s own',
  );
  t.equal(digitsAdded(new Map(), counts(windows.slice(2, 4), 1), PROOF_CARD), 8);
  t.equal(digitsAdded(new Map(), counts([`cvv":"${code}`], 1), PROOF_CARD), 3);
});

t.test(
  'given the two runs, then the proof holds only when nothing is found and the control finds it',
  async (t) => {
    const table = compare([{ place: 'a', found: 0 }], [{ place: 'a', found: 16 }]);
    t.same(table, [{ place: 'a', found: 0, control: 16 }]);
    t.ok(holds(table));
    t.notOk(holds([]), 'nothing looked at');
    t.notOk(holds([{ place: 'a', found: 7, control: 16 }]), 'a leak');
    t.notOk(holds(compare([{ place: 'a', found: 0 }], [{ place: 'a', found: 0 }])), 'a blind scanner');
    t.notOk(holds(compare([{ place: 'a', found: 0 }], [])), 'a place without its control');
    t.ok(holds([{ place: 'a', found: 0, control: 0, reason: 'masked by the bank' }]));
  },
);
