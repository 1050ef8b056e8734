import t from 'tap';
import { readSpeechAnswer, type SpeechAnswer } from '../../lib/asterisk/speech-answer.js';

/** What Asterisk answers, and what it means; a text as a string. */
const ANSWERS: readonly (readonly [line: string, meaning: Record<string, unknown>])[] = [
  [
    '200 result=1 (speech) endpos=0 results=1 score0=87 text0="four one" grammar0=',
    { kind: 'speech', text: 'four one', score: 87 },
  ],
  [
    '200 result=1 (speech) endpos=0 results=2 score0=20 text0="nine" grammar0= score1=87 text1="négy "egy"" grammar1=x',
    { kind: 'speech', text: 'négy "egy"', score: 87 },
  ],
  ['200 result=1 (speech) endpos=0 results=0 ', { kind: 'nothing' }],
  ['200 result=1 (speech) endpos=0 results=1 score0=87 text0="" grammar0=', { kind: 'nothing' }],
  // Asterisk keeps 4,096 octets of results, and the rest is lost.
  [`200 result=1 (speech) endpos=0 results=1 score0=87 text0="${'one '.repeat(2000)}`, { kind: 'nothing' }],
  ['200 result=1 (digit) digit=# endpos=0', { kind: 'key', key: '#' }],
  ['200 result=1 (timeout) endpos=0', { kind: 'timeout' }],
  ['200 result=1 (hangup) endpos=0', { kind: 'hangup' }],
  ['200 result=0', { kind: 'nothing' }],
  ['', { kind: 'nothing' }],
];

const shown = (answer: SpeechAnswer) =>
  'text' in answer ? { ...answer, text: String(answer.text) } : answer;

t.test('given answers of Asterisk, then each is read, and the line is wiped', async (t) => {
  for (const [text, meaning] of ANSWERS) {
    const line = Buffer.from(text);
    t.strictSame(shown(readSpeechAnswer(line)), meaning, text.slice(0, 100));
    t.ok(line.every((byte) => byte === 0));
  }
});
